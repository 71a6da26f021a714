"""What ails a graph, in numbers: each threshold from both sides, each field of a finding, flatness of a gate."""

import dataclasses
import math

import pytest

import viz
from autograd import (
    RULES,
    Interval,
    Rule,
    Value,
    apply,
    dot,
    leaky_relu,
    record,
    softplus,
)
from viz.analysis.findings import EXPLODING, SAFE, VANISHING, findings
from viz.analysis.flatness import Gate, activation, gate_of, is_flat, is_saturated


def of(root):
    return findings(record(root))


def one(root):
    (finding,) = of(root)
    return finding


def kinds(root):
    return [finding.kind for finding in of(root)]


# --- the numbers of findings ----------------------------------------------------------------------------------------


def test_the_thresholds_are_those_that_are_documented():
    assert (VANISHING, EXPLODING, SAFE) == (1e-3, 1e3, 250.0)


@pytest.mark.parametrize(
    ("factor", "kind"),
    [
        (0.99e-3, ["vanishing"]),
        (1e-3, []),
        (1e3, []),
        (1.01e3, ["exploding"]),
        (-1.01e3, ["exploding"]),
        (-0.99e-3, ["vanishing"]),
    ],
)
def test_a_product_is_a_finding_beyond_a_thousand_only(factor, kind):
    assert kinds(Value(2.0) * factor) == kind


def test_a_product_names_its_path_its_slopes_and_its_size():
    x = Value(1.0, "x")
    m = x * 1e-2
    y = m * -1e-2
    finding = one(y)
    assert (finding.kind, finding.node) == ("vanishing", x)
    assert finding.path == (x, m, y)
    assert finding.slopes == (1e-2, -1e-2)
    assert finding.log_product == pytest.approx(-4.0)
    assert finding.number == pytest.approx(1e-4)


def test_the_strongest_of_several_paths_counts():
    x = Value(1.0)
    weak, strong = x * 1e-9, x * 1e-5
    y = weak + strong
    assert one(y).path == (x, strong, y)
    assert one(strong + weak).path[:2] == (x, strong)
    assert kinds(x * 1e-9 + x * 0.5) == []
    assert one(dot([x, x], [1e-5, 1e-9])).slopes == (1e-5,)


def test_the_first_of_equal_paths_is_told():
    x = Value(1.0)
    one_way, another = x * 1e-5, x * 1e-5
    found = one(one_way + another)
    assert found.path[1] is another  # nearer to the output


def test_a_slope_of_zero_ends_a_path():
    x = Value(1.0)
    assert kinds(x * 1e-9 * 0.0) == []
    assert kinds(x * 0.0 + x * 1e-9) == ["vanishing"]


def test_products_beyond_floats():
    x = Value(1.0)
    large = x
    for _ in range(4):
        large = large * 1e99 * 1e-99 * 1e99
        large = large * 1e-99
    assert kinds(large) == []
    y = x
    for _ in range(31):
        y = y * 1e10 - (1e10 - 1.0)
    exploding = of(y)[-1]
    assert exploding.kind == "exploding"
    assert exploding.log_product == pytest.approx(310.0)
    assert exploding.number == math.inf
    z = x
    for _ in range(29):
        z = z * 1e10 - (1e10 - 1.0)
    assert of(z)[-1].number == pytest.approx(1e290)


def test_only_leaves_below_the_output_have_products():
    assert kinds(Value(5.0)) == []
    x, w = Value(1e-6), Value(1e-6)
    assert [finding.node for finding in of(x * w)] == [x, w]


def test_births_and_gifts():
    assert one(Value(math.inf) * 2.0).number == math.inf
    assert kinds(Value(math.nan).exp()) == ["given"]  # exp(nan) is not born there
    born = one(Value(-1.0).log())
    assert (born.kind, math.isnan(born.number)) == ("born", True)
    assert born.path == ()
    assert math.isnan(born.largest)
    assert born.contribution is None
    assert born.log_product == 0.0


def test_an_infinite_slope():
    steep = of(apply(RULES["pow"], Value(0.0), 0.5))[0]
    assert (steep.kind, steep.number) == ("steep", math.inf)
    second = of(apply(RULES["dot"], Value(1.0), Value(math.inf)))
    assert "given" in [finding.kind for finding in second]


def test_dead_and_flat_gates_have_slope_zero():
    x = Value(-1.0)
    dead = one(x.relu())
    assert (dead.kind, dead.number) == ("dead", 0.0)
    flat = one(x.step())
    assert (flat.kind, flat.number) == ("flat", 0.0)
    assert kinds(apply(RULES["minimum"], Value(2.0), 1.0)) == ["dead"]


def test_a_saturated_gate_has_its_slope_and_the_largest():
    y = Value(5.0).tanh()
    finding = of(y)[0]
    assert (finding.kind, finding.number) == ("saturated", y.partials[0])
    assert finding.largest == 1.0
    assert of(Value(9.0).sigmoid())[0].largest == 0.25


def test_a_gradient_that_is_no_number_is_found_once_where_it_is_made():
    a, b = Value(0.0, "a"), Value(0.0, "b")
    last = of(a.sqrt() * b)[-1]
    assert last.kind == "gradient"
    assert last.contribution.local == math.inf
    assert last.contribution.upstream == 0.0
    assert last.node is a
    assert math.isnan(last.number)
    w = Value(1e-300)
    over = [f for f in of(w * 1e200 * 1e200) if f.kind == "gradient"]
    assert [finding.node for finding in over] == [w]
    assert over[0].number == math.inf


def test_what_was_not_a_number_before_is_not_found_again():
    x = Value(1.0, "x")
    y = x * math.nan
    assert [f.kind for f in of(y * 2.0) if f.kind == "gradient"] == []
    z = x * math.inf
    assert [f.kind for f in of(z * 2.0) if f.kind == "gradient"] == []


def test_findings_cannot_be_changed():
    finding = one(Value(-1.0).relu())
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding.kind = "fine"
    assert not hasattr(finding, "__dict__")


# --- flatness -------------------------------------------------------------------------------------------------------


def test_a_gate_evaluates_its_rule_at_one_position():
    times = Gate(RULES["mul"], (3.0, 4.0), 1)
    assert times.evaluate(5.0) == (15.0, 3.0)
    assert times.slope(5.0) == 3.0
    assert Gate(RULES["mul"], (3.0, 4.0)).evaluate(5.0) == (20.0, 4.0)
    over = Gate(RULES["div"], (1.0, 2.0), 1)
    assert all(map(math.isnan, over.evaluate(0.0)))
    assert over.evaluate(2.0) == (0.5, -0.25)
    with pytest.raises(dataclasses.FrozenInstanceError):
        over.position = 0  # type: ignore[misc]
    assert not hasattr(over, "__dict__")


def test_the_largest_slope_is_looked_for_within_reach():
    cube = Gate(RULES["pow"], (0.0, 3.0))
    assert cube.evaluate(-2.0) == (-8.0, 12.0)
    root = Gate(RULES["pow"], (0.0, 0.5))
    assert all(map(math.isnan, root.evaluate(-2.0)))
    square = Gate(RULES["square"], (0.0,))
    assert square.largest_slope() == 16.0
    assert square.largest_slope(2.0) == 4.0
    assert square.largest_slope(0.25) == 0.5
    assert square.largest_slope(0.2) == 0.0
    assert Gate(RULES["exp"], (0.0,)).largest_slope(1.0) == math.e  # the upper end
    assert Gate(RULES["neg"], (0.0,)).largest_slope() == 1.0
    assert Gate(RULES["sqrt"], (0.0,)).largest_slope() == 1.0  # at a quarter
    assert Gate(RULES["step"], (0.0,)).largest_slope() == 0.0
    negative = Gate(RULES["exp"], (0.0,))
    assert negative.largest_slope(1.1) == math.e  # quarters only


def test_the_gate_of_a_node_has_its_first_node_as_argument():
    x = Value(3.0)
    assert gate_of(2.0 - x).position == 1
    assert gate_of(x - 2.0).position == 0
    assert gate_of(leaky_relu(x, 0.5)).numbers == (3.0, 0.5)


def test_an_activation_has_the_constants_that_are_given():
    assert activation(RULES["leaky_relu"]).slope(-1.0) == 0.01
    assert activation(RULES["leaky_relu"], [0.5]).slope(-1.0) == 0.5
    assert activation(RULES["tanh"]).numbers == (0.0,)


def test_flat_is_below_a_hundredth_of_the_largest_slope():
    assert is_flat(Value(-1.0).relu()) is True
    assert is_flat(Value(1.0).relu()) is False
    assert is_flat(Value(-1.0).leaky_relu(0.01)) is False  # just so much is not less
    assert is_flat(Value(-1.0).leaky_relu(0.0099)) is True
    assert is_flat(Value(9.0).sigmoid()) is True
    assert is_flat(Value(-9.0) * 0.001) is None
    assert is_flat(Value(2.0) + Value(1.0)) is None
    assert is_flat(Value(2.0)) is None
    x = Value(-2.0)
    assert is_flat(x.step()) is False  # nothing to compare with
    assert is_flat(apply(RULES["total"], x)) is None


def test_saturated_is_flat_nearby_bounded_and_everywhere_defined():
    assert is_saturated(Value(5.0).tanh())
    assert is_saturated(Value(-5.0).tanh())
    assert not is_saturated(Value(2.0).tanh())
    edge = math.atanh(math.sqrt(0.99))  # where the slope is a hundredth of the largest
    assert is_saturated(Value(edge + 0.26).tanh())
    assert not is_saturated(Value(edge + 0.24).tanh())
    assert is_saturated(Value(-edge - 0.26).tanh())
    assert not is_saturated(Value(-edge - 0.24).tanh())
    assert not is_saturated(Value(0.0).square())
    assert not is_saturated(Value(math.pi / 2).sin())
    assert not is_saturated(Value(1e6).log())
    assert not is_saturated(Value(0.5))
    assert not is_saturated(Value(0.001) + Value(1.0))
    assert not is_saturated(Value(0.0) * 1e-9)
    assert is_saturated(softplus(Value(-8.0)))
    assert not is_saturated(Value(3.0).exp())


# --- sentences ------------------------------------------------------------------------------------------------------


def test_three_arguments_are_named():
    def text(count):
        x = [Value(1e308, f"x{i}") for i in range(count)]
        return str(viz.health(apply(RULES["total"], *x).named("y")))

    assert "at x0 = 1e308, x1 = 1e308, x2 = 1e308." in text(3)
    assert "at x0 = 1e308, x1 = 1e308, x2 = 1e308, … (2 more)." in text(5)


def test_a_constant_outside_the_domain_is_named():
    text = str(viz.health((Value(1.0, "x") / 0.0).named("y")))
    assert "which needs 0 ≠ 0" in text


def test_repeated_arguments_are_named_once():
    x = Value(1e200, "x")
    assert str(viz.health((x * x).named("y"))).count("x = 1e200") == 1


def test_long_paths_are_cut_in_the_middle():
    def path(length):
        node = Value(1.0, "x0")
        for i in range(1, length):
            node = (node * 0.1).named(f"x{i}")
        return str(viz.health(node))

    assert "x0 → x1 → x2 → x3 → x4 → x5 → x6 → x7 " in path(8)
    assert "x0 → x1 → x2 → … → x6 → x7 → x8 " in path(9)


def test_the_extreme_slope_of_a_path_is_told():
    x = Value(1.0, "x")
    vanishing = str(viz.health((x * 0.5 * -1e-4).named("y")))
    assert "multiply to 5e-5" in vanishing
    assert vanishing.endswith("the smallest is −0.0001.")
    exploding = str(viz.health((x * 2.0 * -1e4).named("y")))
    assert exploding.endswith("the largest is −1e4.") or "−10000" in exploding


def test_six_names_of_many():
    xs = [Value(-1.0, f"x{i}") for i in range(7)]
    text = str(viz.health(sum(x.relu().named(f"r{i}") for i, x in enumerate(xs))))  # type: ignore[arg-type]
    assert "6 more: r1, r2, r3, r4, r5, r6." in text


def test_the_badge_of_a_node_is_its_first_finding():
    a = Value(0.0, "a")
    report = viz.health(a.sqrt() * Value(0.0, "b"))
    assert len(report.badges) == len({f.node for f in report.findings})
    for node, word in report.badges.items():
        first = next(f for f in report.findings if f.node is node)
        assert word == viz.lang.health.HEALTH_WORDS["en"][f"badge {first.kind}"].format(
            value="∞", slope="∞", total="nan", product=""
        )


# --- rules of one's own, at every edge ------------------------------------------------------------------------------


def scaled_tanh(factor):
    return Rule(
        "scaled",
        "s",
        lambda m, x: factor * m.tanh(x),
        lambda m, z, x: (factor * (1.0 - (z / factor) * (z / factor)),),
    )


def test_a_bound_is_a_bound_however_large_the_slope():
    ten, thousand = scaled_tanh(10.0), scaled_tanh(1000.0)
    assert is_saturated(apply(ten, Value(4.0)))
    assert is_saturated(apply(ten, Value(8.0)))
    assert not is_saturated(apply(ten, Value(2.0)))
    steep = apply(thousand, Value(3.94))
    assert 1.0 < steep.partials[0] < 2.0
    assert not is_saturated(steep)  # whoever passes 1 passes something


def test_what_grows_without_bounds_is_not_saturated():
    ramp = Rule(
        "ramp",
        "r",
        lambda m, x: m.where(m.less(x, 0.0), 0.0, x * x),
        lambda m, z, x: (m.where(m.less(x, 0.0), 0.0, 2.0 * x),),
    )
    assert not is_saturated(apply(ramp, Value(-5.0)))


def test_a_gate_that_is_not_defined_within_reach_has_no_slope_there():
    far = Rule(
        "far", "f", lambda m, x: x, lambda m, z, x: (1.0,), domain=(Interval(100.0),)
    )
    assert Gate(far, (101.0,)).largest_slope() == 0.0


def test_the_first_of_several_infinite_slopes_is_told():
    odd = Rule(
        "odd",
        "o",
        lambda m, x, y: x + y,
        lambda m, z, x, y: (math.inf, -math.inf),
    )
    assert of(apply(odd, Value(1.0), Value(2.0)))[0].number == math.inf


def test_a_leaf_without_a_path_hides_no_other():
    x, w = Value(1.0), Value(1.0)
    assert [f.node for f in of(x * 0.0 + w * 1e-9)] == [w]
    assert [f.node for f in of(w * 1e-9 + x * 0.0)] == [w]


def test_where_products_leave_the_floats():
    x = Value(1e-300)
    below = of(x * 1e200 * 10.0**99.5)[-1]
    assert below.number == pytest.approx(10.0**299.5)
    assert of(x * 1e200 * 10.0**100.5)[-1].number == math.inf


def test_options_are_keywords():
    with pytest.raises(TypeError, match="positional"):
        viz.health(Value(1.0), "zh")  # type: ignore[call-arg]
