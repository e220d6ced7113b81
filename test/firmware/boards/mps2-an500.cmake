# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD
# Arm's MPS2 board with a Cortex-M7; QEMU: -machine mps2-an500.
set(BOARD_CPU_FLAGS "-mcpu=cortex-m7 -mthumb -mfpu=fpv5-d16 -mfloat-abi=hard")
set(BOARD_LINKER_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/mps2.ld)
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)
