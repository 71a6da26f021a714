"""The forward and backward pass in words: the numbers are backward()'s, the words are complete in both languages."""

import copy
import math
import re

import pytest
from hypothesis import given

from autograd import (
    RULES,
    Rule,
    Value,
    apply,
    dot,
    record,
    sweep,
    total,
    transform_gradient,
)
from autograd.spelling import formula
from autograd.strategies import expressions
from viz import buglab, explain, health, nudge, paths_table
from viz.analysis.contributions import contributions, roles
from viz.films.prediction import Prediction
from viz.lang.steps import WORDS
from viz.lang.tools import phrases
from viz.lessons.step_sentences import deed, reach
from viz.lessons.steps import steps
from viz.options import LANGUAGES
from viz.text.derivatives import whole

each_language = pytest.mark.parametrize("lang", LANGUAGES)


def graph_e():
    a, b = Value(2, "a"), Value(1, "b")
    return ((a + b).named("c") * (b + 1).named("d")).named("e")


def tanh_unit():
    w, x, b = (
        Value(2, "w", parameter=True),
        Value(-1, "x"),
        Value(0.5, "b", parameter=True),
    )
    return ((w * x).named("p") + b).named("z").tanh().named("y")


def same(x, y):
    return x == y or (x != x and y != y)


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "root"), [("e", graph_e()), ("unit", tanh_unit())])
@each_language
def test_texts(name, root, lang, golden):
    lines = []
    for step in steps(root, lang=lang):
        lines += [
            f"{step.index + 1}. {step.kind} {step.role}".rstrip(),
            step.title,
            step.text,
            step.latex,
            "",
        ]
    golden(f"steps_{name}_{lang}.txt", "\n".join(lines))


@each_language
def test_a_text_is_its_sentences(lang):
    for step in steps(tanh_unit(), lang=lang):
        (title, *said) = [
            WORDS[lang][key].format(**filled) for key, filled in step.sentences
        ]
        assert step.title == title
        assert step.text == WORDS[lang]["between"].join(said)


def test_printed_steps_are_numbered():
    text = str(steps(graph_e()))
    assert text == repr(steps(graph_e()))
    assert text.splitlines()[0] == " 1. a = 2 is an input."
    assert text.splitlines()[10].startswith("11. Chain rule")


LABELS = [
    "{x}",
    "{equation}",
    "{0}",
    "{",
    "}",
    "%s",
    "$&",
    "\\1",
    "<b>",
    "a\nb",
    "名字",
    "",
    "1",
    "−",
    " ",
]


@pytest.mark.parametrize("name", LABELS)
@each_language
def test_names_are_not_read_as_fields(name, lang):
    x, y = Value(2.0, name), Value(3.0, "y")
    story = steps((x * y + x).tanh().named(name), lang=lang)
    shown = name.replace("\n", " ")
    assert f"{shown or 'v0'} = 2" in story[0].text
    assert f"∂{shown or 'v4'}/∂v3" in story[6].text
    assert f"∂v2/∂{shown or 'v0'}" in story[-2].text
    assert whole(shown or "v4", "v2") in story[-2].text


# --- numbers --------------------------------------------------------------------------------------------------------


def check_numbers(root):
    """All that must hold of the steps of any graph."""
    story = steps(root)
    nodes = record(root)
    assert story.nodes == tuple(nodes)
    computed = [step.node for step in story[: len(nodes)]]
    assert set(computed) == set(nodes)
    assert [step.kind for step in story[: len(nodes)]] == [
        "forward" if node.rule else "input" for node in computed
    ]
    when = {node: k for k, node in enumerate(computed)}
    for node in nodes:
        users = [other for other in nodes if node in other.parents]
        assert all(when[node] < when[user] for user in users)
        if node.rule is None and users:  # introduced where it is needed, not earlier
            first = min(when[user] for user in users)
            assert all(x.rule is None for x in computed[when[node] : first])
    seed = story[len(nodes)]
    assert (seed.kind, seed.node, seed.total) == ("seed", root, 1.0)
    twins = record(copy.deepcopy(root))
    twins[-1].zero_grad()
    place = {twin: i for i, twin in enumerate(twins)}
    backward = story[len(nodes) + 1 :]
    edges = [
        (node, parent, d, node.grad, parent.grad) for node, parent, d in sweep(twins)
    ]
    assert len(edges) == len(backward)
    totals, heard = {root: 1.0}, dict.fromkeys(nodes, 0)
    for (node, parent, partial, upstream, reached), step in zip(edges, backward):
        assert step.kind == "backward"
        assert (step.node, step.parent) == (nodes[place[node]], nodes[place[parent]])
        assert step.node.parents[step.position] is step.parent
        assert same(step.local, partial)
        assert same(step.upstream, upstream)
        assert same(step.contribution, partial * upstream)
        assert same(step.total, reached)
        heard[step.parent] += 1
        assert step.heard == heard[step.parent] <= step.consumers
        assert step.role in ("pass", "swap", "route", "scale")
        totals[step.parent] = step.total
    consumers = {step.parent: step.consumers for step in backward}
    assert all(heard[node] == consumers.get(node, 0) for node in nodes)
    twins[-1].zero_grad()
    twins[-1].backward()
    for node, twin in zip(nodes, twins):
        assert same(totals[node], twin.grad)
    assert [step.index for step in story] == list(range(len(story)))
    return story


@given(expressions(max_size=12))
def test_numbers_of_random_graphs(program):
    check_numbers(program.root)


@given(expressions(max_size=12, smooth=False))
def test_numbers_of_wild_graphs(program):
    check_numbers(program.root)
    steps(program.root, lang="zh")


POINTS = (0.5, -1.5, 0.0, 3.0, 20.0)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
@each_language
def test_every_row_in_every_place(rule, lang):
    for x in POINTS:
        for y in (0.25, x, -2.0):
            a, b = Value(x, "a"), Value(y, "b")
            uses = {
                1: [(a,)],
                2: [(a, b), (a, a), (a, 0.25), (0.25, a)],
                3: [(a, b, a), (1.0, a, b), (a, 0.25, b)],
            }.get(rule.arity, [(a, b, a, b), (a, y, b), (a,)])
            for arguments in uses:  # type: ignore[attr-defined]
                root = (apply(rule, *arguments).named("u") * a).named("r")
                check_numbers(root)
                for step in steps(root, lang=lang):
                    assert step.title
                    assert step.text
                    assert step.latex
                    tex = step.latex.replace(r"\{", "").replace(r"\}", "")
                    assert tex.count("{") == tex.count("}")


def sentences_of(rule, lang):
    """All that is said about a row: in every place, at points of every kind, with every tool that has sentences."""
    for x in (0.5, -1.5, 3.0):
        a, b = Value(x, "a"), Value(0.25, "b")
        uses: dict[object, list[tuple[Value | float, ...]]] = {
            **{1: [(a,)], 2: [(a, b), (a, a), (a, 0.25)], 3: [(a, b, a)]}
        }
        for arguments in uses.get(rule.arity, [(a, b, a, b)]):
            root = (apply(rule, *arguments) * a).named("r")
            for step in steps(root, lang=lang):
                yield step.title
                yield step.text
            stepper = Prediction(steps(root, lang=lang), phrases(lang), 4)
            yield from map(stepper.question, stepper.steps)
            yield str(explain(a, of=root, lang=lang)).partition("Health")[0]
            yield str(paths_table(root, a, lang=lang))
            yield str(nudge(a, 0.1, of=root, lang=lang))
            yield str(buglab(root, lang=lang))
            yield str(health(root, lang=lang))


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
@each_language
def test_no_row_is_a_word_in_a_sentence(rule, lang):
    """Formulas have names of functions, sigmoid(h) and a mod b; running text has none, in either language."""
    names = {row.name for row in RULES.values()} | {
        row.symbol for row in RULES.values()
    }
    words = {name for name in names if name.isalpha() and name.isascii()}
    node = apply(rule, *[Value(0.5)] * min(rule.arity or 4, 4))
    own = formula(node, dict.fromkeys(node.parents, "0.5"))
    for text in sentences_of(rule, lang):
        plain = re.sub(r"\w+(?=\()", "", text)  # formulas
        said = set(re.findall(r"[A-Za-z_]\w*", plain))
        assert not said & words - set(re.findall(r"\w+", own)), text
        assert "+=" not in text
        for word in ("gate", "consumer", "去向"):
            assert word not in text
        if lang == "zh":
            own_letters = {word for word in said if re.fullmatch(LETTERS, word)}
            english = said - own_letters - set(re.findall(r"\w+", own))
            assert not english, (english, text)


LETTERS = r"d?(a²?|b|r|v\d)|d|e|h²?|u|nan|mod|zero_grad|backward"
"""What Chinese sentences about these graphs may have in Latin letters: names, signs, the e of 1e-5, and calls in Python."""


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda x, y: x + y, ("pass", "pass")),
        (lambda x, y: x - y, ("pass", "pass")),
        (lambda x, y: -x, ("pass",)),
        (lambda x, y: x * y, ("swap", "swap")),
        (lambda x, y: x * x, ("swap", "swap")),
        (lambda x, y: x * 2, ("swap",)),
        (lambda x, y: 1 * x, ("swap",)),
        (lambda x, y: x / 2, ("scale",)),
        (lambda x, y: x / y, ("scale", "scale")),
        (lambda x, y: x**0, ("scale",)),
        (lambda x, y: x.tanh(), ("scale",)),
        (lambda x, y: x.relu(), ("route",)),
        (lambda x, y: apply(RULES["maximum"], x, y), ("route", "route")),
        (lambda x, y: x.step(), ("route",)),
        (lambda x, y: dot([x, 3], [2, y], bias=x), ("swap", "swap", "pass")),
        (lambda x, y: total([x, 2, y]), ("pass", "pass")),
        (lambda x, y: x, ()),
    ],
)
def test_roles(make, expected):
    """Whatever the names and numbers: a factor called 1, or one that is 1, is still a factor."""
    for names in (("x", "y"), ("1", "1"), ("", "")):
        for numbers in ((3.0, 0.5), (1.0, 1.0), (-1.0, 0.0)):
            assert roles(make(*map(Value, numbers, names))) == expected


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (("pass", 1.0, 2, False), "pass"),
        (("pass", -1.0, 1, False), "negate"),
        (("swap", 2.0, 2, True), "swap"),
        (("swap", 2.0, 1, False), "swap number"),
        (("scale", 0.5, 1, True), "scale"),
        (("scale", 0.5, 1, False), "scale number"),
        (("scale", 0.0, 1, False), "stop"),
        (("scale", 0.0, 1, True), "scale"),
        (("route", 1.0, 1, False), "route"),
        (("route", 0.0, 1, False), "stop"),
        (("route", 0.5, 2, False), "share"),
        (
            ("route", 0.5, 1, False),
            "scale number",
        ),  # leaky_relu with slope 0.5 has no tie
        (("route", -1.0, 1, False), "scale number"),
        (("route", 0.01, 1, True), "scale"),
    ],
)
def test_what_a_gate_does(arguments, key):
    assert deed(*arguments) == key
    assert key in WORDS["en"]


def test_how_far_a_sum_is():
    pairs = ((1, 1), (1, 3), (2, 3), (3, 3), (1, 2), (2, 2))
    assert [reach(*pair) for pair in pairs] == [
        *("only", "first", "more", "final", "first", "both"),
    ]


@pytest.mark.parametrize(
    ("root", "sentence"),
    [
        (Value(3.0, "x") / 2, "Here v1 = x/2 has the slope 0.5 for x."),
        (
            Value(3.0, "x") * 1,
            "In v1 = x · 1 each factor gets the other one: x gets 1.",
        ),
        (
            Value(3.0, "x").leaky_relu(0.5),
            "Here v1 = leaky_relu(x, 0.5) follows x, which gets all of the gradient.",
        ),
        (
            Value(-3.0, "x").leaky_relu(0.5),
            "Here v1 = leaky_relu(x, 0.5) has the slope 0.5 for x.",
        ),
        (
            Value(-3.0, "x").relu(),
            "Here v1 = relu(x) does not move with x, which gets nothing.",
        ),
        (abs(Value(-3.0, "x")), "Here v1 = |x| has the slope −1 for x."),
        (
            2 - Value(3.0, "x"),
            "v1 = 2 − x falls as fast as x grows: the gradient passes, times −1.",
        ),
        (Value(3.0, "x") ** 3, "Here v1 = x³ has the slope 3·x² = 27 for x."),
    ],
)
def test_sentences_about_gates(root, sentence):
    assert sentence in steps(root)[-1].text


def test_a_tie_is_shared():
    x, y = Value(2.0, "x"), Value(2.0, "y")
    story = steps(apply(RULES["maximum"], x, y))
    assert (
        "Here v2 = maximum(x, y) has a tie: x gets half of the gradient."
        in story[-2].text
    )
    assert [step.contribution for step in story[-2:]] == [0.5, 0.5]


def test_a_repeated_parent_hears_twice():
    x = Value(3.0, "x")
    story = steps((x * x).named("y"))
    assert [
        (step.position, step.heard, step.consumers, step.total) for step in story[-2:]
    ] == [
        (0, 1, 2, 3.0),
        (1, 2, 2, 6.0),
    ]
    assert story[1].text == (
        "y = x · x = 3 · 3 = 9. Slopes: ∂y/∂x (left) = x = 3, ∂y/∂x (right) = x = 3."
    )


def test_a_long_fork():
    x = Value(1.0, "x")
    story = steps(total([x, x, x, x]).named("y"))
    said = [step.text.split(". ")[-1] for step in story[-4:]]
    adds_up = "each way counts, so they are added"
    assert said == [
        "x has heard from 1 of 4 arrows: 1 so far.",
        f"x has heard from 2 of 4 arrows; {adds_up}: 1 + 1 = 2 so far.",
        f"x has heard from 3 of 4 arrows; {adds_up}: 2 + 1 = 3 so far.",
        f"x has heard from all 4 arrows; {adds_up}: dy/dx = 3 + 1 = 4.",
    ]
    assert "∂y/∂x (4th) = 1" in story[1].text


def test_a_negative_second_term_has_brackets():
    x = Value(1.0, "x")
    story = steps((x * -2).named("p") + (x * -3).named("q"))
    assert "(−3) + (−2)" not in story[-1].text
    assert "dv3/dx = −3 + (−2) = −5." in story[-1].text
    assert r"-3 + 1 \cdot \left(-2\right)" in story[-1].latex
    story = steps(-((x * 2).named("p") + (x * 3).named("q")))
    assert (
        r"-3 + \left(-1 \cdot 2\right) = -3 + \left(-2\right) = -5" in story[-1].latex
    )


def test_what_has_come_stands_before_what_comes():
    """The whole derivative is no circle: slopes have ∂, sums say what has come, dots what is still to come."""
    w, z = Value(1.0, "w"), Value(2.0, "z")
    f = (z * w).named("f")
    story = steps((f * z).named("g"))
    first, last = [step for step in story if step.parent is z]
    chain = r"\frac{\mathrm{d}g}{\mathrm{d}g} \cdot \frac{\partial g}{\partial z}"
    left = r"\frac{\mathrm{d}g}{\mathrm{d}z}"
    rest = r"+ \cdots"
    assert first.latex == f"{left} = {chain} {rest} = 1 \\cdot 2 {rest} = 2 {rest}"
    chain = r"\frac{\mathrm{d}g}{\mathrm{d}f} \cdot \frac{\partial f}{\partial z}"
    assert last.latex == f"{left} = 2 + {chain} = 2 + 2 \\cdot 1 = 2 + 2 = 4"
    only = next(step for step in story if step.parent is w)
    chain = r"\frac{\mathrm{d}g}{\mathrm{d}f} \cdot \frac{\partial f}{\partial w}"
    assert (
        only.latex
        == f"\\frac{{\\mathrm{{d}}g}}{{\\mathrm{{d}}w}} = {chain} = 2 \\cdot 2 = 4"
    )


def test_a_gradient_that_is_changed_on_its_way_is_told():
    x = Value(2.0, "x")
    story = steps((transform_gradient(x, lambda g: -g).named("y") * 3).named("z"))
    told = "changes the gradient on its way: 3 arrives, −3 goes on to x."
    assert told in story[-1].text
    assert "Chain rule" not in story[-1].text
    assert story[-1].latex.endswith(r"{\mathrm{d}x} = -3")


def test_a_name_that_nobody_gave_is_introduced_once():
    a, b = Value(2.0, "a"), Value(3.0)
    story = steps((a * b).named("c") + 1, names={"b": b})
    introduced = [step.index for step in story if "has no name" in step.text]
    assert introduced == [3]
    assert story[3].text.startswith("This number has no name; call it v3. v3 = c + 1")
    assert "没有名字，记作 v3。" in steps(story[3].node, lang="zh")[3].text
    assert "has no name" not in str(steps(a * 1, names=locals())[:1])


def test_a_leaf_alone():
    story = steps(Value(3.0, "x"))
    assert [step.kind for step in story] == ["input", "seed"]
    assert "input" in story[0].text
    assert "parameter" in steps(Value(3.0, "w", parameter=True))[0].text


def test_a_node_of_constants_only():
    node = total([1.0, Value(2.0)])
    assert steps(node)[1].text == (
        "This number has no name; call it v1. v1 = 1 + v0 = 1 + 2 = 3. Slope: ∂v1/∂v0 = 1."
    )


def test_gradients_of_the_graph_do_not_move():
    x, w = Value(2.0, "x"), Value(3.0, "w")
    y = (x * w).tanh()
    y.backward()
    x.grad = 17.0
    del w  # the graph holds it
    fresh = (y * 2).named("z")
    before = [(node.has_grad, node.grad) for node in record(fresh)]
    story = steps(fresh)
    assert [(node.has_grad, node.grad) for node in record(fresh)] == before
    assert story[-2].parent is x
    assert story[-2].total == pytest.approx(2 * 3.0 * (1 - math.tanh(6.0) ** 2))


def test_names_and_precision():
    weight = Value(1 / 3)
    result = weight * 2
    story = steps(result, names=locals(), precision=2)
    assert story[0].text == "weight = 0.33 is an input."
    assert story.names[result] == "result"
    assert "= 0.33333333333333331. " in steps(Value(1 / 3) * 1, precision=17)[1].text
    third = steps(Value(1.0, "x") * (1 / 3), precision=8)[1]
    assert third.text.endswith(
        "v1 = x · 0.3333 = 1 · 0.3333 = 0.33333333. Slope: ∂v1/∂x = 0.33333333."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lang": "fr"}, f"lang must be one of {', '.join(LANGUAGES)}; got 'fr'"),
        ({"precision": 0}, "precision must be a whole number from 1 to 17; got 0"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=message):
        steps(graph_e(), **options)
    with pytest.raises(TypeError, match="a Value is needed, got str"):
        steps("e")  # type: ignore[arg-type]


def test_nan_and_infinity_are_told():
    x = Value(0.0, "x")
    story = steps((x.log() * x).named("y"))
    assert "= −∞" in story[1].text
    assert "nan" in story[-1].text
    assert r"\infty" in story[1].latex


def test_a_rule_of_the_users_own():
    cube = Rule("cube", "x³", lambda m, x: x * x * x, lambda m, z, x: (3.0 * x * x,))
    story = steps(apply(cube, Value(2.0, "x")).named("y"))
    assert "Here y = cube(x) has the slope 3·x·x = 12 for x." in story[-1].text


def test_a_large_graph():
    x = Value(1.0, "x")
    y = dot([x] * 300, [Value(float(i)) for i in range(300)])
    for _ in range(1000):
        y = y + 1.0
    story = steps(y)
    assert len(story) == 1302 + 1 + 1600
    assert sum(1 for c in contributions(story.nodes) if c.parent is x) == 300


def test_steps_are_a_sequence():
    story = steps(graph_e())
    assert story[-1] is list(story)[10]
    assert [step.index for step in story[2:4]] == [2, 3]
    assert story[3] in story
    assert story.lang == "en"


def test_inputs_are_introduced_when_they_are_needed():
    w = [Value(0.1 * k, f"w{k}", parameter=True) for k in range(1, 7)]
    i = [Value(0.5, "i1"), Value(0.25, "i2")]
    h = [dot(w[2 * k : 2 * k + 2], i).tanh().named(f"h{k + 1}") for k in range(2)]
    o = dot(w[4:], h).named("o")
    assert _told(o) == ["w1", "i1", "w2", "i2", "dot", "h1", "w3", "w4", "dot", "h2", "w5", "w6", "o"]  # fmt: skip
    x, y, z = Value(-2, "x"), Value(5, "y"), Value(-4, "z")
    assert _told(((x + y).named("q") * z).named("f")) == ["x", "y", "q", "z", "f"]
    assert _told((z * (x + y).named("q")).named("f")) == ["x", "y", "q", "z", "f"]


def _told(root):
    """What the forward pass tells, in its order."""
    told = (step.node for step in steps(root) if step.kind in ("input", "forward"))
    return [node.label or node.op for node in told]
