"""viz.plots: each plot has a title and labels, holds the data that it was given, and stays on the axes it was given."""

from __future__ import annotations

import re
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import viz
from autograd import Rule, Value, relu
from autograd.nn.competitive.self_organizing_map import SOM
from autograd.nn.images.convolution import Conv2d
from autograd.nn.models.layers import MLP
from autograd.nn.radial.rbf import RBF
from autograd.nn.recurrent.rnn_lstm_gru import GRU, LSTM, RNN
from autograd.nn.train.history import History, Snapshot
from viz import plots
from viz.analysis.flatness import is_flat
from viz.plots.canvas import COLOURS, LINES, MARKERS, series
from viz.plots.figure_files import svg
from viz.plots.points import answers

RNG = np.random.default_rng(0)
X = RNG.normal(size=(30, 2))
Y = (X[:, 0] + 2.0 * X[:, 1] > 0.5).astype(int)
NAMES = tuple(f"layer{i}.neuron{j}.w1" for i in (1, 2) for j in (1, 2))


def linear(row):
    """Score 0 on the line x1 + 2 x2 = 0.5."""
    return Value(row[0]) + 2.0 * row[1] - 0.5


def three(row):
    """Three classes: the largest of x1, −x1 and x2."""
    x, y = Value(row[0]), Value(row[1])
    return [x, -x, y]


def network(seed=0, outputs=1):
    return MLP(2, [3, outputs], activation="tanh", fused=True, rng=seed)


def hinge(output, target):
    return relu(1.0 - (2 * target - 1) * output)


def history(epochs=5, model=None):
    numbers = np.linspace(1.0, 0.2, epochs)
    made = History(
        epochs=list(range(1, epochs + 1)),
        loss=numbers.tolist(),
        accuracy=(1.0 - numbers / 2).tolist(),
        validation_loss=(numbers + 0.1).tolist(),
        validation_accuracy=(0.9 - numbers / 2).tolist(),
        best_epoch=3,
    )
    names = (
        NAMES if model is None else tuple(name for name, _ in model.named_parameters())
    )
    here = (
        np.zeros(len(names))
        if model is None
        else np.array([p.data for p in model.parameters()])
    )
    for epoch in made.epochs:
        step = np.sin(np.arange(len(names)) + epoch) * (epochs - epoch)
        gradient = 10.0**-epoch * np.arange(1.0, len(names) + 1.0)
        made.snapshots.append(Snapshot(epoch, names, here + step, gradient))
    return made


def images(count=10):
    return RNG.random((count, 16)), np.arange(count) % 10


ONE_PANEL = {
    "loss_curve": lambda **o: plots.loss_curve(history(), **o),
    "loss_curve, log": lambda **o: plots.loss_curve(history(), log=True, **o),
    "accuracy_curve": lambda **o: plots.accuracy_curve(history(), **o),
    "fitted_curve": lambda **o: plots.fitted_curve(
        lambda x: Value(x[0]) * 2, [0.0, 0.5, 1.0], [0.0, 1.0, 2.0], **o
    ),
    "activation_curve": lambda **o: plots.activation_curve("tanh", **o),
    "decision_boundary": lambda **o: plots.decision_boundary(
        linear, X, Y, steps=8, **o
    ),
    "decision_boundary, classes": lambda **o: plots.decision_boundary(
        three, X, Y, steps=8, **o
    ),
    "activations": lambda **o: plots.activations(network(), X, **o),
    "parameter_histograms": lambda **o: plots.parameter_histograms(network(), **o),
    "ridges": lambda **o: plots.ridges({"a": [1.0, 2.0], "b": [3.0]}, **o),
    "gradient_flow": lambda **o: plots.gradient_flow(history(), **o),
    "loss_surface": lambda **o: plots.loss_surface(
        network(), hinge, X[:4], Y[:4], steps=4, **o
    ),
    "descent_paths": lambda **o: plots.descent_paths(
        lambda a, b: a * a + b * b, {"GD": [[1, 1], [0, 0]]}, steps=5, **o
    ),
    "hidden_scatter": lambda **o: plots.hidden_scatter(network(), X, Y, **o),
    "state_map": lambda **o: plots.state_map(LSTM(1, 2, rng=0), [[1.0], [2.0]], **o),
    "rbf_bumps": lambda **o: plots.rbf_bumps(RBF(1, 3, rng=0), **o),
    "rbf_bumps, rings": lambda **o: plots.rbf_bumps(RBF(2, 3, rng=0), X, **o),
    "digit_sheet": lambda **o: plots.digit_sheet(*images(), **o),
    "filters": lambda **o: plots.filters(Conv2d(1, 3, 2, rng=0), **o),
    "filters, channels": lambda **o: plots.filters(Conv2d(2, 3, 2, rng=0), **o),
    "som_grid": lambda **o: plots.som_grid(SOM(2, 3, 2, rng=0), X, **o),
    "som_grid, step": lambda **o: plots.som_grid(
        next(SOM(2, 3, 2, rng=0).updates(X)), **o
    ),
    "u_matrix": lambda **o: plots.u_matrix(SOM(2, 3, 2, rng=0), X, Y, **o),
    "feature_maps": lambda **o: plots.feature_maps(RNG.random((3, 4, 5)), **o),
    "attention_map": lambda **o: plots.attention_map(
        [[1.0, 0.0], [0.5, 0.5]], "ab", **o
    ),
    "confusion_table": lambda **o: plots.confusion_table(
        [0, 1, 1, 2], [0, 1, 2, 2], **o
    ),
}
each = pytest.mark.parametrize("name", ONE_PANEL)


def numbers_of(line):
    return np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)


def line_of(ax, label):
    return next(line for line in ax.get_lines() if line.get_label() == label)


# --- what all have in common ------------------------------------------------------------------------------------------


@each
def test_a_plot_has_a_title_and_labels_and_letters_for_a_wall(name):
    ax = ONE_PANEL[name]()
    assert ax.get_title()
    assert ax.get_xlabel()
    by_name = {
        "digit_sheet": "",
        "activations": "",
        "parameter_histograms": "",
        "ridges": "",
        "filters": "",
        "feature_maps": "",
        "u_matrix": "",
    }
    assert bool(ax.get_ylabel()) == (
        name not in by_name
    )  # these have words for ticks, or no axis
    shown = [
        text
        for text in [ax.title, ax.xaxis.label, *ax.get_xticklabels()]
        if text.get_text()
    ]
    height = ax.figure.get_size_inches()[1] * 72.0
    assert all(text.get_fontsize() >= min(11.0, height / 30.0) for text in shown)


@each
def test_a_plot_draws_onto_the_given_axes_and_nowhere_else(name):
    left, right = plots.panels(2)
    assert ONE_PANEL[name](ax=right) is right
    assert right.get_title()
    assert not left.get_title()
    assert not left.lines
    assert not left.collections


@each
def test_a_plot_in_any_theme_has_its_colours(name):
    ax = ONE_PANEL[name](theme="dark")
    assert ax.title.get_color() == viz.THEMES["dark"].ink
    assert to_hex(ax.get_facecolor()) == viz.THEMES["dark"].background


@pytest.mark.slow
@each
def test_no_global_state_is_touched(name):
    from matplotlib import pyplot, rcParams

    before = dict(rcParams)
    svg(ONE_PANEL[name]())
    assert dict(rcParams) == before
    assert pyplot.get_fignums() == []


def test_ax_must_be_axes():
    with pytest.raises(TypeError, match=r"ax must be matplotlib Axes.* got str"):
        plots.loss_curve(history(), ax="left")  # type: ignore[arg-type]


def test_panels():
    axes = plots.panels(5)
    assert len(axes) == 5
    assert len({ax.figure for ax in axes}) == 1
    assert {ax.get_subplotspec().get_geometry()[:2] for ax in axes} == {(2, 3)}
    with pytest.raises(ValueError, match="at least 1, got 0"):
        plots.panels(0)


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear_ = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear_))


def test_colours_can_be_seen_on_light_and_dark_and_are_never_alone():
    for colour in COLOURS:
        for page in (viz.THEMES["light"].background, viz.THEMES["dark"].background):
            low, high = sorted((luminance(colour), luminance(page)))
            assert (high + 0.05) / (low + 0.05) >= 3.0
    assert len({str(series(i)["linestyle"]) for i in range(6)}) == 6 == len(LINES)
    assert len(set(MARKERS)) == 10


@pytest.mark.slow
def test_importing_viz_loads_no_matplotlib():
    program = (
        "import viz, sys; viz.plots.loss_curve; print('matplotlib' in sys.modules)"
    )
    assert (
        subprocess.check_output([sys.executable, "-c", program], text=True).strip()
        == "False"
    )


# --- curves -----------------------------------------------------------------------------------------------------------


def test_curves_hold_the_numbers_and_mark_the_best_epoch():
    made = history()
    ax = plots.loss_curve(made)
    for label, numbers in (
        ("training", made.loss),
        ("validation", made.validation_loss),
    ):
        x, y = numbers_of(line_of(ax, label))
        assert x.tolist() == made.epochs
        assert y.tolist() == numbers
    x, y = numbers_of(line_of(ax, "best epoch: 3"))
    assert (x.tolist(), y.tolist()) == ([3], [made.validation_loss[2]])
    assert numbers_of(line_of(plots.accuracy_curve(made), "training"))[
        1
    ] == pytest.approx(100.0 * np.array(made.accuracy))
    assert plots.loss_curve(made, log=True).get_yscale() == "log"
    alone = plots.loss_curve(SimpleNamespace(epochs=[1], loss=[0.5]))
    assert alone.get_legend() is None


def test_curves_of_nothing():
    with pytest.raises(ValueError, match="no loss of any epoch"):
        plots.loss_curve(History())
    with pytest.raises(ValueError, match=r"no accuracy of any epoch.*accuracy="):
        plots.accuracy_curve(SimpleNamespace(epochs=[1], loss=[0.5], accuracy=[]))
    with pytest.raises(ValueError, match="2 epochs, but 1 numbers"):
        plots.loss_curve(SimpleNamespace(epochs=[1, 2], loss=[0.5]))
    with pytest.raises(ValueError, match="no loss is above 0"):
        plots.loss_curve(SimpleNamespace(epochs=[1], loss=[0.0]), log=True)


def test_a_fitted_curve_and_a_second_one():
    ax = plots.fitted_curve(
        lambda x: Value(x[0]) * 2, [0.0, 0.5, 1.0], [0.0, 1.1, 2.0], steps=11
    )
    x, y = numbers_of(line_of(ax, "model"))
    assert y == pytest.approx(2.0 * x)
    assert ax.collections[0].get_offsets().tolist() == [  # type: ignore[union-attr]
        [0.0, 0.0],
        [0.5, 1.1],
        [1.0, 2.0],
    ]
    plots.fitted_curve(
        lambda x: Value(x[0]) * 3,
        [0.0, 0.5, 1.0],
        [0.0, 1.1, 2.0],
        label="second",
        ax=ax,
    )
    assert numbers_of(line_of(ax, "second"))[1][-1] == 3.0
    assert len(ax.collections) == 1


def test_an_activation_and_its_slope():
    ax = plots.activation_curve("tanh", low=-4, high=4, steps=81)
    x, y = numbers_of(line_of(ax, "tanh"))
    assert y == pytest.approx(np.tanh(x))
    x, slopes = numbers_of(line_of(ax, "slope"))
    assert slopes == pytest.approx(1.0 - np.tanh(x) ** 2)
    shaded = sorted(
        (patch.get_x(), patch.get_x() + patch.get_width())  # type: ignore[attr-defined]
        for patch in ax.patches
    )
    assert shaded == [
        pytest.approx((-4.0, -3.0)),
        pytest.approx((3.0, 4.0)),
    ]  # 1 − tanh² < 1 %
    kinked = numbers_of(line_of(plots.activation_curve("relu"), "slope"))[1]
    assert np.isnan(kinked).sum() == 1  # the line is broken where the slope jumps
    mine = Rule("double", "2x", lambda m, x: 2.0 * x, lambda m, z, x: (2.0,))
    assert numbers_of(line_of(plots.activation_curve(mine), "double"))[1][0] == -12.0
    assert np.isnan(numbers_of(line_of(plots.activation_curve("log"), "log"))[1]).any()
    for bad in ("mul", "nothing"):
        with pytest.raises(
            ValueError, match=f"rule of one argument is needed, got '{bad}'"
        ):
            plots.activation_curve(bad)


# --- boundary ---------------------------------------------------------------------------------------------------------


def contour(ax, width):
    """The points of the contour lines of a width."""
    sets = [
        c
        for c in ax.collections
        if hasattr(c, "levels") and c.get_linewidth()[0] == width
    ]
    return np.concatenate([path.vertices for c in sets for path in c.get_paths()])


def test_the_boundary_of_a_line_is_that_line():
    ax = plots.decision_boundary(linear, X, Y, steps=20)
    points = contour(ax, 2.4)
    assert len(points) > 5
    assert points[:, 0] + 2.0 * points[:, 1] == pytest.approx(0.5)


def test_a_probability_is_cut_at_one_half_and_a_score_where_one_likes():
    ax = plots.decision_boundary(lambda row: linear(row).sigmoid(), X, Y, steps=20)
    points = contour(ax, 2.4)
    assert (
        np.abs(points[:, 0] + 2.0 * points[:, 1] - 0.5).max() < 0.1
    )  # straight between the grid's points
    assert "probability" in {axes.get_ylabel() for axes in ax.figure.axes}
    points = contour(
        plots.decision_boundary(linear, X, Y, threshold=1.0, steps=20), 2.4
    )
    assert points[:, 0] + 2.0 * points[:, 1] == pytest.approx(1.5)


def test_the_data_differ_in_marker_and_colour():
    ax = plots.decision_boundary(linear, X, 2 * Y - 1, steps=5)
    found = {
        c.get_label(): c
        for c in ax.collections
        if str(c.get_label()).startswith("class")
    }
    assert found.keys() == {"class −1", "class 1"}
    assert found["class 1"].get_offsets().tolist() == X[Y == 1].tolist()  # type: ignore[union-attr]
    marks = [c.get_paths()[0].vertices.tolist() for c in found.values()]  # type: ignore[union-attr]
    assert marks[0] != marks[1]
    assert len({to_hex(c.get_facecolor()[0]) for c in found.values()}) == 2  # type: ignore[arg-type]


def test_regions_of_several_classes_end_where_two_are_equal():
    ax = plots.decision_boundary(three, X, Y, steps=40, margin=0.0)
    points = contour(ax, 1.6)
    sizes = np.sort(
        np.column_stack([points[:, 0], -points[:, 0], points[:, 1]]), axis=1
    )
    assert np.abs(sizes[:, 2] - sizes[:, 1]).max() < 0.15
    with pytest.raises(
        ValueError, match="threshold is for a model of one output, this one has 3"
    ):
        plots.decision_boundary(three, X, Y, threshold=0.0, steps=4)


def test_nothing_is_recorded_and_a_model_that_is_nan_says_so():
    seen = []

    def spy(row):
        seen.append(Value(row[0]) * 2)
        return seen[-1]

    plots.decision_boundary(spy, X, Y, steps=3)
    assert len(seen) == 9
    assert not any(node.parents for node in seen)
    with pytest.raises(ValueError, match="nan or infinity everywhere"):
        plots.decision_boundary(lambda row: Value(float("nan")), X, Y, steps=3)


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (X[:, 0], Y, r"shape \(samples, inputs\), got \(30,\)"),
        (np.zeros((0, 2)), [], r"got \(0, 2\)"),
        (np.zeros((4, 3)), [0] * 4, r"2 inputs a row, got the shape \(4, 3\)"),
        (X, Y[:5], r"one class for each of the 30 rows of X, got the shape \(5,\)"),
        (X * np.nan, Y, "nan or infinity; leave"),
        ([["a", "b"]], [0], "array of numbers"),
    ],
)
def test_wrong_shapes(x, y, expected):
    with pytest.raises(ValueError, match=expected):
        plots.decision_boundary(linear, x, y)


def test_a_model_that_returns_something_else():
    with pytest.raises(
        TypeError, match=r"must return a Value or a list of them, got 'yes'"
    ):
        plots.decision_boundary(lambda row: "yes", X, Y, steps=2)
    with pytest.raises(
        TypeError,
        match=r"needs a model with \.layers, such as autograd\.nn\.MLP, got function",
    ):
        plots.hidden_scatter(linear, X, Y)


# --- layers -----------------------------------------------------------------------------------------------------------


def test_histograms_count_every_output_and_the_share_that_is_flat():
    model = MLP(2, [3, 1], activation="relu", fused=True, rng=1)
    ax = plots.activations(model, X, bins=10)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["layer1", "layer2"]
    outputs = [unit for row in X.tolist() for unit in model.layers[0](row)]
    share = np.mean([unit.data == 0.0 for unit in outputs])
    assert 0.0 < share < 1.0
    assert [text.get_text() for text in ax.texts] == [
        f"{100 * share:.0f} % flat"
    ]  # the last layer is linear
    assert all(is_flat(unit) == (unit.data == 0.0) for unit in outputs)
    assert is_flat(Value(1.0) + 2.0) is None


def test_ridges_stand_above_one_another_as_high_as_their_counts():
    ax = plots.ridges({"a": [0.0, 0.0, 1.0], "b": [0.5, np.nan]}, bins=2)
    filled = [patch for patch in ax.patches if patch.get_fill()]
    heights = [patch.get_data().values - patch.get_data().baseline for patch in filled]  # type: ignore[attr-defined]
    assert heights[0] == pytest.approx([0.82, 0.41])
    assert [patch.get_data().baseline for patch in filled] == [1.0, 0.0]  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="no finite number"):
        plots.ridges({"a": [np.inf]})


def test_weights_by_layer_with_and_without_biases():
    model = network()
    assert len(plots.parameter_histograms(model).texts) == 2
    for p in model.parameters():
        p.data = 1.0
    assert [text.get_text() for text in plots.parameter_histograms(model).texts] == [
        "σ = 0",
        "σ = 0",
    ]
    assert (
        plots.parameter_histograms(model, biases=True).get_title()
        == "Parameters of each layer"
    )


def test_gradient_flow_of_a_history():
    ax = plots.gradient_flow(history())
    x, y = numbers_of(line_of(ax, "layer2"))
    assert x.tolist() == [1, 2, 3, 4, 5]
    assert y == pytest.approx(3.5 * 10.0**-x)  # 3 and 4 times 10^-epoch
    assert ax.get_yscale() == "log"
    with pytest.raises(ValueError, match=r"needs a history with snapshots: nn\.fit"):
        plots.gradient_flow(History())


def test_gradient_flow_of_a_model_after_backward():
    model = network()
    with pytest.raises(ValueError, match="every gradient is 0; call backward"):
        plots.gradient_flow(model)
    model([0.3, -0.2]).backward()
    ax = plots.gradient_flow(model)
    means = [
        np.mean([abs(p.grad) for n in layer.neurons for p in [*n.w, n.b]])
        for layer in model.layers
    ]
    assert ax.get_lines()[0].get_ydata() == pytest.approx(means)
    for neuron in model.layers[0].neurons:
        for p in [*neuron.w, neuron.b]:
            p.grad = 0.0
    assert "0" in [text.get_text() for text in plots.gradient_flow(model).texts]


def test_gradient_histograms_are_a_panel_a_layer():
    made = history()
    made.snapshots[0].gradient[0] = 0.0
    axes = plots.gradient_histograms(made)
    assert [ax.get_title() for ax in axes] == ["layer1", "layer2"]
    mesh = np.ma.filled(axes[0].collections[0].get_array(), 0.0)
    assert mesh.sum(axis=0) == pytest.approx(
        np.ones(5)
    )  # every parameter in one bin, zero included
    assert mesh[0].tolist() == [0.5, 0, 0, 0, 0]
    given = plots.panels(2)
    assert plots.gradient_histograms(made, ax=given) == given
    with pytest.raises(
        ValueError, match=r"draws 2 panels, so ax must hold 2 Axes.*got 1"
    ):
        plots.gradient_histograms(made, ax=plots.panels(1)[0])


def test_hidden_coordinates():
    two = MLP(2, [2, 1], activation="tanh", fused=True, rng=0)
    ax = plots.hidden_scatter(two, X, Y)
    expected = np.array(
        [[unit.data for unit in two.layers[0](row)] for row in X.tolist()]
    )
    assert np.asarray(ax.collections[0].get_offsets()) == pytest.approx(
        expected[Y == 0]
    )
    wide = plots.hidden_scatter(network(), X, Y)
    assert re.fullmatch(r"principal component 1 \(\d+ %\)", wide.get_xlabel())
    assert plots.hidden_scatter(network(), X, Y, layer=2).get_ylabel() == "(one neuron)"
    with pytest.raises(ValueError, match="layer must be 1 to 2, got 3"):
        plots.hidden_scatter(network(), X, Y, layer=3)


def test_many_classes_are_drawn_as_their_numbers():
    ax = plots.hidden_scatter(network(), X, np.arange(30) % 10)
    assert ax.get_legend() is None
    assert len(ax.collections) == 10
    assert (
        plots.hidden_scatter(network(), X, np.arange(30) % 3).get_legend() is not None
    )


# --- surface ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("directions", ["path", "random"])
def test_the_surface_leaves_the_parameters_and_shows_the_path(directions):
    model = network()
    before = [p.data for p in model.parameters()]
    ax = plots.loss_surface(
        model,
        hinge,
        X,
        Y,
        history(model=model),
        directions=directions,
        steps=4,
        samples=3,
    )
    assert [p.data for p in model.parameters()] == before
    x, y = numbers_of(line_of(ax, "the optimiser's path"))
    assert (x[-1], y[-1]) == (
        pytest.approx(0.0),
        pytest.approx(0.0),
    )  # the last snapshot is the model
    assert ("path direction 1" in ax.get_xlabel()) == (directions == "path")


def test_the_surface_puts_the_parameters_back_when_the_loss_fails():
    model = network()
    before = [p.data for p in model.parameters()]

    def broken(output, target):
        raise ArithmeticError("no loss today")

    with pytest.raises(ArithmeticError, match="no loss today"):
        plots.loss_surface(model, broken, X, Y, steps=3)
    assert [p.data for p in model.parameters()] == before


def test_the_plane_of_a_straight_path_is_that_line():
    model = network()
    here = np.array([p.data for p in model.parameters()])
    direction = np.eye(len(here))[0]
    made = SimpleNamespace(
        snapshots=[
            SimpleNamespace(parameters=here - t * direction) for t in (2.0, 1.0, 0.0)
        ]
    )
    ax = plots.loss_surface(model, hinge, X[:2], Y[:2], made, steps=3)
    x, y = numbers_of(line_of(ax, "the optimiser's path"))
    assert np.abs(x) == pytest.approx([2.0, 1.0, 0.0])
    assert y == pytest.approx([0.0, 0.0, 0.0])
    assert "(100 %)" in ax.get_xlabel()


def test_surface_errors():
    model = network()
    for options, expected in [
        (
            {"directions": "up"},
            "directions must be one of auto, path, random; got 'up'",
        ),
        ({"directions": "path"}, "need 3 snapshots, got 0"),
        ({"steps": 2}, "steps must be at least 3"),
        ({"history": history()}, "the snapshots have 4 parameters, the model 13"),
    ]:
        with pytest.raises(ValueError, match=expected):
            plots.loss_surface(model, hinge, X, Y, **options)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="30 rows of X, but 2 targets"):
        plots.loss_surface(model, hinge, X, Y[:2])


def test_paths_of_optimisers():
    walk = [[3.0, 1.0], [1.0, -0.5], [0.0, 0.0]]
    ax = plots.descent_paths(lambda a, b: a * a + 20 * b * b, {"GD": walk}, steps=9)
    assert np.column_stack(numbers_of(line_of(ax, "GD"))).tolist() == walk
    with pytest.raises(
        ValueError, match=r"path 'GD' must have the shape \(steps, 2\), got \(3,\)"
    ):
        plots.descent_paths(lambda a, b: a, {"GD": [1, 2, 3]})
    with pytest.raises(ValueError, match="no path is given"):
        plots.descent_paths(lambda a, b: a, {})


# --- digits -----------------------------------------------------------------------------------------------------------


def test_a_sheet_says_what_is_wrong_in_words():
    pictures, labels = images()
    guess = labels.copy()
    guess[4] = 9
    ax = plots.digit_sheet(pictures, labels, guess)
    assert [text.get_text() for text in ax.texts] == [
        "0",
        "1",
        "2",
        "3",
        "9, not 4",
        "5",
        "6",
        "7",
        "8",
        "9",
    ]
    assert ax.get_xlabel().startswith("9 of 10 right")
    assert ax.images[4].get_array().ravel().tolist() == pictures[4].tolist()
    first = plots.digit_sheet(pictures, labels, guess, mistakes_first=True, limit=3)
    assert [text.get_text() for text in first.texts] == ["9, not 4", "0", "1"]
    assert first.get_xlabel().endswith("3 are shown, mistakes first")
    assert (
        plots.digit_sheet(pictures.reshape(10, 4, 4), labels).get_xlabel()
        == "10 images"
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((np.zeros((2, 5)), [0, 1]), r"shape \(n, k·k\) or \(n, k, k\), got \(2, 5\)"),
        ((np.zeros((2, 4)), [0]), r"one for each of 2 images, got \(1,\)"),
        (
            (np.zeros((2, 4)), [0, 1], [0]),
            r"predictions must be one for each of 2 images, got \(1,\)",
        ),
    ],
)
def test_sheet_errors(arguments, expected):
    with pytest.raises(ValueError, match=expected):
        plots.digit_sheet(*arguments)


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["svg", "png", "pdf"])
def test_the_same_plot_is_the_same_file(tmp_path, suffix):
    start = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[suffix]
    files = [
        plots.save(ONE_PANEL["decision_boundary"](), tmp_path / f"{i}.{suffix}", dpi=50)
        for i in range(2)
    ]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].read_bytes().startswith(start)
    assert {path.name for path in tmp_path.iterdir()} == {f"0.{suffix}", f"1.{suffix}"}


@pytest.mark.slow
def test_another_process_draws_the_same_svg(tmp_path):
    program = (
        "import sys, numpy as np; from viz import plots; from autograd import Value;"
        "X = np.array([[0., 1.], [1., 0.], [.5, .2]]);"
        "plots.save(plots.decision_boundary(lambda r: Value(r[0]) - r[1], X, [0, 1, 1], steps=5), sys.argv[1])"
    )
    texts = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.svg"
        subprocess.run(
            [sys.executable, "-c", program, str(path)],
            check=True,
            env={"PYTHONHASHSEED": seed},
        )
        texts.append(path.read_text(encoding="utf-8"))
    assert texts[0] == texts[1]


@pytest.mark.slow
@each
def test_svg_is_plain(name):
    text = svg(ONE_PANEL[name]())
    assert "style" not in text.replace("font-style", "")
    assert not re.search(
        r"\d{4}-\d\d-\d\d|matplotlib",
        re.sub(r"<image[^>]*>", "", text, flags=re.IGNORECASE),
    )
    tags = re.findall(r"<(?!image)[^>]*>", text)
    assert not any(re.search(r"\.\d{3}", tag) for tag in tags)  # a hundredth of a point
    ids, used = (
        re.findall(r' id="([^"]+)"', text),
        re.findall(r'(?:url\(#|href="#)([^")]+)', text),
    )
    assert set(ids) == set(used)
    assert len(set(ids)) == len(ids)


def test_numbers_that_are_shown_keep_their_digits():
    ax = plots.panels(1)[0]
    ax.set_title("0.12345")
    ax.plot([0.0, 0.004], [0.0, 1.0])
    text = svg(ax)
    assert ">0.12345<" in text
    assert ">0.001<" in text or ">0.0010<" in text


def test_ids_of_two_plots_differ():
    ids = [
        set(re.findall(r' id="([^"]+)"', svg(ONE_PANEL[name]())))
        for name in ("loss_curve", "accuracy_curve")
    ]
    assert not ids[0] & ids[1]


@pytest.mark.slow
def test_what_can_be_saved(tmp_path):
    axes = plots.gradient_histograms(history())
    for plot in (axes, axes[0], axes[0].figure):
        plots.save(plot, tmp_path / "x.svg")  # type: ignore[arg-type]
    within = Figure().subfigures(1, 1).add_subplot()  # type: ignore[union-attr]
    assert plots.save(within, tmp_path / "y.svg").exists()
    with pytest.raises(
        ValueError,
        match=r"cannot save 'x.jpg': the name of a plot must end in one of \.svg, \.png, \.pdf",
    ):
        plots.save(axes, tmp_path / "x.jpg")
    for nothing in ([], "plot", None):
        with pytest.raises(TypeError, match="a plot to save is Axes"):
            plots.save(nothing, tmp_path / "z.svg")  # type: ignore[arg-type]
    with pytest.raises(viz.OutputError, match="there is no directory"):
        plots.save(axes, tmp_path / "none" / "x.svg")


# --- confusion table --------------------------------------------------------------------------------------------------


def test_a_confusion_table_counts_what_each_class_was_taken_for():
    ax = plots.confusion_table(
        ["cat", "cat", "dog", "dog", "dog"], ["cat", "dog", "dog", "dog", "cow"]
    )
    assert [label.get_text() for label in ax.get_xticklabels()] == ["cat", "cow", "dog"]
    found = {
        (t.get_position()[1], t.get_position()[0]): (t.get_text(), t.get_fontweight())
        for t in ax.texts
    }
    assert found == {
        (0.5, 0.5): ("1", "normal"),
        (0.5, 2.5): ("1", "bold"),
        (2.5, 1.5): ("1", "bold"),
        (2.5, 2.5): ("2", "normal"),
    }
    assert ax.yaxis_inverted()


@pytest.mark.parametrize("arguments", [([], []), ([1, 2], [1]), ([[1]], [[1]])])
def test_a_confusion_table_needs_a_prediction_for_each_label(arguments):
    with pytest.raises(ValueError, match="one label and one prediction"):
        plots.confusion_table(*arguments)


def test_the_held_out_samples_may_be_called_a_test():
    for curve in (plots.loss_curve, plots.accuracy_curve):
        assert [
            line.get_label() for line in curve(history(), held_out="test").get_lines()
        ][:2] == ["training", "test"]


def test_answers_of_a_compiled_network_are_its_own():
    """From some rows on a network is compiled to be plotted; others are asked row by row."""
    grid = RNG.normal(size=(60, 2))
    for model in (
        network(),
        network(outputs=3),
        MLP(2, [3, 1], activation=lambda z: z.tanh(), rng=0),
    ):
        outputs = [model(x) for x in grid]
        asked = [
            [float(y) for y in (out if isinstance(out, list) else [out])]
            for out in outputs
        ]
        np.testing.assert_allclose(answers(model, grid, "test"), asked, rtol=1e-12)


# --- activations over time --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "activation", ["tanh", lambda z: z.tanh()], ids=["compiled", "row by row"]
)
def test_activation_histograms_are_those_of_each_snapshot(activation):
    model = MLP(2, [3, 1], activation=activation, rng=0)
    before = [p.data for p in model.parameters()]
    made = history(4, model)
    axes = plots.activation_histograms(model, X, made, bins=10)
    assert [ax.get_title() for ax in axes] == ["layer1", "layer2"]
    assert [p.data for p in model.parameters()] == before
    shares = [
        np.ma.filled(ax.collections[0].get_array(), 0.0).reshape(10, 4) for ax in axes
    ]
    for p, number in zip(model.parameters(), made.snapshots[2].parameters):
        p.data = float(number)
    hidden = [unit.data for row in X for unit in model.layers[0](row)]
    last = [model(row).data for row in X]
    for i, (found, numbers) in enumerate(zip(shares, (hidden, last))):
        ends = [
            end(numbers_of_snapshot(model, snapshot)[i])
            for end in (min, max)
            for snapshot in made.snapshots
        ]
        edges = np.linspace(min(ends), max(ends), 11)
        np.testing.assert_allclose(found.sum(axis=0), 1.0)
        np.testing.assert_allclose(
            found[:, 2], np.histogram(numbers, edges)[0] / len(numbers)
        )


def numbers_of_snapshot(model, snapshot):
    for p, number in zip(model.parameters(), snapshot.parameters):
        p.data = float(number)
    return [unit.data for row in X for unit in model.layers[0](row)], [
        model(row).data for row in X
    ]


def test_activation_histograms_need_snapshots_of_this_model():
    with pytest.raises(ValueError, match="needs a history with snapshots"):
        plots.activation_histograms(network(), X, History())
    with pytest.raises(
        ValueError, match="the snapshots have 13 parameters, the model 17"
    ):
        plots.activation_histograms(MLP(2, [4, 1]), X, history(3, network()))


# --- attention ------------------------------------------------------------------------------------------------------

WEIGHTS = [[1.0, 0.0], [0.25, 0.75]]


def test_an_attention_map_has_tokens_on_both_sides_weights_in_cells_and_a_row_as_its_sum():
    ax: Any = plots.attention_map(WEIGHTS, ["a", "b$"], row=1)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["a", r"b\$"]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["a", r"b\$"]
    assert ax.get_xlabel() == r"b\$′ = 0.75 v(b\$) + 0.25 v(a)"
    cells = {t.get_text(): t.get_position() for t in ax.texts if t.get_text() != "key"}
    assert cells == {"1": (0.5, 0.5), ".25": (0.5, 1.5), ".75": (1.5, 1.5)}
    (frame,) = ax.patches
    assert (frame.get_xy(), frame.get_width(), frame.get_height()) == ((0, 1), 2, 1)
    assert ax.get_yticklabels()[1].get_fontweight() == "bold"


def test_an_attention_map_shows_heads_beside_one_another_and_takes_values():
    heads = [[[Value(x) for x in row] for row in WEIGHTS], WEIGHTS]
    axes: Any = plots.attention_map(heads, "ab", ["x", "y"], titles=["one", "two"])
    assert [ax.get_title() for ax in axes] == ["one", "two"]
    assert [t.get_text() for t in axes[0].get_xticklabels()] == ["x", "y"]
    assert axes[0].get_xlabel() == "a row: who looks; a column: at whom"
    long: Any = plots.attention_map(np.full((12, 12), 1 / 12), range(12), row=0)
    assert [t.get_text() for t in long.texts] == ["key"]  # no room for numbers
    assert long.get_xlabel() == "0′ = 0.08 v(0) + 0.08 v(1) + 0.08 v(2) + …"


@pytest.mark.parametrize(
    ("arguments", "options", "said"),
    [
        ((WEIGHTS, "abc"), {}, "a token is needed for each of 2 rows and 2 columns"),
        ((WEIGHTS, "ab", "a"), {}, "got 2 and 1"),
        (([1.0], "a"), {}, r"or one for each head, got the shape \(1,\)"),
        (([], ""), {}, "or one for each head, got the shape"),
        (([[1.0], [0.5, 0.5]], "ab"), {}, "or one for each head, got list"),
        (([[2.0]], "a"), {}, "got 2 to 2"),
        (([[float("nan")]], "a"), {}, "numbers from 0 to 1"),
        ((WEIGHTS, "ab"), {"row": 2}, "row must be from 0 to 1, one of the queries, got 2"),
        ((WEIGHTS, "ab"), {"titles": ["a", "b"]}, "titles must be one for each of 1 heads, got 2"),
        (([WEIGHTS] * 2, "ab"), {"ax": plots.panels(1)}, "attention_map draws 2 panels"),
    ],
)  # fmt: skip
def test_an_attention_map_says_what_it_needs(arguments, options, said):
    with pytest.raises(ValueError, match=said):
        plots.attention_map(*arguments, **options)


# --- over a sequence --------------------------------------------------------------------------------------------------


def test_a_state_map_has_a_row_for_each_unit_and_a_column_for_each_step():
    net = LSTM(1, 3, rng=0)
    sequence = [[1.0], [-2.0], [0.5], [0.0]]
    steps = net.trace(sequence)["cell"]
    for part in ("cell", "hidden", "forget"):
        ax = plots.state_map(net, sequence, "abcd", part=part)
        table = np.array([step[part] for step in steps]).T
        assert np.array_equal(ax.images[0].get_array(), table)
        assert [label.get_text() for label in ax.get_xticklabels()] == [*"abcd"]
        limit = max(1.0, np.abs(table).max())
        signs = [text.get_text() for text in ax.texts]
        assert len(signs) == (np.abs(table) > limit / 2).sum()
    assert plots.state_map(net, sequence).get_title() == "Cell state over time"


@pytest.mark.parametrize(("kind", "gates"), [(LSTM, 4), (GRU, 3)])
def test_gates_are_strips_with_one_scale(kind, gates):
    net = kind(1, 2, bidirectional=True, rng=0)
    axes = plots.gate_strips(net, [[1.0], [2.0]], cell="backward_cell")
    assert len(axes) == gates
    for ax, name in zip(axes, [ax.get_ylabel() for ax in axes]):
        steps = net.trace([[1.0], [2.0]])["backward_cell"]
        numbers = np.array([step[name] for step in steps]).T
        assert np.array_equal(ax.images[0].get_array(), numbers)
        low = -1.0 if name in {"candidate", "new"} else 0.0
        assert ax.images[0].get_clim() == (low, 1.0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plots.gate_strips(RNN(1, 2), [[1.0]]), "no gates"),
        (lambda: plots.state_map(RNN(1, 2), [[1.0]], part="cell"), "no part 'cell'"),
        (lambda: plots.state_map(RNN(1, 2), [[1.0]], cell="cell2"), "choose from cell"),
        (lambda: plots.state_map(RNN(1, 2), [[1.0]], "ab"), "one for each of 1 steps"),
        (lambda: plots.state_map(network(), [[1.0]]), "needs an RNN, LSTM or GRU"),
        (lambda: plots.gate_strips(GRU(1, 2), [[1.0]], ax=[]), "draws 3 panels"),
    ],
)
def test_wrong_arguments_of_plots_over_a_sequence(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call()
