"""One base for all errors and one for all warnings: derived, exported, documented, and caught as before."""

import builtins
import importlib
import inspect
import re
from pathlib import Path

import pytest

import autograd
import autograd.nn
import viz
from autograd import ChalkgradError, ChalkgradWarning, hints
from tests.test_architecture import modules

ROOT = Path(__file__).parent.parent
PACKAGES = (autograd, autograd.nn, viz)
SIGNALS = {
    "TooIrregularError",
    "NoLoopError",
    "Damaged",
    "BuildError",
    "TooSlowError",
}  # always caught in the package


def exceptions():
    """All exception classes that are defined in the two packages."""
    found = {}
    for name in modules():
        if name.endswith("__main__"):
            continue
        module = importlib.import_module(name.removesuffix(".__init__"))
        for x in vars(module).values():
            is_error = inspect.isclass(x) and issubclass(x, BaseException)
            if is_error and x.__module__.startswith(("autograd", "viz")):
                found[x.__name__] = x
    return list(found.values())


def public():
    return [
        x
        for x in exceptions()
        if not x.__name__.startswith("_") and x.__name__ not in SIGNALS
    ]


def example(kind):
    """An error of this class; each has a constructor of its own."""
    arguments = {
        "TooManyPathsError": (10**400, 10),
        "FileError": (Path("x.json"), "it is damaged", "save it again"),
        "ModelFileError": (Path("x.json"), "it is damaged", "save it again"),
        "CheckpointError": (Path("x.json"), "it is damaged", "start anew"),
        "ExpressionError": ("e = foo(a)", 4, "unknown function 'foo'", 7),
    }
    return kind(*arguments.get(kind.__name__, ("what is wrong",)))


def test_all_errors_derive_from_the_base():
    assert len(public()) >= 17
    for kind in exceptions():
        base = ChalkgradWarning if issubclass(kind, Warning) else ChalkgradError
        assert issubclass(kind, base), kind


def test_a_base_of_pythons_own_catches_each_of_them_too():
    for kind in public():
        own = [x for x in kind.__mro__ if x.__name__ in vars(builtins)]
        if kind is not ChalkgradError:
            assert own[0] not in (Exception, BaseException, object), kind


def test_all_errors_are_exported_once_and_say_what_they_are():
    for kind in public():
        holders = [x for x in PACKAGES if kind.__name__ in x.__all__]
        assert len(holders) == 1, kind
        assert getattr(holders[0], kind.__name__) is kind
        assert kind.__doc__


@pytest.mark.parametrize("kind", public(), ids=lambda kind: kind.__name__)
def test_an_error_can_be_raised_and_is_one_of_ours(kind):
    base = ChalkgradWarning if issubclass(kind, Warning) else ChalkgradError
    with pytest.raises(base) as caught:
        raise example(kind)
    assert str(caught.value)


def test_the_page_of_errors_has_them_all_with_their_bases():
    page = (ROOT / "docs" / "errors.md").read_text()
    rows = re.findall(r"^\| `(\w+(?:\.\w+)*)` \| `(\w+)` \| .+ \|$", page, re.MULTILINE)
    expected = []
    for package in PACKAGES:
        for name in package.__all__:
            kind = getattr(package, name)
            if inspect.isclass(kind) and issubclass(kind, BaseException):
                own = next(x for x in kind.__mro__ if x.__name__ in vars(builtins))
                expected.append((f"{package.__name__}.{name}", own.__name__))
    assert sorted(rows) == sorted(expected)


def test_the_likeliest_word_is_offered():
    assert hints.closest("sigmod", ["tanh", "sigmoid"]) == "sigmoid"
    assert hints.closest("sigmod", []) is None
    assert hints.closest(3, ["3"]) is None
    assert hints.did_you_mean("?", []) == "there are none"
    assert hints.did_you_mean("?", "abc", most=2) == "there are a, b, … (1 more)"


@pytest.mark.parametrize("got", ["b ", "", None, 1, True, ["a"], {"a"}])
def test_an_option_is_one_of_its_words(got):
    hints.check_option("mode", "a", ("a", "long"))
    with pytest.raises(ValueError, match=r"^mode must be one of a, long; got "):
        hints.check_option("mode", got, ("a", "long"))
    with pytest.raises(ValueError, match=r"; got 'lon'; did you mean 'long'\?$"):
        hints.check_option("mode", "lon", ("a", "long"))
