"""A C compiler for tests: what it has built is loaded with ctypes. Without one they skip; where CI is true, that fails."""

import ctypes
import os
import shlex
import shutil
import subprocess

import pytest

STRICT = "-std=c99 -Wall -Wextra -Werror -O3 -ffp-contract=off"


def find():
    """The command of the compiler that tests use: $CC, or cc."""
    command = shlex.split(os.environ.get("CC", "cc"))
    if not shutil.which(command[0]):
        pytest.skip("no C compiler: install gcc or clang, or set CC")
    return command


def build(text, folder, *options):
    """The shared library of a C text, compiled without a warning."""
    source, library = folder / "program.c", folder / "program.so"
    source.write_text(text, encoding="utf-8")
    command = [*find(), *STRICT.split(), *options, "-shared", "-fPIC"]
    done = subprocess.run(
        [*command, "-o", library, source, "-lm"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return ctypes.CDLL(str(library))
