"""Numbers beside those of the lecture notes: the table that the examples from 10 on print.

"agrees" means that the number rounds to what is printed; "truncated" that digits were dropped where they should have
been rounded; "differs" that neither is so.
"""

from decimal import Decimal

from viz.text.tables import table


def decimal(x, digits=10):
    """`digits` significant digits without an exponent, and a true minus."""
    return format(Decimal(f"{x + 0.0:.{digits}g}"), "f").replace("-", "−")


def verdict(x, notes):
    """What to say of `notes`, a printed text or the result of a printed formula, if `x` is right; "" for nothing."""
    if notes is None:
        return ""
    if isinstance(notes, float):
        return "agrees" if abs(notes - x) <= 1e-12 * max(1.0, abs(x)) else "differs"
    places = len(notes.partition(".")[2])
    if f"{x:.{places}f}" == notes:
        return "agrees"
    return "truncated" if f"{x:.{places + 9}f}".startswith(notes) else "differs"


def align(texts):
    """Texts of numbers with spaces in front, so that their decimal points stand below one another."""
    before = [len(text.partition(".")[0]) for text in texts]
    return [" " * (max(before) - n) + text for n, text in zip(before, texts)]


def compare(title, rows, notes="notes print"):
    """Print `rows`: (name, number that this program computes) and perhaps what the notes have for it."""
    rows = [(*row, None)[:3] for row in rows]
    names = [name for name, _, _ in rows]
    numbers = align([decimal(number) for _, number, _ in rows])
    printed = align([as_printed(x) for _, _, x in rows])
    words = [verdict(number, x) for _, number, x in rows]
    print(f"\n{title}")
    head = ("quantity", "computed", notes, "verdict")
    print(table(head, list(zip(names, numbers, printed, words))))


def as_printed(x):
    """What the notes have, with a true minus; "" for nothing."""
    if isinstance(x, float):
        return decimal(x)
    return (x or "").replace("-", "−")
