"""What all optimisers share: parameters, step size, and the way between Values and vectors.

Vocabulary
    update   changes the vector x of all parameters in place, from the vector g of their gradients
    step     the same on Values: gathers x and g from the parameters, calls update, writes x back
    state    what an optimiser remembers between steps: velocities, sums of squares, the number of steps

The formula of each optimiser stands once, in its `_move`. `update` checks the vectors and calls it; training calls
`update` on vectors of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from autograd import Value, html_tables
from autograd.nn.checks import real, vector, whole

Vector = NDArray[np.float64]


def parameter_list(params: Iterable[Value], who: str) -> list[Value]:
    """The parameters as a list, or an error that says what is wrong with them: none, no Values, no leaves, repeats."""
    if isinstance(params, Value) or not isinstance(params, Iterable):
        hint = ": pass model.parameters()" if hasattr(params, "parameters") else ""
        raise TypeError(
            f"{who} needs a list of Values, got {type(params).__name__}{hint}"
        )
    values = list(params)
    if not values:
        raise ValueError(f"{who} got no parameters: there is nothing to train")
    for i, value in enumerate(values):
        if not isinstance(value, Value):
            raise TypeError(
                f"{who} needs a list of Values, but number {i} is of type {type(value).__name__}"
            )
        if value.op:
            raise ValueError(
                f"{who} can only change leaves, but number {i}, {value!r}, is the result of {value.op}: "
                "pass the Values that it was computed from"
            )
    if len(set(values)) < len(values):
        raise ValueError(
            f"{who} got {len(values)} parameters, of which {len(set(values))} are different: pass each once"
        )
    return values


def gather(params: Sequence[Value]) -> Vector:
    """The numbers of the parameters as a vector."""
    return np.fromiter((value.data for value in params), np.float64, len(params))


def gather_gradients(params: Sequence[Value]) -> Vector:
    """The gradients of the parameters as a vector; 0 where there is none yet."""
    return np.fromiter((value.grad for value in params), np.float64, len(params))


def write_data(x: Vector, params: Sequence[Value]) -> None:
    """Give the parameters the numbers of a vector."""
    for value, number in zip(params, x.tolist(), strict=True):
        value.data = number


def write_gradients(g: Vector, params: Sequence[Value]) -> None:
    """Give the parameters the gradients of a vector."""
    for value, number in zip(params, g.tolist(), strict=True):
        value.grad = number


class Optimizer(ABC):
    """Base of all optimisers: `_move` of a subclass is its formula, `settings` and `_vectors` its constants and state.

    `params` are the Values to train, in the order of the vectors; `lr` is the step size, which schedules set between
    steps. A parameter without a gradient counts as gradient 0, as in micrograd.
    """

    settings: ClassVar[tuple[str, ...]] = ()
    """Names of the attributes that are fixed when the optimiser is made."""

    def __init__(self, params: Iterable[Value], lr: float) -> None:
        self.params = parameter_list(params, type(self).__name__)
        self.lr = real("lr", lr, above=0, below=np.inf)
        self.steps = 0
        self._vectors: dict[str, Vector] = {}
        self._scratch = self._zeros()

    @property
    def lr(self) -> float:
        """The step size of the next step. It may be set: 0 is allowed there, since a schedule may end with it."""
        return self._lr

    @lr.setter
    def lr(self, lr: float) -> None:
        self._lr = real("lr", lr, least=0, below=np.inf)

    def step(self) -> None:
        """One step on the Values: reads data and grad of each parameter, and sets data."""
        x = gather(self.params)
        self.update(x, gather_gradients(self.params))
        write_data(x, self.params)

    def update(self, x: Vector, g: Vector) -> None:
        """One step on vectors: `x` (n,), float64, is changed in place from the gradient `g` (n,), which stays as it is.

        n is the number of parameters. ValueError for another shape, TypeError for anything but arrays of floats.
        """
        for name, numbers in (("x", x), ("g", g)):
            if not isinstance(numbers, np.ndarray) or numbers.dtype.kind != "f":
                kind = getattr(numbers, "dtype", type(numbers).__qualname__)
                raise TypeError(
                    f"{self._name}.update needs arrays of floats, but {name} is {kind}"
                )
            if numbers.shape != self._scratch.shape:
                raise ValueError(
                    f"{self._name}.update: {name} has the shape {numbers.shape}, but there are "
                    f"{len(self.params)} parameters: pass vectors of the shape {self._scratch.shape}"
                )
        self.steps += 1
        # IEEE results without warnings, as in the engine: training may diverge to nan
        with np.errstate(all="ignore"):
            self._move(x, g)

    @abstractmethod
    def _move(self, x: Vector, g: Vector) -> None:
        """The formula. `self.steps` counts from 1 here."""

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0: gradients accumulate until then."""
        for value in self.params:
            value.grad = 0.0

    def state_dict(self) -> dict[str, Any]:
        """Everything that the next step depends on, beside the parameters: a dict of numbers, texts and lists.

        JSON keeps it exactly, so training that is continued from it goes on bit for bit.
        """
        state: dict[str, Any] = {
            "optimizer": self._name,
            "parameters": len(self.params),
        }
        state |= {"lr": self.lr, "steps": self.steps}
        state |= {name: _for_json(getattr(self, name)) for name in self.settings}
        return state | {name: vector.tolist() for name, vector in self._vectors.items()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state_dict()` of an optimiser of the same kind and settings; `lr` and `steps` are taken over.

        ValueError if it does not fit: another optimiser, other settings, another number of parameters. Nothing is
        changed then.
        """
        expected = self.state_dict()
        known = state if isinstance(state, Mapping) else {}
        for name in ("optimizer", "parameters", *self.settings):
            if name in known and not _same(known[name], expected[name]):
                raise ValueError(
                    f"the state was saved with {name} = {known[name]!r}, this {self._name} has {expected[name]!r}: "
                    "load it into one with the same settings, for the same model"
                )
        if known.keys() != expected.keys():
            got = sorted(known) if known else type(state).__qualname__
            raise ValueError(
                f"this is not a state of {self._name}: expected the entries {sorted(expected)}, found {got}"
            )
        lr = real("lr", state["lr"], least=0, below=np.inf)
        steps = whole("steps", state["steps"], least=0)
        vectors = {}
        for name in self._vectors:
            what = f"{name} in the state of {self._name}"
            vectors[name] = vector(what, state[name], len(self.params))
        self.lr, self.steps = lr, steps
        for name, numbers in vectors.items():
            self._vectors[name][:] = numbers

    def __repr__(self) -> str:
        settings = "".join(
            f", {name}={getattr(self, name)!r}" for name in self.settings
        )
        return f"{self._name}({len(self.params)} parameters, lr={self.lr:g}{settings})"

    _repr_html_ = html_tables.lines_html

    @property
    def _name(self) -> str:
        return type(self).__name__

    def _zeros(self) -> Vector:
        return np.zeros(len(self.params))

    def _remember(self, name: str) -> Vector:
        """A vector of the state, 0 at the start."""
        self._vectors[name] = self._zeros()
        return self._vectors[name]


def _same(saved: Any, setting: Any) -> bool:
    """Whether a setting is the one that was saved; True is not 1, and 1.0 is 1."""
    return bool(saved == setting) and isinstance(saved, bool) == isinstance(
        setting, bool
    )


def _for_json(setting: Any) -> Any:
    """A setting as JSON gives it back: a tuple is a list there."""
    return list(setting) if isinstance(setting, tuple) else setting


def with_decay(g: Vector, x: Vector, weight_decay: float, out: Vector | None) -> Vector:
    """The gradient with weight decay, g + w x, in a vector of its own; g itself if there is none."""
    if out is None:
        return g
    np.multiply(x, weight_decay, out=out)
    return np.add(out, g, out=out)


def momentum_setting(momentum: float) -> float:
    """A momentum in [0, 1): 0 is none, and from 1 on steps would never die away."""
    return real("momentum", momentum, least=0, below=1)


def decay_setting(weight_decay: float) -> float:
    """A finite weight decay, 0 or more; 0 is none."""
    return real("weight_decay", weight_decay, least=0, below=np.inf)
