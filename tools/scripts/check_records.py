# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that every op, kernel and pass comes with all that belongs to it.

An op: summary, description, an example as IR and as emitted C, a kernel, a
test. A pass: summary, description, a source file, a test, a place in the
pipeline (or the word that it has none). A kernel: an op, and a portable form.
"""

import re

import ods
from tree import Finding, files, read_text

PIPELINE = "compiler/Pipeline.cpp"
PASSES = "passes/Passes.td"
KERNELS = "runtime/kernels"
# The end of a kernel's name: the type of activations, then of weights (s8w4), or
# of input and output (s8_f32). All kernels of a stem belong to one op.
TYPES = r"(?:_(?:f32|u8|s8w4|s4w4|s8|s4))+"
# In the description of a pass that the default pipeline does not run.
OPTIONAL = "Not in the default pipeline"
DIALECTS = {"onnx": "Onnx", "nn": "Nn", "plan": "Plan"}


def kebab(name):
    """FoldBatchNorm -> fold-batch-norm, max_pool2d -> max-pool2d."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).replace("_", "-").lower()


def is_empty(text):
    return not (text or "").strip()


def check_documented(source, kind, name, record):
    """Yields findings about a missing summary or description."""
    if is_empty(record["summary"]):
        yield Finding(source, 0, "undocumented", f"{kind} '{name}' has no summary")
    if is_empty(record["description"]):
        yield Finding(source, 0, "undocumented", f"{kind} '{name}' has no description")


def check_op(source, record, dialect, paths, converters):
    """Yields findings about one op of a dialect."""
    name = f"{dialect}.{record['opName']}"
    yield from check_documented(source, "op", name, record)
    description = record["description"] or ""
    if "```mlir" not in description or f"{name}" not in description:
        yield Finding(source, 0, "example", f"op '{name}' has no ```mlir example of itself")
    if "Emitted C" not in description:
        yield Finding(source, 0, "example", f"op '{name}' does not show its 'Emitted C'")
    if dialect != "nn":
        return
    test = f"test/ops/{kebab(record['opName'])}.mlir"
    if test not in paths:
        yield Finding(source, 0, "op-test", f"op '{name}' has no test {test}")
    stem = record.get("kernelStem")
    kernel = re.compile(rf"{KERNELS}/c/m2c_{stem}{TYPES}\.c")
    if stem and not any(kernel.fullmatch(path) for path in paths):
        message = f"op '{name}' has no kernel {KERNELS}/c/m2c_{stem}_f32.c"
        yield Finding(source, 0, "op-kernel", message)
    for onnx in record.get("onnxOps", []):
        if onnx.rpartition("-")[0] not in converters:
            message = f"op '{name}' names {onnx}, which passes/Convert/OnnxToNn does not convert"
            yield Finding(source, 0, "op-onnx", message)


def check_kernels(root, paths, stems):
    """Yields findings about kernels that nothing uses or that lack a portable form."""
    mentioned = None
    for path in paths:
        match = re.fullmatch(rf"{KERNELS}/(\w+)/m2c_(\w+?){TYPES}\.c", path)
        if not match:
            continue
        if f"{KERNELS}/c/{path.rsplit('/', 1)[1]}" not in paths:
            yield Finding(path, 0, "kernel-portable", f"expected the same kernel in {KERNELS}/c")
        if match.group(2) in stems:
            continue
        if mentioned is None:
            mentioned = "\n".join(
                (root / name).read_text()
                for name in paths
                if name.startswith(("dialects/Nn/", "passes/Memory/")) and name.endswith(".cpp")
            )
        # By stem, or whole where the op has no type to choose by.
        whole = path.rsplit("/", 1)[1].removeprefix("m2c_").removesuffix(".c")
        if f'"{match.group(2)}"' not in mentioned and f'"{whole}"' not in mentioned:
            yield Finding(path, 0, "kernel-op", "expected an op of dialects/Nn or a pass of passes/Memory that calls it")


def check_dialects(root, paths):
    """Yields findings about all dialects, and about the kernels of nn."""
    stems = set()
    converters = ods.converters(root)
    for dialect, folder in DIALECTS.items():
        source = f"dialects/{folder}/{folder}Ops.td"
        if source not in paths:
            continue
        try:
            records = ods.ops(ods.dump(root, source), dialect)
        except ods.OdsError as error:
            yield Finding(source, 0, "records", str(error))
            return
        for record in records:
            stems.add(record.get("kernelStem"))
            yield from check_op(source, record, dialect, paths, converters)
    yield from check_kernels(root, paths, stems)


def check_passes(root, paths):
    """Yields findings about the passes."""
    if PASSES not in paths:
        return
    try:
        records = ods.instances(ods.dump(root, PASSES), "PassBase")
    except ods.OdsError as error:
        yield Finding(PASSES, 0, "records", str(error))
        return
    pipeline = read_text(root, PIPELINE) if PIPELINE in paths else ""
    for record in records:
        name = record["!name"].removesuffix("Pass")
        yield from check_documented(PASSES, "pass", name, record)
        if record["argument"] != kebab(name):
            message = f"expected flag '{kebab(name)}' of pass '{name}', got '{record['argument']}'"
            yield Finding(PASSES, 0, "pass-name", message)
        if not any(
            re.fullmatch(rf"passes/(?:\w+/)*{name}(?:\.cpp|/\w+\.cpp)", path) for path in paths
        ):
            yield Finding(PASSES, 0, "pass-source", f"pass '{name}' has no {name}.cpp")
        test = re.compile(rf"test/passes/(?:[\w-]+/)*{re.escape(kebab(name))}\.mlir")
        if not any(test.fullmatch(path) for path in paths):
            message = f"pass '{name}' has no test/passes/**/{kebab(name)}.mlir"
            yield Finding(PASSES, 0, "pass-test", message)
        optional = OPTIONAL in (record["description"] or "")
        if bool(re.search(rf"\bcreate{name}(?:Pass)?\b", pipeline)) == optional:
            message = (
                f"pass '{name}' says '{OPTIONAL}' but {PIPELINE} runs it"
                if optional
                else f"pass '{name}' is not in {PIPELINE}; if that is meant, say "
                f"'{OPTIONAL}' in its description"
            )
            yield Finding(PASSES, 0, "pass-pipeline", message)


def check(root):
    """Returns the findings about all records of the tree at root."""
    paths = {str(path) for path in files(root)}
    return list(check_dialects(root, paths)) + list(check_passes(root, paths))
