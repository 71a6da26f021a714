"""Options: what a type checker accepts is what runs, and every public tool refuses the rest alike, before any work."""

import inspect
import re
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

import autograd
import autograd.nn
import viz
from autograd import Value
from viz import options
from viz.cli.rules_page import rules_table
from viz.lang.tools import PHRASES
from viz.layout.engines import CHOICES
from viz.theme import THEMES


def test_every_type_has_its_tuple():
    types = {name: get_args(x) for name, x in vars(options).items() if get_args(x)}
    tuples = {name: x for name, x in vars(options).items() if isinstance(x, tuple)}
    assert len(types) == len(tuples) >= 9
    assert sorted(types.values()) == sorted(tuples.values())


def test_the_words_are_those_that_work():
    assert set(options.THEME_NAMES) == set(THEMES)
    assert set(options.LANGUAGES) == set(PHRASES)
    assert set(options.LAYOUT_ENGINES) == set(CHOICES)


ROOT = Path(__file__).parent.parent

# --- every tool, by its signature -----------------------------------------------------------------------------------

WORDS = {
    *("format", "lang", "theme", "style", "rankdir", "fold", "directions"),
    *("captions", "constants", "leaves"),
}
NUMBERS = {  # and the largest value
    "precision": 17,
    "max_nodes": None,
    "max_inputs": None,
    "max_rows": None,
    "limit": None,
}
COLLECTIONS = ["names", "unfold", "expand", "highlight"]
OF_DRAWINGS = [
    *("style", "rankdir", "fold", "precision", "max_nodes", "theme"),
    *("captions", "constants", "leaves"),
]
FORWARDED = {  # tools that take the options of `viz.draw` as **options
    viz.film: [*OF_DRAWINGS, *COLLECTIONS, "lang"],
    viz.quiz: [*OF_DRAWINGS, *COLLECTIONS, "lang"],
    viz.Stepper: ["style", "rankdir", "fold", "max_nodes", *COLLECTIONS],
    viz.save: [*OF_DRAWINGS, *COLLECTIONS],
}
OTHER_THINGS = {(viz.plots.activation_curve, "constants")}
"""What has the name of an option and is none: a slope of leaky_relu."""
WORDING = r"{} must be one of [\w-]+(, [\w-]+)*(, … \(\d+ more\))?; got {}"


def tools():
    """All public functions and classes of viz, with the names of their parameters."""
    candidates = [getattr(viz, name) for name in viz.__all__]
    candidates += [getattr(viz.plots, name) for name in viz.plots.__all__]
    for tool in [*candidates, rules_table]:
        if callable(tool) and not (
            inspect.isclass(tool) and issubclass(tool, BaseException)
        ):
            yield tool, inspect.signature(tool).parameters


def options_of_tools(*kinds):
    rows = []
    for tool, parameters in tools():
        if tool in (viz.Theme, viz.Look, viz.Drawing):  # they hold what was checked
            continue
        forwarded = FORWARDED.get(tool, [])
        rows += [
            pytest.param(tool, name, id=f"{tool.__name__}-{name}")
            for name in dict.fromkeys([*parameters, *forwarded])
            if name in kinds and (tool, name) not in OTHER_THINGS
        ]
    return rows


def call(tool, **options):
    """Calls a tool with nothing useful for what it needs: whoever begins to work raises something else."""
    parameters = inspect.signature(tool).parameters.values()
    needed = [
        x
        for x in parameters
        if x.default is x.empty and x.kind is x.POSITIONAL_OR_KEYWORD
    ]
    arguments = {x.name: object() for x in needed if x.name not in options}
    if "path" in arguments:
        arguments["path"] = "x.svg"
    return tool(**arguments, **options)


def test_the_loop_meets_the_tools():
    assert len(options_of_tools("precision")) >= 9
    assert len(options_of_tools(*WORDS, *NUMBERS)) >= 50


def test_tools_that_pass_options_on_are_known():
    passing = {
        tool
        for tool, parameters in tools()
        if any(x.kind is x.VAR_KEYWORD for x in parameters.values())
    }
    elsewhere = {
        viz.plots.key,
        viz.plots.panels,
        viz.Drawing,
    }  # to Matplotlib, Graphviz
    assert passing - elsewhere == set(FORWARDED)


@pytest.mark.parametrize(("tool", "name"), options_of_tools(*WORDS))
@pytest.mark.parametrize("bad", ["", "nonsense", "LR ", None, 3, True, ["en"]])
def test_a_wrong_word_is_refused_before_any_work(tool, name, bad):
    own = inspect.signature(tool).parameters
    if bad is None and name in own and own[name].default is None:
        return  # None is the default: another word says it
    message = WORDING.format(name, re.escape(repr(bad)))
    with pytest.raises(ValueError, match=f"^{message}(; did you mean '.+'\\?)?$"):
        call(tool, **{name: bad})


@pytest.mark.parametrize(("tool", "name"), options_of_tools(*WORDS))
def test_the_likeliest_word_is_offered(tool, name):
    with pytest.raises(ValueError, match="must be one of") as caught:
        call(tool, **{name: "?"})
    word = re.search(r"one of ([\w-]+)", str(caught.value))[1]
    with pytest.raises(ValueError, match=rf"; did you mean '{word}\w*'\?$"):
        call(tool, **{name: f"{word}k"})


@pytest.mark.parametrize(("tool", "name"), options_of_tools(*NUMBERS))
@pytest.mark.parametrize("bad", [True, "4", 4.0, None, [4], np.float64(4)])
def test_a_number_of_another_type_is_refused_before_any_work(tool, name, bad):
    message = rf"^{name} must be a whole number.*; got {re.escape(repr(bad))}$"
    with pytest.raises(TypeError, match=message):
        call(tool, **{name: bad})


@pytest.mark.parametrize(("tool", "name"), options_of_tools(*NUMBERS))
@pytest.mark.parametrize("bad", [0, -1, 18, 999_999_999_999])
def test_a_number_out_of_range_is_refused_before_any_work(tool, name, bad):
    if bad > 1 and NUMBERS[name] is None:
        return
    with pytest.raises(ValueError, match=rf"^{name} must be .*; got {bad}$"):
        call(tool, **{name: bad})


@pytest.mark.parametrize(("tool", "name"), options_of_tools(*COLLECTIONS))
@pytest.mark.parametrize("bad", [3, 2.5, object(), [[1, 2]], [None]])
def test_what_is_no_collection_is_refused_before_any_work(tool, name, bad):
    message = (
        rf"^{name} must be a (list|mapping) of names.*; got {re.escape(repr(bad))}$"
    )
    with pytest.raises(TypeError, match=message):
        call(tool, **{name: bad})


@pytest.mark.parametrize("save", [viz.save, viz.plots.save], ids=["picture", "plot"])
@pytest.mark.parametrize(
    "bad", [0, -1.0, float("nan"), float("inf"), 10**400, True, "96", None]
)
def test_a_resolution_is_refused_before_any_work(save, bad):
    message = (
        rf"^dpi must be a positive and finite number, .*; got {re.escape(repr(bad))}$"
    )
    with pytest.raises((TypeError, ValueError), match=message):
        save(object(), "x.png", dpi=bad)


@pytest.fixture(scope="module")
def graph():
    a, b = Value(2.0, "a"), Value(1.0, "b")
    e = ((a + b) * (b + 1)).named("e")
    e.backward()
    return {"root": e, "of": e, "y": e, "x": b, "h": 0.1}


def useful(tool, graph, tmp_path):
    if tool is viz.network:  # graph e is none
        return {"model": autograd.nn.Neuron(2, rng=0), "x": [1.0, 2.0]}
    if tool is viz.playground:
        return {"model": autograd.nn.MLP(2, [1], rng=0), "X": [[1.0, 2.0]], "y": [1.0]}
    parameters = inspect.signature(tool).parameters
    arguments = {name: graph[name] for name in parameters if name in graph}
    return arguments | ({"path": tmp_path / "e.svg"} if "path" in parameters else {})


def of_graphs(*kinds):
    return [
        row
        for row in options_of_tools(*kinds)
        if "plots" not in row.values[0].__module__
    ]


@pytest.mark.parametrize(("tool", "name"), of_graphs("precision"))
@pytest.mark.parametrize("good", [1, 17, np.int64(3)])
def test_every_precision_works(tool, name, good, graph, tmp_path):
    assert tool(**useful(tool, graph, tmp_path), precision=good) is not None


@pytest.mark.slow
@pytest.mark.parametrize(("tool", "name"), of_graphs(*WORDS - {"style"}))
def test_every_word_of_the_message_works(tool, name, graph, tmp_path):
    arguments = useful(tool, graph, tmp_path)
    with pytest.raises(ValueError, match="must be one of") as caught:
        tool(**arguments, **{name: "?"})
    listed = re.search(r"one of ([^;…]+)", str(caught.value))[1].strip(", ")
    for word in listed.split(", "):
        assert tool(**arguments, **{name: word}) is not None


def test_the_engine_uses_the_same_words():
    with pytest.raises(ValueError, match=WORDING.format("fit: engine", "'eger'")):
        autograd.nn.fit(
            autograd.nn.Neuron(1),
            [[1.0]],
            [1.0],
            loss=autograd.nn.mse_loss,
            optimizer=None,
            epochs=1,
            engine="eger",  # type: ignore[arg-type]
        )
    criterion = WORDING.format("EarlyStopping: criterion", "'train'")
    with pytest.raises(ValueError, match=criterion):
        autograd.nn.EarlyStopping(criterion="train")
    v = Value(1.0)
    with pytest.raises(ValueError, match=WORDING.format("compile: xp", "'jaxx'")):
        autograd.compile(v * v, [v], xp="jaxx")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=WORDING.format("mode", "'fan_inn'")):
        autograd.nn.kaiming_normal_([v], mode="fan_inn")


def test_words_are_compared_and_refused_in_one_place():
    for path in [*ROOT.glob("autograd/**/*.py"), *ROOT.glob("viz/**/*.py")]:
        if path.name != "hints.py":
            text = path.read_text()
            assert "get_close_matches" not in text, path
            assert "must be one of {" not in text, path
