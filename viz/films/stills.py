"""A film as numbered stills: one PNG for each frame, all of one size."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Any

from autograd.files import advice, check_name
from viz.errors import OutputError, visible
from viz.files import write_atomically
from viz.films.frames import Reel
from viz.films.strip import strip
from viz.films.tiles import expose
from viz.render.packages import drawing_package


def pngs(frames: Reel, dpi: float = 150) -> list[bytes]:
    """Every frame with its caption as PNG bytes, `dpi` pixels to the inch, the picture's points being 72 to the inch.

    Raises ValueError for a dpi that makes no sense and viz.RasterError for too many pixels; warns
    viz.MissingGlyphs.
    """
    image: Any = drawing_package("PIL.Image", "pillow", "a still as PNG")
    stills = []
    for canvas, _ in expose(strip(frames), dpi):
        buffer = io.BytesIO()
        image.fromarray(canvas, "RGB").save(buffer, "PNG", dpi=(dpi, dpi))
        stills.append(buffer.getvalue())
    return stills


def save_stills(frames: Reel, pattern: str | Path, dpi: float = 150) -> Path:
    """Write every frame to a file and return the pattern; numbers count from 1.

    The name must have one place for the number, ``%d`` or ``%03d``: "frames/%03d.png" makes frames/001.png and so on.
    The last directory is made if it is missing. All frames are drawn before the first is written; if one cannot be
    written, the new files before it are taken back. Other files are left alone, so that an older, longer film may
    leave its end behind.

    Raises ValueError for a name without its place, viz.OutputError where a file cannot be written.
    """
    pattern = Path(pattern)
    names = _file_names(pattern.name, len(frames.frames))
    stills = pngs(frames, dpi)
    folder = pattern.parent
    made = not os.path.exists(folder)
    written = list[Path]()
    try:
        if made:
            _make(folder)
        for name, still in zip(names, stills):
            place = folder / name
            new = not os.path.exists(place)
            write_atomically(place, still)
            written += [place] * new
    except OutputError:
        for place in written:
            place.unlink(missing_ok=True)
        if made and os.path.isdir(folder) and not any(folder.iterdir()):
            folder.rmdir()
        raise
    return pattern


def _file_names(name: str, count: int) -> list[str]:
    """The file names of all frames: 001.png ... from %03d.png."""
    places = list(re.finditer(r"%(?:0(\d))?d", name))
    if len(places) != 1:
        raise ValueError(
            f"cannot save {name!r}: a name for stills needs one place for the number of the frame, %d or %03d, as in "
            f'"frames/%03d.png"; it has {len(places) or "none"}'
        )
    start, end = places[0].span()
    digits = int(places[0][1] or 1)
    before, after = name[:start], name[end:]
    return [f"{before}{i:0{digits}d}{after}" for i in range(1, count + 1)]


def _make(folder: Path) -> None:
    shown = visible(str(folder), 200)
    parent = visible(str(folder.parent), 200)
    try:
        check_name(folder)
        folder.mkdir()
    except FileNotFoundError as error:
        raise OutputError(
            f"cannot write {shown}: there is no directory {parent}; create it first"
        ) from error
    except OSError as error:
        raise OutputError(
            f"cannot make the directory {shown}: {advice(error, folder)}"
        ) from error
