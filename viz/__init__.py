"""chalkgrad's drawings: the computation graph of a Value as a picture, a tree or a table.

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
"""

from viz.dot import Drawing
from viz.drawing import draw, draw_dot, save
from viz.files import OutputError
from viz.fonts import MissingGlyphs
from viz.layout import LayoutError
from viz.notebook import mimebundle  # noqa: F401 (importing it plugs the viewer in)
from viz.picture import TooManyNodes
from viz.tables import trace_table
from viz.theme import THEMES, Look, Theme
from viz.tree import tree

__all__ = [
    "THEMES",
    "Drawing",
    "LayoutError",
    "Look",
    "MissingGlyphs",
    "OutputError",
    "Theme",
    "TooManyNodes",
    "draw",
    "draw_dot",
    "save",
    "trace_table",
    "tree",
]
