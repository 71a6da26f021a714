"""Errors that point at a place in what was typed, on one line of a terminal."""

from __future__ import annotations


def visible(text: str, limit: int = 60) -> str:
    """`text` on one line: what does not print is escaped, and what is longer than `limit` is cut.

    >>> visible("a\\n\\x00b"), visible("x" * 9, 4)
    ('a\\\\n\\\\x00b', 'xxx…')
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii")
        for c in text
    )


class ExpressionError(ValueError):
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
        self.end = max(
            self.offset, min(self.offset + 1 if end is None else end, len(text))
        )

    def __str__(self) -> str:
        text, start, end = self.text, self.offset, min(self.end, self.offset + 20)
        before, after = text[max(0, start - 20) : start], text[end : end + 20]
        marked = f"{visible(before)}»{visible(text[start:end])}«{visible(after)}"
        return (
            f"{visible(self.reason, 200)} at character {start + 1}: "
            f"{'…' if start > 20 else ''}{marked}{'…' if end + 20 < len(text) else ''}"
        )
