"""The documents are true: generated pages are up to date, commands run, links lead somewhere.

The sessions printed in README.md and docs/*.md are doctests of their own.
"""

import re
import shlex
from pathlib import Path

import pytest

import viz
import viz.cli
from tests import architecture_page
from viz.cli.rules_page import rules_table
from viz.lang import LANGUAGES

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("**/*.md")),
]
COMMANDS = sorted({
    line.split(" && ")[-1].split("#")[0].strip()
    for document in DOCUMENTS
    for block in re.findall(r"```sh\n(.*?)```", document.read_text("utf-8"), re.DOTALL)
    for line in block.splitlines()
    if "chalkgrad " in line
})  # fmt: skip


def test_the_rules_page_is_the_table(golden):
    golden(ROOT / "docs/rules.md", rules_table("markdown") + "\n")


def test_the_glossary_page_has_both_languages(golden):
    sections = []
    for lang, head in zip(LANGUAGES, ("# Glossary", "# 词汇表"), strict=True):
        sections.append(f"{head}\n\n{viz.glossary(lang=lang).markdown}\n")
    golden(ROOT / "docs/glossary.md", "\n".join(sections))


@pytest.mark.slow
def test_the_architecture_page_lists_what_is_there(golden):
    path = ROOT / "docs/architecture.md"
    golden(path, architecture_page.page(path))


def test_the_picture_of_the_readme_is_the_first_example():
    picture = (ROOT / "docs/pictures/graph_e.svg").read_text("utf-8")
    assert picture == (ROOT / "examples/expected/01_graph_e.svg").read_text("utf-8")


def test_the_readme_has_its_two_commands():
    text = (ROOT / "README.md").read_text("utf-8")
    assert (
        '\npip install . && chalkgrad draw "e = (a + b) * (b + 1)" a=2 b=1 -o e.png\n'
        in text
    )
    assert "\npip install '.[test]' && pytest\n" in text


def slow_if_it_trains(command):
    """To train takes seconds; the other commands are quick."""
    marks = pytest.mark.slow if " train " in command else ()
    return pytest.param(command, marks=marks)


@pytest.mark.parametrize(
    "command", [slow_if_it_trains(command) for command in COMMANDS]
)
def test_every_command_in_the_documents_runs(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "names.txt").write_text("anna\nbruno\nclara\ndavid\nemma\n" * 8)
    assert viz.cli.main(shlex.split(command)[1:]) == 0
    for name in re.findall(r"-o ([^\s-]\S*)", command):
        assert (tmp_path / name).stat().st_size > 0
    if "train" not in command:  # which shows a progress bar there
        assert capsys.readouterr().err == ""


def test_the_commands_were_found():
    assert len(COMMANDS) >= 4


def test_every_document_is_in_the_navigation_of_the_site():
    """`mkdocs build --strict` would say so, too, but later."""
    navigation = (ROOT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[2]
    for document in (ROOT / "docs").glob("**/*.md"):
        name = document.relative_to(ROOT / "docs").as_posix()
        assert re.search(rf"[\[ ]{re.escape(name)}(?![\w.])", navigation), name


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: "/".join(path.relative_to(ROOT).parts)
)
def test_links_lead_somewhere(document):
    text = document.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)[)#]", text):
        if target.startswith("made/"):  # by the sessions of this document
            assert f'"{target.removeprefix("made/")}"' in text, target
        else:
            assert (document.parent / target).exists(), target
