"""A graph as one formula: it computes what the graph computes, with as few brackets as people write."""

import random
import re

import pytest

from autograd import RULES, Rule, Value, apply
from viz.text.one_formula import one_formula


def test_one_formula_computes_what_the_graph_computes():
    for seed in range(40):
        chance = random.Random(seed)
        leaves = {
            name: Value(round(chance.uniform(0.5, 2), 3), name) for name in "abcd"
        }
        pool = list(leaves.values())
        for _ in range(6):
            x, y = chance.choice(pool), chance.choice(pool)
            pool.append(
                chance.choice(
                    [
                        x + y,
                        x - y,
                        x * y,
                        x / chance.choice(pool[:4]),
                        -x,
                        x**2,
                        x.square(),
                        x * 3.0 - 1.0,
                    ]
                )
            )
        root = pool[-1]
        written = one_formula(root, {v: k for k, v in leaves.items()}, 10_000)
        if not written:
            continue
        code = (
            written.replace("−", "-")
            .replace("·", "*")
            .replace("²", "**2")
            .replace("^", "**")
        )
        assert re.fullmatch(r"[abcd\d.+\-*/() ]+", code), written
        assert eval(code, {k: v.data for k, v in leaves.items()}) == pytest.approx(
            root.data
        )


def test_brackets_stand_where_they_are_needed():
    a, b, c = Value(2.0, "a"), Value(3.0, "b"), Value(-1.0, "c")
    names = {a: "a", b: "b", c: "c"}
    for root, written in [
        ((a + b) * (b + 1.0), "(a + b) · (b + 1)"),
        (a * b + c, "a · b + c"),
        (a - (b - c), "a − (b − c)"),
        ((a * b).tanh(), "tanh(a · b)"),
        (a * -2.0, "a · (−2)"),
        ((a + b) ** 2, "(a + b)²"),
        (a, ""),
    ]:
        assert one_formula(root, names) == written


def test_what_is_too_long_is_left_out_and_forks_do_not_take_for_ever():
    x = Value(1.0, "x")
    node = x
    for _ in range(200):
        node = node * node
    assert one_formula(node, {x: "x"}) == ""


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_row_can_be_written(rule):
    x = Value(0.5, "x")
    written = one_formula(apply(rule, *[x + 1.0] * (rule.arity or 2)), {x: "x"})
    assert "x" in written
    assert "{" not in written


def test_a_rule_that_fails_on_texts_is_written_by_its_name():
    odd = Rule("odd", "?", lambda m, x: x if x > 0 else -x, lambda m, z, x: (1.0,))
    x = Value(0.5, "x")
    assert one_formula(apply(odd, x) * 2.0, {x: "x"}) == "odd(x) · 2"
