# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD
# Gives any model the same names, so that one main.c fits all.

# The tensors of one direction: reads `typedef float NAME_in_X N ` in `text` and
# makes declarations, designated initialisers and table rows.
function(m2c_model_tensors text name prefix buffers members table count)
  set(pattern "typedef ([A-Za-z0-9_]+) ${name}_${prefix}_([A-Za-z0-9_]+) ([0-9]+)u? ")
  string(REGEX MATCHALL "${pattern}" lines "${text}")
  set(found 0)
  foreach(line IN LISTS lines)
    string(REGEX MATCH "${pattern}" line "${line}")
    set(tensor ${CMAKE_MATCH_2})
    if(NOT CMAKE_MATCH_1 STREQUAL "float")
      message(FATAL_ERROR "expected float tensors only, got ${CMAKE_MATCH_1} for ${tensor}; "
                          "compile the model with --io float")
    endif()
    string(APPEND b "static ${name}_${prefix}_${tensor} ${prefix}_${tensor};\n")
    string(APPEND m " .${tensor} = ${prefix}_${tensor},")
    string(APPEND t "    {\"${tensor}\", ${prefix}_${tensor}, ${CMAKE_MATCH_3}u},\n")
    math(EXPR found "${found} + 1")
  endforeach()
  if(found EQUAL 0)
    message(FATAL_ERROR "expected a typedef ${name}_${prefix}_... in the model's header")
  endif()
  set(${buffers} "${b}" PARENT_SCOPE)
  set(${members} "${m}" PARENT_SCOPE)
  set(${table} "${t}" PARENT_SCOPE)
  set(${count} ${found} PARENT_SCOPE)
endfunction()

# Writes `output`, made from the emitted header `header` of the model `name`.
function(m2c_write_model_header header name output)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${header})
  file(READ ${header} text)
  string(REGEX REPLACE "[][;]" " " text "${text}") # they mean something in CMake's lists
  string(TOUPPER ${name} upper)
  m2c_model_tensors("${text}" ${name} in in_buffers in_members in_table in_count)
  m2c_model_tensors("${text}" ${name} out out_buffers out_members out_table out_count)
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/firmware_model.h.in ${output} @ONLY)
endfunction()
