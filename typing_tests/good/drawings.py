"""Drawings, films and lessons: the words of options are checked."""

from pathlib import Path
from typing import assert_type

import autograd
import viz
from autograd import Value, nn
from viz.networks import NetworkDrawing
from viz.options import LANGUAGES

a, b = Value(2, "a"), Value(1, "b")
e = ((a + b) * (b + 1)).named("e")
e.backward()

drawing = viz.draw(e, theme="dark", style="circuit", fold="layer", rankdir="TB")
viz.draw(e, captions="short", constants="inside", leaves="tags")
assert_type(drawing, viz.Drawing)
print(drawing.source)
viz.draw(e, theme={"base": "light", "value": "#004488"}, names=locals(), unfold=["l1"])
viz.draw(e, theme=viz.THEMES["print"], highlight=[a, "b"], legend=True, health=True)
viz.draw(e, expand=["sigmoid"], precision=3, max_nodes=10, show_partials=False)
viz.draw_dot(e, format="svg", rankdir="LR")

assert_type(viz.save(e, "e.png", dpi=300, theme="print", style="micrograd"), Path)
viz.save(e, Path("e.html"), lang="zh", style="circuit")
viz.save(drawing, "e.svg")

viz.film(e, captions="number", constants="inside", leaves="tags")
film = viz.film(e, lang="zh", theme="light", style="circuit", rankdir="TB", legend=True)
film.save("e.html")
viz.save(film, "e.gif")
neuron = viz.network(nn.Neuron(2), [0.5, 1.0], 1.0, show_weights=True, fit="slide")
assert_type(neuron, NetworkDrawing)
viz.network(e, theme="dark", lang="zh", frames=True, names=locals())
viz.save(neuron, "n.svg")
neuron.film(lang="zh").save("n.html")
viz.save(film, "e.pdf", per_page=6)
viz.save(film, "e.tex", frames_only=True)
viz.save(drawing, "e.tex", standalone=True)
assert_type(film.save("e.pptx"), Path)

for step in viz.steps(e, lang="en", precision=3, names=locals()):
    assert_type(step.node, Value)
    print(step.kind, step.contribution, step.text, step.latex)

for lang in LANGUAGES:
    viz.steps(e, lang=lang)

stepper = viz.Stepper(e, predict=True, lang="zh", theme="contrast", fold="none")
stepper.next()
stepper.next(answer=2)
stepper.back()
stepper.goto(3)
stepper.run_to("b", what="value")
stepper.reset()
stepper.apply()

print(viz.explain(b, of=e, format="latex", lang="zh").latex)
print(viz.explain("b", e, format="markdown").markdown)
assert_type(viz.trace_table(e, "csv"), str)
assert_type(viz.tree(e, precision=3), str)
print(viz.nudge(b, 0.01, of=e, format="markdown"))
print(viz.buglab(e, lang="zh").bugs["stale"].explanation)
print(viz.compare_modes(e), viz.paths_table(e, b, limit=3), viz.health(e).well)

program = autograd.compile(e, inputs=[a], parameters=[b])
viz.draw(program, rankdir="TB")

axes = viz.plots.loss_curve([1.0, 0.5])
viz.plots.save(axes, "loss.svg")
