"""Files that say what they are: a format, its version, and a checksum of what they hold.

Files of parameters and checkpoints are such files. Vocabulary: the *head* is the part of a file with these entries; a
file is *damaged* if its contents cannot be what was written.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from autograd import ChalkgradError, files


class Damaged(ChalkgradError):
    """What is wrong with the contents of a file; whoever reads the file says which one, and what to do."""


class FileError(ChalkgradError, ValueError):
    """A file of ours cannot be written or read; the message says which, what is wrong and what to do."""

    kind: ClassVar[str] = ""
    """What stands before the name of the file."""

    def __init__(self, path: Path, wrong: str, advice: str) -> None:
        one_line = _shown(" ".join(wrong.split()), 500)  # whatever the file holds
        super().__init__(f"{self.kind}{printable(path)}: {one_line}; {advice}")


def printable(path: Path) -> str:
    """A path as a message shows it: in one line, at most 300 characters, without what a terminal would obey.

    >>> printable(Path("a\\0b.json"))
    'a\\\\x00b.json'
    """
    return _shown(str(path), 300)


def _shown(text: str, limit: int) -> str:
    """A text without what a terminal would obey, with its beginning and its end if it is longer than `limit`."""
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    half = limit // 2
    return shown if len(shown) <= limit else f"{shown[:half]}…{shown[1 - half :]}"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file, and the version that this package writes and reads."""

    name: str
    version: int

    def head(self, checksum: str) -> dict[str, Any]:
        """The entries that a file begins with."""
        return {"format": self.name, "version": self.version, "checksum": checksum}

    def check(self, head: Any) -> dict[str, Any]:
        """The head, if it is one of this format and version. Raises Damaged."""
        if not isinstance(head, dict) or head.get("format") != self.name:
            raise Damaged(f"the format {self.name!r} is not named in it")
        version = head.get("version")
        if type(version) is not int or version != self.version:
            raise Damaged(
                f"it has version {version!r} of the format, and this chalkgrad reads {self.version}"
            )
        return head


def checksum(text: str) -> str:
    """SHA-256 of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def write(path: Path, data: bytes, error: type[FileError]) -> None:
    """Write a file in one step. Raises `error`, and then leaves what was there before."""
    try:
        files.replace(path, data, durable=True)
    except OSError as cause:
        wrong = f"cannot be written ({cause.strerror or cause})"
        advice = "check the folder, its permissions and the free space, or choose another name"
        raise error(path, wrong, advice) from cause


def read(path: Path, error: type[FileError]) -> bytes:
    """The bytes of a file. Raises `error`, with the OSError as its cause."""
    try:
        return path.read_bytes()
    except (OSError, ValueError) as cause:  # ValueError: a NUL character in the name
        wrong = f"cannot be read ({getattr(cause, 'strerror', None) or cause})"
        advice = "check the name, the folder and its permissions"
        raise error(path, wrong, advice) from cause
