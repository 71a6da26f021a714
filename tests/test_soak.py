"""The long run over random graphs, shortened: nothing disagrees, and what is planted is found."""

import pytest

from autograd import Value
from tests.soak import Comparison, Graph, Tally, examine, random_graph


def test_a_few_hundred_random_graphs_agree_in_every_way():
    tally = examine(range(200))
    assert not tally.failed, "\n".join(tally.failed)
    assert len(tally.compared) == 9
    assert min(tally.compared.values()) > 20


@pytest.mark.slow
def test_ten_thousand_random_graphs_agree_in_every_way():
    tally = examine(range(1_000_000, 1_010_000))
    assert not tally.failed, "\n".join(tally.failed)
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
    import autograd

    compile = autograd.compile
    x, w = Value(2.0), Value(5.0)
    root = x - w
    wrong = compile(w - x, inputs=[x], parameters=[w])
    monkeypatch.setattr(autograd, "compile", lambda *_, **__: wrong)
    tally = Tally()
    Comparison(Graph(0, root, [x], [w], []), tally).run()
    ways = {line.split(",")[0] for line in tally.failed}
    assert {"compiled value", "compiled gradient"} <= ways
