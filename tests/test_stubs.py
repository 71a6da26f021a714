"""The stubs are the table: what a type checker is told of a row is what the row is."""

import ast
import inspect
from pathlib import Path

import pytest

import autograd
from autograd import RULES, Value
from autograd.bindings import FUNCTIONS, bindings
from autograd.stubs import methods_stub, package_stub
from tests.domains import inside

PACKAGE = Path(autograd.__file__).parent
FIXED = [RULES[name] for name in FUNCTIONS]


def test_the_stub_of_the_methods_is_the_table(golden):
    golden(PACKAGE / "methods.pyi", methods_stub())


def test_the_stub_of_the_package_is_the_table(golden):
    golden(PACKAGE / "__init__.pyi", package_stub())


def test_the_stub_of_the_package_exports_what_the_package_does():
    tree = ast.parse(package_stub())
    (names,) = (
        ast.literal_eval(statement.value)
        for statement in tree.body
        if isinstance(statement, ast.Assign)
    )
    assert sorted(names) == sorted(autograd.__all__)


@pytest.mark.parametrize("rule", FIXED, ids=lambda rule: rule.name)
def test_editors_show_the_arguments_of_a_row_and_what_it_means(rule):
    function = FUNCTIONS[rule.name]
    constants = [f"{name}={default!r}" for name, default in rule.constants]
    arguments = ["x", "y"][: rule.arity]
    assert str(inspect.signature(function)) == f"({', '.join(arguments + constants)})"
    assert inspect.getdoc(function) == rule.doc
    for name, *_ in bindings(rule):
        method = getattr(Value, name)
        arguments = ["self", "other"][: rule.arity]
        shown = f"({', '.join(arguments + constants)})"
        assert str(inspect.signature(method)) == shown
        assert inspect.getdoc(method) == rule.doc


@pytest.mark.parametrize("rule", FIXED, ids=lambda rule: rule.name)
def test_a_method_shows_the_same_after_its_first_call(rule):
    for name, *_ in bindings(rule):
        before = getattr(Value, name)
        shown = inspect.signature(before), before.__name__, before.__doc__
        before(*map(Value, inside(rule)))
        after = getattr(Value, name)
        assert (inspect.signature(after), after.__name__, after.__doc__) == shown


@pytest.mark.parametrize("rule", FIXED, ids=lambda rule: rule.name)
def test_arguments_may_be_given_by_the_names_that_are_shown(rule):
    function = FUNCTIONS[rule.name]
    names = list(inspect.signature(function).parameters)
    numbers = inside(rule)
    values = [Value(x) for x in numbers]
    constants = [default for _, default in rule.constants]
    for arguments in (numbers, values):
        wanted = float(function(*arguments, *constants))
        for split in range(rule.arity + 1):
            named = dict(zip(names[split:], [*arguments[split:], *constants]))
            assert float(function(*arguments[:split], **named)) == wanted
