"""Programs as C: compiled without a warning, they compute what NumPy computes, and people can read them."""

import random
import re
from itertools import chain, pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import autograd
import viz
from autograd import RULES, Rule, Value, apply, logsumexp, nn, total
from autograd.compiler.c.identifiers import comment
from autograd.compiler.c.program_text import c_source
from tests import c_compiler
from tests import recurrences as made
from tests.c_programs import CProgram, compare
from tests.domains import inside
from tests.test_compile_distances import bumps
from tests.test_compile_loops import KINDS, compiled
from tests.test_compile_one_hot import network, rows_for
from tests.test_compile_ragged import attention, causal


def net232(labels=("x1", "x2", "y1", "y2", "E")):
    model = nn.MLP(2, [3, 2], activation="sigmoid", final_activation="sigmoid", rng=0)
    x = [Value(0.05, labels[0]), Value(0.10, labels[1])]
    y = [Value(0.01, labels[2]), Value(0.99, labels[3])]
    outputs = model(x)
    E = 0.5 * total([(o - t).square() for o, t in zip(outputs, y)])
    E.label = labels[4]
    return autograd.compile([E, *outputs], x + y, model.parameters())


def drawn(program, rows=3):
    return np.random.default_rng(0).normal(size=(rows, program.inputs))


def test_a_network_reads_as_its_python_source_does(tmp_path):
    program = net232()
    text = compare(program, tmp_path, drawn(program)).text
    for name in re.findall(r"^    (\w+) = ", program.source, re.MULTILINE):
        if not re.fullmatch(r"T\d|value|gradient|outputs|n|dS\d|dW\d|db\d", name):
            assert f" {name}[" in text or f" {name} =" in text, name
    assert "/* Z1 = X[:, :2] · W1ᵀ + b1 */" in text
    assert "Z1[i] = sum + b1[3 * i];" in text


@pytest.mark.parametrize("of", [1, 2])
def test_any_output_is_differentiated(of, tmp_path):
    program = net232()
    compare(program, tmp_path, drawn(program), of=of)


def test_a_program_of_one_parameter(tmp_path):
    w, x = Value(0.5, "w"), Value(2.0, "x")
    compare(autograd.compile((w * x).tanh(), [x], [w]), tmp_path, [[2.0], [-1.0]])


def test_what_depends_on_no_sample_is_computed_once(tmp_path):
    w = [Value(0.3 * k + 0.1, f"w{k}") for k in range(8)]
    x = [Value(0.2, "x1"), Value(-0.4, "x2")]
    price = total([v * v for v in w]) + total([autograd.abs(v) for v in w])
    root = total([autograd.tanh(v * x[0] + x[1]) for v in w]) * price + price
    compare(autograd.compile(root, x, w), tmp_path, [[0.1, 0.2], [-1.0, 2.0]])
    compare(autograd.compile(price, [], w), tmp_path, [[], []])


def test_infinities_and_nan_come_out_in_the_same_places(tmp_path):
    model = nn.MLP(3, [5, 2], activation="relu", rng=0)
    x = [Value(0.0) for _ in range(3)]
    z = model(x)
    program = autograd.compile([z[0] * z[0] + z[1].log(), *z], x, model.parameters())
    in_c = CProgram(program, tmp_path)
    rows = [[1, 2, 3], [np.inf, 0, 0], [np.nan, 1, 1], [1e308, 1e308, -1e308]]
    for row in np.array(rows):
        with np.errstate(all="ignore"):
            wanted = program.value_and_grad(row[None], outputs=True)
        for got, number in zip(in_c(row[None]), wanted):
            np.testing.assert_allclose(got, np.asarray(number), rtol=1e-12)


def recurrent(name, folder):
    recorded = KINDS[name]()
    program = compiled(recorded)
    for of in range(min(2, program.outputs)):
        compare(program, folder, drawn(program), of=of, rtol=1e-11)


@pytest.mark.slow
def test_a_recurrence_is_a_loop(tmp_path):
    recurrent("gru", tmp_path)
    short, long = (compiled(made.lstm(length, 1, 2)) for length in (10, 90))
    lines = [len(_text(program).splitlines()) for program in (short, long)]
    assert lines[1] < lines[0] + 20


def _text(program, of=0):
    return c_source(program._uses.of(of).plan, of).text


def letters(size, count, folder, **options):
    chance = np.random.default_rng(size)
    outputs, inputs, parameters = network(size, count, chance, **options)
    program = autograd.compile(outputs, inputs, parameters)
    for of in (0, 1):
        compare(program, folder, rows_for(inputs, chance, 3), of=of)


def test_numbers_of_classes(tmp_path):
    letters(65, 2, tmp_path)


def attended(folder, tokens, sees, softmax):
    y, outputs, x, weights = attention(tokens, 4, 2, sees=sees, softmax=softmax)
    program = autograd.compile([y, *outputs], x, weights)
    compare(program, folder, drawn(program), rtol=1e-11)


def test_rows_of_different_lengths(tmp_path):
    attended(tmp_path, 7, causal, "logsumexp")


def test_single_precision(tmp_path):
    model = nn.MLP(2, [20, 3], activation="tanh", rng=0)
    x = [Value(0.0), Value(0.0)]
    z = model(x)
    root = logsumexp(z) - z[0] + autograd.gelu(z[1]) % 3.0
    program = autograd.compile(root, x, model.parameters(), dtype="float32")
    text = compare(program, tmp_path, drawn(program), rtol=2e-6).text
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    assert not re.search(r"\b(exp|tanh|fabs)\(|\d\.\d+\b(?!f)", text)


HOSTILE = ["*/ #error", "??/", "a\\", "/*", "x\n#error", "int", "\u202e", "é", "W1"]


def test_labels_cannot_change_what_c_reads(tmp_path):
    for labels in zip(*(HOSTILE[k:] + HOSTILE[:k] for k in range(5))):
        program = net232(labels)
        text = _text(program)
        assert "#error" not in re.sub(r"/\*.*?\*/", "", text)
    compare(program, tmp_path, drawn(program))
    named = [Value(0.5, label) for label in [*HOSTILE, "exp", "sum", "work", "NAN"]]
    root = total([a * b for a, b in pairwise(named)]).exp()
    compare(autograd.compile(root, [], named), tmp_path, [[]])


@given(st.text())
def test_a_comment_ends_where_it_should(text):
    written = comment(text)
    assert written.startswith("/* ")
    assert written.endswith(" */")
    inside = written[2:-2]
    assert "*/" not in inside
    assert "/*" not in inside
    assert "??" not in inside
    assert "\\" not in inside
    assert written.isprintable()


def test_what_is_no_text_is_refused_in_a_sentence():
    def branching(m, x):
        return x if x > 0 else -x

    rule = Rule("mine", "mine", branching, lambda m, z, x: (1.0 if x > 0 else -1.0,))
    x = [Value(0.5 + k) for k in range(4)]
    program = autograd.compile(total([apply(rule, v) for v in x]), [], x)
    with pytest.raises(ValueError, match="rule 'mine' was not written against m"):
        _text(program)


def scattered(count, seed=0):
    """A graph whose nodes have nothing in common."""
    chance = random.Random(seed)
    old = [Value(0.5, "w"), Value(0.1, "x")]
    for _ in range(count):
        name = chance.choice(["sin", "tanh", "exp", "relu", "softplus"])
        z = getattr(old[-1] * chance.choice(old), name)() * 0.5
        old = [*old[:2], *old[-20:], z + chance.choice(old)]
    return old[-1], old[:2]


def test_a_graph_without_groups_is_straight_expressions(tmp_path):
    y, (w, x) = scattered(60)
    compare(autograd.compile(y, [x], [w]), tmp_path, [[0.1], [0.3]])


def test_a_file_is_exported_with_its_header(tmp_path):
    program = net232()
    program.export(tmp_path / "net.c")
    main = """
#include <stdio.h>
#include "net.h"
int main(void)
{
    static double work[NET_WORK + 1], gradient[NET_PARAMETERS], outputs[2 * NET_OUTPUTS];
    const double X[2 * NET_INPUTS] = {0.05, 0.1, 0.01, 0.99, 0.5, -0.2, 0.99, 0.01};
    printf("%.17g\\n", net(net_parameters, X, 2, gradient, outputs, work));
    for (int i = 0; i < NET_PARAMETERS; i++) printf("%.17g\\n", gradient[i]);
    for (int i = 0; i < 2 * NET_OUTPUTS; i++) printf("%.17g\\n", outputs[i]);
    return 0;
}
"""
    (tmp_path / "main.c").write_text(main.replace("\\\\", "\\"))
    numbers = c_compiler.run(tmp_path, "main.c", "net.c")
    X = [[0.05, 0.10, 0.01, 0.99], [0.50, -0.20, 0.99, 0.01]]
    value, gradient, outputs = program.value_and_grad(X, outputs=True)
    wanted = [value, *gradient, *outputs.ravel()]
    np.testing.assert_allclose(numbers, wanted, rtol=1e-13)


def test_what_cannot_be_exported_leaves_no_file(tmp_path):
    program = net232()
    with pytest.raises(ValueError, match=r"export: path must end in \.c"):
        program.export(tmp_path / "net.py")
    message = r"cannot write .*net\.c: there is no directory .*nowhere; create it first"
    with pytest.raises(viz.OutputError, match=message):
        program.export(tmp_path / "nowhere" / "net.c")
    with pytest.raises(ValueError, match="export: of must be the number of an output"):
        program.export(tmp_path / "net.c", of=7)
    assert not [*tmp_path.iterdir()]
    (tmp_path / "net.h").mkdir()
    with pytest.raises(viz.OutputError, match=r"net\.h: it is a directory"):
        program.export(tmp_path / "net.c")
    assert [*tmp_path.iterdir()] == [tmp_path / "net.h"]
    program.export(tmp_path / "other.c", of=None)
    assert "back through" not in (tmp_path / "other.c").read_text(encoding="utf-8")


def layered(folder, inputs, sizes, rows, dtype="float64"):
    model = nn.MLP(inputs, sizes, activation="relu", rng=0)
    x = [Value(0.0) for _ in range(inputs)]
    y = Value(0.0)
    z = model(x)
    root = logsumexp(z) - z[0] * y
    program = autograd.compile(root, [*x, y], model.parameters(), dtype=dtype)
    rtol = 1e-11 if dtype == "float64" else 1e-4
    for count in rows:
        found = compare(program, folder, drawn(program, count), rtol=rtol)
    return found.text


def test_a_large_layer_takes_samples_in_blocks(tmp_path):
    text = layered(tmp_path, 410, [10, 3], [19])
    assert "sample % 8" in text
    assert "sample % 8" not in layered(tmp_path, 40, [10, 3], [3])


# --- slow: all there is -----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_recurrence(name, tmp_path):
    recurrent(name, tmp_path)


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[*HealthCheck])
@given(st.integers(0, 10**6), st.integers(6, 14), st.integers(1, 3), st.integers(1, 3))
def test_any_recurrence(tmp_path, seed, length, width, carried):
    program = compiled(made.any_recurrence(seed, length, width, carried))
    compare(program, tmp_path, drawn(program), rtol=1e-10)


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 3, 64, 65, 90])
@pytest.mark.parametrize("shared", [True, False])
def test_letters_in_all_ways(size, shared, tmp_path):
    for count in (1, 2, 3):
        for beside in (True, False):
            letters(size, count, tmp_path, shared=shared, beside=beside)


@pytest.mark.slow
@pytest.mark.parametrize("softmax", ["logsumexp", "exp"])
def test_attention_of_all_sizes(softmax, tmp_path):
    for tokens in (1, 2, 3, 9):
        attended(tmp_path, tokens, causal, softmax)
        attended(tmp_path, tokens, lambda i: range(max(0, i - 2), i + 1), softmax)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["difference", "product"])
def test_distances(form, tmp_path):
    chance = np.random.default_rng(0)
    for count in (1, 2, 9):
        y, distances, x, parameters = bumps(7, count, "square", "plus", chance)
        program = autograd.compile(
            [y, *distances], x, parameters, squared_distances=form
        )
        for of in (0, 1):
            compare(program, tmp_path, drawn(program), of=of, rtol=1e-11)


@pytest.mark.slow
def test_a_convolution_with_pooling(tmp_path):
    image = [[Value(0.0) for _ in range(9)] for _ in range(9)]
    kernel = [Value(0.1 * k - 0.4, f"k{k}") for k in range(9)]
    maps = [
        total(
            kernel[3 * i + j] * image[r + i][c + j] for i in range(3) for j in range(3)
        ).relu()
        for r in range(7)
        for c in range(7)
    ]
    pooled = [autograd.maximum(a, b) for a, b in zip(maps[::3], maps[1::3])]
    program = autograd.compile([total(pooled), *maps], [*chain(*image)], kernel)
    compare(program, tmp_path, drawn(program))


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_row_of_the_table(rule, tmp_path):
    """Each many times in one program, so that it becomes a loop, on inputs, parameters and both."""
    for arity in [rule.arity] if rule.arity else [1, 2, 5, 12]:
        samples = [[Value(x) for x in inside(rule, k, arity)] for k in range(6)]
        nodes = [apply(rule, *sample) * (k + 0.5) for k, sample in enumerate(samples)]
        inputs = [sample[0] for sample in samples[::2]]
        parameters = [x for sample in samples for x in sample if x not in inputs]
        root = total(nodes)
        rows = [[x.data for x in inputs]]
        rows += [[inside(rule, k + 1, arity)[0] for k in range(0, 6, 2)]]
        program = autograd.compile([root, *nodes], inputs, parameters)
        compare(program, tmp_path, rows)
        compare(autograd.compile(root, [], [*parameters, *inputs]), tmp_path, [[]])
        program = autograd.compile(root, inputs, parameters, dtype="float32")
        compare(program, tmp_path, rows, rtol=3e-5)


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_large_layers_of_all_sizes(dtype, tmp_path):
    for sizes in ([53, 7], [64, 10], [5, 3], [101, 2]):
        layered(tmp_path, 900, sizes, [1, 7, 8, 9, 20], dtype)


@pytest.mark.slow
def test_outputs_of_all_kinds(tmp_path):
    """Leaves, constants, the same one twice, what depends on samples and what does not; forward only, too."""
    x, w, v = Value(0.3, "x"), Value(2.0, "w"), Value(-1.0, "v")
    product = x * w
    for outputs in (
        [x, w, product],
        [w, x],
        [Value(3.0) * Value(2.0), product, product],
        [w * v, product],
        [product.detach() * w, autograd.step(product) + x],
        [total([a * b for a, b in zip([x, w, Value(2.0), v], [w, v, x, Value(0.5)])])],
        [autograd.maximum(w, v) * x, total([w, v, Value(1.0)])],
    ):
        program = autograd.compile(outputs, [x], [w, v])
        for of in range(len(outputs)):
            compare(program, tmp_path, drawn(program), of=of)
        forward = c_source(program._uses.printed(None).plan, None)
        c_compiler.build(forward.text, tmp_path)
