#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# From a fresh machine to a network that runs on two emulated cores: installs
# what is missing, builds m2c, compiles the shipped two-modality model for an
# application core and a microcontroller, runs the C under QEMU against the
# expected outputs, quantises it, and shows predictions and costs.
#
#   tools/demo.sh [TARGET...]     default: cortex-a72 cortex-m7
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ "${1:-}" == -* ]]; then
  sed -n '3,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
  [[ "$1" == --help || "$1" == -h ]]
  exit
fi
targets=("${@:-cortex-a72}")
(($# > 0)) || targets+=(cortex-m7)

model=test/models/av-digits
name=av_digits
out=out/demo

say() { printf '\n== %s\n' "$*"; }

say "Setting the machine up"
tools/setup.sh --no-venv

say "Building m2c (the first time takes a few minutes)"
cmake --preset default --log-level=WARNING > /dev/null
# ninja shows progress in one line on a terminal; a log needs none.
quiet=()
[[ -t 1 ]] || quiet=(-- --quiet)
cmake --build --preset default --target m2c m2c-run "${quiet[@]}"

for target in "${targets[@]}"; do
  say "Compiling $model/model.onnx for $target and checking the C under QEMU"
  build/bin/m2c "$model/model.onnx" --target "$target" --name "$name" \
    -o "$out/$target" --verify "$model/golden.npz"
done

say "The same in 8-bit integers for cortex-m7, quantised from shipped samples without labels"
build/bin/m2c "$model/model.onnx" --target cortex-m7 --name "$name" \
  -o "$out/cortex-m7-w8a8" --calibrate "$model/calib.npz" \
  --verify "$model/eval.npz" --verify-limit 2
build/bin/m2c "$model/model.onnx" --target cortex-m7 --name "$name" \
  --calibrate "$model/calib.npz" --stop-after=quant > "$out/quantised.mlir"

say "Predictions on shipped samples (m2c-run, the evaluator that the C was compared with)"
build/bin/m2c-run "$model/model.onnx" --input "$model/golden.npz" --limit 8 \
  --output "$out/predictions.npz"
/usr/bin/python3 tools/scripts/demo_report.py predictions "$out/predictions.npz" "$model/golden.npz"
echo "All test samples, float and quantised:"
for network in "$model/model.onnx" "$out/quantised.mlir"; do
  build/bin/m2c-run "$network" --input "$model/eval.npz"
done

say "What it costs"
reports=()
for target in "${targets[@]}"; do
  reports+=("$out/$target/${name}_report.json")
done
/usr/bin/python3 tools/scripts/demo_report.py costs "${reports[@]}" \
  "$out/cortex-m7-w8a8/${name}_report.json"

say "Your files"
for target in "${targets[@]}"; do
  echo "$out/$target/"
  (cd "$out/$target" && printf '    %s\n' "$name"*)
done
echo "Add a folder to your firmware with include($out/TARGET/$name.cmake); README.md shows how."
