"""An image on its way through a network: nested lists, checked once where they come in.

Vocabulary
    map      rows of numbers and Values, all of one length: one channel of an image, or what one kernel makes of it
    image    a list of maps of one size: ``image[channel][row][column]``, PyTorch's order
    place    where a number of a map stands: (row, column)
"""

from __future__ import annotations

from numbers import Real
from typing import Any

from autograd import Value

Map = list[list[Any]]
Image = list[Map]


def image_of(x: Any, channels: int | None, who: str) -> Image:
    """`x` as an image of floats and Values, with so many channels (None: any number).

    Raises TypeError or ValueError saying what `who` needs.

    >>> image_of(((1, 2), (3, 4)), 1, "Conv2d")
    Traceback (most recent call last):
        ...
    TypeError: Conv2d needs an image as nested lists, [channel][row][column], got rows of numbers: [x] is one channel
    """
    image: Image = lists(x)
    depth = _depth(image)
    if not image and depth:
        raise ValueError(f"{who} needs an image with a number in it, got an empty list")
    if depth != 3:
        if depth == 2:
            got = "rows of numbers: [x] is one channel"
        elif depth == 1:
            got = f"a flat row of {len(image)} numbers: let Reshape(channels, rows, columns) come first"
        else:
            got = f"{depth} levels of lists" if depth else type(x).__name__
        raise TypeError(
            f"{who} needs an image as nested lists, [channel][row][column], got {got}"
        )
    if not image[0] or not image[0][0]:
        raise ValueError(f"{who} needs an image with a number in it, got an empty list")
    if channels is not None and len(image) != channels:
        plural = "" if channels == 1 else "s"
        raise ValueError(
            f"{who} needs an image of {channels} channel{plural}, got {len(image)}"
        )
    height, width = size(image)
    for channel, rows in enumerate(image, 1):
        _check_map(rows, channel, (height, width), who)
    return image


def _check_map(rows: Map, channel: int, wanted: tuple[int, int], who: str) -> None:
    """Raise an error for a map of another size, or with something in it that is no number."""
    height, width = wanted
    if not isinstance(rows, list) or len(rows) != height:
        found = f"has {len(rows)}" if isinstance(rows, list) else "has no"
        raise ValueError(
            f"{who} needs channels of one size, but channel {channel} {found} rows, the first has {height}"
        )
    for i, row in enumerate(rows, 1):
        if not isinstance(row, list) or len(row) != width:
            told = f"is no list of {width} numbers"
            if isinstance(row, list):
                count = f"{len(row)} number{'' if len(row) == 1 else 's'}"
                told = f"has {count}, the first row has {width}"
            raise ValueError(
                f"{who} needs rows of one length, but row {i} of channel {channel} {told}"
            )
        for j, x in enumerate(row):
            if x.__class__ is not Value and x.__class__ is not float:
                row[j] = _float(x, f"row {i}, column {j + 1} of channel {channel}", who)


def _float(x: Any, where: str, who: str) -> float:
    if not isinstance(x, Real):
        raise TypeError(
            f"{who} needs numbers or Values, but {where} is {type(x).__name__}"
        )
    return float(x)


def lists(x: Any) -> Any:
    """Arrays and tuples, inside one another, as new lists; everything else as it is."""
    if hasattr(x, "tolist"):
        return x.tolist()
    return [lists(item) for item in x] if isinstance(x, list | tuple) else x


def _depth(x: Any) -> int:
    """How many lists stand inside one another, at the first item; an empty list ends it."""
    depth = 0
    while isinstance(x, list):
        depth += 1
        if not x:
            break
        x = x[0]
    return depth


def size(image: Image) -> tuple[int, int]:
    """(rows, columns) of its maps."""
    return len(image[0]), len(image[0][0])


def steps(length: int, window: int, stride: int, padding: int = 0) -> range:
    """Where windows begin along a side: -padding, then a stride further, as long as they end within the padding.

    >>> list(steps(5, 3, 1)), list(steps(5, 3, 2, padding=1)), list(steps(2, 3, 1))
    ([0, 1, 2], [-1, 1, 3], [])
    """
    return range(-padding, length + padding - window + 1, stride)


def windows(
    image: Image, window: int, stride: int, padding: int, who: str
) -> tuple[range, range]:
    """The rows and the columns at which windows begin; ValueError if there is no room for one."""
    height, width = size(image)
    rows = steps(height, window, stride, padding)
    columns = steps(width, window, stride, padding)
    if not rows or not columns:
        around = f" with a padding of {padding}" if padding else ""
        raise ValueError(
            f"{who}: a window of {window} × {window} does not fit into maps of {height} × {width}{around}: "
            "take a larger image or a smaller window"
        )
    return rows, columns
