"""Programs in C under sanitizers, with each of the compilers, and as fast to build as is promised; all of it is slow."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import c_compiler

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
SANITIZERS = (
    "-fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all -g"
)
OVERRUN = """
import numpy as np
from autograd.compiler.native.building import build
from autograd.compiler.native.c_calls import CFunction, Sizes
from autograd.compiler.native.entry_point import called, entry
from autograd.compiler.x_columns import plain_columns
text = '''#include <stddef.h>
double program(const double *p, const double *X, size_t n, double *gradient, double *outputs, double *work)
{ BODY }
'''
library = build(called(text, 'float64', plain_columns(1)))
CFunction(entry(library.functions), np.ones(300), Sizes(1, 300, 1, 1)).forward(np.ones((1, 1)))
"""


def sanitized(*words, cache):
    """Run Python with programs in C that are watched."""
    gcc = shutil.which("gcc")
    if gcc is None:
        pytest.skip("no gcc, whose sanitizers these are")
    library = subprocess.run(
        [gcc, "-print-file-name=libasan.so"], capture_output=True, text=True, check=True
    ).stdout.strip()
    variables = {
        **os.environ,
        "LD_PRELOAD": library,
        "ASAN_OPTIONS": "detect_leaks=0",
        "CC": f"env -u LD_PRELOAD {gcc} {SANITIZERS}",
        "CHALKGRAD_CACHE": str(cache),
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, *words], env=variables, capture_output=True, text=True, check=False
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("return p[300];", "heap-buffer-overflow"),
        ("gradient = work + 100; gradient[0] = 1; return 0;", "heap-buffer-overflow"),
        ("return (int)(p[0] * 1e10);", "outside the range of representable values"),
        ("int x = 2147483647; x += (int)n; return x;", "signed integer overflow"),
    ],
)
def test_the_watch_is_awake(tmp_path, body, complaint):
    said = sanitized("-c", OVERRUN.replace("BODY", body), cache=tmp_path)
    assert said.returncode != 0
    assert complaint in said.stderr


def test_random_graphs_under_sanitizers_are_those_of_numpy(tmp_path):
    said = sanitized("-m", "tests.c_sanitized", "500", cache=tmp_path)
    assert said.returncode == 0, said.stderr[-4000:]
    assert int(said.stdout.split()[0]) >= 490


ZIG = f"{sys.executable} -m ziglang cc"


@pytest.mark.parametrize("command", ["gcc", "clang", ZIG])
def test_each_compiler_builds_the_same_numbers(command, tmp_path):
    """The tests of programs in C once more, with this compiler and an empty cache."""
    if command == ZIG:
        pytest.importorskip("ziglang")
    elif shutil.which(command) is None:
        pytest.skip(f"{command} is not installed")
    c_compiler.find()
    variables = {**os.environ, "CC": command, "CHALKGRAD_CACHE": str(tmp_path)}
    files = ["test_compile_c.py", "test_c_building.py", "test_c_source.py"]
    files += ["test_c_dialect.py"]
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", *(f"tests/{name}" for name in files)],
        env=variables, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stdout[-4000:]
