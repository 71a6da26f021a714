"""What a Python in a browser must do as any other does: the same pictures, pages, sentences and files.

`work` runs in both; it uses nothing but the packages under test, because little else is there.
"""

import contextlib
import io
import random
import re
from pathlib import Path
from typing import Any

from networks import net222
from pages import graph_e, nasty_graph, unit

import autograd
import viz
from autograd import Value, scope
from viz.cli import main

E = ["e = (a + b) * (b + 1)", "a=2", "b=1"]
COMMANDS = [
    ["draw", *E],
    ["draw", *E, "-o", "e.svg"],
    [
        "draw",
        *E,
        "-o",
        "e.svg",
        "--style",
        "circuit",
        "--theme",
        "dark",
    ],  # over the first one
    ["draw", "y = tanh(w*x + b)", "w=0.5", "x=2", "b=0.1", "-o", "y.tex"],
    ["steps", *E],
    ["steps", *E, "--lang", "zh"],
    ["steps", *E, "-o", "film.html"],
    ["steps", *E, "-o", "film.tex"],
    ["explain", *E, "--wrt", "b", "--format", "latex"],
    ["worksheet", *E, "-o", "sheet.html", "--blanks", "all", "--variants", "2"],
    ["check", "x * y * y", "x=0.3", "y=2"],
    ["quiz", *E],
    ["rules"],
    ["glossary", "--lang", "zh"],
    ["steps", *E, "--steps", "box"],
    ["draw", "e = foo(a)", "a=1"],
    ["steps", *E, "-o", "film.doc"],
    ["nothing"],
]


def scoped():
    """A graph with frames in frames."""
    x = Value(1.5, "x")
    with scope("outer"):
        with scope("inner"):
            u = (x * x).named("u")
        y = (u.tanh() + x).named("y")
    return (y * u).named("z")


def random_graph(seed):
    chance = random.Random(seed)
    nodes = [Value(chance.uniform(0.5, 2), name) for name in "abcd"]
    for _ in range(chance.randint(5, 25)):
        one, other = chance.choice(nodes), chance.choice(nodes)
        nodes.append(chance.choice([one + other, one * other, one - other, one.tanh()]))
    return sum(nodes[4:], Value(0.0))


GRAPHS = {
    "e": graph_e,
    "unit": unit,
    "net222": net222,
    "scoped": scoped,
    "nasty": nasty_graph,
    **{f"random{seed}": lambda seed=seed: random_graph(seed) for seed in range(4)},
}
"""The graphs of the notes, frames, hostile labels, and graphs of no plan."""


def work(folder):
    """Texts by name; what is saved lies in `folder`."""
    made: dict[str, Any] = {}
    for name, graph in GRAPHS.items():
        root = graph()
        root.backward()
        leaves = [node for node in autograd.record(root) if not node.parents]
        made[f"{name} gradients"] = [repr(leaf.grad) for leaf in leaves]
        for style in ("nodes", "circuit", "micrograd"):
            made[f"{name} {style}"] = viz.draw(root, style=style).svg()
        viz.film(root, lang="zh" if name == "unit" else "en").save(
            f"{folder}/{name}.html"
        )
    e = graph_e()
    e.backward()
    a, b = (node for node in autograd.record(e) if node.label in ("a", "b"))
    made["fitted"] = viz.draw(net222(), fit="slide").svg()
    made["expanded"] = viz.draw(net222(), expand=True, rankdir="TB").svg()
    restyled = viz.draw(e)
    restyled.node_attr["shape"] = "circle"
    made["restyled"] = re.sub(r"\(\d+\.\d+\)", "", restyled.svg())  # the build's date
    lessons = [
        viz.tree(e), viz.steps(e), viz.explain(b, of=e), viz.buglab(e),
        viz.nudge(b, 0.1, of=e), viz.paths_table(e, a), viz.trace_table(e),
        viz.compare_modes(e), viz.health(e), viz.Stepper(e), viz.steps(e, lang="zh"),
    ]  # fmt: skip
    made["lessons"] = [str(lesson) for lesson in lessons]
    made["bundles"] = [
        sorted(shown._repr_mimebundle_()) for shown in (viz.draw(e), e, viz.film(e))
    ]
    for command in COMMANDS:
        words = [
            f"{folder}/{word}" if Path(word).suffix in SUFFIXES else word
            for word in command
        ]
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(words)
        said: list[Any] = [
            text.replace(str(folder), "FOLDER")
            for text in (out.getvalue(), err.getvalue())
        ]
        made[" ".join(words).replace(str(folder), "FOLDER")] = [status, *said]
    return made


SUFFIXES = (".svg", ".tex", ".html", ".doc")
