# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The lit suite: what is a test, what stands behind a `%name`, and which tests
this machine can run. lit.site.cfg.py, written by CMake, loads this file."""

import os
import pathlib
import shutil
import subprocess

import lit.formats

config.name = "m2c"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".test"]
# unit/ are GoogleTest programs, scripts/ Python unit tests; tools/test.sh runs both.
config.excludes = ["Inputs", "Output", "unit", "scripts"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.m2c_obj_root, "test")

root = pathlib.Path(config.m2c_src_root)
programs = pathlib.Path(config.m2c_obj_root) / "bin"
python = root / ".venv" / "bin" / "python"
shared_models = pathlib.Path(
    os.environ.get("M2C_SHARED_MODELS") or root.parent / "shared" / "models"
)
onnx_testdata = pathlib.Path("/usr/share/libonnx-testdata/data")

config.environment["PATH"] = os.pathsep.join(
    [str(programs), config.llvm_tools_dir, config.environment["PATH"]]
)


def substitute(name, value):
    """Makes `%name` mean value; `%m2c` must not match within `%m2c-opt`."""
    config.substitutions.append((rf"%{name}(?![\w-])", str(value)))


# The slow sweeps: tools/test.sh --full.
full = lit_config.params.get("full", "0") not in ("", "0")

for program in ("m2c", "m2c-run", "m2c-lsp-server"):
    substitute(program, programs / program)
# Whatever a pass makes must be text that parses back to the same.
substitute("m2c-opt", f"{programs / 'm2c-opt'}{' --verify-roundtrip' if full else ''}")
substitute("python", python)
# `%data FILE.mlir OUT.npz`: the arrays that FILE's comments describe.
substitute("data", f"{python} {root / 'test' / 'make_data.py'}")
substitute("shared_models", shared_models)
substitute("onnx_testdata", onnx_testdata)
substitute("root", root)


def has_python_packages():
    """Whether tools/setup.sh has made the tests' Python environment."""
    packages = ["numpy", "onnx", "onnxruntime"]
    check = (
        "import importlib.util, sys\n"
        f"sys.exit(not all(importlib.util.find_spec(name) for name in {packages}))"
    )
    return python.exists() and subprocess.run([python, "-c", check], check=False).returncode == 0


features = {
    "arm-gcc": shutil.which("arm-none-eabi-gcc"),
    "aarch64-gcc": shutil.which("aarch64-linux-gnu-gcc"),
    "qemu-system": shutil.which("qemu-system-arm"),
    "chromium": shutil.which("chromium"),
    "qemu-user": shutil.which("qemu-aarch64"),
    "shared-models": shared_models.is_dir(),
    "venv": has_python_packages(),
    "onnx-testdata": onnx_testdata.is_dir(),
    "full": full,
}
config.available_features.update(name for name, there in features.items() if there)

# A suite that shrinks silently proves less than its closing line says.
if not features["shared-models"]:
    lit_config.note(
        f"no folder '{shared_models}': the tests on shared models do not run; "
        "M2C_SHARED_MODELS names another one"
    )
missing = [n for n in features if not features[n] and n not in ("shared-models", "full")]
if missing:
    lit_config.note(f"not on this machine: {', '.join(missing)}; tools/setup.sh installs them")
