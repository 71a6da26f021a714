"""Loops of C around lines of text, and numbers in lines."""

from __future__ import annotations

from collections.abc import Sequence

DECLARES = ("const ", "double ", "float ", "int ", "size_t ", "struct ")
MOST_LETTERS = 100
"""A longer statement stands on a line of its own."""


def indented(lines: Sequence[str]) -> list[str]:
    """The lines, one step further in."""
    return [f"    {line}" if line else line for line in lines]


def block(head: str, body: Sequence[str]) -> list[str]:
    """A body in braces, which a short statement needs not."""
    if head and len(body) == 1 and not body[0].startswith(DECLARES):
        line = f"{head} {body[0]}"
        if len(line) <= MOST_LETTERS:
            return [line]
    if head and _is_in_braces(body):
        return [f"{head} {{", *body[1:]]
    return [f"{head} {{" if head else "{", *indented(body), "}"]


def _is_in_braces(body: Sequence[str]) -> bool:
    """Whether it is one block in braces and nothing else."""
    inside = body[1:-1]
    return body[0] == "{" and body[-1] == "}" and all(x[:1] == " " for x in inside)


def loop(counter: str, count: int, body: Sequence[str]) -> list[str]:
    """A loop over its body. A single turn needs none, as nothing names its counter then, but its names need a block."""
    if count == 1:
        return block("", body) if any(x.startswith(DECLARES) for x in body) else [*body]
    return block(f"for (int {counter} = 0; {counter} < {count}; {counter}++)", body)


def loops(*heads: tuple[str, int], body: Sequence[str]) -> list[str]:
    """Loops inside one another, the first outermost."""
    lines = [*body]
    for counter, count in reversed(heads):
        lines = loop(counter, count, lines)
    return lines


def loop_of_size_t(counter: str, count: int, body: Sequence[str]) -> list[str]:
    """A loop whose counter is a size."""
    if count == 1:
        return [*body]
    return block(f"for (size_t {counter} = 0; {counter} < {count}; {counter}++)", body)


def filled(texts: Sequence[str], width: int = 108) -> str:
    """Numbers in lines."""
    lines = ["   "]
    for text in texts:
        if len(lines[-1]) + len(text) > width:
            lines.append("   ")
        lines[-1] += f" {text},"
    return "\n".join(lines)
