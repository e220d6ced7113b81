#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception OR 0BSD
# Builds the firmware around a compiled model and runs it on an emulated board.
#
#   run.sh M2C_OUT_DIR NAME BOARD BUILD_DIR [SAMPLE.bin]
#
# M2C_OUT_DIR and NAME are m2c's -o and --name; BOARD is a file in boards/ such
# as mps2-an386 (Cortex-M4) or mps2-an500 (Cortex-M7). SAMPLE.bin holds the
# float32 inputs one after the other; without it they are a fixed pattern.
# Prints what the firmware prints; exit code 1 when a tool is missing, else the
# firmware's.
set -eu

fail() {
  echo "run.sh: $*" >&2
  exit 1
}

[ $# -eq 4 ] || [ $# -eq 5 ] ||
  fail "expected M2C_OUT_DIR NAME BOARD BUILD_DIR [SAMPLE.bin], got $# arguments"
here=$(cd "$(dirname "$0")" && pwd)
[ -f "$1/$2.cmake" ] || fail "expected $2.cmake in '$1'"
model_dir=$(cd "$1" && pwd)
name=$2
board=$3
[ -f "$here/boards/$board.cmake" ] || fail "unknown board '$board'; expected one of" \
  "$(cd "$here/boards" && ls mps2-*.cmake | sed 's/\.cmake$//' | tr '\n' ' ')"
for tool in cmake arm-none-eabi-gcc qemu-system-arm; do
  command -v "$tool" >/dev/null || fail "cannot find $tool; tools/setup.sh installs it"
done
mkdir -p "$4"
build=$(cd "$4" && pwd)

log=$build/build.log
if ! {
  cmake -S "$here" -B "$build" -DCMAKE_TOOLCHAIN_FILE="$here/boards/$board.cmake" \
    -DM2C_DIR="$model_dir" -DM2C_MODEL="$name" &&
    cmake --build "$build"
} >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  fail "cannot build the firmware; all of the log is in $log"
fi

rm -f "$build/sample.bin"
[ $# -eq 4 ] || cp "$5" "$build/sample.bin"
cd "$build"
# Semihosting prints to the emulator's standard error.
exec qemu-system-arm -machine "$board" -nographic -monitor none -serial none \
  -semihosting-config enable=on,target=native -kernel firmware.elf 2>&1 </dev/null
