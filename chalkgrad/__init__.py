"""chalkgrad under one name: the engine `autograd`, the drawings and lessons `viz`, and networks `nn`.

>>> import chalkgrad as cg
>>> a, b = cg.Value(2, "a"), cg.Value(1, "b")
>>> e = ((a + b) * (b + 1)).named("e")
>>> e.backward()
>>> cg.explain(b, of=e)
de/db: how e changes with b, at b = 1
through v3 = b + 1  de/dv3 × ∂v3/∂b = 3 × 1 = 3
through v2 = a + b  de/dv2 × ∂v2/∂b = 2 × 1 = 2
sum                 de/db = 3 + 2 = 5
>>> cg.viz.draw is cg.draw, len(cg.nn.MLP(2, [3, 1]).parameters())
(True, 13)

Another package has the import name `autograd`, too: HIPS/autograd. Where it was installed over the engine, importing
`chalkgrad` or `viz` says so, and what to do.
"""

import importlib
from typing import Any

# isort: off
import viz  # first: it looks whether the engine is ours
import autograd
from autograd import *  # noqa: F403  the names that `__init__.pyi` lists
from autograd import compile as compile
from autograd.bindings import FUNCTIONS
# isort: on

__version__ = autograd.__version__

globals().update(FUNCTIONS)
"""Those too that a star import leaves out, because Python has a function of the name: chalkgrad.abs, chalkgrad.pow."""

for _name in {*viz.__all__} & {*vars(viz)}:
    globals()[_name] = getattr(viz, _name)
del _name
# what viz loads when it is used, and nn, which needs NumPy, are loaded when they are used here

__all__ = ["autograd", *("nn", "viz"), *autograd.__all__, *viz.__all__]


def __getattr__(name: str) -> Any:
    if name == "nn":
        return importlib.import_module("autograd.nn")
    if name in viz.__all__:
        return getattr(viz, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
