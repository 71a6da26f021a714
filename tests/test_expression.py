"""Formulas typed by people: what they mean, what is refused, and where the message points."""

from __future__ import annotations

import math
import pickle
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograd import RULES, Value, apply, gradcheck, record
from tests.domains import inside
from tests.samples import sampled
from viz.cli.expression import function, parse, parse_variable
from viz.cli.grammar import MAX_LENGTH
from viz.cli.syntax_errors import MAX_DEPTH
from viz.errors import ExpressionError

AB = {"a": 2.0, "b": 1.0}


def labels(text: str, **variables: float) -> list[str]:
    return [node.label for node in record(parse(text, variables).root)]


def message(text: str, variables: dict[str, float] | None = None) -> str:
    with pytest.raises(ExpressionError) as caught:
        parse(text, AB if variables is None else variables)
    return str(caught.value)


# --- meaning --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["e = (a + b) * (b + 1)", "(a + b) * (b + 1)", "c = a + b; d = b + 1; e = c * d;"],
)
def test_the_worked_example_has_the_names_and_gradients_of_the_lecture(
    text: str,
) -> None:
    parsed = parse(text, {"a": 2, "b": 1})
    parsed.root.backward()
    assert [node.label for node in record(parsed.root)] == ["a", "b", "c", "d", "e"]
    assert [node.op for node in record(parsed.root)] == ["", "", "add", "add", "mul"]
    assert (parsed.root.data, parsed.inputs["a"].grad, parsed.inputs["b"].grad) == (
        6.0,
        2.0,
        5.0,
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a - b / 4", 1.75),
        ("-a ** 2 + b", -3.0),
        ("a ** -b", 0.5),
        ("2 ** a ** 2 * b", 16.0),
        ("+a * - -b", 2.0),
        ("1_000 * a + 1e-3 * b + .5 + 0x10", 2016.501),
        ("pi * a * b", 2 * math.pi),
        ("pi = a + b; pi * 2", 6.0),
        ("maximum(a, b) - minimum(a, b)", 1.0),
        ("leaky_relu(-a, 0.5) + leaky_relu(-b, slope=-0.25)", -0.75),
        ("leaky_relu(-a * b, slope=1 / 4)", -0.5),
        ("total(a, b, 1, a)", 6.0),
        ("dot(a, b, 3, 4, 0.5)", 10.5),
        ("a / 0 + b", math.inf),
        ("a * b * 9**9**2 * 0", 0.0),
        ("c = 3; c * a * b", 6.0),
        ("c = a; d = c * b", 2.0),
        ("e = (a\n  + b)  # the net input\nf = e * 2\r\n\r\nf + 1 # done", 7.0),
        ("tanh ( a ) * 0 + b ;; ", 1.0),
        ("中文 = a * b; 中文 + 1", 3.0),
    ],
)
def test_good_expressions(text: str, value: float) -> None:
    assert parse(text, AB).root.data == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_every_row_of_the_table_can_be_called(rule) -> None:
    names = list(string.ascii_lowercase[: rule.arity or 4])
    constants = {
        name: default + 0.25 if math.isfinite(default) else 0.25
        for name, default in rule.constants
    }
    spelled = [f"{name}={x}" for name, x in constants.items()]
    numbers = inside(rule, arity=4)
    call = f"{rule.name}({', '.join(names + spelled)})"
    parsed = parse(call, dict(zip(names, numbers)))
    expected = apply(rule, *map(Value, numbers), **constants)
    assert (parsed.root.data, parsed.root.partials) == (
        expected.data,
        expected.partials,
    )
    assert parsed.root.op == rule.name


def test_numbers_stay_constants_of_their_node_and_plain_numbers_become_inputs() -> None:
    parsed = parse("n = 2 * 3; y = n * x * 4", {"x": 1.5})
    assert list(parsed.inputs) == ["x", "n"]
    assert parsed.inputs["n"].data == 6.0
    assert parsed.assigned == {"n": parsed.inputs["n"], "y": parsed.root}
    assert len(record(parsed.root)) == 4


def test_two_names_for_one_node() -> None:
    parsed = parse("c = a + b; d = c; d * d", AB)
    assert parsed.assigned["c"] is parsed.assigned["d"]
    assert parsed.assigned["d"].label == "c"


def test_names_are_compared_in_normal_form() -> None:
    assert (
        parse("\u00b5 * 2", {"\u03bc": 3}).root.data == 6.0
    )  # the micro sign and the Greek letter
    assert parse("ｘ + 1", {"x": 1}).root.data == 2.0
    assert parse_variable("\u00b5=1") == ("\u03bc", 1.0)
    with pytest.raises(ExpressionError, match="given twice"):
        parse("µ", {"\u00b5": 3, "\u03bc": 3})


# --- names of intermediate nodes ------------------------------------------------------------------------------------


def test_names_go_round_the_alphabet_and_skip_what_is_taken() -> None:
    assert labels("tanh(x) * y", x=1, y=2) == ["x", "z", "y", "a"]
    assert labels("f = exp(e) * d", e=1, d=2) == ["e", "g", "d", "f"]
    assert labels("(A + B) * B", A=1, B=2) == ["A", "B", "C", "D"]
    assert labels("w1 * x1 + 输入", w1=1, x1=2, 输入=3) == [
        "w1",
        "x1",
        "a",
        "输入",
        "b",
    ]


def test_when_the_letters_run_out_the_rest_has_no_name() -> None:
    assert labels("-" * 27 + "a", a=1) == [*string.ascii_lowercase, "", ""]


def test_names_are_an_option() -> None:
    nodes = record(parse("c = (a + b) * b", AB, name_intermediates=False).root)
    assert [node.label for node in nodes] == ["a", "b", "", "c"]


# --- refusals -------------------------------------------------------------------------------------------------------

REFUSED = {
    "e = xyz(a)": "unknown function 'xyz' at character 5: e = »xyz«(a)",
    "e = max(a, b)": "unknown function 'max'; did you mean 'maximum'? at character 5: e = »max«(a, b)",
    "min(a, b)": "unknown function 'min'; did you mean 'minimum'? at character 1: »min«(a, b)",
    "a + ln(b)": "unknown function 'ln'; did you mean 'log'? at character 5: a + »ln«(b)",
    "arctan(a)": "unknown function 'arctan'; did you mean 'atan'? at character 1: »arctan«(a)",
    "a ^ b": "'^' is not allowed: write ** for a power at character 3: a »^« b",
    "a | b": "'|' is not allowed at character 3: a »|« b",
    "b; (a # 1 * 2\n | b)": "'|' is not allowed at character 16: b; (a # 1 * 2\\n »|« b)",
    "(a)  @ b": "'@' is not allowed at character 6: (a)  »@« b",
    "(a) == b": "'==' is not allowed at character 5: (a) »==« b",
    "a < b": "'<' is not allowed at character 3: a »<« b",
    "a, b": "',' is not allowed at character 2: a»,« b",
    "a += b": "'+=' is not allowed at character 3: a »+=« b",
    "1if 1else 2": "'if' is not allowed at character 2: 1»if« 1else 2",
    "a if b else a": "'if' is not allowed at character 3: a »if« b else a",
    "a.b": "'.' is not allowed here at character 2: a».«b",
    "a + (b) .tanh()": "'.' is not allowed here: write tanh(…) at character 9: a + (b) ».«tanh()",
    "f'{a}'": "text in quotes is not allowed at character 2: f»'«{a}'",
    "a × b": "'×' is not allowed: write * at character 3: a »×« b",
    "a·b": "'·' is not allowed: write * at character 2: a»·«b",
    "（a": "'（' is not allowed: write ( at character 1: »（«a",
    "a²": "'²' is not allowed: write **2 at character 2: a»²«",
    "√a": "'√' is not allowed: write sqrt(…) at character 1: »√«a",
    "a\xa0+ b": "'\\xa0' is not allowed: write a space at character 2: a»\\xa0«+ b",
    "a * ２": "'２' is not allowed: write 2 at character 5: a * »２«",
    "a\x00": "'\\x00' is not allowed at character 2: a»\\x00«",
    "a\ud800b": "'\\ud800' is not allowed at character 2: a»\\ud800«b",
    "a + \u202eb": "'\\u202e' is not allowed at character 5: a + »\\u202e«b",
    "a(b + 1)": "'a' is not a function: write * before '(' at character 2: a»(«b + 1)",
    "(a + b)(b + 1)": "write * for a product before '(' at character 8: (a + b)»(«b + 1)",
    "2(a)": "write * for a product before '(' at character 2: 2»(«a)",
    "a + tanh": "tanh is a function: write tanh(…) at character 5: a + »tanh«",
    "tanh(a, b)": "tanh takes 1 argument, got 2 at character 1: »tanh«(a, b)",
    "maximum(a)": "maximum takes 2 arguments, got 1 at character 1: »maximum«(a)",
    "elu(a, 1, 2)": "elu takes 1 argument and perhaps alpha, got 3 at character 1: »elu«(a, 1, 2)",
    "total()": "total takes at least 1 argument, got 0 at character 1: »total«()",
    "tanh(x=a)": "arguments of tanh are written without a name at character 6: tanh(»x=a«)",
    "elu(**a)": "arguments of elu are written without a name at character 5: elu(»**a«)",
    "elu(a, b=1)": "elu has no parameter 'b', only alpha at character 8: elu(a, »b=1«)",
    "elu(a, 1, alpha=1)": "elu got 'alpha' twice at character 11: elu(a, 1, »alpha=1«)",
    "elu(a, b)": "alpha of elu must be a number without variables at character 8: elu(a, »b«)",
    "elu(a, alpha=2*b)": "alpha of elu must be a number without variables at character 14: elu(a, alpha=»2*b«)",
    "tanh(*a)": "this is not allowed at character 6: tanh(»*a«)",
    "2j * a": "'2j' is not a real number at character 1: »2j« * a",
    "()": "nothing in the brackets at character 1: »()«",
    "a * 1e999": "number too large for a float at character 5: a * »1e999«",
    f"a+{2**1024 - 1}": "number too large for a float at character 3: a+»17976931348623159077«29305190789024733617…",
    "a + ": "something is missing at character 4: a +»« ",
    "a + * b": "cannot be read at character 5: a + »*« b",
    "(a + b": "'(' was never closed at character 1: »(«a + b",
    "a + b)": "unmatched ')' at character 6: a + b»)«",
    "中文 + (a b)": "something is missing between these at character 7: 中文 + (»a b«)",
    "x.y = a": "only a name can stand left of = at character 1: »x.y« = a",
    "a + b = c": "= must follow a name at the start of a statement at character 1: »a + b« = c",
    "c = d = a": "only one = in a statement at character 5: c = »d« = a",
    "a = 3; a * b": "'a' is given a value and defined, too at character 1: »a« = 3; a * b",
    "c = a; c = b": "'c' is already defined at character 8: c = a; »c« = b",
    "d = c * a; c = a * b; d": "'c' is used before it is defined at character 5: d = »c« * a; c = a * b; d",
    "c = c + a": "'c' is used before it is defined at character 5: c = »c« + a",
    "a * b; b": "only the last expression may be without a name at character 1: »a * b«; b",
    "c = a * b; d = a + b": "'c' is not used at character 1: »c« = a * b; d = a + b",
    "a * b + q": "variable 'q' has no value, give it one: q=… at character 9: a * b + »q«",
    "中 = a * b\n文": "variable '文' has no value, give it one: 文=… at character 11: 中 = a * b\\n»文«",
    "中 = (a *\n 量 + b)": "variable '量' has no value, give it one: 量=… at character 11: 中 = (a *\\n »量« + b)",
    "a": "variable 'b' is not used at character 1: »b«=1",
    "1 + 2": "nothing to differentiate: no variable in the expression at character 1: »1 + 2«",
    "": "no expression, such as e = (a + b) * (b + 1) at character 1: »«",
    " ; \n#": "no expression, such as e = (a + b) * (b + 1) at character 1: » ; \\n#«",
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.items(), ids=map(repr, REFUSED))
def test_what_is_refused_and_where(text: str, expected: str) -> None:
    assert message(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "().__class__.__bases__[0].__subclasses__()",
        "open(a)",
        "eval(a)",
        "exec(a)",
        "print(a)",
        "globals()",
        "__builtins__",
        "a.__class__",
        "a.data.__class__",
        "tanh.__globals__",
        "tanh.__call__(a)",
        "(lambda: a)()",
        "lambda x: x",
        "[a for a in b]",
        "total(a for b in a)",
        "{a}",
        "{a: b}",
        "a[0]",
        "f'{a.data}'",
        "(c := a)",
        "(yield a)",
        "await a",
        "*a, b = a",
        "not a",
        "a and b",
        "a is b",
        "a in b",
        "~a",
        "a @ b",
        "a << b",
        "True",
        "None",
        "...",
        "b'a'",
        "import os",
        "from os import path",
        "def f(): pass",
        "del a",
        "global a",
        "return a",
        "type X = a",
        "assert a",
        "a: int = 3",
        "a\\\n+ b",
        "@a",
        "a!r",
        "$a",
        "a ? b",
        "`a`",
    ],
)
def test_python_that_is_not_a_formula(text: str) -> None:
    assert "\n" not in message(text)


LARGE = {
    "terms": "+".join("a" * 50_000),
    "brackets": "(" * 90_000,
    "closing": ")" * 90_000,
    "nested": "(" * 300 + "a" + ")" * 300,
    "calls": "tanh(" * 9_000 + "a" + ")" * 9_000,
    "signs": "-" * 90_000 + "a",
    "powers": "**".join("a" * 30_000),
    "dots": "a" + ".b" * 40_000,
    "called": "a" + "()" * 40_000,
    "commas": "tanh(" + "a," * 40_000 + ")",
    "words": "a " * 40_000,
    "statements": "a;" * 20_000,
    "assignments": "a=" * 40_000 + "1",
    "digits": "a*" + "1" * 90_000,
    "underscores": "1" + "_1" * 40_000,
    "hexadecimal": "0x" + "f" * 90_000,
    "exponent": "a*1e" + "9" * 90_000,
    "name": "x" * 90_000,
    "lines": "\n" * 90_000,
    "open lines": "(\n" * 150 + "a" + "\r" * 50_000 + "$",
    "megabyte": "[" * 1_000_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", sampled(LARGE.values(), 3), ids=LARGE)
def test_large_input_is_one_short_line(text: str) -> None:
    assert len(message(text)) < 500
    assert "\n" not in message(text)


def test_the_limits_hold_to_the_unit() -> None:
    assert parse("-" * MAX_DEPTH + "a", {"a": 1}).root.data == 1.0
    assert parse("+".join("a" * (MAX_DEPTH + 1)), {"a": 1}).root.data == MAX_DEPTH + 1
    deep = f"more than {MAX_DEPTH} operations inside one another at character {MAX_DEPTH + 1}: "
    assert message("-" * (MAX_DEPTH + 1) + "a").startswith(deep)
    assert parse("a" + " " * (MAX_LENGTH - 1), {"a": 1}).root.data == 1.0
    assert message("a" * 1_000_000).startswith(
        "too long: 1,000,000 characters, and the limit is 100,000 at character"
    )


def test_a_long_flat_sum_is_one_call() -> None:
    root = parse("total(" + ",".join("a" * 40_000) + ")", {"a": 1}).root
    assert (root.data, len(record(root))) == (40_000.0, 2)


def test_only_the_neighbourhood_is_shown() -> None:
    text = "a + b + " * 30 + "xyz(a)" + " * b + a" * 30
    assert message(text) == (
        "unknown function 'xyz' at character 241: …b + a + b + a + b + »xyz«(a) * b + a * b + a …"
    )
    assert message("x" * 1000).endswith("»xxxxxxxxxxxxxxxxxxxx«xxxxxxxxxxxxxxxxxxxx…")


def test_an_error_carries_its_place_and_survives_pickling() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("e = xyz(a)", AB)
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.text, error.offset, error.end, error.reason) == (
        "e = xyz(a)",
        4,
        7,
        "unknown function 'xyz'",
    )


# --- variables ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("a=2", ("a", 2.0)),
        (" a = -2.5e-3 ", ("a", -0.0025)),
        ("x=pi/4", ("x", math.pi / 4)),
        ("学习率=1_0", ("学习率", 10.0)),
    ],
)
def test_variables(argument: str, expected: tuple[str, float]) -> None:
    assert parse_variable(argument) == expected


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        (
            "a",
            "expected name=value, such as a=2 (an expression needs quotes) at character 1: »a«",
        ),
        ("a=", "no number for 'a' at character 3: a=»«"),
        ("=2", "no name before = at character 1: »«=2"),
        ("2=a", "'2' cannot be a name at character 1: »2«=a"),
        ("if=1", "'if' cannot be a name at character 1: »if«=1"),
        ("a.b=1", "'a.b' cannot be a name at character 1: »a.b«=1"),
        ("a=b", "'b' is not a number at character 3: a=»b«"),
        ("a=2*nan", "'nan' is not a number at character 5: a=2*»nan«"),
        (
            "a=1/0",
            "div of these numbers is not a finite number at character 3: a=»1/0«",
        ),
        ("a=1;2", "one number is needed at character 3: a=»1;2«"),
        ("a=b=2", "one number is needed at character 3: a=»b=2«"),
        ("a=open('x')", "text in quotes is not allowed at character 8: a=open(»'«x')"),
        ("a=2 +", "something is missing at character 6: a=2 +»«"),
    ],
)
def test_bad_variables(argument: str, expected: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_variable(argument)
    assert (str(caught.value), caught.value.text) == (expected, argument)


# --- as a function --------------------------------------------------------------------------------------------------


def test_function_replaces_numbers_of_the_text_and_can_be_checked() -> None:
    f = function("a = 2; c = a * x; c + a", ["x", "a"])
    assert f(3.0, 2.0).data == 8.0
    assert f(3.0, 5.0).data == 20.0
    report = gradcheck(f, [3.0, 2.0], names=["x", "a"])
    assert [round(row.analytic, 9) for row in report.rows] == [2.0, 4.0]


# --- any text, and any formula --------------------------------------------------------------------------------------

CHARACTERS = "abexy中µ²()()()+-*/^=;,.:[]{}'\"#\\ \n\r\t\x00\x7f\u2028\ud800%<>!~@&|$`?_0123×（ａ\u3000"
WORDS = "** // == e= 1e5 pi 0x 1_ 2j 9**9** f' ... import lambda if else for in tanh( leaky_relu( slope= maximum( total("
TOKENS = st.sampled_from([*CHARACTERS, *WORDS.split(), "\r\n", " if ", " for "])
VALID = [
    "e = (a + b) * (b + 1)",
    "c = leaky_relu(a, slope=0.1) ** 2; d = c / b\nd - 1e-3",
    "total(a, -b, pi)",
]


def refusal(text: str) -> ExpressionError | None:
    """What `parse` says about `text`, None if it understands it. Any other exception is a fault."""
    try:
        assert isinstance(parse(text, AB).root, Value)
    except ExpressionError as error:
        return error
    return None


def check_outcome(text: str) -> None:
    error = refusal(text)
    if error is not None:
        line = str(error)
        assert len(line.splitlines()) == 1
        assert line.isprintable()
        assert len(line) < 500
        assert 0 <= error.offset <= error.end <= len(error.text)
        assert f" at character {error.offset + 1}: " in line


@pytest.mark.slow
@settings(max_examples=600, deadline=None)
@given(st.lists(TOKENS, max_size=25).map("".join))
@example("a\r\r\n b")
@example("(a;b)")
@example("a)\n(b")
def test_any_tokens_give_a_value_or_one_line(text: str) -> None:
    check_outcome(text)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.text(max_size=40))
def test_any_text_gives_a_value_or_one_line(text: str) -> None:
    check_outcome(text)


@settings(max_examples=300, deadline=None)
@given(st.lists(TOKENS, max_size=8).map("".join))
def test_any_argument_gives_a_variable_or_one_line(text: str) -> None:
    for argument in (text, f"a={text}"):
        line = ""
        try:
            name, number = parse_variable(argument)
        except ExpressionError as error:
            line = str(error)
        else:
            line = f"{name}={number}"
            assert math.isfinite(number)
        assert line.isprintable()


@pytest.mark.slow
@settings(max_examples=600, deadline=None)
@given(st.data())
def test_a_damaged_formula_gives_a_value_or_one_line(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(VALID))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 3)))
        text = text[:start] + data.draw(st.one_of(st.just(""), TOKENS)) + text[end:]
    check_outcome(text)


PYTHON = {
    name: getattr(math, name)
    for name, rule in RULES.items()
    if rule.arity == 1 and hasattr(math, name)
}
ATOMS = st.sampled_from(["x", "y", "0.5", "2.0", "pi", "1e-3", "3.0", ".25", "(x)"])
FORMULAS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", " - ", "*", " / ", "**"]), inner).map(
            "".join
        ),
        st.tuples(st.sampled_from(["-", "+", "("]), inner).map(
            lambda p: f"({p[1]})" if p[0] == "(" else "".join(p)
        ),
        st.tuples(st.sampled_from(sorted(PYTHON)), inner).map(
            lambda p: f"{p[0]}({p[1]})"
        ),
    ),
    max_leaves=12,
)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(FORMULAS, st.floats(-3, 3), st.floats(0.1, 3))
def test_a_formula_means_what_python_says(formula: str, x: float, y: float) -> None:
    text = f"{formula} + 0.0 * (x + y)"
    names = {"x": x, "y": y, "pi": math.pi}
    try:
        expected = eval(text, {**PYTHON, "__builtins__": {}}, names)
    except (
        ArithmeticError,
        ValueError,
        TypeError,
    ):  # where Python refuses or turns complex, IEEE 754 has inf or nan
        expected = None
    try:
        result = parse(text, {"x": x, "y": y}).root.data
    except ExpressionError as error:  # a part of numbers alone that is not finite
        assert "of these numbers is not a finite number" in str(error)  # noqa: PT017
        return
    if isinstance(expected, float):
        assert result == expected or (math.isnan(result) and math.isnan(expected))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a * 9**9**9**9", "9**9"),
        ("a ** 1e300 ** 2", "1e300 ** 2"),
        ("a + 1/0", "1/0"),
        ("a + log(0)", "log(0)"),
    ],
)
def test_numbers_alone_must_stay_finite(text: str, place: str) -> None:
    with pytest.raises(
        ExpressionError, match="of these numbers is not a finite number"
    ) as caught:
        parse(text, {"a": 1.0})
    error = caught.value
    assert error.text[error.offset : error.end].endswith(place)
    assert "\n" not in str(error)
