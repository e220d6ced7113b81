# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The hand-written model as a library target, like the file that m2c emits.
add_library(tiny STATIC ${CMAKE_CURRENT_LIST_DIR}/tiny.c
                        ${CMAKE_CURRENT_LIST_DIR}/tiny_weights.c)
target_include_directories(tiny PUBLIC ${CMAKE_CURRENT_LIST_DIR})
