"""Nodes pickle and deep-copy, however deep, and stay shared where they were shared."""

import copy
import gc
import io
import pickle
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given

from autograd import RULES, Rule, Value, apply, dot, record, scope
from autograd.strategies import expressions
from tests.live_nodes import live_nodes


def pickled(x, protocol=pickle.DEFAULT_PROTOCOL):
    return pickle.loads(pickle.dumps(x, protocol))


WAYS = {
    "deepcopy": copy.deepcopy,
    "pickle in Python": lambda x: pickle._loads(pickle._dumps(x)),  # type: ignore[attr-defined]
    **{
        f"protocol {p}": partial(pickled, protocol=p)
        for p in range(pickle.HIGHEST_PROTOCOL + 1)
    },
}
every_way = pytest.mark.parametrize("twin_of", WAYS.values(), ids=WAYS)


def facts(root):
    """Everything that a graph holds, with nodes by position."""
    nodes = record(root)
    place = {node: i for i, node in enumerate(nodes)}
    return [
        (v.rule, v.data, v.grad, v.has_grad, v.label, v.scope, v.parameter, v.partials,
         [place.get(x, x) for x in v.arguments])
        for v in nodes
    ]  # fmt: skip


def example():
    a, b = Value(2.0, "a", parameter=True), Value(0.5)
    with scope("layer"):
        c = dot([a, b], [b, 3.0], bias=a)
    y = (c * c).leaky_relu(0.1).named("y") + 2
    y.backward()
    return y


def deep(n=5_000):
    """Five times as deep as Python recurses."""
    y = Value(1.0)
    for _ in range(n):
        y = y + 1.0
    return y


@every_way
def test_the_twin_holds_the_same_facts(twin_of):
    y = example()
    twin = twin_of(y)
    assert facts(twin) == facts(y)
    assert set(record(twin)).isdisjoint(record(y))


@every_way
def test_the_twin_lives_on_its_own(twin_of):
    y = example()
    twin = twin_of(y)
    before = facts(y)
    twin.backward()
    record(twin)[0].data = 99.0
    assert facts(y) == before
    assert record(twin)[0].grad == 2 * record(y)[0].grad


@every_way
def test_rules_of_the_table_stay_the_same_objects(twin_of):
    assert twin_of(Value(1.0).exp()).rule is RULES["exp"]
    assert twin_of(RULES["exp"]) is RULES["exp"]


@every_way
def test_deep_graphs(twin_of):
    y = deep()
    twin = twin_of(y)
    assert len(record(twin)) == len(record(y))
    assert twin.data == y.data


@every_way
def test_sharing_between_roots_is_kept(twin_of):
    x = Value(3.0, "x")
    inner = x * x
    first, second, again, leaf = twin_of([inner + 1, inner * 2, inner, x])
    assert first.parents[0] is second.parents[0] is again
    assert again.parents == (leaf, leaf)
    second.backward()
    assert leaf.grad == 12.0


@every_way
def test_sharing_is_kept_whatever_comes_first(twin_of):
    x = Value(3.0, "x")
    inner = x * x
    for order in ([x, inner, inner + 1], [inner + 1, inner, x], [inner, inner + 1, x]):
        twins = sorted(twin_of(order), key=lambda v: v.data)
        assert twins[1].parents == (twins[0], twins[0])
        assert twins[2].parents[0] is twins[1]


@every_way
def test_inside_containers_and_objects(twin_of):
    x = Value(3.0)
    y = x * 2
    twin = twin_of({"loss": y, "parameters": (x,), x: "as a key"})
    assert twin["loss"].parents == twin["parameters"]
    assert twin[twin["parameters"][0]] == "as a key"


@every_way
def test_deep_graphs_that_share(twin_of):
    base = deep(3000)
    first, second = twin_of((base * 2, base + 5))
    assert first.parents[0] is second.parents[0]


@given(expressions(min_size=4))
def test_random_graphs(f):
    f.root.backward()
    for twin_of in (copy.deepcopy, pickled):
        assert facts(twin_of(f.root)) == facts(f.root)


def test_several_dumps_into_one_file():
    x = Value(3.0)
    y = x * x
    file = io.BytesIO()
    pickler = pickle.Pickler(file)
    for thing in (y, x, y + 1):
        pickler.dump(thing)
    file.seek(0)
    unpickler = pickle.Unpickler(file)
    first, leaf, last = (unpickler.load() for _ in range(3))
    assert first.parents == (leaf, leaf)
    assert last.parents == (first,)


def test_a_pickler_that_is_kept_disturbs_no_other():
    y = deep()
    kept = pickle.Pickler(io.BytesIO())
    kept.dump(y)
    assert pickled(y.parents[0]).data == y.data - 1.0


def test_a_shallow_copy_shares_its_parents():
    x = Value(3.0)
    y = (x * 2).named("y")
    twin = copy.copy(y)
    assert twin is not y
    assert (twin.parents, twin.label, twin.data, twin.partials) == (
        (x,),
        "y",
        6.0,
        (2.0,),
    )


# --- rules of one's own ---------------------------------------------------------------------------------------------


def _forward(m, x):
    return x * x * x


def _partials(m, z, x):
    return (3.0 * x * x,)


cube = Rule("cube", "x³", _forward, _partials)


@every_way
def test_a_rule_of_ones_own(twin_of):
    y = apply(cube, Value(2.0)) + 1
    twin = twin_of(y)
    assert twin.data == 9.0
    assert twin.parents[0].rule == cube
    twin.backward()
    assert twin.parents[0].parents[0].grad == 12.0


def test_a_rule_of_lambdas_deep_copies_but_does_not_pickle():
    y = apply(Rule("mine", "?", lambda m, x: x, lambda m, z, x: (1.0,)), deep(3000))
    assert copy.deepcopy(y).rule is y.rule
    with pytest.raises((pickle.PicklingError, AttributeError), match=r"lambda|local"):
        pickle.dumps(y)


def test_pickling_works_after_it_has_failed():
    y = deep(3000)
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(
            apply(Rule("mine", "?", lambda m, x: x, lambda m, z, x: (1.0,)), y) + 1
        )
    assert pickled(y).data == y.data


def test_a_failure_keeps_no_node_alive():
    gc.collect()
    before = live_nodes()
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(
            apply(Rule("mine", "?", lambda m, x: x, lambda m, z, x: (1.0,)), deep(100))
            + 1
        )
    gc.collect()
    assert live_nodes() == before


def test_another_process_reads_it(tmp_path):
    path = tmp_path / "graph.pickle"
    path.write_bytes(pickle.dumps(example()))
    program = f"import pickle; y = pickle.load(open({str(path)!r}, 'rb')); y.backward(); print(y)"
    root = Path(__file__).parent.parent
    assert subprocess.check_output(
        [sys.executable, "-c", program], text=True, cwd=root
    ).startswith("Value(data=")
