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


def compile_strictly(folder, *arguments):
    """Run the compiler in a folder; a warning fails."""
    command = [*find(), *STRICT.split(), *arguments, "-lm"]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def build(text, folder, *options):
    """The shared library of a C text, compiled without a warning."""
    (folder / "program.c").write_text(text, encoding="utf-8")
    shared = ["-shared", "-fPIC", "-o", "program.so", "program.c"]
    compile_strictly(folder, *options, *shared)
    return ctypes.CDLL(str(folder / "program.so"))


def run(folder, *sources):
    """The numbers that a program prints."""
    compile_strictly(folder, *sources, "-o", "a.out")
    command = [str(folder / "a.out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(line) for line in done.stdout.split()]
