"""transform_gradient: a number that passes, and a gradient that is changed on its way."""

import copy
import pickle

import numpy as np
import pytest

import autograd
import viz
from autograd import (
    Value,
    elementwise_grad,
    grad,
    gradients,
    jacobian,
    jvp,
    paths,
    push,
    record,
    sweep,
    transform_gradient,
    vjp,
)
from autograd.upstream import UpstreamPartial


def clip(g):
    return max(-1.0, min(g, 1.0))


def negate(g):
    return -g


def reverse(x):
    return transform_gradient(x, negate)


def test_the_number_passes_and_the_gradient_is_changed():
    x = Value(3.0, "x")
    inner = transform_gradient(x * 2.0, clip)
    y = inner * 10.0
    y.backward()
    assert (y.data, inner.data, inner.grad, x.grad) == (60.0, 6.0, 10.0, 2.0)
    assert gradients(y, [x]) == [2.0]
    assert gradients(y, [x], create_graph=True)[0].data == 2.0
    assert inner.op == "clip"
    assert inner.partials == (1.0,)


def test_the_whole_gradient_that_arrives_is_changed_once():
    """Not each contribution: 10 + 10 is clipped to 1."""
    x = Value(3.0)
    inner = transform_gradient(x, clip)
    (inner * 10.0 + inner * 10.0).backward()
    assert x.grad == 1.0


@pytest.mark.parametrize(
    "derivative",
    [
        lambda f: grad(f)(3.0),
        lambda f: vjp(f, 3.0)[1](1.0)[0],
        lambda f: jacobian(f)(3.0)[0, 0],
        lambda f: elementwise_grad(f)(np.array([3.0]))[0],
        lambda f: grad(lambda xs: f(xs[0]))([3.0])[0],
    ],
)
def test_in_every_reverse_transform(derivative):
    assert derivative(lambda x: reverse(x) ** 2) == -6.0
    assert derivative(lambda x: transform_gradient(x, clip) ** 2) == 1.0
    assert derivative(lambda x: transform_gradient(x, clip)) == 1.0


def test_second_derivatives_go_through_the_function():
    assert grad(grad(lambda x: reverse(x) ** 3))(2.0) == -12.0 * -1.0
    halved = lambda x: transform_gradient(x, lambda g: 0.5 * g)  # noqa: E731
    assert grad(lambda x: halved(x) ** 3)(2.0) == 6.0
    assert grad(lambda x: grad(lambda y: halved(y) * y * x)(2.0))(5.0) == 3.0


def test_numbers_and_arrays():
    assert transform_gradient(3.0, clip) == 3.0
    assert type(transform_gradient(3, clip)) is float
    x = np.array([Value(1.0), Value(2.0)])
    y = transform_gradient(x, clip)
    (y @ np.array([10.0, 0.5])).backward()
    assert [v.grad for v in x] == [1.0, 0.5]


def test_forward_mode_and_paths_refuse():
    x = Value(3.0)
    y = reverse(x) * 2.0
    message = "transform_gradient changes the gradient .* forward mode"
    for call in (
        lambda: jvp(reverse, (3.0,), (1.0,)),
        lambda: jvp(grad(lambda x: reverse(x) ** 2), (3.0,), (1.0,)),
        lambda: push(record(y), {x: 1.0}),
        lambda: paths(y, x),
    ):
        with pytest.raises(TypeError, match=message):
            call()
    other = Value(1.0)
    assert push(record(y + other), {other: 1.0})[y] == 0.0  # which it does not touch


def test_the_compiler_refuses_with_a_sentence():
    x = Value(3.0)
    with pytest.raises(ValueError, match=r"compile: 'negate' changes the gradient .* eager engine"):  # fmt: skip
        autograd.compile(reverse(x) * 2.0, inputs=[], parameters=[x])
    constant = autograd.compile(reverse(Value(2.0)) * x, inputs=[x])
    assert constant([[3.0]]).tolist() == [6.0]


def test_wrong_functions_are_refused():
    with pytest.raises(TypeError, match="transform_gradient: a function is needed, got float"):  # fmt: skip
        transform_gradient(Value(1.0), 2.0)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="float"):
        transform_gradient(Value(1.0), lambda g: None).backward()


def test_copies_keep_the_function():
    twin = copy.deepcopy(reverse(Value(3.0)) * 2.0)
    twin.backward()
    assert record(twin)[0].grad == -2.0
    partial = UpstreamPartial(negate)
    assert pickle.loads(pickle.dumps(partial)) * 5.0 == -5.0


def test_gradcheck_says_what_it_is():
    f = lambda x: transform_gradient(x * x, clip) * 10.0  # noqa: E731
    report = autograd.gradcheck(f, [3.0], raise_exception=False)
    assert report.rows[0].verdict == "changed gradient"
    assert "clip(v1) changes the gradient that arrives" in report.rows[0].reason
    assert autograd.gradcheck(lambda x: transform_gradient(x, clip), [3.0])


def test_it_is_drawn_stepped_and_explained():
    x = Value(3.0, "x")
    y = transform_gradient(x, clip).named("y")
    z = (y * 10.0).named("z")
    z.backward()
    text = str(viz.steps(z))
    assert "changes the gradient on its way: 10 arrives, 1 goes on to x." in text
    assert "Chain rule" not in text.splitlines()[-1]
    assert "10 × 1 = 1" not in text
    assert "到达的是 10，传给 x 的是 1。" in str(viz.steps(z, lang="zh"))
    explanation = str(viz.explain(x, of=z))
    assert "dz/dy = 10 → 1" in explanation
    assert "= 10 × 1" not in explanation
    assert "clip" in viz.draw(z).source
    assert "y = clip(x)" in str(viz.tree(z))
    assert str(viz.trace_table(z)).splitlines()[1].split()[-1] == "clip(10)"
    assert "Nothing is off" in str(viz.nudge(x, 0.5, of=z))
    assert x.grad == 1.0
    lines = [f"{d!r} {node.label} {parent.grad}" for node, parent, d in sweep(record(z))]  # fmt: skip
    assert len(lines) == 2
