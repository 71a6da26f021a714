"""The course: ten chapters in two languages, with the same code, a film, a worksheet and exercises each.

That their sessions print what they say is a doctest of its own.
"""

import doctest
import re
from itertools import pairwise

import pytest

from docs.website import course

ENGLISH = sorted((course.COURSE / "en").glob("[01]*.md"))
CHINESE = sorted((course.COURSE / "zh").glob("[01]*.md"))


def code_of(chapter):
    examples = doctest.DocTestParser().get_examples(chapter.read_text("utf-8"))
    return [example.source for example in examples]


def neutral(source):
    """The code without what depends on the reader's language."""
    return re.sub(r', lang="zh"|, title="[^"]+"', "", source)


def test_there_are_ten_chapters_in_both_languages():
    assert len(ENGLISH) == 10
    assert [path.name for path in ENGLISH] == [path.name for path in CHINESE]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [*zip(ENGLISH, CHINESE)],
    ids=[path.stem for path in ENGLISH],
)
def test_both_languages_run_the_same_code(english, chinese):
    ours, theirs = code_of(english), code_of(chinese)
    assert [neutral(source) for source in ours] == [
        neutral(source) for source in theirs
    ]
    assert "".join(theirs).count('lang="zh"') >= 2
    assert "lang=" not in "".join(ours)


@pytest.mark.parametrize(
    "chapter",
    [*ENGLISH, *CHINESE],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_chapters_have_a_film_a_worksheet_and_solved_exercises(chapter):
    text, number = chapter.read_text("utf-8"), chapter.stem[:2]
    films = course.FILM.findall(text)
    assert films
    for _, film, _ in films:
        assert film.removeprefix("made/") in "".join(code_of(chapter))
    for name in (f"worksheet_{number}.pdf", f"key_{number}.pdf"):
        assert f"](made/{name})" in text
        assert f'"{name}"' in "".join(code_of(chapter))
    exercises = text.partition("/worksheet_")[2].count("<details markdown")
    assert exercises >= 3
    assert len(re.findall(r"^\*\*\d\.\*\* ", text, re.MULTILINE)) >= exercises


@pytest.mark.parametrize("language", course.LANGUAGES)
def test_chapters_are_in_the_table_of_the_course_and_lead_on(language):
    folder = course.COURSE / language
    table = (folder / "index.md").read_text("utf-8")
    names = [path.name for path in ENGLISH]
    assert re.findall(r"^\| \[.*?\]\(([\w.]+)\)", table, re.MULTILINE) == names
    for name, following in pairwise(names):
        assert f"]({following})" in (folder / name).read_text("utf-8")


def test_a_session_that_does_not_print_what_it_says_ends_the_build(tmp_path):
    chapter = tmp_path / "chapter.md"
    chapter.write_text("```pycon\n>>> 1 + 1\n3\n\n```\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"chapter\.md: its sessions do not print"):
        course.made_by(chapter)


def test_what_a_session_saves_is_kept(tmp_path):
    chapter = tmp_path / "chapter.md"
    lines = '>>> from pathlib import Path\n>>> Path("a.txt").write_text("b")\n1\n'
    chapter.write_text(f"```pycon\n{lines}\n```\n", encoding="utf-8")
    assert course.made_by(chapter) == {"a.txt": b"b"}
