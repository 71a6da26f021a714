"""The long run, shortened: nothing fails, and of each kind a planted fault is found."""

import contextlib
import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import autograd
import viz
from autograd import Value, nn
from tests import soak
from tests.soaking import (
    Disagreement,
    NotHere,
    damaged_files,
    formulas,
    kills,
    labels,
    other_languages,
    pages,
)
from tests.soaking.comparison import Comparison, Tally, comparing
from tests.soaking.hostile import hostile_graph
from tests.soaking.random_graphs import Graph, random_graph

ROOT = Path(__file__).parent.parent


def examine(seeds):
    """A tally of all graphs of these seeds, and what failed."""
    tally, failed = Tally(), []
    trial = comparing(Comparison.run, tally)
    for seed in seeds:
        try:
            trial(seed)
        except Disagreement as error:
            failed.append(str(error))
    return tally, failed


def try_all(kind, seeds):
    done = Counter()
    with kind() as trial:
        for seed in seeds:
            done += trial(seed)
    return done


# --- random graphs --------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_few_hundred_random_graphs_agree_in_every_way():
    tally, failed = examine(range(200))
    assert not failed, "\n".join(failed)
    assert len(tally.compared) == 10
    assert min(tally.compared.values()) > 20


@pytest.mark.slow
def test_ten_thousand_random_graphs_agree_in_every_way():
    tally, failed = examine(range(1_000_000, 1_010_000))
    assert not failed, "\n".join(failed)
    explained = sum((tally.explained + tally.zeros).values())
    assert explained < 0.001 * sum(tally.compared.values())


def test_graphs_are_the_same_for_a_seed_and_have_every_role():
    assert str(random_graph(5)) == str(random_graph(5))
    graphs = [random_graph(seed) for seed in range(300)]
    for role in ("inputs", "parameters", "others"):
        assert sum(bool(getattr(graph, role)) for graph in graphs) > 30
    numbers = [str(x) for graph in graphs for x in graph.root.arguments]
    assert {"0.0", "-0.0", "1.0"} <= set(numbers)


@pytest.mark.parametrize("factor", [1.0 + 1e-9, -1.0, 0.0])
def test_a_wrong_partial_is_found(factor):
    x = Value(0.7)
    y = x.sin()
    root = y * y
    y._dx *= factor
    tally = Tally()
    Comparison(Graph(0, root, [], [x], []), tally).run()
    ways = {line.split(",")[0] for line in tally.failed}
    assert ways >= {"create_graph", "compiled gradient"}


def test_a_compiler_that_swaps_arguments_is_found(monkeypatch):
    compile = autograd.compile
    x, w = Value(2.0), Value(5.0)
    root = x - w
    wrong = compile(w - x, inputs=[x], parameters=[w])
    monkeypatch.setattr(autograd, "compile", lambda *_, **__: wrong)
    tally = Tally()
    Comparison(Graph(0, root, [x], [w], []), tally).run()
    ways = {line.split(",")[0] for line in tally.failed}
    assert {"compiled value", "compiled gradient"} <= ways


def test_a_wrong_function_value_is_found_by_differences():
    """A row whose partial fits no forward column: only ways without partials can know."""
    wrong = autograd.Rule(
        "wrong", "wrong", lambda m, x: x * x, lambda m, z, x: (3.0 * x,)
    )
    x = Value(0.7)
    tally = Tally()
    Comparison(Graph(0, autograd.apply(wrong, x), [], [x], []), tally).run()
    ways = {line.split(",")[0] for line in tally.failed}
    assert ways == {"complex step", "finite differences"}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["javascript_trials", "c_trials"])
def test_programs_in_other_languages_agree(kind):
    with contextlib.suppress(NotHere):
        done = try_all(getattr(other_languages, kind), range(60))
        assert len(done) == 4
        assert min(done.values()) > 10


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_another_number_in_javascript_is_found(monkeypatch):
    row = other_languages.InJavaScript._row
    monkeypatch.setattr(
        other_languages.InJavaScript,
        "_row",
        lambda self, given: [x + 1e-6 for x in row(self, given)],
    )
    with pytest.raises(Disagreement, match="JavaScript value"):
        try_all(other_languages.javascript_trials, range(20))


# --- the other kinds ------------------------------------------------------------------------------------------------


def test_formulas_and_files_hold():
    done = try_all(formulas.trials, range(40)) + try_all(
        damaged_files.trials, range(40)
    )
    assert done["refused"] > 10
    assert done["compared with Python"] > 10
    assert done["parameters refused"] > 5


def test_hostile_labels_hold():
    done = try_all(labels.trials, range(2, 4))
    assert done["SVG"] == done["CSV"] == 2


@pytest.mark.slow
def test_what_is_killed_goes_on():
    """In a process of its own: one in which JAX was imported must not fork."""
    program = (
        "import json; from tests.soaking import kills; from tests.test_soak import try_all;"
        "print(json.dumps(try_all(kills.trials, range(5))))"
    )
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    done = json.loads(ran.stdout)
    # a quick one may be through before it is killed
    assert done["kills in training"] > 0
    assert done["kills while files are written"] == 6


@pytest.mark.browser
def test_pages_hold():
    assert try_all(pages.trials, range(5))["keys pressed"] > 50


def test_markup_from_a_label_is_found(monkeypatch):
    monkeypatch.setitem(labels.HTML, "SVG", lambda root, _: f"<p>{root.label}</p>")
    monkeypatch.setattr(labels, "hostile_text", lambda _: "<script>1</script>")
    with pytest.raises(AssertionError, match=r"SVG: .*script"):
        try_all(labels.trials, [0])


def test_a_formula_of_a_spreadsheet_is_found(monkeypatch):
    monkeypatch.setattr(labels, "hostile_text", lambda _: "=1+1")
    table = viz.trace_table

    def unguarded(root, *words):
        return table(root, *words).replace("'=", "=") if words else table(root)

    monkeypatch.setattr(viz, "trace_table", unguarded)
    with pytest.raises(AssertionError, match="=1"):
        labels._check_csv(hostile_graph(random.Random(0), ["=1+1"]))


def test_a_traceback_and_half_a_file_are_found(monkeypatch, tmp_path):
    def failing(words):
        print("Traceback (most recent call last):", file=sys.stderr)
        return 2

    monkeypatch.setattr(formulas, "main", failing)
    with pytest.raises(AssertionError, match="Traceback"):
        formulas._check_command(["draw", "a"], tmp_path)
    monkeypatch.setattr(formulas, "main", lambda words: 0)
    (tmp_path / ".chalkgrad-1.part").touch()
    with pytest.raises(AssertionError, match="part"):
        formulas._check_command(["draw", "a"], tmp_path)


def test_another_meaning_is_found(monkeypatch):
    assert formulas._check_meaning("x * x + y", 2.0, 1.0)
    monkeypatch.setitem(formulas.PYTHON, "tanh", lambda x: x)
    with pytest.raises(AssertionError, match="by Python"):
        formulas._check_meaning("tanh(x)", 2.0, 1.0)


def test_a_file_that_changes_a_model_before_it_is_refused_is_found(monkeypatch):
    load = nn.Module.load

    def hasty(self, path):
        next(iter(self.parameters())).data = 9.0
        return load(self, path)

    monkeypatch.setattr(nn.Module, "load", hasty)
    with pytest.raises(AssertionError, match="changed the model"):
        try_all(damaged_files.trials, range(0, 60, 5))


def test_a_run_that_goes_on_otherwise_is_found(monkeypatch, tmp_path):
    def train(self, path):
        return {"parameters": [path.name], "loss": []}

    monkeypatch.setattr(kills.Settings, "train", train)
    # no real fork: JAX, which other tests import, must not be forked
    monkeypatch.setattr(kills, "_forked", lambda work, kill_after=None: work())
    with pytest.raises(AssertionError, match="'parameters'"):
        kills._training(tmp_path, random.Random(0))


@pytest.mark.browser
def test_a_label_that_runs_is_found(monkeypatch):
    monkeypatch.setattr(pages, "_film_page", lambda words, seed: f"<p>{words[0]}</p>")
    monkeypatch.setattr(pages, "hostile_text", lambda _: "<img src=x onerror=pwned=1>")
    with pytest.raises(AssertionError, match="a label ran"):
        try_all(pages.trials, [0])


# --- the runner -----------------------------------------------------------------------------------------------------


def test_what_fails_and_what_dies_is_counted_with_its_seed(capsys):
    outcome = soak.run("graphs", "tests.planted_trials:planted", 10, 6, 60.0)
    assert (outcome.tried, outcome.failed) == (6, [11, 13])
    assert outcome.done == Counter(steps=10 + 12 + 14 + 15)
    printed = capsys.readouterr().out
    assert "graphs, seed 11: ValueError: planted" in printed
    assert "seed 13: the process ended with status 7" in printed
    assert "python -m tests.soak --kind graphs --seed 11 --trials 1" in printed


def test_a_kind_without_its_program_fails_in_ci_alone(monkeypatch, capsys):
    monkeypatch.setattr(soak, "KINDS", {"pages": ("tests.planted_trials:nowhere", 1)})
    for ci, status in (("true", 1), ("", 0)):
        monkeypatch.setenv("CI", ci)
        assert soak.main(["--minutes", "1"]) == status
        assert "not tried: no such program" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [["--minutes", "0"], ["--trials", "0"], ["--kind", "x"]]
)
def test_options_that_make_no_sense(words):
    with pytest.raises(SystemExit):
        soak.main(words)
