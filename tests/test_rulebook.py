"""The page of rules: every row is on it, and what it says is what the engine does."""

from __future__ import annotations

import re

import pytest

from autograd import RULES, Rule, Value, apply
from autograd.readings import FLOATS
from tests.domains import inside
from viz.cli.rules_page import entry, rules_table
from viz.text.tables import cells


def test_an_entry_in_words() -> None:
    leaky = entry(RULES["leaky_relu"])
    assert leaky.call == "leaky_relu(x, slope=0.01)"
    assert leaky.formula == "leaky_relu(x, slope)"
    assert leaky.derivatives == ("∂z/∂x = 1 if 0 < x else slope",)
    assert (leaky.domain, leaky.kink, leaky.constants) == ("", "x = 0", "slope=0.01")
    assert entry(RULES["div"]).derivatives == ("∂z/∂x = 1/y", "∂z/∂y = −z/y")
    assert (entry(RULES["div"]).domain, entry(RULES["maximum"]).kink) == (
        "y ≠ 0",
        "x − y = 0",
    )
    assert entry(RULES["elu"]).latex == r"\operatorname{elu}_{\alpha}(x)"
    assert (
        entry(RULES["leaky_relu"]).latex == r"\operatorname{leaky}_{\mathrm{slope}}(x)"
    )


def test_rules_for_any_number_of_arguments() -> None:
    dot = entry(RULES["dot"])
    assert (dot.call, dot.formula) == ("dot(x1, x2, …)", "x1·x3 + x2·x4 + x5")
    assert dot.derivatives[::4] == ("∂z/∂x1 = x3", "∂z/∂x5 = 1")
    assert entry(RULES["total"]).latex == "x_{1} + x_{2} + x_{3} + x_{4} + x_{5}"


def test_your_own_rule_and_an_argument_with_another_name() -> None:
    rule = Rule("lerp", "~", lambda m, p, q, t: p + t * (q - p), lambda m, z, p, q, t: (1.0 - t, t), "{0}|{1}",
                constants=(("t", 0.5),))  # fmt: skip
    assert entry(rule).call == "lerp(p, q, t=0.5)"
    assert entry(rule).derivatives == ("∂z/∂p = 1 − t", "∂z/∂q = t")


SPELLING = {
    **{"·": "*", "−": "-", "∞": "inf", "ln(": "log(", "^": "**", " = ": " == "},
    **{"⌊": "floor(", "⌋": ")"},
}
"""From mathematics for people to Python, enough for the derivatives of the table."""


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_the_printed_derivative_is_the_engine_s(rule: Rule) -> None:
    words = entry(rule)
    count = len(words.derivatives)
    numbers = inside(rule, arity=count)
    assert len(numbers) == count
    node = apply(rule, *map(Value, numbers))
    names = [line.split(" = ")[0].removeprefix("∂z/∂") for line in words.derivatives]
    space = {
        **vars(FLOATS),
        **dict(rule.constants),
        **dict(zip(names, numbers)),
        "z": node.data,
    }
    for line, partial in zip(words.derivatives, node.partials, strict=True):
        text = line.split(" = ", 1)[1]
        text = re.sub(
            r"√(\w+|\()",
            lambda m: f"sqrt{m[1]}" if m[1] == "(" else f"sqrt({m[1]})",
            text,
        )
        text = re.sub(r"\|(\w+)\|", r"abs(\1)", text)
        for ours, python in SPELLING.items():
            text = text.replace(ours, python)
        assert eval(text, {}, space) == pytest.approx(
            partial, rel=1e-3
        )  # numbers are printed with four digits


def test_text_fits_a_terminal_and_names_every_rule() -> None:
    lines = rules_table().splitlines()
    assert max(map(cells, lines)) <= 80
    assert [line.split()[0] for line in lines if line[:1].strip()] == list(RULES)
    assert not [line for line in lines if line != line.rstrip()]


def test_markdown_is_a_table_with_every_rule() -> None:
    page = rules_table("markdown")
    assert page.startswith("# Rules\n")
    rows = [line for line in page.splitlines() if line.startswith("|")]
    cut = [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
    assert {len(row) for row in cut} == {8}
    assert [re.match(r"`(\w+)\(", row[0])[1] for row in cut[2:]] == list(RULES)
    for row in cut[2:]:
        formula = row[2]
        assert re.fullmatch(r"\$[^\s$|]([^$|]*[^\s$|])?\$", formula)
        assert formula.count("{") == formula.count("}")
        assert "{all}" not in formula
        assert not re.search(r"(?<!\\)[*_<]", row[7])
    assert r"x\*\*3" in page


def test_another_format_is_refused() -> None:
    with pytest.raises(
        ValueError, match="format must be one of text, markdown; got 'html'"
    ):
        rules_table("html")
