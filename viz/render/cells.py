"""Pages in the cell of a notebook: an offline page of ours in a frame, with its picture behind it.

Vocabulary
    frame     an `iframe` that carries the whole page in itself (`srcdoc`), so that a notebook needs no other file and no
              server. It has no rights but to run its own script, to print, to save and to fill the screen: nothing in it
              reaches the notebook
    picture   pixels that lie behind the frame. JupyterLab takes frames out of a notebook that is not trusted, and leaves
              the picture: that is then what is seen

The frame is one line without a tag in its text, so that nothing between a kernel and a screen (Markdown, Sphinx,
marimo) takes a part of the page for its own.
"""

from __future__ import annotations

import base64
import html
import re
from typing import Any, Final

from viz.lang.tools import phrases
from viz.render.bundles import Pixels

LOWEST, HIGHEST = 560, 640
"""Heights of a frame in pixels: a cell is to be seen whole, with a line of code above it."""
MOST_BYTES: Final = 700_000
"""A larger page is not put into a notebook, which keeps every output."""
_RIGHTS: Final = "allow-scripts allow-modals allow-downloads"
"""Scripts; printing, which counts as a dialog; and saving. Not the rights of the page that shows the notebook."""
_CONTROLS: Final = 300
"""The height of what stands around a picture in a page."""
_COLUMN: Final = 900
"""The width of a cell in pixels on a usual screen."""


def framed(page: str, *, height: int = HIGHEST, picture: Pixels | None = None) -> str:
    """The HTML of a cell that shows a page; the frame is called what the page is called.

    height   of the frame in pixels; its width is that of the cell
    picture  what is seen where frames are taken out, as `viz.render.bundles.scene_pixels` gives it

    >>> framed("<title>Sums</title>It's 3", height=600)[-72:]
    "srcdoc='&lt;title&gt;Sums&lt;/title&gt;It&#39;s 3'></iframe></div></div>"
    """
    title = _title(page)
    frame = (
        f'<iframe title="{title}" sandbox="{_RIGHTS}" allow="fullscreen" '
        f'style="display:block;width:100%;height:{height}px;border:0" '
        f"srcdoc='{_as_attribute(page)}'></iframe>"
    )
    behind = _image(picture, title, height, "grid-area:1/1;") if picture else ""
    return (
        f'<div style="display:grid;grid-template-columns:minmax(0,1fr)">{behind}'
        f'<div style="grid-area:1/1">{frame}</div></div>'
    )


def film_cell(page: str, picture: Pixels | None, steps: int, lang: str) -> str:
    """The HTML of a cell that plays the page of a film of so many steps.

    A page that would make the notebook large is not put into it: there is the picture, and a sentence that says how to
    save the page.
    """
    size = len(page.encode())
    if size <= MOST_BYTES:
        return framed(page, height=_height_for(picture), picture=picture)
    words = {"steps": str(steps), "size": f"{size / 1e6:.1f}"}
    note = phrases(lang)["film too large"].format(**words)
    image = _image(picture, _title(page), HIGHEST, "") if picture else ""
    return f"<div>{image}<p>{html.escape(note)}</p></div>"


def _title(page: str) -> str:
    """What a page is called, as HTML."""
    found = re.search("<title>(.*?)</title>", page, re.DOTALL)
    return found[1].replace('"', "&quot;") if found else ""


def _height_for(picture: Pixels | None) -> int:
    """How high the frame of a page should be that shows this picture and its controls."""
    if picture is None:
        return HIGHEST
    width, height = picture[1]["width"], picture[1]["height"]
    shown: float = height * min(1.0, _COLUMN / max(width, 1))
    return min(max(round(shown) + _CONTROLS, LOWEST), HIGHEST)


def _image(picture: Pixels, title: str, highest: int, style: str) -> str:
    png, size = picture
    width = round(min(size["width"], size["width"] * highest / max(size["height"], 1)))
    source = base64.b64encode(png).decode()
    return (
        f'<img alt="{title}" width="{width}" style="{style}max-width:100%;height:auto" '
        f'src="data:image/png;base64,{source}">'
    )


def _as_attribute(page: str) -> str:
    """A page as the text of an attribute in single quotes, in one line: it is full of double ones."""
    escapes: dict[str, str | int | None] = {
        "&": "&amp;",
        "'": "&#39;",
        "<": "&lt;",
        ">": "&gt;",
        "\r": "&#13;",
        "\n": "&#10;",
    }
    return page.translate(str.maketrans(escapes))


class Playable:
    """Something with a page, which plays in the cell of a notebook. Comes before `Depicted` in a list of bases.

    Never raises in a notebook: what cannot be made is left out.
    """

    def _repr_html_(self) -> str | None:
        try:
            return self._cell()
        except Exception:  # noqa: BLE001
            return None

    def _cell(self) -> str | None:
        """The HTML of a cell; None of what would take too long."""
        raise NotImplementedError

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> dict[str, str]:
        formats: dict[str, str] = super()._repr_mimebundle_()  # type: ignore[misc]
        shown = self._repr_html_()
        if shown and len(formats.get("image/svg+xml", "")) > MOST_BYTES // 2:
            del formats["image/svg+xml"]  # the HTML has its pixels
        text = formats.pop("text/plain")
        pages = {"text/html": shown} if shown else {}
        return {**pages, **formats, "text/plain": text}
