"""C text becomes a library that is loaded: from the cache, or by the first compiler that can build it."""

from __future__ import annotations

import contextlib
import ctypes
import os
from pathlib import Path
from typing import Final, NamedTuple

from autograd.compiler.native import library_cache
from autograd.compiler.native.compilers import (
    Compiler,
    compilers,
    flags,
    processor,
    suffix,
)
from autograd.compiler.native.subprocesses import (
    BuildError,
    TooSlowError,
    run,
    scratch_folder,
    write,
)
from autograd.errors import visible

_TEXT: Final = "program.c"
_LONGEST: Final = 300
"""Characters of what a compiler complains of that a message repeats."""

_GIVEN_UP: Final[dict[str, TooSlowError]] = {}
"""What took too long to be built, by its key."""


class Library(NamedTuple):
    """A loaded library, and by which compiler, with its version."""

    functions: ctypes.CDLL
    compiler: str


def build(text: str) -> Library:
    """The library that C text is; BuildError with the reason if no compiler makes one of it.

    The first compiler is the one that counts: the message has its trouble, and others are tried only so that a broken
    one does not stand before one that works.
    """
    source = text.encode("utf-8", "backslashreplace")
    trouble: BuildError | None = None
    for compiler in compilers():
        try:
            return _library(compiler, source)
        except BuildError as error:
            complaint = visible(f"{compiler.name}: {error}", _LONGEST)
            trouble = trouble or BuildError(complaint)
    assert trouble is not None  # or compilers() would have raised
    raise trouble


def _library(compiler: Compiler, source: bytes) -> Library:
    key = _key(compiler, source)
    kept = library_cache.look_up(key, suffix())
    if kept is not None:
        try:
            return Library(ctypes.CDLL(str(kept)), compiler.described)
        except OSError:  # whole, but not for this system after all
            library_cache.forget(kept)
    if key in _GIVEN_UP:
        raise _GIVEN_UP[key]
    try:
        built = _compiled(compiler, source)
    except TooSlowError as error:
        _GIVEN_UP[key] = error
        raise
    for keep in (library_cache.keep, library_cache.keep_for_now):
        path = keep(key, suffix(), built)
        try:
            return Library(ctypes.CDLL(str(path)), compiler.described)
        except OSError as error:  # such as a folder whose programs may not run
            library_cache.forget(path)
            reason = str(error)
    raise BuildError(f"what it built cannot be loaded ({reason})")


def _key(compiler: Compiler, source: bytes) -> str:
    """What a library was made of, and for which processor."""
    made_by = [*compiler.command, compiler.version, *map(" ".join, flags())]
    parts = "\n".join([*made_by, processor()])
    return library_cache.checksum(source, parts.encode("utf-8", "surrogateescape"))


def _compiled(compiler: Compiler, source: bytes) -> bytes:
    """The library as bytes, built in a folder of its own."""
    with scratch_folder() as folder:
        write(Path(folder, _TEXT), source)
        target = f"program{suffix()}"
        for options in flags():
            command = [*compiler.command, *options, "-o", target, _TEXT, "-lm"]
            said = run(command, folder, _places_of_zig(folder))
            if not said.code:
                break
        built = b""
        with contextlib.suppress(OSError):
            built = Path(folder, target).read_bytes()
        if said.code or not built:
            raise BuildError(f"it does not compile a program ({said.complaint})")
        return built


def _places_of_zig(folder: str) -> dict[str, str]:
    """Where Zig keeps what it has made, if the user has no place for that: without one it ends."""
    places = {"ZIG_LOCAL_CACHE_DIR": folder}
    if "HOME" not in os.environ and os.name == "posix":
        places["ZIG_GLOBAL_CACHE_DIR"] = folder
    return {name: place for name, place in places.items() if name not in os.environ}
