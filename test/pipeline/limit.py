#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a command that may take so many seconds of processor time, no more.

limit.py SECONDS COMMAND...
"""

import os
import resource
import sys

SECONDS = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
os.execvp(sys.argv[2], sys.argv[2:])
