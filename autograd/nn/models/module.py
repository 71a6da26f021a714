"""Module: something with parameters, made of Values and of other modules.

Vocabulary
    parameter    a leaf to be learned: ``Value(0.1, "w", parameter=True)`` in an attribute
    name         where a parameter is found, with dots: ``layer1.neuron3.w2``. An attribute gives its own name, an item
                 of a list the attribute's name in the singular and a number from 1: ``layers`` holds ``layer1``
    state        the numbers of all parameters by name

Nothing is registered: parameters are found by walking the attributes, in the order in which they were set. A module
of your own sets attributes in ``__init__`` and defines ``__call__``:

>>> from autograd import Value, scope
>>> class Line(Module):
...     def __init__(self):
...         self.slope, self.offset = Value(2.0, "slope", parameter=True), Value(1.0, "offset", parameter=True)
...     def __call__(self, x):
...         return self.slope * x + self.offset
>>> class Two(Module):
...     def __init__(self):
...         self.first, self.others = Line(), [Line(), Line()]
>>> [name for name, _ in Two().named_parameters()]
['first.slope', 'first.offset', 'other1.slope', 'other1.offset', 'other2.slope', 'other2.offset']

To see such modules as groups in a drawing, record them in a scope of the same name, when they are made and when they
are called: ``with scope("first"): self.first = Line()`` and ``with scope("first"): h = self.first(x)``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from numbers import Real
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from autograd import Value, hints, html_tables
from autograd.nn.models import torch_state
from autograd.nn.models.parameter_files import ModelFileError, read_state, write_state

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")


class Module:
    """Base class of everything with parameters (PyTorch's name and meaning)."""

    training: bool = True
    """Whether blocks such as Dropout behave as in training. Set by `train` and `eval`."""
    input_classes: int | None = None
    """Of how many classes each number of a sample is the index, as those of a text are; None if it is a number."""

    torch_name: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """PyTorch's names of those attributes that have another one there, for `torch_parameters`; "" leaves one out."""

    def __call__(self, x: Any) -> Any:
        """The output for one sample. Each module defines its own."""
        raise NotImplementedError(
            f"{type(self).__name__} has no method __call__(self, x)"
        )

    def named_parameters(self) -> list[tuple[str, Value]]:
        """(dotted name, parameter) of each parameter, in the order of the attributes; a shared one once, at its first.

        Raises ValueError if two different parameters have the same name.
        """
        names_of: dict[Value, str] = {}
        for prefix, module in self.named_modules():
            for name, value in module._held(Value):
                if value.parameter:
                    names_of.setdefault(value, _dotted(prefix, name))
        names = list(names_of.values())
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(
                f"two parameters have the name {twice!r}: rename one of the attributes that lead there"
            )
        return [(name, parameter) for parameter, name in names_of.items()]

    def parameters(self) -> list[Value]:
        """All parameters, in a stable order: layer by layer, neuron by neuron, weights before the bias."""
        return [parameter for _, parameter in self.named_parameters()]

    def named_modules(self) -> list[tuple[str, Module]]:
        """(dotted name, module) of this module, whose name is "", and all modules inside, outer ones first."""
        modules: dict[int, tuple[str, Module]] = {}
        waiting: list[tuple[str, Module]] = [("", self)]
        while waiting:
            prefix, module = waiting.pop()
            if id(module) in modules:
                continue
            modules[id(module)] = prefix, module
            inside = list(module._held(Module))
            for name, held in reversed(inside):
                waiting.append((_dotted(prefix, name), held))
        return list(modules.values())

    def modules(self) -> list[Module]:
        """This module and all modules inside, outer ones first."""
        return [module for _, module in self.named_modules()]

    def _held(self, kind: type[T]) -> Iterator[tuple[str, T]]:
        """(name, object) of each Value or each Module in the attributes, lists and tuples opened."""
        for name, attribute in vars(self).items():
            if isinstance(attribute, kind):
                yield name, attribute
            elif isinstance(attribute, list | tuple):
                yield from _items(name, attribute, kind)

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0.0: to be called before each backward pass.

        Source: Bottou et al. 2018; 002, batch descent.
        """
        for parameter in self.parameters():
            parameter.grad = 0.0

    def train(self, mode: bool = True) -> Self:
        """Behave as in training, here and in all modules inside; returns the module itself."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Behave as after training: Dropout passes everything through. Returns the module itself."""
        return self.train(False)

    def label_parameters(self) -> Self:
        """Label every parameter with its dotted name, as drawings and messages show it; returns the module itself."""
        for name, parameter in self.named_parameters():
            parameter.label = name
        return self

    # --- state ---

    def state_dict(self) -> dict[str, float]:
        """The number of every parameter by its dotted name."""
        return {name: parameter.data for name, parameter in self.named_parameters()}

    def load_state_dict(self, state: Mapping[str, float]) -> Self:
        """Set every parameter from `state`, whose names must be exactly those of `state_dict`.

        Raises ValueError (names) or TypeError (not a number), and then changes nothing. Any float is taken, inf and nan
        included: what was in memory can be put back.
        """
        parameters = dict(self.named_parameters())
        if not isinstance(state, Mapping):
            raise TypeError(
                f"load_state_dict: a mapping of names to numbers is needed, got {type(state).__name__}"
            )
        wrong = _mismatch(parameters, state)
        if wrong:
            raise ValueError(f"load_state_dict: {wrong}; the model is unchanged")
        numbers = {name: _number(name, x) for name, x in state.items()}
        for name, parameter in parameters.items():
            parameter.data = numbers[name]
        return self

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write all parameters to `path`, in one step: .json to be read by people, .npz to be small. Returns the path.

        Raises ModelFileError (a ValueError), and leaves what was there before; for example when a parameter is nan.
        """
        return write_state(path, self.state_dict())

    def load(self, path: str | os.PathLike[str]) -> Self:
        """Set all parameters from a file that `save` wrote; returns the module itself.

        Raises ModelFileError (a ValueError) for a file that is missing, damaged or of another model; the parameters
        are then unchanged.
        """
        state = read_state(path)
        wrong = _mismatch(dict(self.named_parameters()), state)
        if wrong:
            advice = f"load it into a model with the same layers; {type(self).__name__} is unchanged"
            raise ModelFileError(Path(path), f"it is of another model: {wrong}", advice)
        return self.load_state_dict(state)

    # --- PyTorch ---

    def torch_parameters(self) -> dict[str, Any]:
        """The parameters by PyTorch's names, each a Value or a nested list in the layout of PyTorch's array.

        A module with a counterpart in PyTorch defines its own, such as ``{"weight": self.weights}``, or a `torch_name`.
        By default the names are those of the attributes: see `autograd.nn.models.torch_state`.
        """
        return torch_state.collected(vars(self), self.torch_name)

    def torch_state_dict(self) -> dict[str, NDArray[np.float64]]:
        """The numbers of all parameters as NumPy arrays, with the names and layouts of PyTorch's ``state_dict()``.

        PyTorch takes them as ``{name: torch.from_numpy(x) for name, x in model.torch_state_dict().items()}``. An array
        that is shared stands under each of its names, as there.
        """
        return torch_state.arrays(self.torch_parameters())

    def load_torch_state_dict(self, state: Mapping[str, Any]) -> Self:
        """Set every parameter from arrays (or tensors) whose names and shapes are those of `torch_state_dict`.

        Raises ValueError (names, shapes) or TypeError (no array of numbers), and then changes nothing.
        """
        torch_state.put(self.torch_parameters(), state)
        return self

    # --- text ---

    def extra_repr(self) -> str:
        """What stands in the brackets of repr, before the number of parameters; each kind of module has its own."""
        return ""

    def __repr__(self) -> str:
        lines = [self._head()]
        for name, module in self._held(Module):
            lines += [f"  {line}" for line in f"{name}: {module!r}".splitlines()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return html_tables.table_html(["", "part"], self._parts(""))

    def _parts(self, name: str) -> Iterator[tuple[str, str]]:
        """The module and all that lie in it, with their dotted names."""
        yield name, self._head()
        for inner, module in self._held(Module):
            yield from module._parts(_dotted(name, inner))

    def _head(self) -> str:
        count = len(self.parameters())
        told = [
            text
            for text in (
                self.extra_repr(),
                f"{count:,} parameter{'' if count == 1 else 's'}",
            )
            if text
        ]
        return f"{type(self).__name__}({', '.join(told)})"


def _dotted(prefix: str, name: str) -> str:
    """The name of what lies in a module of the name `prefix`, which is "" for the outermost."""
    return f"{prefix}.{name}" if prefix else name


def _items(name: str, items: Sequence[Any], kind: type[T]) -> Iterator[tuple[str, T]]:
    """(name, object) of each Value or each Module in a list: those of ``layers`` are layer1, layer2, ..."""
    stem = singular(name)
    if stem[-1:].isdigit():
        stem = f"{stem}_"
    for i, item in enumerate(items, 1):
        if isinstance(item, kind):
            yield f"{stem}{i}", item
        elif isinstance(item, list | tuple):
            yield from _items(f"{stem}{i}", item, kind)


def singular(name: str) -> str:
    """The name of one item of a list: layers -> layer, biases -> bias; what does not look like a plural stays.

    >>> [singular(name) for name in ("layers", "w", "biases", "bias", "boxes", "class")]
    ['layer', 'w', 'bias', 'bias', 'box', 'class']
    """
    if name.endswith(("ases", "sses", "xes")):
        return name[:-2]
    return (
        name
        if name.endswith(("ss", "as", "is", "us")) or len(name) < 2
        else name.removesuffix("s")
    )


def _mismatch(parameters: Mapping[str, Value], state: Mapping[str, Any]) -> str:
    """How the names of a state differ from those of the model; "" if they do not."""
    missing = [name for name in parameters if name not in state]
    unknown = [str(name) for name in state if name not in parameters]
    if not missing and not unknown:
        return ""
    sizes = f"the model has {len(parameters):,} parameters and the state {len(state):,}"
    match = hints.closest(unknown[0], missing) if unknown else None
    told = [f"{missing[0]!r} is missing" + _more(missing)] if missing else []
    told += [f"{unknown[0]!r} is unknown" + _more(unknown)] if unknown else []
    hint = "" if match is None else f" (did you mean {match!r}?)"
    return f"{' and '.join(told)}{hint}: {sizes}"


def _more(names: list[str]) -> str:
    return f" and {len(names) - 1:,} more" if len(names) > 1 else ""


def _number(name: str, x: Any) -> float:
    if not isinstance(x, Real) or isinstance(x, bool):
        raise TypeError(
            f"load_state_dict: parameter {name!r} must be a number, got {type(x).__name__}; nothing changed"
        )
    try:
        return float(x)
    except OverflowError as error:
        raise TypeError(
            f"load_state_dict: parameter {name!r} is too large for a float; nothing changed"
        ) from error
