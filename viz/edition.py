"""Editions: in which form a picture or a film is written to a file, besides what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol, runtime_checkable

from viz.options import check_count, check_dpi, check_switch

MOST_PER_PAGE: Final = 16
"""Steps; more are too small to be read on paper."""


@dataclass(frozen=True, slots=True)
class Edition:
    """The options of files. Raises TypeError or ValueError for those that make no sense."""

    dpi: float = 200.0
    """Pixels to the inch."""
    standalone: bool | None = None
    """Whether one picture as .tex is a whole document; None says nothing, and leaves a Value to be a film."""
    frames_only: bool = False
    """Whether a film as .tex is frames to paste into a deck, not a document."""
    per_page: int = 1
    """Steps on a page of a film as .pdf; with several, the page is A4."""

    def __post_init__(self) -> None:
        check_dpi(self.dpi)
        check_switch("standalone", self.standalone)
        check_switch("frames_only", self.frames_only)
        check_per_page(self.per_page)

    def check(self, format: str, is_film: bool) -> None:
        """ValueError for options that another format has, or only pictures or only films have.

        >>> Edition(per_page=4).check("gif", is_film=True)
        Traceback (most recent call last):
            ...
        ValueError: per_page is for a film as .pdf; got a film as .gif
        """
        got = f"got {'a film' if is_film else 'one picture'} as .{format}"
        if self.standalone is not None and (is_film or format != "tex"):
            raise ValueError(f"standalone is for one picture as .tex; {got}")
        if self.frames_only and not (is_film and format == "tex"):
            raise ValueError(f"frames_only is for a film as .tex; {got}")
        if self.per_page > 1 and not (is_film and format == "pdf"):
            raise ValueError(f"per_page is for a film as .pdf; {got}")


@runtime_checkable
class EncodesItself(Protocol):
    """What knows in which formats it can be saved, and how, such as the drawing of a network."""

    formats: ClassVar[tuple[str, ...]]

    def encode(self, format: str, edition: Edition) -> bytes | str: ...


def check_per_page(per_page: Any) -> None:
    """TypeError or ValueError unless `per_page` is a number of steps that a page has room for."""
    check_count("per_page", per_page)
    if per_page > MOST_PER_PAGE:
        raise ValueError(f"per_page must be at most {MOST_PER_PAGE}; got {per_page!r}")
