"""The recorded list and the four ways to walk it."""

import math
import sys
import threading

import pytest

from autograd import (
    AnomalyError,
    Rule,
    TooManyPathsError,
    Value,
    apply,
    detect_anomaly,
    dot,
    paths,
    push,
    record,
    sweep,
    total,
)
from autograd.chain_rule import seed
from autograd.graph import names, recompute
from tests.threads import at_once


def lecture():
    """e = (a + b)(b + 1) of the lecture notes (002 §3.1)."""
    a, b = Value(2, "a"), Value(1, "b")
    c, d = (a + b).named("c"), (b + 1).named("d")
    return a, b, c, d, (c * d).named("e")


def labels(nodes):
    return [node.label for node in nodes]


# --- nodes ----------------------------------------------------------------------------------------------------------


def test_operands_and_constant_parameters():
    x = Value(-3.0)
    assert x.operands == ()
    assert x.constants == {}
    leaky = x.leaky_relu(0.5)
    assert leaky.operands == (x,)
    assert leaky.constants == {"slope": 0.5}
    assert leaky.arguments == (x, 0.5)
    product = 2 * x
    assert product.operands == product.arguments == (2.0, x)
    assert product.constants == {}
    assert dot([x, 1.0], [2.0, x]).constants == {}


# --- record ---------------------------------------------------------------------------------------------------------


def test_record_is_in_order_of_evaluation():
    *_, e = lecture()
    assert labels(record(e)) == ["a", "b", "c", "d", "e"]


def test_record_lists_inputs_before_outputs_and_each_node_once():
    x = Value(2.0)
    y = x
    for _ in range(50):
        y = y * y + x
    nodes = record(y)
    place = {node: i for i, node in enumerate(nodes)}
    assert len(place) == len(nodes) == 101
    assert all(place[parent] < place[node] for node in nodes for parent in node.parents)


def test_record_of_a_leaf_is_the_leaf():
    x = Value(1.0)
    assert record(x) == [x]


def test_record_of_a_node_with_many_arguments():
    a, b, c = (Value(1.0, name) for name in "abc")
    y = total([c, a * b, c, 5.0]).named("y")
    assert labels(record(y)) == ["c", "a", "b", "", "y"]


def test_recording_does_not_depend_on_what_else_is_recorded():
    def run(noise):
        x = Value(0.5, "x")
        y = x
        for i in range(20):
            if noise:
                _ = [x * i for i in range(i)]
            y = (y + x).tanh() * (x if i % 2 else y)
        return [
            (node.op, node.data, [p.op for p in node.parents]) for node in record(y)
        ]

    assert run(noise=False) == run(noise=True)


@pytest.mark.parametrize(
    "walk", [record, lambda x: paths(x, Value(1.0)), lambda x: paths(Value(1.0), x)]
)
@pytest.mark.parametrize(
    ("thing", "name"), [(1.0, "float"), ("x", "str"), ([Value(1.0)], "list")]
)
def test_only_values_are_walked(walk, thing, name):
    with pytest.raises(TypeError, match=f"got {name}"):
        walk(thing)


# --- recompute ------------------------------------------------------------------------------------------------------


def test_a_list_is_computed_once_more_in_any_reading():
    a, b, c, d, e = lecture()
    nodes = record(e)
    floats = recompute(
        nodes, {a: 5.0, b: 1.0}, lambda node, x: node.rule.forward(math, *x)
    )
    assert floats == {a: 5.0, b: 1.0, c: 6.0, d: 2.0, e: 12.0}
    spelled = recompute(
        nodes, {a: "a", b: "b"}, lambda node, x: f"({x[0]}{node.rule.symbol}{x[1]})"
    )
    assert spelled[e] == "((a+b)×(b+1.0))"
    held = recompute(
        nodes, {a: 5.0, b: 1.0, c: 0.0}, lambda node, x: node.rule.forward(math, *x)
    )
    assert held[c] == held[e] == 0.0  # an inner node that has a result is not computed
    assert e.data == 6.0


# --- what a node knows ----------------------------------------------------------------------------------------------


def test_repeated_parents_are_kept():
    a = Value(3.0)
    assert (a * a).parents == (a, a)
    assert (a * a).partials == (3.0, 3.0)


def test_constants_are_arguments_but_not_parents():
    a = Value(3.0)
    for node, arguments, partials in [
        (a * 2, (a, 2.0), (2.0,)),
        (2 * a, (2.0, a), (2.0,)),
        (a**2, (a, 2.0), (6.0,)),
        (2**a, (2.0, a), (8.0 * math.log(2.0),)),
        (a.leaky_relu(0.1), (a, 0.1), (1.0,)),
        (dot([a, 1.0], [4.0, 5.0], bias=a), (a, 1.0, 4.0, 5.0, a), (4.0, 1.0)),
    ]:
        assert node.arguments == arguments
        assert node.parents == tuple(x for x in arguments if x is a)
        assert node.partials == partials


def test_a_leaf_has_no_facts():
    leaf = Value(1.0)
    assert (leaf.rule, leaf.op, leaf.arguments, leaf.parents, leaf.partials) == (
        None,
        "",
        (),
        (),
        (),
    )


# --- the reverse pass -----------------------------------------------------------------------------------------------


def test_sweep_tells_the_lecture():
    *_, e = lecture()
    story = [
        (node.label, parent.label, partial, parent.grad)
        for node, parent, partial in sweep(record(e))
    ]
    assert story == [
        ("e", "c", 2.0, 2.0),
        ("e", "d", 3.0, 3.0),
        ("d", "b", 1.0, 3.0),
        ("c", "a", 1.0, 2.0),
        ("c", "b", 1.0, 5.0),
    ]


def test_sweep_counts_both_edges_of_a_square():
    a = Value(3.0)
    assert [(p.grad, d) for _, p, d in sweep(record(a * a))] == [(3.0, 3.0), (6.0, 3.0)]


def test_sweep_of_many_arguments_skips_constants():
    a, b = Value(3.0, "a"), Value(4.0, "b")
    steps = [
        (p.label, d)
        for _, p, d in sweep(record(dot([a, 7.0], [b, 8.0], bias=a)), gradient=10.0)
    ]
    assert steps == [("a", 4.0), ("b", 3.0), ("a", 1.0)]
    assert (a.grad, b.grad) == (50.0, 30.0)


def test_backward_is_an_exhausted_sweep():
    (a, b, *_, e), (a2, b2, *_, e2) = lecture(), lecture()
    e.backward(gradient=3.0)
    for _ in sweep(record(e2), gradient=3.0):
        pass
    assert [v.grad for v in record(e)] == [v.grad for v in record(e2)]
    assert (a.grad, b.grad) == (a2.grad, b2.grad) == (6.0, 15.0)


@pytest.mark.parametrize(
    ("f", "once", "twice"),
    [
        (lambda x: x * x * x, 27.0, 54.0),
        (lambda x: (lambda y: y * y)(x * x), 108.0, 216.0),
        (lambda x: x, 1.0, 2.0),
        (lambda x: total([x * x, x, x]), 8.0, 16.0),
    ],
)
def test_every_pass_is_computed_by_itself_and_added(f, once, twice):
    x = Value(3.0)
    y = f(x)
    y.backward()
    assert x.grad == once
    y.backward()
    assert x.grad == twice


def test_two_outputs_accumulate_in_their_inputs():
    x = Value(3.0)
    shared = x * x
    (shared * 2).backward()
    (shared * 5).backward()
    assert x.grad == 42.0
    assert shared.grad == 7.0


def test_zero_grad_forgets_the_whole_graph():
    a, b, c, d, e = lecture()
    assert not a.has_grad
    e.backward()
    assert all(v.has_grad for v in (a, b, c, d, e))
    e.zero_grad()
    assert not any(v.has_grad for v in (a, b, c, d, e))
    assert a.grad == 0.0
    e.backward()
    assert b.grad == 5.0


def test_gradients_set_by_hand_are_kept_by_leaves():
    x = Value(2.0)
    x.grad = 100.0
    (x * 3).backward()
    assert x.grad == 103.0


# --- forward mode ---------------------------------------------------------------------------------------------------


def test_push_is_the_derivative_in_a_direction():
    a, b, c, _, e = lecture()
    nodes = record(e)
    found = push(nodes, {a: 10.0, b: 1.0})
    assert list(found) == nodes
    assert (found[e], found[c]) == (25.0, 11.0)


def test_push_from_an_inner_node():
    *_, c, _, e = lecture()
    assert push(record(e), {c: 1.0})[e] == 2.0
    assert push(record(e), {})[e] == 0.0


def test_push_refuses_strangers():
    *_, e = lecture()
    with pytest.raises(
        ValueError, match="1 of 1 tangents are for nodes that are not in the list"
    ):
        push(record(e), {Value(1.0): 1.0})


# --- paths ----------------------------------------------------------------------------------------------------------


def test_paths_of_the_lecture():
    a, b, *_, e = lecture()
    assert [(labels(path.nodes), path.product) for path in paths(e, b)] == [
        (["b", "c", "e"], 2.0),
        (["b", "d", "e"], 3.0),
    ]
    assert [labels(path.nodes) for path in paths(e, a)] == [["a", "c", "e"]]


def test_paths_count_edges_not_nodes():
    a = Value(3.0)
    assert [path.product for path in paths(a * a, a)] == [3.0, 3.0]


def test_paths_end_at_an_inner_node():
    *_, c, _, e = lecture()
    assert [labels(path.nodes) for path in paths(e, c)] == [["c", "e"]]


def test_paths_of_strangers_and_of_itself():
    a, *_, e = lecture()
    assert paths(e, Value(1.0)) == []
    assert paths(a, a) == [((a,), 1.0)]


def ladder(rungs):
    x = y = Value(1.0)
    for _ in range(rungs):
        y = y + y
    return x, y


def test_too_many_paths_are_counted_exactly():
    x, y = ladder(100)
    with pytest.raises(
        TooManyPathsError, match="1,267,650,600,228,229,401,496,703,205,376 paths"
    ) as caught:
        paths(y, x)
    assert caught.value.count == 2**100


def test_a_number_of_paths_too_long_to_print():
    x, y = ladder(20_000)
    with pytest.raises(TooManyPathsError) as caught:
        paths(y, x)
    assert caught.value.count == 2**20_000


def test_the_limit_is_the_largest_number_allowed():
    x, y = ladder(5)
    assert len(paths(y, x, limit=32)) == 32
    with pytest.raises(TooManyPathsError):
        paths(y, x, limit=31)


# --- names ----------------------------------------------------------------------------------------------------------


def test_names_are_labels_or_positions():
    a, b = Value(2, "a"), Value(1)
    assert list(names(record((a + b) * b)).values()) == ["a", "v1", "v2", "v3"]


# --- edges of what is documented ------------------------------------------------------------------------------------


def test_operands_and_constants_of_a_rule_with_both():
    lerp = Rule(
        "lerp",
        "~",
        lambda m, x, y, t: x + (y - x) * t,
        lambda m, z, x, y, t: (1.0 - t, t),
        constants=(("t", 0.5),),
    )
    x, y = Value(1.0), Value(3.0)
    node = apply(lerp, x, y, 0.25)
    assert node.operands == (x, y)
    assert node.constants == {"t": 0.25}
    assert apply(lerp, x, 3.0).operands == (x, 3.0)
    assert (x + y).operands == (x, y)


def test_a_pass_starts_with_one():
    y = Value(2.0) * 3.0
    seed(record(y))
    assert y.grad == 1.0


def test_a_thousand_paths_are_listed_and_no_more():
    x = Value(1.0)
    assert len(paths(total([x] * 1000), x)) == 1000
    with pytest.raises(TooManyPathsError):
        paths(total([x] * 1001), x)


def test_a_step_by_hand_goes_on_with_the_result():
    """w = w - lr * w.grad makes an inner node, which has to accumulate like the leaf that it replaces."""
    w = Value(1.0)
    w = w - 0.1
    (w * 2).backward()
    (w * 3).backward()
    assert w.grad == 5.0


def test_every_node_adds_up_its_passes():
    x = Value(3.0, "x")
    v = x * x
    y = v * x
    y.backward()
    once = {node: node.grad for node in record(y)}
    for passes in (2, 3):
        y.backward()
        for node in record(y):
            assert node.grad == passes * once[node]
    v.zero_grad()
    assert (v.has_grad, x.has_grad, y.grad) == (False, False, 3.0)


def test_what_there_was_is_neither_used_nor_lost():
    x = Value(2.0)
    v = x * 3.0
    y = v * v
    v.grad, x.grad = 100.0, 1000.0
    y.backward()
    assert (y.grad, v.grad, x.grad) == (1.0, 112.0, 1036.0)
    for _ in sweep(record(y)):
        pass
    assert (y.grad, v.grad, x.grad) == (2.0, 124.0, 1072.0)


def test_a_sweep_shows_its_own_pass_while_it_runs():
    x = Value(2.0)
    y = x * 3.0
    y.backward()
    steps = sweep(record(y))
    next(steps)
    assert x.grad == 3.0
    steps.close()
    assert x.grad == 6.0
    sweep(record(y))  # not begun: nothing happens
    assert x.grad == 6.0


def test_a_pass_that_raises_adds_nothing():
    x = Value(0.0, "x")
    y = x.sqrt()
    x.grad = 7.0
    with detect_anomaly(), pytest.raises(AnomalyError):
        y.backward()
    assert (x.grad, y.grad) == (7.0, 0.0)


def test_threads_may_share_nodes():
    """A pass lies in the nodes while it runs, so one runs at a time."""
    x = Value(1.0)
    shared = x
    for _ in range(30):
        shared = shared * 1.0
    passes = 150
    start = threading.Barrier(4)

    def work(_):
        start.wait()
        for _ in range(passes):
            (shared * 1.0).backward()

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        at_once(work, 4)
    finally:
        sys.setswitchinterval(interval)
    assert (x.grad, shared.grad) == (4 * passes, 4 * passes)
