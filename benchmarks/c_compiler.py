"""C for the benchmarks: what is written by hand or by a peer is built with the compiler that the machine has.

All C is built alike, so that a compiler's cleverness helps all sides: C99, no fused multiply-add, no fast mathematics,
for any processor of the kind. The work is repeated by a loop in C (`TIMES`), which calls through a pointer: no compiler
sees that the same is asked again.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shlex
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.runner import ROOT

FLAGS = ("-std=c99", "-ffp-contract=off", "-fPIC", "-shared")
BUILT = ROOT / "build" / "benchmarks" / "c"
REFERENCE = ROOT / "benchmarks" / "microgpt_reference.c"


class NoCompiler(ImportError):
    """There is no C compiler: the contestant is missing, as one that is not installed."""


def command() -> list[str]:
    """The compiler: $CC, or the first of cc, gcc and clang. NoCompiler if there is none."""
    given = shlex.split(os.environ.get("CC", ""))
    for words in [given] if given else [["cc"], ["gcc"], ["clang"]]:
        if shutil.which(words[0]):
            return words
    raise NoCompiler("no C compiler ($CC, cc, gcc, clang)", name="C compiler")


@cache
def version() -> str | None:
    """What the compiler says that it is; None without one."""
    try:
        said = subprocess.run(
            [*command(), "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (NoCompiler, OSError, subprocess.CalledProcessError):
        return None
    return said.partition("\n")[0]


def build(text: str, optimised: str = "-O3") -> ctypes.CDLL:
    """A shared library of one C file. Kept by the hash of text and compiler; several processes may build it at once."""
    words = [*command(), *FLAGS, optimised]
    key = hashlib.sha256(repr((text, words, version())).encode()).hexdigest()[:24]
    library = BUILT / f"{key}.so"
    if not library.exists():
        BUILT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILT) as folder:
            source, made = Path(folder, "source.c"), Path(folder, "made.so")
            source.write_text(text, encoding="utf-8")
            done = subprocess.run(
                [*words, str(source), "-o", str(made), "-lm"],
                capture_output=True,
                text=True,
            )
            if done.returncode:
                raise RuntimeError(f"{shlex.join(words)}:\n{done.stderr[:2000]}")
            made.replace(library)
    return ctypes.CDLL(str(library))


def address(array: Any) -> ctypes.c_void_p:
    """Where the numbers of a NumPy array lie; it keeps the array alive."""
    pointer: ctypes.c_void_p = array.ctypes.data_as(ctypes.c_void_p)
    return pointer


def reference() -> ctypes.CDLL:
    """microgpt by hand. -O3 of gcc makes vectors of its short rows that take twice the time of -O2."""
    library = build(REFERENCE.read_text(encoding="utf-8"), "-O2")
    library.gradient.restype = library.repeated.restype = ctypes.c_double
    library.train.restype = None
    return library
