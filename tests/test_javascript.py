"""The rows of the table as JavaScript: in a real engine they give what Python gives, and numbers look the same."""

import json
import math
import random
import re

import pytest

from autograd import RULES, Rule, Value, apply
from autograd.dialects import latex_number, pretty_number
from autograd.spelling import formula, latex
from tests.domains import inside
from viz.errors import NotTranslatable
from viz.films.page.blanks import PEOPLE, TEX, blank, fill
from viz.films.page.javascript import rows
from viz.render.webpage import read_packaged

SPECIAL = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    2.0,
    -3.0,
    1e-300,
    1e300,
    -1e300,
    5e-324,
    math.inf,
    -math.inf,
    math.nan,
]
each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def uses():
    """Every row, those with any number of arguments for one, two and five of them."""
    for rule in RULES.values():
        for arity in [rule.arity] if rule.arity else [1, 2, 5]:
            yield rule, arity + len(rule.constants), arity


def points(arity, seed=5):
    """Arguments of every size and sign, and every pair of the numbers where IEEE 754 is peculiar."""
    chance = random.Random(seed)
    found = [[chance.gauss(0, 1) for _ in range(arity)] for _ in range(150)]
    found += [
        [chance.choice((-1, 1)) * 10 ** chance.uniform(-8, 2.5) for _ in range(arity)]
        for _ in range(150)
    ]
    return found + [
        [x, y, *[1.0] * (arity - 2)][:arity] for x in SPECIAL for y in SPECIAL
    ]


def near(got, expected, tolerance=1e-12):
    if (
        math.isnan(expected)
        or math.isinf(expected)
        or math.isnan(got)
        or math.isinf(got)
    ):
        return got == expected or (math.isnan(got) and math.isnan(expected))
    return abs(got - expected) <= tolerance * abs(expected) + 1e-300


def in_javascript(numbers):
    """Numbers as JSON that JavaScript's Number() understands; JSON itself has no inf and nan."""
    return [[json.dumps(x) for x in row] for row in numbers]


@pytest.fixture(scope="module")
def engine(chromium):
    """The scripts of the page that need no page, with all rows."""
    page = chromium.new_page()
    script = [
        read_packaged("viz.films.page", "mathematics.js"),
        read_packaged("viz.films.page", "mathml.js"),
        f"const ROWS = {rows((r, n) for r, n, _ in uses())};",
    ]
    page.add_script_tag(content="\n".join(script))
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "row", range(len(list(uses()))), ids=[f"{rule.name}-{n}" for rule, n, _ in uses()]
)
def test_every_row_computes_what_python_computes(engine, row):
    rule, _, arity = list(uses())[row]
    given = points(arity)
    constants = [default for _, default in rule.constants]
    results = engine.evaluate(
        """([row, points]) => points.map((texts) => {
            const x = texts.map(Number), z = ROWS[row].forward(m, ...x);
            return [z, ...ROWS[row].partials(m, z, ...x)].map(String);
        })""",
        [row, in_javascript([*x, *constants] for x in given)],
    )
    for x, result in zip(given, results):
        node = apply(rule, *map(Value, x))
        for got, expected in zip(
            map(float, (t.replace("Infinity", "inf") for t in result)),
            [node.data, *node.partials],
        ):
            assert near(got, expected), (
                f"{rule.name}{tuple(x)}: {got} in JavaScript, {expected} in Python"
            )


@pytest.mark.browser
def test_numbers_look_the_same(engine):
    chance = random.Random(2)
    numbers = [
        *SPECIAL,
        1234.5,
        1235.5,
        0.5,
        2.5,
        999999.5,
        999.95,
        99995.0,
        99985.0,
        1e-5,
        1e-4,
        123456.0,
        0.125,
        1e22,
    ]
    numbers += [chance.gauss(0, 1) * 10 ** chance.uniform(-12, 12) for _ in range(4000)]
    numbers += [
        chance.randrange(-(10**8), 10**8) / 2 ** chance.randrange(20)
        for _ in range(4000)
    ]  # many are ties
    for digits in (1, 2, 4, 17):
        shown = engine.evaluate(
            "([texts, digits]) => texts.map((x) => pretty(Number(x), digits))",
            [*in_javascript([numbers]), digits],
        )
        assert shown == [pretty_number(x, digits) for x in numbers]


@pytest.mark.browser
def test_the_error_function_is_accurate_to_the_last_place(engine):
    numbers = [i / 997 for i in range(-6500, 6500)]
    results = engine.evaluate("(numbers) => numbers.map(m.erf)", numbers)
    assert all(
        abs(got - math.erf(x)) <= math.ulp(math.erf(x))
        for x, got in zip(numbers, results)
    )


def test_a_rule_of_ones_own_is_translated():
    cube = Rule("cube", "x³", lambda m, x: x * x * x, lambda m, z, x: (3.0 * x * x,))
    assert (
        "forward: (m, x0) => x0 * x0 * x0, partials: (m, z, x0) => [3.0 * x0 * x0]"
        in rows([(cube, 1)])
    )
    constant = Rule("two", "2", lambda m, x: 2.0, lambda m, z, x: (math.inf,))
    assert "=> 2.0, partials: (m, z, x0) => [Infinity]" in rows([(constant, 1)])


def test_a_rule_that_looks_at_its_numbers_is_refused():
    with pytest.raises(NotTranslatable, match=r"'halved' cannot be read as JavaScript"):
        rows(
            [
                (
                    Rule(
                        "halved",
                        "½",
                        lambda m, x: math.ldexp(x, -1),
                        lambda m, z, x: (0.5,),
                    ),
                    1,
                )
            ]
        )


def test_nothing_in_the_rows_can_end_the_script():
    text = rows((rule, n) for rule, n, _ in uses())
    assert not re.search(r"<(?! )", text)
    assert not re.search(r"[^\x20-\x7e\n]", text)


# --- formulas with blanks -------------------------------------------------------------------------------------------

NUMBERS = [
    1.0,
    2.0,
    12.0,
    0.5,
    1e-7,
    1.5e-7,
    1e9,
    1.25e9,
    math.inf,
    math.nan,
    -1.0,
    -2.0,
    -0.5,
    -1e9,
    -math.inf,
    0.0,
]


@each_rule
def test_a_template_filled_is_the_formula_with_those_numbers(rule):
    chance = random.Random(rule.name)
    arity = rule.arity or 4
    with_constant = (
        [0.1, Value(1.0), 2.0, Value(1.0), -3.0][:arity] if arity > 1 else [Value(1.0)]
    )
    shared = Value(1.0)
    for arguments in (
        [Value(1.0) for _ in range(arity)],
        [shared] * arity,
        with_constant,
    ):
        node = apply(rule, *arguments)
        parents = list(dict.fromkeys(node.parents))
        for spell, notation, show in (
            (formula, PEOPLE, pretty_number),
            (latex, TEX, latex_number),
        ):

            def spelled(texts, spell=spell, node=node, parents=parents):
                return spell(node, dict(zip(parents, texts)) | {node: "z"})

            template = blank(spelled, len(parents), notation)
            for _ in range(60):
                texts = [show(chance.choice(NUMBERS)) for _ in parents]
                pieces = (
                    template
                    if isinstance(template, list)
                    else template["".join(map(kind(notation), texts))]
                )
                assert fill(pieces, texts) == spelled(texts)


def kind(notation):
    """The kind of a number's text, as story.js has it."""
    if notation is TEX:
        return lambda text: (
            "W"
            if text.startswith("-")
            else "w"
            if re.fullmatch(r"\\?\w+", text)
            else "d"
        )

    def people(text):
        if text == "1":
            return "1"
        if text.startswith("−"):
            return "W" if text[1:].isdigit() else "S"
        patterns = {"w": r"\d+", "e": r"[\da-z]+", "d": r"[\d.e]+", "s": ".*"}
        return next(
            letter
            for letter, pattern in patterns.items()
            if re.fullmatch(pattern, text)
        )

    return people


# --- typesetting ----------------------------------------------------------------------------------------------------

SIGN = '<mo form="prefix" lspace="0" rspace="0">−</mo>'  # of a number, no subtraction
D = '<mi mathvariant="normal">d</mi>'


@pytest.mark.browser
@pytest.mark.parametrize(
    ("latex", "markup"),
    [
        (r"\frac{a}{2}", "<mfrac><mi>a</mi><mn>2</mn></mfrac>"),
        ("x^{2}", "<msup><mi>x</mi><mn>2</mn></msup>"),
        ("w_{12}^{3}", "<msubsup><mi>w</mi><mn>12</mn><mn>3</mn></msubsup>"),
        (r"\sqrt{-0.5}", f"<msqrt>{SIGN}<mn>0.5</mn></msqrt>"),
        ("y = -2", f"<mi>y</mi><mo>=</mo>{SIGN}<mn>2</mn>"),
        (r"a \cdot -b", f"<mi>a</mi><mo>⋅</mo>{SIGN}<mi>b</mi>"),
        (r"\left(-2\right)", f"<mrow><mo>(</mo>{SIGN}<mn>2</mn><mo>)</mo></mrow>"),
        ("1 - x", "<mn>1</mn><mo>−</mo><mi>x</mi>"),
        ("(x) - 1", "<mo>(</mo><mi>x</mi><mo>)</mo><mo>−</mo><mn>1</mn>"),
        (r"x \wedge w", "<mi>x</mi><mo>∧</mo><mi>w</mi>"),
        (
            r"\sum_p \|x\|",
            "<msub><mo>∑</mo><mi>p</mi></msub><mo>‖</mo><mi>x</mi><mo>‖</mo>",
        ),
        (r"2 + \cdots", "<mn>2</mn><mo>+</mo><mo>⋯</mo>"),
        (
            r"\frac{\mathrm{d}e}{\mathrm{d}\,\mathrm{loss}}",
            f'<mfrac><mrow>{D}<mi>e</mi></mrow><mrow>{D}<mspace width="0.17em">'
            "</mspace><mi>loss</mi></mrow></mfrac>",
        ),
        (r"\left(a\right)", "<mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow>"),
        (r"\left|x\right|", "<mrow><mo>|</mo><mi>x</mi><mo>|</mo></mrow>"),
        (r"\mathrm{loss}", "<mi>loss</mi>"),
        (r"\operatorname{\mathrm{cube}}", "<mi>cube</mi>"),
        (r"\text{a \& b\textbackslash{}<i>}", "<mtext>a &amp; b\\&lt;i&gt;</mtext>"),
        (r"\ln x", '<mi>ln</mi><mspace width="0.17em"></mspace><mi>x</mi>'),
        (
            r"\sin\left(x\right)",
            "<mi>sin</mi><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow>",
        ),
        (r"a \mathrel{+}= b", "<mi>a</mi><mo>+=</mo><mi>b</mi>"),
        (r"\partial \alpha \cdot \infty", "<mo>∂</mo><mi>α</mi><mo>⋅</mo><mi>∞</mi>"),
        (r"\begin{cases}1 & x < 0\\0 & \text{else}\end{cases}", None),
        (r"\hat{x}", '<mover accent="true"><mi>x</mi><mo>^</mo></mover>'),
        (
            r"\vec{w}_{1}",
            '<msub><mover accent="true"><mi>w</mi><mo>→</mo></mover><mn>1</mn></msub>',
        ),
        (r"\mathcal{L}", "<mi>𝓛</mi>"),
        (r"\mathit{h}", "<mi>h</mi>"),
        ("{a'_{1}}", "<msubsup><mi>a</mi><mn>1</mn><mo>′</mo></msubsup>"),
        (r"\unknown{x}", "<mtext>\\unknown</mtext><mi>x</mi>"),
        ("x^", "<msup><mi>x</mi><mrow></mrow></msup>"),
        (r"\frac{a", "<mfrac><mi>a</mi><mrow></mrow></mfrac>"),
        (r"}\right)\end{cases}&", None),
        (r"\left(", None),
    ],
)
def test_formulas_become_mathml(engine, latex, markup):
    got = engine.evaluate("(latex) => typeset(latex).firstChild.innerHTML", latex)
    assert got == markup or markup is None
    if "cases" in latex and markup is None and latex.startswith(r"\begin"):
        assert got.count("<mtr>") == 2
        assert got.count("<mtd>") == 4


@pytest.mark.browser
@each_rule
def test_the_formula_of_every_row_is_understood(engine, rule):
    node = apply(rule, *map(Value, inside(rule)))
    names = {parent: f"x_{{{i}}}" for i, parent in enumerate(node.parents)}
    markup = engine.evaluate("(latex) => typeset(latex).outerHTML", latex(node, names))
    assert "\\" not in markup
    assert "mtext" not in markup or "else" in markup
