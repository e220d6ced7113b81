# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Embeds files as bytes into a library, so that an installed program needs no
# file beside itself.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

# m2c_embed(FUNCTION OUTVAR files...)
# Generates a C++ source and stores its path in OUTVAR, to be added to the
# SOURCES of a library. It defines
#   llvm::ArrayRef<m2c::EmbeddedFile> m2c::FUNCTION();
# in the order of `files` (relative to the current source folder; these relative
# paths are the names). The user declares that function where it needs it.
function(m2c_embed function outvar)
  set(script ${PROJECT_SOURCE_DIR}/tools/scripts/embed.py)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${Python3_EXECUTABLE} ${script} --function ${function}
            --base ${CMAKE_CURRENT_SOURCE_DIR} -o ${source} ${ARGN}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    DEPENDS ${script} ${ARGN}
    COMMENT "Embedding files as ${function}" VERBATIM)
  set(${outvar} ${source} PARENT_SCOPE)
endfunction()
