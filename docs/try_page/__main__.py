"""Build the page docs/try.html: `python -m docs.try_page [-o FILE] [--python URL] [--layout URL]`.

The page holds chalkgrad and the package graphviz as wheels, so that it is one file for any place on the web, or for a
double click; Python itself and Graphviz come from --python and --layout, which may be folders beside the page. It is
not kept in the repository: what it holds would be old with the next change.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from docs.try_page.examples import EXAMPLES
from docs.try_page.words import WORDS
from viz.layout import javascript_engine
from viz.render.webpage import fill_template, page_colours
from viz.theme import THEMES

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent.parent
PYTHON: Final = "https://cdn.jsdelivr.net/pyodide/v314.0.7/full/"
"""Where Pyodide is: the place that its documentation names."""


def wheels(folder: Path) -> Iterator[bytes]:
    """chalkgrad, built from this source, and graphviz, which it writes DOT with."""
    source = folder / "source"
    ignored = shutil.ignore_patterns(".git", "*.egg-info", "build", "__pycache__")
    shutil.copytree(ROOT, source, ignore=ignored)
    for what in (str(source), "graphviz"):
        words = ["wheel", "--no-deps", "-q", "-w", str(folder), what]
        command = [sys.executable, "-m", "pip", *words]
        environment = {**os.environ, "CHALKGRAD_CORE": "python"}  # without C
        subprocess.run(command, check=True, env=environment)
    for name in ("graphviz-*.whl", "chalkgrad-*-none-any.whl"):
        (wheel,) = folder.glob(name)
        yield wheel.read_bytes()


def origins(*places: str) -> str:
    """Where scripts may come from, for the policy: the page's own folder, or these servers."""
    found = dict.fromkeys("/".join(place.split("/")[:3]) for place in places)
    servers = [origin for origin in found if "://" in origin]
    return " ".join(["'self'", *servers])


def page(
    packages: list[bytes], python: str = PYTHON, layout: str = javascript_engine.URL
) -> str:
    """The page, with these wheels in it, and the places that Pyodide (a folder) and @viz-js/viz (a file) come from."""
    texts = {path.name: path.read_text() for path in HERE.iterdir() if path.is_file()}
    data = {
        "words": WORDS,
        "examples": [example._asdict() for example in EXAMPLES],
        "python": python,
        "layout": layout,
        "load": {
            "packages": [base64.b64encode(wheel).decode() for wheel in packages],
            "session": texts["session.py"],
        },
    }
    come_from = origins(python, layout)
    policy = (
        # films in the page bring scripts of their own, whose checksums are theirs: they run in frames without rights
        f"default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob: {come_from}; worker-src blob:; "
        f"connect-src {come_from} data:; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-src 'self'"
    )
    parts = {
        "policy": policy,
        "style": f"{page_colours(THEMES['auto'])}\n{texts['page.css']}",
        "data": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
        "worker": texts["worker.js"],
        "script": texts["page.js"],
    }
    return "".join(fill_template(texts["page.html"], parts, WORDS["en"]))


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(prog="python -m docs.try_page", description="Build docs/try.html.")  # fmt: skip
    parser.add_argument("-o", "--output", default=ROOT / "docs" / "try.html", type=Path)
    parser.add_argument("--python", default=PYTHON, help="the folder of Pyodide, with / at its end")  # fmt: skip
    parser.add_argument("--layout", default=javascript_engine.URL, help="the file viz.js of @viz-js/viz")  # fmt: skip
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        packages = list(wheels(Path(folder)))
    text = page(packages, arguments.python, arguments.layout)
    arguments.output.write_text(text, encoding="utf-8", newline="\n")
    print(f"wrote {arguments.output}, {len(text) >> 10} KB")


if __name__ == "__main__":
    main()
