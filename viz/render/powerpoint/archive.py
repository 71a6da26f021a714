"""Archives (.pptx and .docx are zip files) that say nothing of when they were made: same content, same bytes."""

from __future__ import annotations

import io
import zipfile
from typing import Final

_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip file can have."""


def without_dates(archive: bytes) -> bytes:
    """The same archive with one date for all its files."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return file.getvalue()
