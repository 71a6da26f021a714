"""Embedding: a row of numbers to be learned for each of several classes, such as the words of a vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from types import MappingProxyType
from typing import Any

from autograd import Value
from autograd.nn.checks import whole
from autograd.nn.models.initialisers import Init, initialise, normal_
from autograd.nn.models.module import Module
from autograd.nn.models.sample import new_parameters, weighted_sum
from autograd.nn.randomness import Randomness


class Embedding(Module):
    """A table with `size` numbers for each of `classes` classes, counted from 0 (torch.nn.Embedding).

    init    "default" is PyTorch's N(0, 1); others as in `Layer`
    fused   whether a product with a one-hot list is recorded as `dot` nodes
    rng     None, a seed, or a numpy.random.Generator

    It is called with

    - a class, which is a whole number: the row itself, a list of `size` Values, nothing is recorded
    - a one-hot list of `classes` Values (or floats): the products with the columns, as a linear layer without bias
      (``fit(engine="compiled")`` records those)
    - a list of such classes: a list of rows, one for each token

    The row of class 0 is row1 in the names of parameters.

    >>> table = Embedding(3, 2, rng=0); table
    Embedding(3 classes → 2, 6 parameters)
    >>> [x.label for x in table(2)], table([0, 2]) == [table(0), table(2)]
    (['row3_1', 'row3_2'], True)
    >>> table([0.0, 0.0, 1.0])[0].data == table(2)[0].data
    True
    """

    torch_name = MappingProxyType({"rows": "weight"})

    def __init__(
        self,
        classes: int,
        size: int,
        *,
        init: Init = "default",
        fused: bool = True,
        rng: Randomness = None,
    ) -> None:
        self.classes = whole("Embedding: classes", classes)
        self.size = whole("Embedding: size", size)
        self.fused = fused
        self.rows: list[list[Value]] = []
        for i in range(1, self.classes + 1):
            names = [f"row{i}_{j}" for j in range(1, self.size + 1)]
            self.rows.append(new_parameters(names))
        if init == "default":
            normal_(self.rows, std=1.0, rng=rng)
        else:
            initialise(self.rows, [], init, rng)

    @property
    def input_classes(self) -> int:  # type: ignore[override]  # of Module: an attribute
        """Inputs are class indices below this number: `fit` hands them over as such."""
        return self.classes

    def __call__(self, x: Any) -> Any:
        """The row of a class, or a list of rows for a list of classes."""
        x = x.tolist() if hasattr(x, "tolist") else x
        if isinstance(x, Integral | float):
            return list(self.rows[self._index(x)])
        if not isinstance(x, list | tuple):
            raise TypeError(
                f"Embedding needs a class (a whole number), a one-hot list, or a list of them, got {type(x).__name__}"
            )
        if not x:
            raise ValueError("Embedding needs at least one class, got an empty list")
        if all(isinstance(item, Value | float) for item in x):
            return self._product(x)
        return [self(item) for item in x]

    def _index(self, x: Any) -> int:
        if isinstance(x, bool) or not isinstance(x, Integral):
            raise TypeError(f"Embedding: a class must be a whole number, got {x!r}")
        index = int(x)
        if not 0 <= index < self.classes:
            raise ValueError(
                f"Embedding: a class must be from 0 to {self.classes - 1}, got {index}"
            )
        return index

    def _product(self, one_hot: Sequence[Any]) -> list[Any]:
        if len(one_hot) != self.classes:
            raise ValueError(
                f"Embedding: a one-hot list must have {self.classes} numbers, one for each class, got {len(one_hot)}"
            )
        columns = [list(column) for column in zip(*self.rows)]
        return [weighted_sum(c, one_hot, fused=self.fused) for c in columns]

    def extra_repr(self) -> str:
        return f"{self.classes:,} classes → {self.size:,}"

    def __repr__(self) -> str:
        return self._head()
