"""C for the benchmarks: what is written by hand or by a peer is built as our programs are.

The compiler is the one that `autograd.compile(..., backend="c")` finds, with the flags that it is given there, so that
its cleverness helps all sides. Where more than one call is timed in C, `loop` calls through a pointer: no compiler sees
that the same is asked again.
"""

from __future__ import annotations

import ctypes
import hashlib
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.runner import ROOT

BUILT = ROOT / "build" / "benchmarks" / "c"
REFERENCE = ROOT / "benchmarks" / "microgpt_reference.c"


class NoCompiler(ImportError):
    """There is no C compiler: the contestant is missing, as one that is not installed."""


def found() -> Any:
    """The compiler. NoCompiler if there is none."""
    from autograd.compiler.native.compilers import compilers
    from autograd.compiler.native.subprocesses import BuildError

    try:
        return next(compilers())
    except BuildError as problem:
        raise NoCompiler(f"no C compiler: {problem}", name="C compiler") from problem


def version() -> str | None:
    """What the compiler says that it is, and what it is told; None without one."""
    try:
        flags = " ".join(next(_flags()))
        return f"{found().version}, {flags}"
    except NoCompiler:
        return None


def _flags() -> Iterator[tuple[str, ...]]:
    from autograd.compiler.native.compilers import flags

    return flags()


def build(text: str) -> ctypes.CDLL:
    """A shared library of one C file; kept by text, compiler and flags. Several processes may build it at once."""
    compiler = found()
    complaint = ""
    for flags in _flags():
        words = [*compiler.command, *flags]
        named = repr((text, words, compiler.version)).encode()
        library = BUILT / f"{hashlib.sha256(named).hexdigest()[:24]}.so"
        if library.exists():
            return ctypes.CDLL(str(library))
        BUILT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=BUILT) as folder:
            source, made = Path(folder, "source.c"), Path(folder, "made.so")
            source.write_text(text, encoding="utf-8")
            done = subprocess.run(
                [*words, str(source), "-o", str(made), "-lm"],
                capture_output=True,
                text=True,
            )
            if not done.returncode:
                made.replace(library)
                return ctypes.CDLL(str(library))
            complaint = f"{shlex.join(words)}:\n{done.stderr[:2000]}"
    raise RuntimeError(complaint)


def address(array: Any) -> ctypes.c_void_p:
    """Where the numbers of a NumPy array lie; it keeps the array alive."""
    pointer: ctypes.c_void_p = array.ctypes.data_as(ctypes.c_void_p)
    return pointer


def must_be_in_c(program: Any) -> None:
    """NoCompiler if NumPy stands in for C because there is none; RuntimeError if there is one."""
    if program.compiler is None:
        raise RuntimeError(f"{found().name} is there, but not used: {program!r}")


def reference() -> ctypes.CDLL:
    """microgpt by hand."""
    library = build(REFERENCE.read_text(encoding="utf-8"))
    library.gradient.restype = library.repeated.restype = ctypes.c_double
    library.train.restype = None
    return library
