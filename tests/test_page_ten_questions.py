"""What somebody who has only the page can find out there: ten questions, and the screen that answers each."""

import re
from pathlib import Path

import pytest

from tests.screens import SCREENS, act
from viz.films.frames import make_frames
from viz.films.page import page_html

DOCUMENT = Path(__file__).parent.parent / "docs/teaching.md"


@pytest.mark.browser
@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_the_page_itself_answers(visit, screen):
    html = page_html(make_frames(screen.graph()))
    shown = visit(html, at=f"#step={screen.step}", width=1280)
    act(shown, screen.done)
    read = re.sub(r"\s+", " ", shown.locator(screen.where).inner_text())
    for words in screen.said:
        assert words in read


def test_the_document_names_the_same_questions():
    table = DOCUMENT.read_text("utf-8").split("### Ten questions")[1].split("###")[0]
    questions = re.findall(r"^\| (.*?\?) \|", table, re.MULTILINE)
    assert questions == list(dict.fromkeys(screen.question for screen in SCREENS))
    assert len(questions) == 10
