# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The files of the repository and the findings of a check about them."""

import dataclasses
import pathlib
import subprocess


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    """One broken rule. `line` is 0 when the finding is about the whole file."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self):
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message} [{self.rule}]"


def files(root):
    """Returns the paths, relative to root, of all files that git knows or would add.

    A folder that is no git checkout (as in the tests) is walked whole.
    """
    if (root / ".git").exists():
        listing = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-z", "-co", "--exclude-standard"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
        paths = [pathlib.PurePosixPath(name) for name in listing if name]
    else:
        paths = [
            pathlib.PurePosixPath(path.relative_to(root).as_posix())
            for path in root.rglob("*")
        ]
    return sorted(path for path in set(paths) if (root / path).is_file())


def read_text(root, path):
    """Returns the text of a file, or None when it is binary."""
    data = (root / path).read_bytes()
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def is_below(path, *folders):
    """Tells whether path lies in one of the folders (or is one of the files)."""
    return any(
        str(path) == folder or str(path).startswith(folder.rstrip("/") + "/")
        for folder in folders
    )
