"""All catalogues say the same things in every language, and a language can be added in their folder alone."""

import importlib
import os
import re
import shutil
import string
import subprocess
import sys
from pathlib import Path

import pytest

from viz.lang import LANGUAGES, TAGS, catalogue, next_language, pick
from viz.lang.buglab import BUG_WORDS
from viz.lang.emblem import EMBLEM_WORDS
from viz.lang.fit import NOTES
from viz.lang.glossary import GLOSSARY
from viz.lang.health import HEALTH_WORDS
from viz.lang.network import NETWORK_WORDS
from viz.lang.page import LABELS
from viz.lang.playground import PLAYGROUND
from viz.lang.sheets import SHEET_WORDS
from viz.lang.steps import WORDS
from viz.lang.tools import PHRASES

ROOT = Path(__file__).parent.parent
CATALOGUES = {
    "steps": WORDS,
    "tools": PHRASES,
    "health": HEALTH_WORDS,
    "buglab": BUG_WORDS,
    "page": LABELS,
    "sheets": SHEET_WORDS,
    "fit": NOTES,
    "glossary": GLOSSARY,
    "network": NETWORK_WORDS,
    "emblem": EMBLEM_WORDS,
    "playground": PLAYGROUND,
}
for _path in sorted((ROOT / "viz" / "lang").glob("page_*.py")):  # of the page's parts
    CATALOGUES[_path.stem] = importlib.import_module(f"viz.lang.{_path.stem}").LABELS
for _path in sorted((ROOT / "viz" / "lang" / "learners").glob("[!_]*.py")):
    _module = importlib.import_module(f"viz.lang.learners.{_path.stem}")
    CATALOGUES[f"learners/{_path.stem}"] = _module.WORDS
EMPTY = {("steps", "zh", "between")}  # Chinese has no space between sentences

each_catalogue = pytest.mark.parametrize("name", CATALOGUES)


def fields(template):
    parts = string.Formatter().parse(template)
    return sorted({name for _, name, _, _ in parts if name is not None})


def test_every_file_of_the_folder_is_a_catalogue():
    files = {path.stem for path in (ROOT / "viz" / "lang").glob("*.py")}
    of_learners = {name for name in CATALOGUES if name.startswith("learners/")}
    assert files - {"__init__"} == set(CATALOGUES) - of_learners


@each_catalogue
def test_every_language_has_the_same_keys_and_fields(name):
    tables = CATALOGUES[name]
    assert tuple(tables) == LANGUAGES
    for lang in LANGUAGES:
        assert tables[lang].keys() == tables["en"].keys()
        for key, template in tables[lang].items():
            assert fields(template) == fields(tables["en"][key]), (lang, key)
            assert template or (name, lang, key) in EMPTY, (lang, key)


def test_chinese_is_chinese():
    same = {
        "constant",
        "title input",
        "title forward",
        "title seed",
        "between",
        "comma",
    }
    for key, template in WORDS["zh"].items():
        plain = "".join(text for text, *_ in string.Formatter().parse(template))
        assert key in same or any("一" <= c <= "鿿" for c in plain), key


def test_catalogues_are_read_only():
    table = catalogue(en={"a": "b"})
    with pytest.raises(TypeError):
        table["en"]["a"] = "c"  # type: ignore[index]
    with pytest.raises(TypeError):
        table["zh"] = {}  # type: ignore[index]


def test_an_unknown_language_is_refused_with_those_that_there_are():
    with pytest.raises(
        ValueError, match=f"lang must be one of {', '.join(LANGUAGES)}; got 'fr'"
    ):
        pick(WORDS, "fr")


def test_every_language_has_a_tag_and_comes_after_another():
    assert tuple(TAGS) == LANGUAGES
    assert {next_language(lang) for lang in LANGUAGES} == set(LANGUAGES)


PROGRAM = """
import viz
from autograd import Value
a, b = Value(2.0, "a"), Value(1.0, "b")
e = ((a + b) * (b + 1)).named("e")
print(viz.steps(e, lang="qaa"))
for text in (viz.explain(b, e, lang="qaa"), viz.nudge(b, 0.1, e, lang="qaa"), viz.paths_table(e, b, lang="qaa"),
             viz.compare_modes(e, lang="qaa"), viz.buglab(e, lang="qaa"), viz.health(e, lang="qaa")):
    assert str(text)
stepper = viz.Stepper(e, lang="qaa")
stepper.next()
viz.film(e, lang="qaa").save("e.html")
"""


@pytest.mark.slow
def test_a_language_is_added_in_this_folder_alone(tmp_path):
    """A copy of the packages in which only viz/lang is edited, as its docstring says."""
    for package in ("autograd", "viz"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    folder = tmp_path / "viz" / "lang"
    edits = [
        ('Literal["en", "zh"]', 'Literal["en", "zh", "qaa"]'),
        ('"zh": "zh-Hans"', '"zh": "zh-Hans", "qaa": "qaa"'),
    ]
    edit(folder / "__init__.py", edits)
    for name in CATALOGUES:
        edit(
            folder / f"{name}.py",
            [
                ("zh=_ZH)", "zh=_ZH, qaa=_QAA)"),
                ("_ZH = {", "_QAA = dict(_EN)\n_ZH = {"),
            ],
        )
    edit(
        folder / "steps.py",
        [
            (
                "_QAA = dict(_EN)",
                '_QAA = {**_EN, "input": "{name} = {value} es una entrada."}',
            )
        ],
    )
    edit(
        folder / "page.py",
        [("_QAA = dict(_EN)", '_QAA = {**_EN, "language": "Español"}')],
    )
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert "a = 2 es una entrada." in done.stdout
    assert re.search(
        r'<html lang="qaa"', (tmp_path / "e.html").read_text(encoding="utf-8")
    )
    words = ["steps", "a * b", "a=2", "b=1", "--lang", "qaa"]
    done = subprocess.run(
        [sys.executable, "-m", "viz", *words],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
    )
    assert "a = 2 es una entrada." in done.stdout


def edit(path, pairs):
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, (path, old)
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def environment(folder):
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"}
