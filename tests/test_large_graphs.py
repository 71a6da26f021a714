"""A million nodes: recorded, differentiated and freed without recursion, without the cyclic garbage collector."""

import gc
import sys
import tracemalloc
from itertools import count

import pytest

from autograd import Value, dot, gradients, paths, push, record, sweep, total
from tests.live_nodes import live_nodes
from tests.samples import sampled

MILLION = 1_000_000


@pytest.fixture(autouse=True)
def _without_garbage_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def chain(n):
    x = y = Value(0.5)
    for _ in range(n):
        y = y + 1.0
    return x, y


def halving(n):
    """y = y*0.5 + y*0.5, so that numbers stay small: three nodes and two paths a turn."""
    x = y = Value(0.5)
    for _ in range(n // 3):
        y = y * 0.5 + y * 0.5
    return x, y


@pytest.mark.slow
@pytest.mark.parametrize(("build", "slope"), sampled([(chain, 1.0), (halving, 1.0)], 2))
def test_a_million_nodes(build, slope):
    before = live_nodes()
    x, y = build(MILLION)
    assert live_nodes() - before >= MILLION - 2
    y.backward()
    assert x.grad == slope
    y.backward()
    assert x.grad == 2 * slope
    del y
    assert live_nodes() == before + 1


@pytest.mark.slow
def test_every_walk_takes_a_million_nodes():
    x, y = halving(MILLION)
    nodes = record(y)
    assert len(nodes) == MILLION // 3 * 3 + 1
    assert gradients(y, [x]) == [1.0]
    assert push(nodes, {x: 1.0})[y] == 1.0
    assert sum(1 for _ in sweep(nodes)) == MILLION // 3 * 4
    y.zero_grad()
    assert not x.has_grad


@pytest.mark.slow
def test_nothing_is_left_after_an_ordinary_use():
    before = live_nodes()
    x = Value(0.5)
    for _ in range(10):
        y = total([x, dot([x, x], [x, 2.0], bias=x), x.tanh() ** 2, 2.0])
        y.backward()
        (slope,) = gradients(y, [x], create_graph=True)
        slope.backward()
        for _ in sweep(record(slope)):
            pass
        x.zero_grad()
    del y, slope, _
    assert live_nodes() == before + 1


@pytest.mark.slow
def test_derivatives_of_a_deep_graph_are_graphs_too():
    x, y = chain(20_000)
    (slope,) = gradients((y * y), [x], create_graph=True)
    assert gradients(slope, [x]) == [2.0]


@pytest.mark.slow
def test_one_node_with_many_arguments():
    x = [Value(1.0) for _ in range(100_000)]
    y = dot(x, x)
    y.backward()
    assert y.data == 100_000.0
    assert {v.grad for v in x} == {2.0}
    assert len(record(y)) == 100_001


@pytest.mark.slow
def test_one_path_through_a_deep_graph():
    x, y = chain(50_000)
    (path,) = paths(y, x)
    assert len(path.nodes) == 50_001


@pytest.mark.slow
def test_the_number_of_paths_costs_nothing():
    x, y = halving(3000)
    with pytest.raises(ValueError, match="paths"):
        paths(y, x)
    y.backward()
    assert x.grad == 1.0


@pytest.mark.slow
@pytest.mark.parametrize("build", [chain, halving])
def test_memory_of_a_node(build):
    """At most 200 bytes a node beyond its numbers (data and gradient), while it is recorded and while it is swept."""
    n, numbers = 30_000, 2 * sys.getsizeof(1.0)
    tracemalloc.start()
    try:
        build(n)  # the engine in C keeps the memory of some freed nodes, once
        before, _ = tracemalloc.get_traced_memory()
        x, y = build(n)
        y.backward()
        now, peak = tracemalloc.get_traced_memory()
        assert (now - before) / n < 120 + numbers
        assert (peak - before) / n < 200 + numbers
        del x, y
        left, _ = tracemalloc.get_traced_memory()
        assert (left - before) / n < 1
    finally:
        tracemalloc.stop()


@pytest.mark.slow
@pytest.mark.parametrize("size", [1000, 10_000])
def test_work_is_linear_in_the_nodes(size):
    """Counted, not timed: every Python function that runs during record and backward, calls included."""
    x, y = halving(size)
    calls = count()

    def profile(frame, event, argument):
        next(calls)

    sys.setprofile(profile)
    try:
        y.backward()
    finally:
        sys.setprofile(None)
    assert x.grad == 1.0
    assert next(calls) < 20 * size
