#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Brings a Debian 12 machine to the state in which m2c builds and its tests run.
# Says nothing and changes nothing when that state is already there.
#
#   tools/setup.sh [--no-venv]
#
# --no-venv   leave out the Python environment (.venv), which only the tests need
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The compiler that builds m2c, MLIR, and what the build needs.
build_packages=(
  clang-22 lld-22 llvm-22-dev llvm-22-tools libmlir-22-dev mlir-22-tools
  clang-tidy-22 clang-format-22 libclang-rt-22-dev
  ccache cmake ninja-build g++ git
  libprotobuf-dev protobuf-compiler libonnx-dev
  libz3-dev libeigen3-dev libzip-dev
)
# What the emitted C is compiled and run with, and what the tests need.
test_packages=(
  libonnx-testdata libgtest-dev libbenchmark-dev
  gcc-arm-none-eabi libnewlib-arm-none-eabi
  gcc-aarch64-linux-gnu libc6-dev-arm64-cross
  qemu-system-arm qemu-user
  chromium
  python3-venv python3-pip
)

die() {
  echo "setup.sh: $*" >&2
  exit 1
}

venv=yes
for argument in "$@"; do
  case "$argument" in
    --no-venv) venv=no ;;
    -h | --help)
      sed -n '3,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *) die "unknown option '$argument'; expected --no-venv" ;;
  esac
done

command -v dpkg-query > /dev/null && command -v apt-get > /dev/null ||
  die "expected Debian 12 (apt-get and dpkg-query); install these by hand elsewhere:" \
    "${build_packages[*]} ${test_packages[*]}"

# One query for all; a package that is removed but not purged does not count.
missing_packages() {
  local installed package
  installed=" $(dpkg-query -W -f='${db:Status-Status}:${Package} ' 2> /dev/null || true) "
  for package in "${build_packages[@]}" "${test_packages[@]}"; do
    [[ "$installed" == *" installed:$package "* ]] || echo "$package"
  done
}

mapfile -t missing < <(missing_packages)
if ((${#missing[@]} > 0)); then
  if ((EUID != 0)); then
    die "must be root to install ${missing[*]}" $'\n'"  run: sudo tools/setup.sh $*"
  fi
  echo "setup.sh: installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  # A broken third-party source must not stop us: if a package is out of reach,
  # the installation below says so.
  apt-get update -qq > "$log" 2>&1 || cat "$log" >&2
  # Another apt may be running on a machine that has just started: wait for it.
  apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 \
    "${missing[@]}" > "$log" 2>&1 || {
    tail -n 30 "$log" >&2
    die "apt-get install failed; expected Debian 12 with its main and security sources"
  }
fi

if [[ "$venv" == yes ]]; then
  # The stamp holds what the environment was made from. Debian's interpreter is
  # named by its path because another python3 may stand before it on PATH.
  stamp=.venv/m2c-requirements.txt
  wanted="$(/usr/bin/python3 --version) $(cat tools/requirements.txt)"
  if [[ ! -x .venv/bin/python || "$(cat "$stamp" 2> /dev/null)" != "$wanted" ]]; then
    echo "setup.sh: making .venv (tools/requirements.txt)"
    rm -rf .venv
    /usr/bin/python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check \
      --no-deps --only-binary :all: -r tools/requirements.txt ||
      die "pip could not install tools/requirements.txt into .venv"
    echo "$wanted" > "$stamp"
  fi
fi
