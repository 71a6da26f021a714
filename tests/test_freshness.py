"""A number that was changed after recording: every reader notices, and recording again mends it."""

import copy
import math
import pickle
import subprocess
import sys

import pytest

import viz
from autograd import (
    ChalkgradError,
    Rule,
    StaleGraphError,
    Value,
    apply,
    check_fresh,
    dot,
    gradients,
    logsumexp,
    nn,
    no_grad,
    paths,
    push,
    record,
    sweep,
    total,
)
from autograd.grain import expand
from autograd.rerecording import record_again


def trained():
    """A parameter and its loss, after a step of an optimiser: w = 2 became -1."""
    w = Value(2.0, "w", parameter=True)
    loss = ((w * 3.0 - 1) ** 2).named("L")
    loss.backward()
    nn.SGD([w], lr=0.1).step()
    assert w.data == -1.0
    return w, loss


READERS = {
    "backward": lambda w, y: y.backward(),
    "gradients": lambda w, y: gradients(y, [w]),
    "create_graph": lambda w, y: gradients(y, [w], create_graph=True),
    "push": lambda w, y: push(record(y), {w: 1.0}),
    "paths": lambda w, y: paths(y, w),
    "sweep": lambda w, y: sweep(record(y)),
    "expand": lambda w, y: expand(y),
    "check_fresh": lambda w, y: check_fresh(record(y)),
}
VIEWS = {
    "steps": lambda w, y, **k: viz.steps(y, **k),
    "explain": lambda w, y, **k: viz.explain(w, of=y, **k),
    "nudge": lambda w, y, **k: viz.nudge(w, 0.1, of=y, **k),
    "tree": lambda w, y, **k: viz.tree(y, **k),
    "trace_table": lambda w, y, **k: viz.trace_table(y, **k),
    "paths_table": lambda w, y, **k: viz.paths_table(y, w, **k),
    "compare_modes": lambda w, y, **k: viz.compare_modes(y, **k),
    "buglab": lambda w, y, **k: viz.buglab(y, **k),
    "health": lambda w, y, **k: viz.health(y, **k),
    "draw": lambda w, y, **k: viz.draw(y, **k).svg(),
    "circuit": lambda w, y, **k: viz.draw(y, style="circuit", **k).svg(),
    "expanded": lambda w, y, **k: viz.draw(y, expand=True, health=True, **k).svg(),
    "film": lambda w, y, **k: list(map(str, viz.film(y, **k).frames.steps)),
    "stepper": lambda w, y, **k: viz.Stepper(y, **k),
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_every_pass_notices(read):
    w, loss = trained()
    before = w.grad, loss.grad
    with pytest.raises(
        StaleGraphError, match=r"^w was changed after recording: record"
    ):
        read(w, loss)
    assert (w.grad, loss.grad) == before
    w.data = 2.0  # as it was
    read(w, loss)


@pytest.mark.parametrize("show", VIEWS.values(), ids=VIEWS)
def test_every_view_notices_or_recomputes(show):
    w, loss = trained()
    message = "^w was changed after recording: record again, or pass recompute=True$"
    with pytest.raises(StaleGraphError, match=message):
        show(w, loss)
    fresh_w = Value(-1.0, "w", parameter=True)
    fresh = ((fresh_w * 3.0 - 1) ** 2).named("L")
    fresh.backward()
    before = [(node.data, node.grad) for node in record(loss)]
    assert str(show(w, loss, recompute=True)) == str(show(fresh_w, fresh))
    assert [(node.data, node.grad) for node in record(loss)] == before


def test_the_sentence_of_the_report():
    _, loss = trained()
    text = viz.steps(loss, recompute=True)[1].text
    assert text == (
        "This number has no name; call it v1. v1 = w · 3 = −1 · 3 = −3. Slope: ∂v1/∂w = 3."
    )


def test_a_page_and_a_notebook(tmp_path):
    _, loss = trained()
    with pytest.raises(StaleGraphError):
        viz.save(loss, tmp_path / "L.html")
    assert not list(tmp_path.iterdir())
    assert loss._repr_mimebundle_() == {"text/plain": repr(loss)}
    viz.save(loss, tmp_path / "L.html", recompute=True)
    viz.save(loss, tmp_path / "L.svg", recompute=True)


def test_options_that_hold_values_mean_the_copies():
    w = Value(2.0)
    inner = w * 3.0
    y = inner + 1.0
    w.data = 5.0
    drawing = viz.draw(y, recompute=True, names={"weight": w}, highlight=[inner])
    assert [box.title for box in drawing.picture.boxes if box.lit] == [
        "v1 = weight · 3"
    ]
    assert "weight" in [box.title for box in drawing.picture.boxes]
    assert (
        "dv2/d weight = 3"
        in viz.explain(w, of=y, recompute=True, names={"weight": w}).text
    )


def test_a_stepper_keeps_what_it_showed():
    w = Value(2.0, "w")
    y = (w * 3.0).named("y")
    stepper = viz.Stepper(y)
    shown = repr(stepper)
    w.data = 5.0
    assert repr(stepper) == shown
    with pytest.raises(StaleGraphError):
        stepper.apply()
    assert not w.has_grad


def test_a_partial_alone_may_be_stale():
    w, x = Value(2.0, "w"), Value(0.0, "x")
    y = w * x
    w.data = 5.0
    assert y.data == w.data * x.data
    with pytest.raises(StaleGraphError):
        y.backward()


def test_what_still_follows_is_fresh():
    w = Value(-2.0, "w")
    y = w.relu()
    w.data = -3.0
    y.backward()
    assert (y.data, w.grad) == (0.0, 0.0)


@pytest.mark.parametrize(
    "build",
    [
        lambda w, x: dot([w, x], [x, 2.0], bias=w),
        lambda w, x: logsumexp([x, 1.0, w]),
        lambda w, x: total([x, x, w]),
        lambda w, x: (x * 2.0 + w.leaky_relu(slope=0.2)).tanh(),
        lambda w, x: 1.0 / (w - x),
        lambda w, x: x**w,
    ],
)
def test_at_every_place_of_every_kind_of_node(build):
    for changed in "wx":
        leaves = {"w": Value(0.5, "w"), "x": Value(0.25, "x")}
        y = build(**leaves)
        leaves[changed].data = 3.0
        with pytest.raises(StaleGraphError, match=f"^{changed} was changed"):
            y.backward()
        assert not any(node.has_grad for node in record(y))


def test_a_graph_of_two_states():
    """Its first part was recorded before the change, its second after."""
    w = Value(2.0, "w")
    first = w * 3.0
    w.data = 5.0
    y = first * w
    with pytest.raises(StaleGraphError):
        y.backward()
    (w * 3.0 * w).backward()
    assert w.grad == 30.0


def test_an_inner_number_that_was_set():
    x = Value(2.0, "x")
    c = (x * 3.0).named("c")
    y = c + 1.0
    c.data = 10.0
    for root in (c, y, c * 2.0):
        with pytest.raises(StaleGraphError, match=r"^c was changed"):
            root.backward()
    c.data = 6.0
    y.backward()
    assert x.grad == 3.0


def test_many_changes_are_counted():
    ws = [Value(float(i), f"w{i}") for i in range(5)]
    y = total(ws)
    for w in ws:
        w.data = 9.0
    with pytest.raises(ChalkgradError, match=r"w0, w1, w2, … \(2 more\) were changed"):
        y.backward()
    nameless = Value(1.0)
    y = nameless * 2.0
    nameless.data = 2.0
    with pytest.raises(ValueError, match=r"^v0 was changed"):
        y.backward()


def test_training_is_not_disturbed():
    w, b = Value(1.0, "w", parameter=True), Value(0.0, "b", parameter=True)
    optimizer = nn.SGD([w, b], lr=0.01)
    for _ in range(3):
        losses = [(w * x + b - 2.0 * x) ** 2 for x in (1.0, 2.0, 3.0)]
        for loss in losses:
            loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    assert w.data > 1.0


def test_results_recorded_after_the_change_are_fresh():
    w, other = Value(2.0), Value(1.0)
    w.data = 3.0
    y = w * other
    Value(1.0).data = 4.0  # has no part in it
    y.backward()
    assert other.grad == 3.0
    with no_grad():
        leaf = w * 2.0
    z = leaf * 1.0
    w.data = 9.0  # what is a leaf now does not follow from it
    z.backward()
    assert z.data == 6.0


def test_nan_and_minus_zero():
    x = Value(math.nan)
    y = x * 2.0
    x.data = math.nan
    y.backward()
    x = Value(0.0, "x")
    y = x * 2.0
    x.data = -0.0
    with pytest.raises(StaleGraphError):
        y.backward()


def test_copies_and_pickles_remember():
    w = Value(2.0, "w")
    y = w * 3.0
    for twin in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        twin.backward()
        leaf = record(twin)[0]
        leaf.data = 7.0
        with pytest.raises(StaleGraphError):
            twin.backward()
    w.data = 5.0
    for twin in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        with pytest.raises(StaleGraphError):
            twin.backward()
    y.data = 1.0
    for twin in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        with pytest.raises(StaleGraphError, match="was changed"):
            twin.backward()


def test_a_pickle_from_a_process_with_another_clock(tmp_path):
    """There many numbers had been set: a change here must count as later all the same."""
    program = (
        "import pickle, sys; from autograd import Value\n"
        "w = Value(0.0, 'w')\n"
        "for i in range(1000): w.data = float(i)\n"
        "pickle.dump(w * 2.0, open(sys.argv[1], 'wb'))"
    )
    path = tmp_path / "y.pickle"
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)
    y = pickle.loads(path.read_bytes())
    y.backward()
    record(y)[0].data = 5.0
    with pytest.raises(StaleGraphError):
        y.backward()


def test_a_rule_of_ones_own():
    cube = Rule("cube", "x³", lambda m, x: x * x * x, lambda m, z, x: (3.0 * x * x,))
    x = Value(2.0, "x")
    y = apply(cube, x)
    x.data = 3.0
    with pytest.raises(StaleGraphError, match=r"^x was changed"):
        viz.tree(y)
    assert "value 27" in viz.tree(y, recompute=True)


def test_recorded_again():
    x = Value(2.0, "x")
    x.cache = "mine"
    y = ((x * 3.0).named("p") + 1.0).named("y")
    x.data = 5.0
    twins = record_again(record(y))
    assert list(twins) == record(y)
    assert [twin.label for twin in twins.values()] == ["x", "p", "y"]
    assert (twins[y].data, twins[x].cache, twins[y].has_grad) == (16.0, "mine", False)
    assert twins[x] is not x
