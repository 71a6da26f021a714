"""Parameters by PyTorch's names and in its layouts, both ways: what another program trained can be looked at here.

Vocabulary
    torch name   where PyTorch's module of the same kind keeps an array: ``0.weight``, ``self_attn.in_proj_weight``
    layout       the parameters of one such array as a Value, a list of Values, or lists of lists of them: their
                 nesting is the array's shape. Each kind of module says it in `Module.torch_parameters`

PyTorch itself is not needed: what goes out are NumPy arrays, and what comes in is whatever NumPy can read. With `model`
made here and `theirs` a module of PyTorch with the same layers:

    model.load_torch_state_dict(theirs.state_dict())
    theirs.load_state_dict({name: torch.from_numpy(x) for name, x in model.torch_state_dict().items()})
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd import Value, hints

Layout = Any
"""A Value, or a list of layouts of one shape."""


def collected(
    attributes: Mapping[str, Any], names: Mapping[str, str]
) -> dict[str, Layout]:
    """The layouts in the attributes of a module, for one that says nothing of its own about PyTorch.

    A parameter or a nested list of them is one array; of rows of different lengths each is one. A module inside hands
    on its own with ``attribute.`` before their names, the items of a list of modules with ``attribute.0.``, ...

    names   PyTorch's name of an attribute, where it is another one; "" leaves it out, with its dot
    """
    layouts: dict[str, Layout] = {}
    for attribute, held in attributes.items():
        layouts |= _under(names.get(attribute, attribute), held)
    return layouts


def prefixed(prefix: str, layouts: Mapping[str, Layout]) -> dict[str, Layout]:
    """Layouts of a module that is held under the name `prefix`; "" changes nothing.

    >>> prefixed("0", {"weight": [], "bias": []})
    {'0.weight': [], '0.bias': []}
    """
    return {f"{prefix}.{name}" if prefix else name: x for name, x in layouts.items()}


def _under(name: str, held: Any) -> dict[str, Layout]:
    if hasattr(held, "torch_parameters"):
        return prefixed(name, held.torch_parameters())
    if _is_array(held):
        return {name: held}
    layouts: dict[str, Layout] = {}
    if isinstance(held, list | tuple):
        for i, item in enumerate(held):
            layouts |= _under(f"{name}.{i}" if name else str(i), item)
    return layouts


def _is_array(held: Any) -> bool:
    """Whether it is a parameter, or lists of parameters that are all of one shape."""
    if not isinstance(held, list | tuple):
        return isinstance(held, Value) and held.parameter
    shapes = {_shape(item) for item in held}
    return len(shapes) == 1 and all(map(_is_array, held))


def _shape(layout: Layout) -> tuple[int, ...]:
    if not isinstance(layout, list | tuple):
        return ()
    return (len(layout), *(_shape(layout[0]) if layout else ()))


def _leaves(layout: Layout) -> Iterator[Any]:
    """What stands in a nested list, row by row."""
    if isinstance(layout, list | tuple):
        for item in layout:
            yield from _leaves(item)
    else:
        yield layout


def arrays(layouts: Mapping[str, Layout]) -> dict[str, NDArray[np.float64]]:
    """The numbers of the parameters, as an array for each name."""
    return {
        name: np.array(_numbers(layout), dtype=np.float64)
        for name, layout in layouts.items()
    }


def _numbers(layout: Layout) -> Any:
    if isinstance(layout, list | tuple):
        return [_numbers(item) for item in layout]
    return layout.data


def put(layouts: Mapping[str, Layout], state: Any) -> None:
    """Set the parameters from arrays whose names and shapes must be exactly those of `arrays`.

    Raises TypeError or ValueError in one sentence, and then changes nothing.
    """
    if not isinstance(state, Mapping):
        raise TypeError(
            "load_torch_state_dict: a mapping of PyTorch's names to arrays is needed, such as model.state_dict(), "
            f"got {type(state).__name__}"
        )
    wrong = _other_names(list(layouts), state)
    if wrong:
        raise ValueError(f"load_torch_state_dict: {wrong}; the model is unchanged")
    new: dict[Value, tuple[str, float]] = {}
    for name, layout in layouts.items():
        array = _array(name, state[name])
        shape = _shape(layout)
        if array.shape != shape:
            raise ValueError(
                f"load_torch_state_dict: {name!r} must have the shape {shape}, got {array.shape}; "
                "the model is unchanged"
            )
        for parameter, x in zip(_leaves(layout), array.ravel().tolist()):
            first, before = new.setdefault(parameter, (name, x))
            if before != x and not (before != before and x != x):  # nan is nan here
                raise ValueError(
                    f"load_torch_state_dict: {first!r} and {name!r} are one parameter in the model and must have the "
                    f"same numbers, got {before:g} and {x:g}; the model is unchanged"
                )
    for parameter, (_, x) in new.items():
        parameter.data = x


def _array(name: str, x: Any) -> NDArray[np.float64]:
    """What the state has under a name, as an array of floats."""
    kind = type(x).__name__
    for step in ("detach", "cpu"):  # a tensor that learns, or lies on another device
        x = getattr(x, step)() if hasattr(x, step) else x
    try:
        array = np.asarray(x)
        is_real = array.dtype.kind in "fiu"
    except (TypeError, ValueError, RuntimeError):
        is_real = False
    if not is_real:
        raise TypeError(
            f"load_torch_state_dict: {name!r} must be an array of real numbers, got {kind} that is none; "
            "the model is unchanged"
        )
    return array.astype(np.float64)


def _other_names(names: list[str], state: Mapping[Any, Any]) -> str:
    """How the names of a state differ from those of the model; "" if they do not."""
    missing = [name for name in names if name not in state]
    unknown = [str(name) for name in state if name not in names]
    if not missing and not unknown:
        return ""
    match = hints.closest(unknown[0], missing) if unknown else None
    told = [f"{missing[0]!r} is missing" + _more(missing)] if missing else []
    told += [f"{unknown[0]!r} is unknown" + _more(unknown)] if unknown else []
    hint = "" if match is None else f" (did you mean {match!r}?)"
    sizes = f"the model has {len(names):,} arrays and the state {len(state):,}"
    return f"{' and '.join(told)}{hint}: {sizes}"


def _more(names: list[str]) -> str:
    return f" and {len(names) - 1:,} more" if len(names) > 1 else ""
