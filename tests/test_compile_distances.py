"""Σ (x − c)² in product form: the same numbers, one product for many centres, and only where it is asked for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd
from autograd import Value, total

SQUARES = {
    "square": lambda d: d.square(),
    "power": lambda d: d**2,
    "product": lambda d: d * d,
}


def bumps(n, q, square, recorded, rng):
    """Radial units exp(−β Σ (x − c)²) and their weighted sum; (output, distances, inputs, parameters)."""
    x = [Value(v, f"x{k}") for k, v in enumerate(rng.normal(size=n).tolist())]
    rows = rng.normal(size=(q, n)).tolist()
    centres = [
        [Value(v, f"c{j}{k}") for k, v in enumerate(row)] for j, row in enumerate(rows)
    ]
    weights = [Value(v, f"w{j}") for j, v in enumerate(rng.normal(size=q).tolist())]
    distances: list[Value] = []
    for centre in centres:
        squares = [SQUARES[square](a - b) for a, b in zip(x, centre, strict=True)]
        terms = [*squares, weights[0]]
        distances.append(
            total(terms) if recorded == "total" else sum(terms, Value(0.0))
        )
    y = total([w * (-0.1 * d).exp() for w, d in zip(weights, distances, strict=True)])
    return y, distances, x, [c for centre in centres for c in centre] + weights


RECORDED = st.sampled_from(["plus", "total"])


@given(
    st.integers(2, 6),
    st.integers(1, 5),
    st.sampled_from(list(SQUARES)),
    RECORDED,
    st.integers(0, 99),
)
@settings(max_examples=25)
def test_the_numbers_are_the_same(n, q, square, recorded, seed):
    y, distances, x, parameters = bumps(
        n, q, square, recorded, np.random.default_rng(seed)
    )
    y.backward()
    program = autograd.compile(
        [y, *distances], x, parameters, squared_distances="product"
    )
    row = [[v.data for v in x]]
    value, gradient, outputs = program.value_and_grad(row, outputs=True)
    np.testing.assert_allclose(value, y.data, rtol=1e-12)
    np.testing.assert_allclose(
        gradient, [p.grad for p in parameters], rtol=1e-11, atol=1e-12
    )
    np.testing.assert_allclose(
        outputs[0, 1:], [d.data for d in distances], rtol=1e-11, atol=1e-12
    )
    plain = autograd.compile([y, *distances], x, parameters)
    assert "pow" in str(plain.operations) or square != "power"
    program.store()  # the recorded Values are still the program's


def test_many_centres_are_one_product():
    y, _, x, parameters = bumps(16, 10, "power", "total", np.random.default_rng(0))
    program = autograd.compile(y, x, parameters, squared_distances="product")
    grids = [step.shape for step in program.operations if step.kind == "matmul"]
    assert (1, 10, 1, 16) in grids
    assert "sub" not in [step.kind for step in program.operations]


def test_what_is_no_sum_of_squared_differences_stays():
    x, c, w = Value(2.0, "x"), Value(0.5, "c"), Value(3.0, "w")
    difference = x - c
    for y in (
        difference**2,
        difference**2 + w,
        (x + c) ** 2 + (x + w) ** 2,
        difference**3 + (x - w) ** 3,
        difference * (x - w) + difference * x,
    ):
        plain = autograd.compile(y, [x], [c, w])
        same = autograd.compile(y, [x], [c, w], squared_distances="product")
        assert same.source == plain.source


def test_constants_and_a_sum_that_is_used_twice():
    x = [Value(1.5), Value(-0.5)]
    inner = (x[0] - 1.0) ** 2 + (2.0 - x[1]) ** 2
    outer = [inner + (x[0] - 3.0) ** 2, inner * x[0], inner]
    program = autograd.compile(outer, x, squared_distances="product")
    wanted = [[y.data for y in outer]]
    np.testing.assert_allclose(program([[1.5, -0.5]]), wanted, rtol=1e-14)


def test_it_costs_digits_where_x_is_near_c():
    x, c = ([Value(1e4 + offset) for _ in range(3)] for offset in (0.0, 1e-6))
    y = total([(a - b) ** 2 for a, b in zip(x, c, strict=True)])
    row = [[v.data for v in x]]
    exact = autograd.compile(y, x, c)(row)[0]
    product = autograd.compile(y, x, c, squared_distances="product")(row)[0]
    assert exact == y.data
    assert 0 < abs(product - exact) < 1e-15 * 6e8


def test_an_unknown_form():
    with pytest.raises(ValueError, match="squared_distances"):
        autograd.compile(Value(1.0) * 2, squared_distances="fast")  # type: ignore[arg-type]
