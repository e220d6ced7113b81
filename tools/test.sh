#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Sets the machine up, builds, runs every test, and ends with one line:
# `N passed, N failed[, N skipped]`. The exit code is 0 only when tests ran and
# none failed.
#
#   tools/test.sh [--full]
#
# --full   also the slow sweeps (all samples on all targets)
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

full=0
for argument in "$@"; do
  case "$argument" in
    --full) full=1 ;;
    -h | --help)
      sed -n '3,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *)
      echo "test.sh: unknown option '$argument'; expected --full" >&2
      exit 1
      ;;
  esac
done

build=build
results=$build/test-results
python=.venv/bin/python
lit=/usr/lib/llvm-22/bin/lit
jobs=$(nproc)
summary=() # arguments of sum_tests.py
times=()

# stage NAME COMMAND...: runs the command and notes its time; its exit code is
# that of the stage.
stage() {
  local name=$1 begin=$SECONDS code
  shift
  echo "== $name"
  "$@"
  code=$?
  times+=("$(printf '%6d s  %s' $((SECONDS - begin)) "$name")")
  return $code
}

finish() {
  echo "== time"
  printf '%s\n' "${times[@]}" "$(printf '%6d s  in all' "$SECONDS")"
  # Debian's python: the environment, or python itself, may be what failed.
  if [[ ! -x /usr/bin/python3 ]]; then
    echo "0 passed, 1 failed"
    exit 1
  fi
  /usr/bin/python3 tools/scripts/sum_tests.py "$results" "${summary[@]}"
  exit
}

# A step has no tests of its own; when it fails there is nothing to go on with.
step() {
  stage "$@" && return
  summary+=(--step "$1=1")
  finish
}

# GoogleTest programs: by their name, m2c-<room>-tests.
unit_tests() {
  local program name
  for program in "$build"/bin/m2c-*-tests; do
    name=unit-$(basename "$program")
    "$program" --gtest_brief=1 --gtest_output="xml:$results/$name.xml"
    summary+=(--suite "$name=$?")
  done
}

lit_tests() {
  local parameters=()
  ((full)) && parameters=(--param full=1)
  "$lit" -sv -j"$jobs" --xunit-xml-output "$results/lit.xml" \
    "${parameters[@]}" "$build/test"
}

export M2C_TEST_FULL=$full
step set-up tools/setup.sh
rm -rf "$results"
mkdir -p "$results"
step configure cmake --preset default --log-level=WARNING
step build cmake --build --preset default -- --quiet

stage check "$python" tools/scripts/check.py
summary+=(--step "check=$?")
stage docs "$python" tools/scripts/gen_docs.py --check
summary+=(--step "docs=$?")
stage scripts "$python" tools/scripts/run_unittests.py test/scripts "$results/scripts.xml"
summary+=(--suite "scripts=$?")
stage unit unit_tests
stage lit lit_tests
summary+=(--suite "lit=$?")
finish
