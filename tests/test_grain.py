"""The grain of a graph: every expansion in the table gives the same numbers and gradients, and touches nothing else."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import viz
import viz.cli
from autograd import (
    RULES,
    Interval,
    Rule,
    Value,
    apply,
    detect_anomaly,
    dot,
    gradients,
    no_grad,
    record,
    scope,
    total,
)
from autograd.grain import composites, counterparts, expand
from autograd.strategies import arguments, expressions

COMPOSITES = [rule for rule in RULES.values() if rule.expanded]
every_composite = pytest.mark.parametrize(
    "rule", COMPOSITES, ids=lambda rule: rule.name
)


def ops(root):
    return [node.op for node in record(root) if node.rule]


# --- the loop over the table ----------------------------------------------------------------------------------------


@every_composite
def test_the_expansion_computes_the_same_numbers_and_slopes(rule):
    constants = st.tuples(
        *(st.sampled_from([d, 2.0 * d, 0.5 * d]) for _, d in rule.constants)
    )

    @settings(max_examples=30)
    @given(arguments(rule), constants)
    def search(x, c):
        leaves = [Value(t) for t in x]
        whole = apply(rule, *leaves, *c)
        fine = expand(whole)
        assert fine.data == pytest.approx(whole.data, rel=1e-13, abs=1e-14)
        assert gradients(fine, leaves) == pytest.approx(
            gradients(whole, leaves), rel=1e-11, abs=1e-12
        )

    search()


@every_composite
def test_an_expansion_is_made_of_rows_that_need_none(rule):
    leaves = [Value(0.5 + i) for i in range(rule.arity or 5)]
    assert rule.name not in ops(expand(apply(rule, *leaves)))
    assert not set(ops(expand(apply(rule, *leaves)))) & set(composites())


@every_composite
def test_an_expansion_holds_wherever_it_is_finite(rule):
    """Textbook forms overflow earlier than the composite; where they do not, they agree."""
    for x in (
        0.0,
        -0.0,
        1e-300,
        30.0,
        -30.0,
        700.0,
        -700.0,
        1000.0,
        -1000.0,
        math.inf,
        -math.inf,
        math.nan,
    ):
        whole = apply(rule, *(Value(x) for _ in range(rule.arity or 2)))
        fine = expand(whole)
        if math.isfinite(fine.data) and math.isfinite(whole.data):
            assert fine.data == pytest.approx(whole.data, rel=1e-12, abs=1e-14), x


@given(expressions())
def test_any_program_keeps_its_numbers(f):
    f.root.backward()
    before = [node.grad for node in record(f.root)]
    found = counterparts(f.root)
    assert found[f.root].data == pytest.approx(f.root.data, rel=1e-9, abs=1e-9)
    for node, twin in found.items():
        assert twin.grad == pytest.approx(node.grad, rel=1e-6, abs=1e-6)
    assert [node.grad for node in record(f.root)] == before


# --- the pictures of the notes --------------------------------------------------------------------------------------


def test_sigmoid_is_minus_exp_plus_one_over():
    x = Value(0.4, "x")
    y = x.sigmoid().named("y")
    assert ops(y) == ["sigmoid"]
    assert ops(expand(y)) == ["neg", "exp", "add", "reciprocal"]


def test_tanh_uses_each_exponential_twice():
    fine = expand(Value(0.4).tanh())
    assert ops(fine) == ["exp", "neg", "exp", "sub", "add", "div"]


def test_dot_is_its_products_and_sums():
    w, x, b = (
        [Value(2.0, "w1"), Value(3.0, "w2")],
        [Value(5.0, "x1"), 7.0],
        Value(1.0, "b"),
    )
    fine = expand(dot(w, x, b).named("z"))
    assert ops(fine) == ["mul", "mul", "add", "add"]
    assert (fine.data, fine.label) == (32.0, "z")


def test_softplus_has_no_factor_one():
    assert ops(expand(Value(1.0).softplus())) == ["exp", "add", "log"]
    assert ops(expand(Value(1.0).softplus(2.0))) == ["mul", "exp", "add", "log", "div"]


def test_only_the_named_ones():
    y = dot([Value(1.0)], [Value(2.0)], Value(3.0)).sigmoid()
    assert ops(expand(y, ("sigmoid",))) == ["dot", "neg", "exp", "add", "reciprocal"]
    assert ops(expand(y, "dot")) == ["mul", "add", "sigmoid"]
    assert ops(expand(y, [])) == ["dot", "sigmoid"]


# --- what stays -----------------------------------------------------------------------------------------------------


def test_leaves_are_the_same_and_everything_else_is_new():
    x, w = Value(2.0, "x"), Value(3.0, "w", parameter=True)
    z = (w * x).named("z")
    y = (z.sigmoid() + z).named("y")
    found = counterparts(y)
    assert list(found) == record(y)
    assert (found[x], found[w]) == (x, w)
    assert not {node for node in record(found[y]) if node.rule} & set(record(y))
    assert [node.label for node in record(found[y]) if node.label] == [
        "w",
        "x",
        "z",
        "y",
    ]


def test_gradients_land_on_the_same_leaves():
    x = Value(0.5, "x")
    fine = expand(x.tanh())
    assert not x.has_grad
    fine.backward()
    assert x.grad == pytest.approx(1.0 - math.tanh(0.5) ** 2)


def test_gradients_that_are_there_are_shown_and_not_touched():
    x = Value(0.5, "x")
    y = (2.0 * x).sigmoid().named("y")
    y.backward(3.0)
    y.backward(3.0)  # every node has accumulated two passes
    accumulated = x.grad
    found = counterparts(y)
    assert x.grad == accumulated
    assert found[y].grad == 6.0
    assert found[y.parents[0]].grad == pytest.approx(y.parents[0].grad)
    assert all(node.has_grad for node in record(found[y]))


def test_without_gradients_there_are_none():
    assert not any(node.has_grad for node in record(expand(Value(0.5).sigmoid())))


def test_parts_stay_in_the_scope_of_their_composite():
    with scope("layer1"):
        z = Value(0.5, "x").sigmoid()
    y = z * z
    with scope("elsewhere"):
        fine = expand(y)
    assert {node.op: node.scope for node in record(fine)} == {
        "": "layer1",
        "neg": "layer1",
        "exp": "layer1",
        "add": "layer1",
        "reciprocal": "layer1",
        "mul": "",
    }


def test_constant_parameters_stay():
    y = Value(-2.0).leaky_relu(0.25).elu(alpha=2.0)
    fine = expand(y.square())
    assert [node.arguments[1:] for node in record(fine)[1:3]] == [(0.25,), (2.0,)]


def test_a_total_of_one_term_stays():
    x = Value(3.0, "x")
    y = total([x]).named("y")
    fine = expand(y)
    assert (ops(fine), fine.label, x.label) == (["total"], "y", "x")


def test_a_leaf_is_its_own_expansion():
    x = Value(1.0)
    assert expand(x) is x


def test_modes_in_force_do_not_matter():
    y = Value(1000.0).tanh()
    with no_grad():
        assert len(record(expand(y))) == 7
    with detect_anomaly():
        assert math.isnan(expand(y).data)


def test_a_deep_graph():
    y = Value(0.5)
    for _ in range(5000):
        y = y.tanh()
    assert len(record(expand(y))) == 30_001


# --- your own rules, and mistakes -----------------------------------------------------------------------------------


def test_a_rule_of_your_own_can_be_expanded():
    swish = Rule(
        "swish",
        "swish",
        lambda m, x: x / (1.0 + m.exp(-x)),
        lambda m, z, x: ((1.0 + m.exp(-x) + x * m.exp(-x)) / (1.0 + m.exp(-x)) ** 2.0,),
        domain=(Interval(),),
        expanded=lambda m, x: x * m.sigmoid(x),
    )
    y = apply(swish, Value(0.7))
    fine = expand(y, "swish")
    assert ops(fine) == ["sigmoid", "mul"]
    assert fine.data == pytest.approx(y.data)
    with pytest.raises(TypeError, match="written in Python"):
        Rule("mine", "?", lambda m, x: x, lambda m, z, x: (1.0,), expanded=abs)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ("sigmod", "'sigmod' is no composite operation; did you mean 'sigmoid'"),
        (
            ["dot", "exp"],
            "'exp' is no composite operation; there are square, total, dot",
        ),
    ],
)
def test_names_are_checked(names, says):
    with pytest.raises(ValueError, match=says):
        expand(Value(1.0).exp(), names)


def test_expand_wants_a_value():
    with pytest.raises(TypeError, match="got float"):
        expand(3.0)  # type: ignore[arg-type]


# --- in a drawing ---------------------------------------------------------------------------------------------------


def test_a_drawing_of_the_parts():
    w, x = Value(2.0, "w"), Value(1.0, "x")
    z = w * x
    y = z.sigmoid().named("y")
    y.backward()
    before = [node.grad for node in record(y)]
    drawing = viz.draw(y, expand=True, style="circuit", names={"z": z}, highlight=[z])
    assert [box.cells[0] for box in drawing.picture.boxes] == [
        "w",
        "x",
        "×",
        "−",
        "exp",
        "1",
        "+",
        "1/x",
    ]
    assert [box.grad for box in drawing.picture.boxes if box.lit] == [
        viz.draw(y).picture.boxes[2].grad
    ]
    assert drawing.picture.boxes[-1].grad == "1"
    assert [node.grad for node in record(y)] == before
    assert [
        box.title
        for box in viz.draw(y, expand=["sigmoid"], names={"z": z}).picture.boxes
    ][2] == "z = w · x"
    assert (
        len(viz.draw(y, expand=False).picture.boxes)
        == len(viz.draw(y, expand=["dot"]).picture.boxes)
        == 4
    )


def test_the_command_line_draws_the_parts(capsys):
    assert viz.cli.main(["draw", "y = sigmoid(x)", "x=0", "--expand", "all"]) == 0
    out = capsys.readouterr().out
    assert [line.split("value")[0].strip("└─ ") for line in out.splitlines()] == [
        *("y = 1/v3", "v3 = 1 + v2", "v2 = exp(v1)", "v1 = −x", "x"),
    ]
    assert (
        viz.cli.main(["draw", "y = sigmoid(x)", "x=0", "--expand", "dot,sigmod"]) == 2
    )
    assert "did you mean 'sigmoid'?" in capsys.readouterr().err
