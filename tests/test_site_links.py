"""Links of the documents, which are those of the repository, as they are on the site."""

import pytest

from docs.website import examples, links


@pytest.mark.parametrize(
    ("link", "on_the_site"),
    [
        ("engine.md#recording", "engine.md#recording"),
        ("pictures/graph_e.svg", "pictures/graph_e.svg"),
        ("../autograd/rules.py", "source/autograd/rules.py.md"),
        ("../viz/lang/", "source/viz/lang/index.md"),
        ("../examples/10_net222.py", "examples/10_net222.md"),
        ("../examples", "examples/index.md"),
        ("../examples/README.md", "examples/index.md"),
        ("../examples/expected/01_graph_e.svg", "examples/expected/01_graph_e.svg"),
        ("../README.md", "index.md"),
        ("../CHANGELOG.md", "changelog.md"),
        ("../docs/website", "source/docs/website/index.md"),
        ("https://example.org/a.py", "https://example.org/a.py"),
        ("#here", "#here"),
    ],
)
def test_links_of_a_document_lead_to_pages(link, on_the_site):
    text = links.rewritten(f"see [it]({link}), twice: [it]({link})", "docs/x.md", "x.md")  # fmt: skip
    assert text == f"see [it]({on_the_site}), twice: [it]({on_the_site})"


def test_links_are_relative_to_the_page_that_they_are_on():
    here = ("docs/course/en/01_the_graph_e.md", "course/en/01_the_graph_e.md")
    text = "[a](../../../autograd/rules.py) [b](02_backwards.md) [c](made/e.html#step=1)"  # fmt: skip
    assert links.rewritten(text, *here) == (
        "[a](../../source/autograd/rules.py.md) [b](02_backwards.md) [c](made/e.html#step=1)"
    )


def test_code_is_left_alone():
    text = "`[x](../a.py)`\n\n```python\nf[0](../a.py)\n```\n"
    assert links.rewritten(text, "docs/x.md", "x.md") == text


def test_what_lies_outside_of_the_documents_is_found():
    text = "[a](../autograd/rules.py#L3) [b](engine.md) [c](../nowhere.py) `[d](../LICENSE)`"  # fmt: skip
    assert links.outside(text, "docs/x.md") == {"autograd/rules.py"}


def test_code_with_fences_inside_stays_one_block():
    block = links.fenced('"""\n```sh\nls\n```\n"""\n', "python")
    assert block.startswith("````python\n")
    assert block.endswith('"""\n````\n')


def test_every_example_has_a_title_and_a_picture():
    titles = [examples.title(path) for path in examples.EXAMPLES]
    assert len(titles) == len(set(titles)) >= 44
    for path, title in zip(examples.EXAMPLES, titles):
        assert 5 < len(title) < 110, title
        assert "lecture notes" not in title, title
        assert examples.pictures_of(path)
