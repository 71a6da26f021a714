"""Inside a transform a Value does not become a float silently: its gradient would be lost."""

import copy
import math
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from autograd import (
    Rule,
    Value,
    apply,
    exp,
    grad,
    gradcheck,
    gradients,
    hessian,
    jacobian,
    jvp,
    nn,
    value_and_grad,
    vjp,
)


def filled(v):
    """An array of floats cannot hold a Value."""
    a = np.zeros(2)
    a[0] = v * 3
    return a.sum()


LEAKS = {
    "math.exp": lambda v: math.exp(v) * v,
    "float": lambda v: float(v) * v,
    "float of a result": lambda v: float(v * 2 + 1) * v,
    "int": lambda v: v * int(v),
    "complex": lambda v: complex(v).real * v,
    "percent": lambda v: float("%f" % v) * v,  # noqa: UP031
    "np.zeros": filled,
    "np.interp": lambda v: np.interp(v, [0.0, 1.0], [0.0, 1.0]),
    "np.gradient": lambda v: np.gradient(np.array([v, v * v, v * 3]))[0],
    "np.array": lambda v: np.array([v, v], dtype=float).sum(),
    "np.asarray": lambda v: np.asarray(v, dtype=float) * v,
    "astype": lambda v: np.array([v]).astype(float).sum(),
    "np.float64": lambda v: np.float64(v) * 2,
    "np.fromiter": lambda v: np.fromiter([v], float).sum(),
    "pickle": lambda v: pickle.loads(pickle.dumps(v)) ** 2,
}


@pytest.mark.parametrize("f", LEAKS.values(), ids=LEAKS)
@pytest.mark.parametrize(
    "transform",
    [
        lambda f: grad(f)(2.0),
        lambda f: grad(lambda xs: f(xs[0]))([2.0]),
        lambda f: value_and_grad(f)(2.0),
        lambda f: jvp(f, (2.0,), (1.0,)),
        lambda f: vjp(f, 2.0),
        lambda f: jacobian(f)(2.0),
        lambda f: hessian(f)(2.0),
        lambda f: grad(grad(f))(2.0),
        lambda f: grad(lambda x: grad(lambda y: y * f(x))(1.0))(2.0),
    ],
    ids=[
        *("grad", "grad of a list", "value_and_grad", "jvp", "vjp", "jacobian"),
        *("hessian", "grad of grad", "held by an inner grad"),
    ],
)
def test_what_would_lose_a_gradient_is_refused(transform, f):
    with pytest.raises(TypeError, match=r"Value inside \w+ .*gradient.*x\.data"):
        transform(f)


def test_the_message_names_the_value_and_what_to_do():
    with pytest.raises(
        TypeError,
        match=r"float\(\) of a Value 'w' inside grad .*autograd\.exp.* dtype=object.* x\.data",
    ):
        grad(math.exp)(Value(1.0, "w"))


def test_what_does_not_depend_on_the_variables_may_become_a_number():
    held = Value(2.0)
    assert grad(lambda v: v * float(held * 2))(3.0) == 4.0
    assert grad(lambda v: v * math.exp(Value(1.0)))(3.0) == math.e
    assert grad(lambda v: v * np.array([held], dtype=float).sum())(3.0) == 2.0
    assert grad(lambda v: v * math.exp(v.data))(1.0) == math.e
    assert pickle.loads(pickle.dumps(held)).data == 2.0


def test_outside_of_a_transform_values_become_floats():
    x = Value(2.0)
    assert (float(x), int(x * 2), complex(x)) == (2.0, 4, 2 + 0j)
    grad(lambda v: v * v)(x)
    with pytest.raises(ZeroDivisionError):
        grad(lambda v: v * (1 // 0))(x)
    assert math.exp(x) == math.exp(2.0)


def test_what_only_looks_at_a_number_is_allowed():
    def f(v):
        text = f"{v:.3f} {v!r} {v}"
        if v > 1.0 and v and max(v, 1.0) is v:
            return v * len(text.split()[0])
        return v

    assert grad(f)(2.0) == 5.0


def test_a_leaf_of_one_thread_is_no_secret_in_another():
    found = []

    def f(v):
        thread = threading.Thread(target=lambda: found.append(float(Value(v.data))))
        thread.start()
        thread.join()
        return v * v

    assert (grad(f)(3.0), found) == (6.0, [3.0])


def test_a_leak_in_a_thread_that_f_starts_is_found():
    def f(v):
        with ThreadPoolExecutor(1) as pool:
            return v * pool.submit(math.exp, v).result()

    with pytest.raises(TypeError, match="inside grad would lose its gradient"):
        grad(f)(1.0)


def test_nothing_is_refused_after_an_error():
    held = []
    with pytest.raises(ZeroDivisionError):
        grad(lambda v: held.append(v) or v * (1 // 0))(2.0)
    assert math.exp(held[0]) == math.exp(2.0)


@pytest.mark.parametrize(
    "f",
    [
        lambda v: copy.deepcopy(v) ** 2,
        lambda v: copy.copy(v) ** 2,
        lambda v: copy.deepcopy([v, {"v": v}])[1]["v"] ** 2,
        lambda v: copy.deepcopy(v * 2) * v / 2,
        lambda v: copy.deepcopy(total := v + v) * copy.deepcopy(total) / 4,
        lambda v: copy.copy(v * 1) ** 2,
    ],
)
def test_a_copy_inside_a_transform_keeps_its_gradient(f):
    assert grad(f)(3.0) == 6.0
    assert grad(grad(f))(3.0) == 2.0
    assert jvp(f, (3.0,), (1.0,)) == (9.0, 6.0)


def test_a_copy_outside_is_a_copy():
    x = Value(3.0)
    twin = copy.deepcopy(x)
    twin.data = 5.0
    assert x.data == 3.0


def test_gradcheck_still_finds_what_is_not_recorded():
    report = gradcheck(lambda v: math.exp(v) * v, [2.0], raise_exception=False)
    assert report.rows[0].verdict == "not recorded"


def test_losses_and_metrics_of_nn_work_inside_a_transform():
    loss = nn.binary_cross_entropy
    assert grad(lambda p: loss(p, 1))(0.5) == -2.0
    with pytest.raises(ValueError, match=r"must be a probability, got 1\.5"):
        grad(lambda p: loss(p, 1))(1.5)


# --- partials that are computed behind the engine's back ------------------------------------------------------------

BLACK_BOX = Rule(
    "softsine",
    "softsine",
    lambda m, x: math.sin(x),
    lambda m, z, x: (math.cos(float(x)),),
)


def test_a_rule_whose_partials_are_no_graph_has_first_derivatives_only():
    f = lambda x: apply(BLACK_BOX, x)  # noqa: E731
    assert grad(f)(1.0) == math.cos(1.0)
    for second in (hessian(f), grad(grad(f))):
        with pytest.raises(TypeError, match="partials of rule 'softsine'"):
            second(1.0)
    with pytest.raises(TypeError, match="partials of rule 'softsine'"):
        gradients(f(x := Value(1.0)), [x], create_graph=True)


def test_exp_of_the_package_is_what_the_message_advises():
    assert grad(lambda v: exp(v) * v)(2.0) == pytest.approx(3 * math.exp(2.0))
