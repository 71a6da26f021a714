"""Graphviz in a browser: the package @viz-js/viz, which JavaScript runs beside a Python that runs in Pyodide.

It is the same Graphviz as the embedded engine's, and gives the same answers, byte for byte; it cannot be stopped while
it runs, so there is no time limit. Loading it is a wait, which Python cannot do in the middle of a drawing, unless the
browser can put a whole program to sleep (JavaScript promise integration). Hence, in this order:

1. what the page has put into ``globalThis.chalkgradLayout``: ``chalkgradLayout = await Viz.instance()``;
2. what ``await viz.load_layout_engine()`` has put there;
3. where the browser can sleep, that, by itself, at the first drawing.
"""

from __future__ import annotations

import importlib
from typing import Any, Final

from autograd.missing import IN_BROWSER
from viz.errors import LayoutError

VERSION: Final = "3.31.0"
"""Of @viz-js/viz."""
URL: Final = f"https://cdn.jsdelivr.net/npm/@viz-js/viz@{VERSION}/dist/viz.js"
"""Where the engine comes from, unless something else is said: 1.2 MB, once."""
SMALLER: Final = "draw a smaller part of the graph, or fold groups of it"
_PLACE: Final = "chalkgradLayout"
"""The name in `globalThis` under which the engine is found, and kept."""
LOAD: Final = "run `await viz.load_layout_engine()` once"


async def load_layout_engine(url: str = URL) -> None:
    """Load what places the boxes of drawings in a browser: ``await viz.load_layout_engine()``, once, before drawing.

    `url` is the module ``viz.js`` of the package @viz-js/viz, for pages that have a copy of their own; a page that has
    loaded ``viz-global.js`` needs none. Where Python does not run in a browser there is nothing to load.

    Raises LayoutError where the module cannot be had.
    """
    if not IN_BROWSER or _engine() is not None:
        return
    page = _page()
    try:
        module = getattr(page, "Viz", None)
        if module is None:
            module = await _run_js("(url) => import(url)")(url)
        setattr(page, _PLACE, await module.instance())
    except _error_of_javascript() as error:
        raise LayoutError(
            f"the layout engine cannot be loaded from {url} ({error}); give another place: "
            "`await viz.load_layout_engine(url)`, where url is the file viz.js of @viz-js/viz"
        ) from error


def run(source: str, format: str, program: str, timeout: float) -> bytes:
    """What Graphviz makes of DOT `source`; there is no time limit here."""
    if not IN_BROWSER:
        raise LayoutError(
            'engine="javascript" is for browsers; this Python has no JavaScript beside it: take "auto"'
        )
    engine = _engine() or _loaded_now()
    page, ffi = _page(), importlib.import_module("pyodide.ffi")
    options = {"format": format, "engine": program}
    wanted = ffi.to_js(options, dict_converter=page.Object.fromEntries)
    try:
        answer: str = engine.renderString(source, wanted)
    except _error_of_javascript() as error:
        raise LayoutError(
            f"the layout engine refused the graph ({str(error).splitlines()[0]}); {SMALLER}"
        ) from error
    return answer.encode()


def _loaded_now() -> Any:
    """The engine, loaded while Python sleeps; LayoutError where it cannot sleep."""
    ffi: Any = importlib.import_module("pyodide.ffi")
    if not ffi.can_run_sync():
        raise LayoutError(f"no layout engine yet: {LOAD}, then draw again")
    ffi.run_sync(load_layout_engine())
    return _engine()


def _page() -> Any:
    """JavaScript's `globalThis`."""
    return importlib.import_module("js").globalThis


def _engine() -> Any:
    """The engine that is loaded, or None."""
    return getattr(_page(), _PLACE, None)


def _run_js(code: str) -> Any:
    """A function of JavaScript."""
    return importlib.import_module("pyodide.code").run_js(code)


def _error_of_javascript() -> type[Exception]:
    kind: type[Exception] = importlib.import_module("pyodide.ffi").JsException
    return kind
