#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the archives of NpzTest.cpp as base64.

Needs numpy; the tests do not run it. Its output changes with numpy's and
zlib's versions, the arrays in it do not.
"""

import base64
import io
import zipfile

import numpy as np

ARRAYS = {
    "x": np.array([[0, 1, 2], [3, 4, -5.5]], dtype="<f4"),
    "a/b": np.array([1, -2, 3, -4], dtype=">i2"),
    "h\N{LATIN SMALL LETTER E WITH ACUTE}": np.asfortranarray([[1, 2], [3, 4]], dtype="u1"),
}


def show(name: str, data: bytes) -> None:
    text = base64.b64encode(data).decode()
    print(f"static const char {name}[] =")
    lines = [f'    "{text[at:at + 72]}"' for at in range(0, len(text), 72)]
    print("\n".join(lines) + ";\n")


def archive(save) -> bytes:
    buffer = io.BytesIO()
    save(buffer, **ARRAYS)
    return buffer.getvalue()


def zip64() -> bytes:
    """An archive with zip64 end records, which else need 65536 entries."""
    zipfile.ZIP_FILECOUNT_LIMIT = 0
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = io.BytesIO()
        np.save(entry, ARRAYS["x"])
        with archive.open(zipfile.ZipInfo("x.npy"), "w", force_zip64=True) as file:
            file.write(entry.getvalue())
    return buffer.getvalue()


show("numpyStored", archive(np.savez))
show("numpyDeflated", archive(np.savez_compressed))
show("zip64Stored", zip64())
