"""What units are called: by the user's labels, out_h1 and net_h1 alike being h1, else by where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PREFIX = re.compile(r"^(out|net|act|in)_(?=[^\W_])")  # not in output, net1, out_{h1}


class Namer:
    """Names for the units of a network with these columns."""

    def __init__(self, columns: Sequence[Sequence[int]]) -> None:
        self.hidden = max(0, len(columns) - 2)
        self.where = {
            place: (c, row)
            for c, column in enumerate(columns)
            for row, place in enumerate(column, 1)
        }

    def input_name(self, place: int) -> str:
        """x1, x2, ... (001, 004)."""
        return f"x{self.where[place][1]}"

    def unit_name(
        self, place: int, out_label: str, net_label: str, is_output: bool
    ) -> str:
        """A unit by the label of its output, else of its net input; h1 or o1 as in 002, a1^(2) in deeper networks."""
        for label in (out_label, net_label):
            if label:
                return _PREFIX.sub("", label)
        column, row = self.where[place]
        if is_output:
            return f"o{row}"
        return f"h{row}" if self.hidden < 2 else f"a{row}^({column + 1})"
