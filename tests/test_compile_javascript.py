"""Programs as JavaScript: what their functions compute in a browser is what the program computes in Python."""

import json
import random

import numpy as np
import pytest

import autograd
from autograd import RULES, Value, apply, dot, total
from autograd.nn import MLP
from autograd.nn.models import losses
from autograd.rules import Rule
from tests.domains import inside
from tests.soaking.other_languages import RUN
from tests.test_compile_loops import KINDS
from viz.render.webpage import read_packaged

pytest_plugins = "tests.browser"


@pytest.fixture
def engine(chromium):
    page = chromium.new_page()
    mathematics = read_packaged("viz.films.page", "mathematics.js")

    def compare(program, rows):
        page.set_content("<p>")
        page.evaluate(
            f"(() => {{ {mathematics}\n window.m = m; const numbers = {json.dumps(program.parameters.tolist())};"
            f"const P = {program.javascript}; window.run = (rows) => ({RUN})(P, numbers, rows); }})()"
        )
        X = np.array(rows, dtype=float).reshape(len(rows), program.inputs)
        for (outputs, gradient), row in zip(page.evaluate("run", X.tolist()), X):
            _, slopes, expected = program.value_and_grad(row[None], outputs=True)
            np.testing.assert_allclose(outputs, expected[0], rtol=1e-12, atol=1e-15)
            np.testing.assert_allclose(gradient, slopes, rtol=1e-12, atol=1e-15)

    yield compare
    page.close()


@pytest.mark.browser
def test_every_row_of_the_table(engine):
    """Each many times in one program, so that it becomes a loop, on inputs, parameters and both."""
    for rule in RULES.values():
        for arity in [rule.arity] if rule.arity else [1, 2, 5]:
            samples = [[Value(x) for x in inside(rule, k, arity)] for k in range(6)]
            nodes = [_applied(rule, sample) * (k + 0.5) for k, sample in enumerate(samples)]  # fmt: skip
            inputs = [sample[0] for sample in samples[::2]]
            parameters = [x for sample in samples for x in sample if x not in inputs]
            root = total(nodes)
            program = autograd.compile([root, *nodes], inputs, parameters)
            others = [inside(rule, k + 1, arity)[0] for k in range(0, 6, 2)]
            engine(program, [[x.data for x in inputs], others])
            leaves = [*parameters, *inputs]
            engine(autograd.compile(root, [], leaves), [[]])


def _applied(rule, sample):
    if rule is RULES["dot"] and len(sample) % 2 == 0:
        half = len(sample) // 2
        return dot(sample[:half], sample[half:])
    return apply(rule, *sample)


@pytest.mark.browser
def test_networks_with_every_loss(engine):
    chance = random.Random(3)
    rows = [[chance.gauss(0, 1) for _ in range(3)] for _ in range(4)]
    for activation in ("relu", "softmax", "gelu"):
        model = MLP(3, [5, 4, 2], activation=activation, rng=0)
        x = [Value(0.5, f"x{i}") for i in range(3)]
        for loss in (losses.mse_loss, losses.huber_loss, losses.cross_entropy):
            target = [0.25, 0.75]
            root = loss(model(x), target)
            program = autograd.compile(root, x, model.parameters())
            engine(program, rows)


@pytest.mark.browser
def test_what_is_fixed_is_computed_once_and_led_back(engine):
    w = [Value(0.3 * k + 0.1, f"w{k}") for k in range(8)]
    x = [Value(0.2, "x1"), Value(-0.4, "x2")]
    price = dot(w, w) + total([autograd.abs(v) for v in w])
    root = total([autograd.tanh(v * x[0] + x[1]) for v in w]) * price + price
    engine(autograd.compile(root, x, w), [[0.1, 0.2], [-1.0, 2.0]])


def test_a_rule_that_is_no_text_is_an_error():
    def branching(m, x):
        return x if x > 0 else -x

    rule = Rule("mine", "mine", branching, lambda m, z, x: (1.0 if x > 0 else -1.0,))
    x = [Value(0.5 + k) for k in range(4)]
    program = autograd.compile(total([apply(rule, v) for v in x]), [], x)
    with pytest.raises(ValueError, match="rule 'mine' was not written against m"):
        _ = program.javascript


def test_the_text_names_tables_and_loops():
    model = MLP(2, [3, 1], activation="tanh", rng=0)
    x = [Value(0.5, "x1"), Value(1.0, "x2")]
    text = autograd.compile(model(x), x, model.parameters()).javascript
    assert "inputs: 2, parameters: 13" in text
    assert "m.tanh(V[" in text
    assert text == autograd.compile(model(x), x, model.parameters()).javascript


@pytest.mark.browser
@pytest.mark.parametrize("name", KINDS)
def test_recurrences_are_loops(engine, name):
    """Compared in another order of additions, so with a sample in which nothing cancels."""
    recorded = KINDS[name]()
    program = autograd.compile(recorded.outputs, recorded.inputs, recorded.parameters)
    assert "for (let t = 0; t < " in program.javascript
    engine(program, [[value.data for value in recorded.inputs]])
