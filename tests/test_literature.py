"""Docstrings cite what a stranger can find: publications first, the lecture notes second, all in docs/literature.md."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

from autograd import RULES

ROOT = Path(__file__).parent.parent
LISTED = re.findall(
    r"^- (\S+) (\d{4}b?)\. ", (ROOT / "docs" / "literature.md").read_text("utf-8"), re.M
)
NAME = r"[A-Z][A-Za-zéíöüáćšžKö'’-]+"
CITATION = re.compile(
    rf"({NAME})(?:(?:, {NAME})* and {NAME}| et al\.)? ((?:19|20)\d\db?)"
)
NOTES = re.compile(r"(?<![\d.])00[0-4]\b(?![\d.])")
PACKAGES = ("autograd", "autograd.nn", "autograd.nn.data", "viz", "viz.plots")
LAST = {"NeurIPS", "Python", "PyTorch", "Alonso", "Cummins", "Sejnowski", "Toda"}
"""What stands before a year in a line and is no first author."""


def docstrings():
    """(file, text) of all docstrings, and of the words in the table of rules."""
    for package in ("autograd", "viz", "chalkgrad"):
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield path.relative_to(ROOT).as_posix(), node.value


def public():
    """(name, docstring) of all that is exported, its methods too."""
    for rule in RULES.values():
        yield f"rule {rule.name}", rule.doc
    for package in PACKAGES:
        module = importlib.import_module(package)
        for name in getattr(module, "__all__", dir(module)):
            thing = getattr(module, name)
            if inspect.isfunction(thing) or inspect.isclass(thing):
                yield name, thing.__doc__ or ""
            if inspect.isclass(thing):
                for method in vars(thing).values():
                    if inspect.isfunction(method):
                        yield f"{name}.{method.__name__}", method.__doc__ or ""


@pytest.mark.slow
def test_what_is_cited_is_listed_once():
    assert len(LISTED) == len(set(LISTED)) > 80
    cited = {}
    for file, text in docstrings():
        for author, year in CITATION.findall(text.replace("\n", " ")):
            if author not in LAST:
                cited.setdefault((author, year), file)
    assert len(cited) > 60
    assert {key: file for key, file in cited.items() if key not in LISTED} == {}


def test_publications_stand_before_the_notes():
    late = []
    for name, text in public():
        notes = NOTES.search(text)
        words = " ".join(text[: notes.start()].split()) if notes else ""
        if notes and not (CITATION.search(words) or "DLMF" in words):
            late.append(name)
    assert late == []
