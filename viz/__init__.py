"""chalkgrad's drawings and lessons: the computation graph of a Value as a picture, a film, a table, in sentences.

>>> from autograd import Value
>>> import viz
>>> a, b = Value(2, "a"), Value(1, "b")
>>> e = ((a + b) * (b + 1)).named("e")
>>> e.backward()
>>> drawing = viz.draw(e)                      # shows itself in Jupyter
>>> path = viz.save(e, "e.png")                # doctest: +SKIP
>>> print(viz.tree(e))
e = v2 · v3       value 6   grad 1
├─ v2 = a + b     value 3   grad 2   ∂e/∂v2 = 2
│  ├─ a           value 2   grad 2   ∂v2/∂a = 1
│  └─ b           value 1   grad 5   ∂v2/∂b = 1
└─ v3 = b + 1     value 2   grad 3   ∂e/∂v3 = 3
   └─ b ↑         value 1   grad 5   ∂v3/∂b = 1
>>> viz.explain(b, of=e)
de/db: how e changes with b, at b = 1
through v3 = b + 1  de/dv3 × ∂v3/∂b = 3 × 1 = 3
through v2 = a + b  de/dv2 × ∂v2/∂b = 2 × 1 = 2
sum                 de/db = 3 + 2 = 5

Each part lies in a folder of its own; the names below are the public ones. Errors are in `viz.errors`.
"""

from typing import TYPE_CHECKING, Any, Final

from viz import (
    installation,  # noqa: F401  first: whether the engine is ours
    moved_modules,  # noqa: F401  imports of old names are answered
)
from viz.analysis.health import health
from viz.drawing import draw, draw_dot
from viz.errors import (
    ExpressionError,
    FontError,
    LayoutError,
    MissingGlyphs,
    NotANetwork,
    NotTranslatable,
    OutputError,
    RasterError,
    SimplerLayout,
    TooManyNodes,
    UsageError,
)
from viz.films import film
from viz.films.stepper import Stepper
from viz.layout.javascript_engine import load_layout_engine
from viz.lessons.buglab import buglab
from viz.lessons.compare_modes import compare_modes
from viz.lessons.explain import explain
from viz.lessons.glossary import glossary
from viz.lessons.nudge import nudge
from viz.lessons.paths_table import paths_table
from viz.lessons.steps import steps
from viz.lessons.trace_table import trace_table
from viz.lessons.tree import tree
from viz.notebook import mimebundle  # noqa: F401 (importing it plugs the viewer in)
from viz.render.digraph import Drawing
from viz.render.packages import part_with_numpy
from viz.saving import save
from viz.theme import THEMES, Look, Theme, set_theme

if TYPE_CHECKING:
    from viz import plots
    from viz.networks import network
    from viz.playgrounds import playground
    from viz.sheets.quiz import quiz
    from viz.sheets.worksheet import worksheet

__all__ = [
    "THEMES",
    "Drawing",
    "ExpressionError",
    "FontError",
    "LayoutError",
    "Look",
    "MissingGlyphs",
    "NotANetwork",
    "NotTranslatable",
    "OutputError",
    "RasterError",
    "SimplerLayout",
    "Stepper",
    "Theme",
    "TooManyNodes",
    "UsageError",
    "buglab",
    "compare_modes",
    "draw",
    "draw_dot",
    "explain",
    "film",
    "glossary",
    "health",
    "load_layout_engine",
    "network",
    "nudge",
    "paths_table",
    "playground",
    "plots",
    "quiz",
    "save",
    "set_theme",
    "steps",
    "trace_table",
    "tree",
    "worksheet",
]

_LOADED_WHEN_USED: Final = {
    "network": "viz.networks",
    "playground": "viz.playgrounds",
    "plots": "viz.plots",
    "quiz": "viz.sheets.quiz",
    "worksheet": "viz.sheets.worksheet",
}
"""Where large parts come from that most programs do not need: they would take a sixth of the time of `import viz`.

Plots and networks need NumPy, without which the others work: in a browser it is a download of its own.
"""

if not TYPE_CHECKING:  # a checker would take any name for a public one

    def __getattr__(name: str) -> Any:
        if name not in _LOADED_WHEN_USED:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        module = part_with_numpy(_LOADED_WHEN_USED[name], f"viz.{name}")
        value = module if name == "plots" else getattr(module, name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
