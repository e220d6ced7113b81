# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Our own library and tool functions. They replace add_mlir_library and friends,
# whose object libraries miss definitions and precompiled headers put on the
# library target.

find_program(M2C_CCACHE ccache)
if(M2C_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without these settings ccache calls every compilation with a precompiled
  # header "uncacheable".
  set(launcher env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_BINARY_DIR} ${M2C_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
endif()

find_program(M2C_LLD ld.lld HINTS ${LLVM_TOOLS_BINARY_DIR} NO_DEFAULT_PATH)
if(M2C_LLD)
  add_link_options(--ld-path=${M2C_LLD})
endif()

# libLLVM is built without assertions; NDEBUG must agree with it (a
# Pass::Statistic has another size otherwise), so every preset defines it.
set(M2C_CXX_FLAGS -fno-exceptions -fno-rtti -funwind-tables -Wall -Wextra
    -Wno-unused-parameter -Wno-c23-extensions)

function(m2c_compile_settings target)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  target_include_directories(${target} SYSTEM PRIVATE ${LLVM_INCLUDE_DIRS} ${MLIR_INCLUDE_DIRS})
  target_compile_definitions(${target} PRIVATE ${LLVM_DEFINITIONS_LIST}
      M2C_VERSION="${PROJECT_VERSION}")
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:${M2C_CXX_FLAGS}>)
endfunction()
separate_arguments(LLVM_DEFINITIONS_LIST NATIVE_COMMAND "${LLVM_DEFINITIONS}")
list(TRANSFORM LLVM_DEFINITIONS_LIST REPLACE "^-D" "")

# One precompiled header for all MLIR code of one flag set.
function(m2c_add_pch)
  file(WRITE ${PROJECT_BINARY_DIR}/pch.cpp "// Anchor of the precompiled header.\n")
  add_library(m2c_pch STATIC ${PROJECT_BINARY_DIR}/pch.cpp)
  m2c_compile_settings(m2c_pch)
  target_compile_options(m2c_pch PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  target_precompile_headers(m2c_pch PRIVATE ${PROJECT_SOURCE_DIR}/cmake/pch.h)
endfunction()
m2c_add_pch()

# m2c_add_library(NAME SOURCES ... [LINK libs] [DEPENDS targets] [NO_PCH] [OPTIMIZE])
# A static library. NO_PCH: for code that needs other flags or no MLIR.
# OPTIMIZE: always -O3 (implies NO_PCH), for evaluator and solvers.
function(m2c_add_library name)
  cmake_parse_arguments(A "NO_PCH;OPTIMIZE" "" "SOURCES;LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${A_SOURCES})
  m2c_compile_settings(${name})
  target_link_libraries(${name} PUBLIC ${A_LINK})
  if(A_OPTIMIZE)
    target_compile_options(${name} PRIVATE -O3)
  elseif(NOT A_NO_PCH)
    target_precompile_headers(${name} REUSE_FROM m2c_pch)
    target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
  if(A_DEPENDS)
    add_dependencies(${name} ${A_DEPENDS})
  endif()
endfunction()

# m2c_add_tool(NAME SOURCES ... LINK libs)
function(m2c_add_tool name)
  cmake_parse_arguments(A "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${A_SOURCES})
  m2c_compile_settings(${name})
  target_precompile_headers(${name} REUSE_FROM m2c_pch)
  target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  target_link_libraries(${name} PRIVATE ${A_LINK} MLIR LLVM)
  install(TARGETS ${name} RUNTIME DESTINATION bin)
endfunction()
