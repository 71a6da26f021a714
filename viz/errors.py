"""The errors and warnings of drawings, lessons and the command line; those of the engine are in `autograd.errors`.

All derive from `autograd.ChalkgradError` or `autograd.ChalkgradWarning`, and all are exported from `viz`.
"""

from __future__ import annotations

from autograd import ChalkgradError, ChalkgradWarning
from autograd.errors import OutputError as OutputError
from autograd.errors import visible as visible


class TooManyNodes(ChalkgradError, ValueError):
    """The graph has more boxes, after folding, than `max_nodes`; for `viz.tree`, more nodes."""


class LayoutError(ChalkgradError, RuntimeError):
    """No layout: there is no engine, or it failed, ran out of time or of memory."""


class SimplerLayout(ChalkgradWarning):
    """No Graphviz starts on this machine, so boxes are placed less well."""


class RasterError(ChalkgradError, RuntimeError):
    """The SVG cannot be drawn: it is broken or too large, or a package is missing."""


class FontError(ChalkgradError, RuntimeError):
    """No usable font file on this machine."""


class MissingGlyphs(ChalkgradWarning):
    """A picture holds characters that no available font can draw."""


class NotANetwork(ChalkgradError, ValueError):
    """A graph in which `viz.network` finds no neurons."""


class NotTranslatable(ChalkgradError, ValueError):
    """A rule of the user's own that is not written against ``m`` and Python's operators alone."""


class UsageError(ChalkgradError, ValueError):
    """The words of the command line do not fit together."""


class ExpressionError(ChalkgradError, ValueError):
    """A text that is not a formula. As a string, one line that points at the character.

    `text` is what was typed, `reason` what is wrong, and the place is text[offset:end]; `offset` counts from 0, the
    line that people read from 1.

    >>> print(ExpressionError("e = foo(a)", 4, "unknown function 'foo'", 7))
    unknown function 'foo' at character 5: e = »foo«(a)
    """

    def __init__(
        self, text: str, offset: int, reason: str, end: int | None = None
    ) -> None:
        super().__init__(text, offset, reason, end)
        self.text, self.reason = text, reason
        self.offset = max(0, min(offset, len(text)))
        last = self.offset + 1 if end is None else end
        self.end = max(self.offset, min(last, len(text)))

    def __str__(self) -> str:
        text, start = self.text, self.offset
        end = min(self.end, start + _AROUND)
        before = visible(text[max(0, start - _AROUND) : start])
        after = visible(text[end : end + _AROUND])
        cut_before = "…" if start > _AROUND else ""
        cut_after = "…" if end + _AROUND < len(text) else ""
        pointed = f"{before}»{visible(text[start:end])}«{after}"
        return f"{visible(self.reason, 200)} at character {start + 1}: {cut_before}{pointed}{cut_after}"


_AROUND = 20
"""Characters that are shown before, at and after the place of an error."""
