"""Health: what is saturated, dead, infinite, vanishing or exploding, read off the rows."""

import math

import pytest
from hypothesis import given

import viz
from autograd import RULES, Rule, Value, apply, record
from autograd.strategies import expressions
from viz.analysis.flatness import activation, gate_of
from viz.analysis.health import power_of_ten
from viz.lang.health import HEALTH_WORDS
from viz.layout.sheet import arrange
from viz.options import LANGUAGES
from viz.picture.badges import add_badges
from viz.picture.build import depict
from viz.render.svg import render
from viz.theme import resolve


def kinds(root):
    return [finding.kind for finding in viz.health(root).findings]


SATURATED = {
    "tanh": (-8.0, 4.0, 20.0, 200.0),
    "sigmoid": (-8.0, 8.0, 200.0),
    "erf": (-4.0, 4.0),
    "atan": (20.0, -200.0),
    "gelu": (-8.0,),
    "softplus": (-8.0,),
    "elu": (-8.0,),
    "asinh": (-200.0, 200.0),
    "erfc": (-4.0, 4.0),
    "sinc": (-200.0, 200.0),
    "silu": (-8.0,),
    "mish": (-8.0,),
    "selu": (-8.0,),
    "softsign": (-20.0, 20.0),
    "logsigmoid": (8.0, 20.0),
}


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES.values() if rule.arity == 1],
    ids=lambda rule: rule.name,
)
def test_what_saturates(rule):
    """Those that level off do, out there; a sine that turns, a square at 0 and a logarithm do not."""
    for x in (
        -200.0,
        -20.0,
        -8.0,
        -4.0,
        -2.0,
        -0.75178,
        0.0,
        0.5,
        math.pi / 2,
        2.0,
        4.0,
        8.0,
        20.0,
        200.0,
    ):
        found = "saturated" in kinds(apply(rule, Value(x)))
        expected = x in SATURATED.get(rule.name, ())
        if rule.name not in SATURATED or expected or abs(x) <= 2.0:
            assert found == expected, x


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if rule.arity == 1], ids=lambda r: r.name
)
def test_a_gate_has_the_slopes_of_its_row(rule):
    """Constant parameters that are not given have their defaults, and nothing is looked at outside the domain."""
    gate = activation(rule)
    for x in (-9.3, -0.6, -0.3, 0.3, 0.6, 2.5):
        value, slope = gate.evaluate(x)
        if rule.domain and x not in rule.domain[0]:
            assert math.isnan(value)
            assert math.isnan(slope)
        else:
            node = apply(rule, Value(x))
            assert (value, slope) == (node.data, node.partials[0])
            assert gate_of(node).slope(x) == slope
    inside = [n / 4 for n in range(-32, 33)]
    if rule.domain:
        inside = [x for x in inside if x in rule.domain[0]]
    slopes = [abs(apply(rule, Value(x)).partials[0]) for x in inside]
    assert gate.largest_slope() == max(filter(math.isfinite, slopes), default=0.0)


def test_what_is_dead():
    assert kinds(Value(-2.0).relu()) == ["dead"]
    assert kinds(Value(2.0).relu()) == []
    assert kinds(apply(RULES["maximum"], Value(-2.0), 0.0)) == ["dead"]
    assert (
        kinds(apply(RULES["maximum"], Value(-2.0), Value(3.0))) == []
    )  # it routes, to the other one
    assert kinds(Value(2.0).step()) == ["flat"]
    assert kinds(Value(-2.0).leaky_relu()) == []


def test_where_nan_and_infinity_are_born():
    m = (Value(3.0, "a") - 5.0).named("m")
    y = (m.log().named("y") + 1.0).exp()
    report = viz.health(y)
    assert [(finding.kind, finding.node) for finding in report.findings] == [
        ("born", record(y)[2])
    ]
    assert str(report) == "nan is born in y = log(m), at m = −2, which needs m > 0."
    assert kinds(Value(math.nan, "x") * 2) == ["given"]
    assert (
        str(viz.health(Value(1000.0, "x").exp().named("y")))
        == "∞ is born in y = exp(x), at x = 1000."
    )


def test_an_infinite_slope_and_the_nan_it_makes():
    a, b = Value(0.0, "a"), Value(0.0, "b")
    report = viz.health(a.sqrt().named("s") * b)
    assert str(report).splitlines() == [
        "The slope of s = √a at a = 0 is ∞, which needs a > 0.",
        "The gradient of a becomes nan on its way through s = √a: 0 × ∞.",
    ]


def test_a_gradient_that_overflows():
    x = Value(1.0, "x")
    y = (x * 1e200) * 1e-300 * 1e200 * 1e-100
    assert kinds(y) == []
    z = ((x * 1e-200) * 1e200).named("z") * 1e200
    assert "exploding" in kinds(z)
    w = Value(1e-300, "w")
    assert "gradient" in kinds(((w * 1e-300) * 1e300) * 1e300 * 1e300)


def test_vanishing_and_exploding():
    x = Value(0.3, "x")
    y = x
    for i in range(6):
        y = y.sigmoid().named(f"h{i}")
    finding = viz.health(y).findings[0]
    product = math.prod(node.partials[0] for node in record(y)[1:])
    assert (finding.kind, finding.node) == ("vanishing", x)
    assert finding.number == pytest.approx(product)
    assert [node.label for node in finding.path] == [
        "x",
        "h0",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
    ]
    assert str(viz.health(y)).startswith(
        "The gradient vanishes on its way to x: along x → h0 → h1 → h2 → h3 → h4 → h5 the"
    )
    assert kinds(x * 50 * 50) == ["exploding"]
    assert kinds(x * 1e-2 * 1e-2 + x) == []  # another path is fine


def test_a_thousand_layers_neither_underflow_nor_overflow():
    x = Value(1.0, "x")
    small, large = x, x
    for _ in range(1000):
        small = small * 0.1 + 1.0
        large = large * 10.0 - 9.0
    assert "the slopes multiply to 1e-1000" in str(viz.health(small))
    report = viz.health(large)
    assert "the slopes multiply to 1e1000" in str(report)
    assert report.findings[0].kind == "gradient"


def test_powers_of_ten():
    assert [power_of_ten(x) for x in (0.0, 3.0, -2.0, 400.5, -400.5)] == [
        "1",
        "1000",
        "0.01",
        "3.2e400",
        "3.2e-401",
    ]


def test_many_of_a_kind_are_one_sentence():
    xs = [Value(-1.0 - i, f"x{i}") for i in range(20)]
    y = sum(x.relu().named(f"r{i}") for i, x in enumerate(xs))
    report = viz.health(y)  # type: ignore[arg-type]
    assert len(report.findings) == 20
    assert str(report) == (
        "r0 = relu(x0) is dead here: its slope at x0 = −1 is 0, so no gradient passes. "
        "The same holds for 19 more: r1, r2, r3, r4, r5, r6, … (13 more)."
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_badges(lang):
    x, w = Value(-5.0, "x"), Value(4.0, "w")
    t, r = (x * w).tanh(), x.relu()
    badges = viz.health(t + r + (x + 5.0).log() * x.step(), lang=lang).badges
    words = HEALTH_WORDS[lang]
    assert badges[t] == words["badge saturated"]
    assert badges[r] == words["badge dead"]
    assert "−∞" in badges.values()


def test_a_healthy_graph():
    report = viz.health(Value(0.5, "x").tanh() * 2)
    assert report.well
    assert report.badges == {}
    assert (
        str(report) == "Nothing is saturated, dead, infinite, vanishing or exploding."
    )
    assert viz.health(Value(3.0)).well
    assert viz.health(
        Value(0.5, "x").tanh(), format="markdown", lang="zh"
    ).markdown.startswith("- 没有")


def test_a_rule_of_the_users_own_can_saturate():
    soft = Rule(
        "softsign",
        "s",
        lambda m, x: x / (1 + m.abs(x)),
        lambda m, z, x: ((1.0 - m.abs(z)) * (1.0 - m.abs(z)),),
    )
    assert kinds(apply(soft, Value(20.0))) == ["saturated"]
    assert kinds(apply(soft, Value(1.0))) == []


@given(expressions(max_size=12, smooth=False))
def test_any_graph_has_a_report(program):
    before = [(node.has_grad, node.grad) for node in record(program.root)]
    for lang in LANGUAGES:
        assert str(viz.health(program.root, lang=lang))
    assert [(node.has_grad, node.grad) for node in record(program.root)] == before


def test_every_birth_is_found():
    """A finite graph has no births; an infinite or undefined node has one below it."""
    for rule in RULES.values():
        for x in (-2.0, 0.0, 1e200, -1e200):
            arguments = [Value(x), Value(-0.5), Value(x)][: rule.arity]
            node = apply(rule, *arguments) * 2.0
            born = "born" in kinds(node)
            assert born == (not math.isfinite(node.data)), (rule.name, x)


def test_bad_input():
    with pytest.raises(TypeError, match="a Value is needed"):
        viz.health(3.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="lang must be one of"):
        viz.health(Value(1.0), lang="fr")  # type: ignore[arg-type]


# --- badges on drawings ---------------------------------------------------------------------------------------------


def drawn(root, **options):
    return add_badges(depict(root, **options), record(root), viz.health(root).badges)


def sick():
    x, w = Value(-5.0, "x"), Value(0.8, "w")
    return ((x * w).named("p").tanh().named("t") + x.relu().named("r")).named("y")


@pytest.mark.parametrize("style", ["nodes", "circuit", "micrograd"])
def test_a_badge_in_every_style(style):
    picture = drawn(sick(), style=style)
    plain = depict(sick(), style=style)
    changed = [box for box, before in zip(picture.boxes, plain.boxes) if box != before]
    assert [box.description.rpartition("; ")[2] for box in changed] == [
        "saturated",
        "dead",
    ]
    sheet, theme = arrange(picture), resolve("light")
    svg = render(picture, sheet, theme)
    assert "⚠ saturated" in svg
    assert "⚠ dead" in svg
    assert picture.arrows == plain.arrows


def test_a_long_formula_leaves_room_for_its_badge():
    y = Value(-1.0, "x" * 200).relu()
    (_, box) = drawn(y).boxes
    assert box.title.endswith("…  ⚠ dead")
    assert "⚠ dead" in render(drawn(y), arrange(drawn(y)), resolve("light"))


def test_a_healthy_picture_is_the_same():
    y = (Value(0.5, "x") * 2).named("y")
    assert drawn(y) == depict(y)


def test_drawings_are_marked_on_request():
    x, w = Value(-5.0, "x"), Value(0.7, "w")
    y = ((x * w).tanh().named("t") + x.relu().named("r")).named("y")
    marked = viz.draw(y, health=True)
    titles = [box.title.partition("⚠") for box in marked.picture.boxes]
    found = [(title.strip(), badge.strip()) for title, sign, badge in titles if sign]
    assert found == [("t = tanh(v2)", "saturated"), ("r = relu(x)", "dead")]
    assert "⚠" not in viz.draw(y).svg()
