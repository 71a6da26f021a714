"""Which C compilers this machine has: $CC, cc, gcc, clang, or the one of the package ziglang.

``$CC`` is the user's own choice, with arguments if need be (``CC="clang -O2"``), and then the only one that is tried.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from autograd.compiler.native.subprocesses import BuildError, TooSlowError, run
from autograd.missing import IN_BROWSER

COMMON: Final = ("cc", "gcc", "clang")
"""The names under which a compiler is looked for, in this order."""
ADVICE: Final = "install one, or the package ziglang (pip install 'chalkgrad[native]')"
EXACT: Final = ("-std=c99", "-O2", "-ftree-vectorize", "-ffp-contract=off")
"""Numbers are computed as they are written: a product and a sum are rounded one after the other.

With -O3, gcc 12 makes vectors of loops of 4 and 16 turns that take twice the time, and takes six times as long for it:
a GPT of 3,968 weights 34 and 19 microseconds for a name, 4.3 and 0.7 seconds for building.
"""
TUNED: Final = (
    "-march=native",
    "-fno-math-errno",
    "-fno-trapping-math",
)
"""For this processor, and for nobody who asks for errno or floating-point exceptions. No value changes by these.

The processor's own vectors take a fifth off an LSTM's step and a third off that of 784-100-10; keys of the cache have the
processor in them.
"""


PATIENCE_FOR_A_WORD: Final = 20.0
"""Seconds in which a compiler must have said its version."""


@dataclass(frozen=True)
class Compiler:
    """A command that compiles C."""

    command: tuple[str, ...]
    name: str
    """How it is called in messages."""

    @property
    def version(self) -> str:
        """The first line that it says of itself; BuildError if it says nothing of the kind."""
        version = _version(self.command)
        if isinstance(version, TooSlowError):
            raise version
        return version

    @property
    def described(self) -> str:
        """The name, with the version where that is told: "gcc 13.2.0"."""
        numbers = [
            word
            for word in self.version.replace("(", " ").replace(")", " ").split()
            if word[0].isdigit() and "." in word
        ]
        return f"{self.name} {numbers[-1]}" if numbers else self.name


def compilers() -> Iterator[Compiler]:
    """Those there are, each once, the preferred one first; BuildError if there is none."""
    if IN_BROWSER:
        raise BuildError("a browser has no C compiler")
    chosen = os.environ.get("CC", "").strip()
    if chosen:
        yield _chosen(chosen)
        return
    seen = set()
    for name in COMMON:
        path = shutil.which(name)
        if path is not None and os.path.realpath(path) not in seen:
            seen.add(os.path.realpath(path))
            yield Compiler((path,), name)
    if importlib.util.find_spec("ziglang") is not None:
        seen.add("ziglang")
        yield Compiler((sys.executable, "-m", "ziglang", "cc"), "ziglang")
    if not seen:
        raise BuildError(f"there is no C compiler here: {ADVICE}")


def _chosen(words: str) -> Compiler:
    """The compiler of the environment variable CC."""
    try:
        command = shlex.split(words, posix=os.name != "nt")
    except ValueError as error:
        raise BuildError(f"CC={words!r} cannot be read ({error})") from error
    path = shutil.which(command[0])
    if path is None:
        raise BuildError(
            f"CC={words!r} names a compiler that is not here: set CC to another one, or unset it"
        )
    return Compiler((path, *command[1:]), f"CC={words}")


@lru_cache(maxsize=64)
def _version(command: tuple[str, ...]) -> str | TooSlowError:
    try:
        said = run([*command, "--version"], seconds=PATIENCE_FOR_A_WORD)
    except TooSlowError as error:
        return error
    first = said.text.strip().partition("\n")[0]
    if said.code or not first:
        raise BuildError(f"it does not say its version ({said.complaint})")
    return first


@lru_cache(maxsize=1)
def processor() -> str:
    """What the programs of this machine's compilers run on: those of another processor must not be taken for them."""
    parts = [sys.platform, platform.machine(), *platform.libc_ver()]
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        # no file says what the processor can do, so only this machine is known to be alike
        return "\n".join([*parts, platform.processor(), platform.node()])
    kinds = ("model name", "flags", "features", "cpu part", "cpu implementer")
    told = {line for line in lines if line.lower().startswith(kinds)}
    return "\n".join([*parts, *sorted(told)])


def flags() -> Iterator[tuple[str, ...]]:
    """What a compiler is told, the best first; one that does not know an option gets the next."""
    shared = () if sys.platform == "win32" else ("-fPIC",)
    yield (*EXACT, *TUNED, *shared, "-w", "-shared")
    yield (*EXACT, *shared, "-shared")


def suffix() -> str:
    """How the name of a shared library ends on this system."""
    return {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
