"""The report of a training run: everything is on the page, nothing runs or is fetched, and it can be read anywhere."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

import viz
from autograd import nn
from autograd.nn import data
from autograd.nn.data import moons, split
from autograd.nn.models.layers import MLP
from autograd.nn.models.losses import binary_cross_entropy_with_logits, cross_entropy
from autograd.nn.optim.descent import SGD
from autograd.nn.train.callbacks import Snapshots
from autograd.nn.train.fit import fit
from viz.report import Run, Text, report
from viz.report.document import headline

NASTY = "</style><script>document.title = 'pwned'</script>{{title}}"


@cache
def plane(stopped="finished", title="Two moons", epochs=3):
    training, validation = split(*moons(24, 0.1, rng=0), 0.25, rng=0)
    return _run(MLP(2, [4, 4, 1], fused=True, rng=0), training, validation, binary_cross_entropy_with_logits,
                stopped, title, epochs, images=False)  # fmt: skip


@cache
def pictures(stopped="finished", title="Digits"):
    rng = np.random.default_rng(0)
    y = np.arange(20) % 4
    X = 0.2 * rng.random((20, 16)) + np.eye(4).repeat(4, axis=1)[y]
    return _run(
        MLP(16, [3, 4], fused=True, rng=0),
        (X, y),
        (X, y),
        cross_entropy,
        stopped,
        title,
        3,
        images=True,
    )


@cache
def strings(stopped="finished", title="Strings"):
    """A recurrent network, with text on the page."""
    words = data.reber(8, longest=10, rng=0)
    samples = nn.pad(words.inputs, words.targets)
    head = nn.Layer(3, 7, activation=None, rng=1)
    model = nn.SequenceModel(nn.RNN(7, 3, rng=0), head, classes=7)
    made = _run(model, samples, samples, nn.next_token_loss, stopped, title, 3, images=False)  # fmt: skip
    text = Text("What comes next", "reads   B T <S> &\n" + 110 * "x", "A caption.")
    return replace(made, texts=(text,))


def _run(model, training, validation, loss, stopped, title, epochs, images):
    made = fit(
        model,
        *training,
        loss=loss,
        optimizer=SGD(model.parameters(), lr=0.1),
        epochs=epochs,
        batch_size=4,
        validation=validation,
        progress=False,
        rng=0,
        callbacks=[Snapshots()],
    )
    made.stopped = stopped
    settings = {"network": "small", "seed": "0"}
    return Run(title, f"About {title}.", model, made, loss, training, validation, settings, f"chalkgrad train {title}",
               images=images)  # fmt: skip


@cache
def page(make, *arguments):
    return report(make(*arguments))


MADE = [plane, pictures, strings]
each = pytest.mark.parametrize("make", MADE, ids=["plane", "pictures", "strings"])

# --- what is on it ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_headline_says_the_numbers_of_the_last_epoch():
    run = plane()
    numbers = dict(headline(run))
    assert (
        numbers["right, validation"]
        == f"{100 * run.history.validation_accuracy[-1]:.1f} %"
    )
    assert numbers["loss, training"] == f"{run.history.loss[-1]:.4g}"
    assert (numbers["parameters"], numbers["training samples"], numbers["epochs"]) == (
        "37",
        "18",
        "3",
    )
    assert all(number in page(plane) for number in numbers.values())


@pytest.mark.slow
def test_the_figures_of_points_and_of_pictures():
    titles = [
        re.findall(r'aria-label="([^"]+)"', page(make)) for make in (plane, pictures)
    ]
    common = {
        "Loss",
        "Accuracy",
        "Hidden layer",
        "Gradient flow",
        "Outputs",
        "Weights",
        "Network",
    }
    assert common | {"Decision boundary", "Loss surface"} <= set(titles[0])
    assert common | {"Predictions"} <= set(titles[1])
    assert "Decision boundary" not in titles[1]
    assert "layer2" in page(plane)  # the graph is folded


def test_the_figures_of_sequences_and_their_text():
    html = page(strings)
    assert "<h2>What comes next</h2>" in html
    assert "reads   B T &lt;S&gt; &amp;" in html
    names = re.findall(r'aria-label="([A-Z][^"]*)"', html)
    for name in ("Loss", "Accuracy", "Gradient flow", "Weights"):
        assert name in names
    assert "first choice of the network" in html
    assert "the first steps of a training sample" in html


def test_a_large_network_answers_as_a_program_does():
    """LeNet is compiled for its predictions; they are those of the model."""
    X = np.random.default_rng(1).random((5, 64))
    model = nn.LeNet(8, maps=(2, 3), kernel=3, padding=1, hidden=[4], rng=0)
    run = replace(pictures(), model=model, validation=(X, np.zeros(5, int)))
    expected = [[float(z) for z in model(x)] for x in X.tolist()]
    assert np.allclose(run.scores(), expected, rtol=1e-12)


def test_predictions_are_those_of_the_model():
    run = pictures()
    guess = [
        int(np.argmax([float(z) for z in run.model(row)]))
        for row in run.validation[0].tolist()
    ]
    assert run.predictions().tolist() == guess
    right = int((np.array(guess) == run.validation[1]).sum())
    assert f"{right} of 20 right" in page(pictures)
    assert plane().predictions().tolist() == [
        int(float(plane().model(x)) > 0) for x in plane().validation[0].tolist()
    ]


@pytest.mark.slow
def test_the_report_leaves_the_model_alone():
    run = plane()
    before = [(p.data, p.grad) for p in run.model.parameters()]
    assert report(run) == page(plane)  # the same run, the same bytes
    assert [(p.data, p.grad) for p in run.model.parameters()] == before


@pytest.mark.slow
def test_settings_command_and_every_epoch():
    text = page(plane)
    assert "<dt>network</dt><dd>small</dd>" in text
    assert "<code>chalkgrad train Two moons</code>" in text
    assert text.count("<tr") == 4
    assert text.count('class="best"') == 1


@pytest.mark.slow
def test_a_run_that_was_stopped_says_so():
    assert "Training stopped after epoch 3: interrupted." in page(plane, "interrupted")
    assert "notice" not in re.sub(
        r"<style>.*?</style>", "", page(plane), flags=re.DOTALL
    )
    empty = SimpleNamespace(epochs=[], stopped="interrupted")
    with pytest.raises(
        ValueError,
        match="no epoch was completed, so there is nothing to report: interrupted",
    ):
        report(Run("x", "", None, empty, None, (), (), {}, ""))


def test_one_epoch_and_a_single_layer_are_enough():
    training, validation = split(*moons(12, 0.1, rng=0), 0.25, rng=0)
    model = MLP(2, [1], fused=True, rng=0)
    run = _run(
        model,
        training,
        validation,
        binary_cross_entropy_with_logits,
        "finished",
        "one",
        1,
        images=False,
    )
    text = report(run)
    assert 'aria-label="Hidden layer"' not in text
    assert 'aria-label="Gradient flow"' not in text
    assert 'aria-label="Network"' in text


@each
def test_nothing_is_fetched_and_nothing_can_run(make):
    text = page(make)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "<script" not in text
    assert not re.search(r' style="', text)
    outside = set(re.findall(r'(?:src|href)="(?!#|data:)([^"]*)"', text)) | set(
        re.findall(r'"(https?://[^"]*)"', text)
    )
    assert outside <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert len(re.findall(r' id="([^"]+)"', text)) == len(
        set(re.findall(r' id="([^"]+)"', text))
    )
    assert not re.search("c0ff[0-9a-f]{2}", text)  # every mark has become a variable


@pytest.mark.slow
def test_hostile_words_are_shown_as_they_are():
    text = page(plane, "finished", NASTY)
    assert "<script" not in text
    assert "{{title}}" in text


# --- in a browser -----------------------------------------------------------------------------------------------------

SIZES = [(1280, 720), (1024, 768), (3840, 2160), (390, 800)]
OVERLAPS = """() => {
    const boxes = [...document.querySelectorAll('h1, header p, #headline > div, figure, #settings, details')]
        .map((x) => [x.tagName, x.getBoundingClientRect()]);
    const hit = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return boxes.flatMap(([n, a], i) => boxes.slice(i + 1).filter(([, b]) => hit(a, b)).map(([m]) => n + ' ' + m));
}"""
LETTERS = """() => [...document.querySelectorAll('figure:not(.wide) svg')].flatMap((svg) => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll('text')].map((t) => parseFloat(getComputedStyle(t).fontSize) * scale); })"""
CUT = """() => [...document.querySelectorAll('svg')].flatMap((svg) => {
    const all = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter((t) => { const r = t.getBoundingClientRect();
        return r.left < all.left - 1 || r.right > all.right + 1 || r.top < all.top - 1 || r.bottom > all.bottom + 1; })
        .map((t) => t.textContent); })"""


@pytest.mark.browser
@each
@pytest.mark.parametrize("size", SIZES)
def test_it_fits_and_can_be_read(visit, make, size):
    shown = visit(page(make), width=size[0], height=size[1])
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert shown.evaluate(OVERLAPS) == []
    assert shown.evaluate(CUT) == []
    assert min(shown.evaluate(LETTERS)) >= (9.0 if size[0] < 500 else size[1] / 60)
    assert (
        shown.evaluate(
            "parseFloat(getComputedStyle(document.querySelector('figcaption')).fontSize)"
        )
        >= 14
    )


@pytest.mark.browser
def test_two_figures_stand_side_by_side_on_a_wall_and_below_each_other_on_a_telephone(
    visit,
):
    def lefts(width):
        shown = visit(page(plane), width=width, height=800)
        return {
            round(shown.locator("figure").nth(i).bounding_box()["x"]) for i in range(2)
        }

    assert len(lefts(1280)) == 2
    assert len(lefts(390)) == 1


@pytest.mark.browser
@each
def test_light_dark_and_paper(visit, make):
    shown = visit(page(make))
    for scheme, media, background, ink in [
        ("light", "screen", "rgb(255, 255, 255)", "rgb(31, 35, 40)"),
        ("dark", "screen", "rgb(20, 24, 31)", "rgb(238, 241, 245)"),
        ("dark", "print", "rgb(255, 255, 255)", "rgb(31, 35, 40)"),
    ]:
        shown.emulate_media(color_scheme=scheme, media=media)
        assert (
            shown.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            == background
        )
        title = "getComputedStyle([...document.querySelectorAll('figure svg text')].find((t) => t.textContent === 'epoch'))"
        assert shown.evaluate(f"{title}.fill") == ink
    assert shown.pdf().startswith(b"%PDF")


@pytest.mark.slow
def test_a_report_has_the_theme_that_it_is_given_or_that_of_all():
    run = plane()
    assert 'data-theme="auto"' in report(run)
    assert 'data-theme="light"' in report(run, theme="light")
    viz.set_theme("dark")
    text = report(run)
    assert 'data-theme="dark"' in text
    assert f"--ink:{viz.THEMES['dark'].ink}" in text
    with pytest.raises(ValueError, match="theme must be one of"):
        report(run, theme="drak")  # type: ignore[arg-type]


@pytest.mark.browser
def test_with_the_keyboard_alone(visit):
    shown = visit(page(plane))
    seen = []
    for _ in range(6):
        shown.keyboard.press("Tab")
        seen.append(
            shown.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.tagName"
            )
        )
        if seen[-1] == "SUMMARY":
            break
        assert (
            shown.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            == "solid"
        )
    assert seen == ["Network", "command", "SUMMARY"]
    assert not shown.locator("table").is_visible()
    shown.keyboard.press("Enter")
    assert shown.locator("tbody tr").count() == 3
    assert shown.locator("table").is_visible()


@pytest.mark.browser
def test_nothing_of_a_hostile_title_runs(visit):
    shown = visit(page(plane, "finished", NASTY))
    assert shown.title() == NASTY
    assert shown.locator("h1").inner_text() == NASTY
    assert shown.locator("script").count() == 0
