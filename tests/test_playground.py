"""The playground as text: one offline page, the same bytes, programs and optimisers printed from what Python runs."""

import re
from typing import Any

import numpy as np
import pytest

import viz
from autograd import Value, nn
from autograd.nn import data
from autograd.nn.optim.base import Optimizer
from tests.pages import NASTY
from viz.cli import main
from viz.errors import NotTranslatable
from viz.playgrounds import Playground, playground
from viz.playgrounds.optimisers import print_optimiser


def xor(**options):
    X, y = data.xor()
    model = nn.MLP(2, [3, 1], activation="tanh", rng=0)
    options.setdefault("loss", nn.binary_cross_entropy_with_logits)
    options.setdefault("activations", ())  # each is a program and two films more
    return playground(model, X, y, **options)


def test_the_page_is_one_offline_file_with_hashes_only():
    html = xor().html()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert not re.search(r"""(src|href)=["']?\w+:|url\(|@import|https?://(?!www\.w3\.org/)""", html)  # fmt: skip
    assert "{{" not in re.sub(r"<script>.*?</script>", "", html, flags=re.S)


@pytest.mark.slow
def test_the_same_arguments_give_the_same_bytes_and_leave_the_model_alone():
    X, y = data.xor()
    model = nn.MLP(2, [3, 1], activation="tanh", rng=0)
    before = [(v.data, v.grad) for v in model.parameters()]
    first = playground(model, X, y).html()
    assert playground(model, X, y).html() == first
    assert [(v.data, v.grad) for v in model.parameters()] == before


def test_it_is_saved_by_itself_and_by_save(tmp_path):
    page = xor(title="XOR")
    assert page.save(tmp_path / "x.html").read_text(encoding="utf-8") == page.html()
    viz.save(page, tmp_path / "y.html")
    assert (tmp_path / "y.html").read_text(encoding="utf-8") == page.html()
    with pytest.raises(ValueError, match=r"must end in \.html"):
        page.save(tmp_path / "x.png")
    assert isinstance(page, Playground)
    assert repr(page) == "<Playground of MLP(2 → 3 → 1, 13 parameters), 4 samples>"


@pytest.mark.slow
@pytest.mark.parametrize("label", NASTY)
def test_no_text_can_leave_its_place(label):
    try:
        html = xor(title=label).html()
    except UnicodeEncodeError:
        return  # a lone surrogate has no place in a file
    assert "<script>window.pwned" not in html
    assert "<img src=x" not in html
    assert html.count("</script>") == 2


# --- what does not run in a page ------------------------------------------------------------------------------------


class Deciding:
    """A model that decides by the numbers what to compute."""

    def __init__(self):
        self.w = Value(0.5, "w", parameter=True)

    def __call__(self, x):
        return self.w * x[0] if x[0] > 0 else self.w * 3.0

    def parameters(self):
        return [self.w]


def test_what_cannot_run_in_a_page_is_one_line():
    X = [[1.0], [-1.0], [2.0]]
    with pytest.raises(NotTranslatable, match="playground: a page records model") as error:  # fmt: skip
        playground(Deciding(), X, [0.0, 1.0, 2.0]).html()
    assert "\n" not in str(error.value)
    dropping = nn.Sequential(nn.Layer(1, 2, rng=0), nn.Dropout(0.5), nn.Layer(2, 1))
    with pytest.raises(NotTranslatable, match="Dropout"):
        playground(dropping, X, [0.0, 1.0, 2.0]).html()
    letters = nn.Sequential(nn.Embedding(3, 2, rng=0), lambda rows: rows[0])
    with pytest.raises(NotTranslatable, match="this one takes the indices of classes"):
        playground(letters, [[0], [1], [2]], [[0.0, 1.0]] * 3).html()
    steps = nn.SequenceModel(nn.RNN(1, 2, rng=0), nn.Layer(2, 2, rng=1))
    loss = nn.each_position(nn.cross_entropy)
    with pytest.raises(NotTranslatable, match="this one gives lists in a list"):
        playground(steps, [[1.0, 2.0]] * 3, [[0, 1]] * 3, loss=loss).html()


def test_wrong_options_are_refused_before_any_work():
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"penalty": "l3"}, "penalty must be one of"),
        ({"seeds": 0}, "seeds must be a whole number"),
        ({"batch_size": 0}, "batch_size must be a whole number"),
        ({"activations": ["tanhh"]}, "activation 'tanhh' is unknown"),
        ({"inits": ["xavier"]}, "init 'xavier' is unknown"),
        ({"loss": "mse"}, "loss must be one of"),
        ({"strength": -1.0}, "strength must be"),
        ({"images": "maybe"}, "images must be"),
        ({"optimizer": "adam"}, "optimizer must be"),
        ({"images": True}, "2 inputs are no square number"),
        ({"activations": "tanh"}, "activations must be a list"),
        ({"history": 3}, "history must be what nn.fit returns"),
        ({"title": 3}, "title must be a string"),
        ({"loss": nn.cross_entropy}, "playground: the loss cannot be called"),
    ]
    for options, message in wrong:
        with pytest.raises((TypeError, ValueError), match=re.escape(message)):
            xor(**options)


def test_data_and_models_that_do_not_fit_are_said_in_words():
    X, y = data.xor()
    with pytest.raises(TypeError, match="playground: model must be one of"):  # fmt: skip
        playground(object(), X, y)
    with pytest.raises(ValueError, match="playground: the model cannot be called"):
        playground(nn.MLP(3, [1]), X, y)
    with pytest.raises(ValueError, match="X has 4 samples, y has 3"):
        playground(nn.MLP(2, [1]), X, y[:3])


# --- optimisers -----------------------------------------------------------------------------------------------------

X2 = [Value(0.0), Value(1.0)]


def test_optimisers_are_printed_from_their_own_formula():
    printed = print_optimiser(nn.SGD(X2, lr=0.1, momentum=0.5), "momentum")
    assert "s.velocity[i] = s.velocity[i] * 0.5;" in printed.source
    assert printed.state == {"velocity": 0.0}
    assert printed.lr == 0.1
    adam = print_optimiser(nn.Adam(X2), "Adam").source
    assert "m.pow(0.999, k)" in adam
    start = nn.Adagrad(X2, initial_accumulator_value=0.25)
    assert print_optimiser(start, "AdaGrad").state == {"squares": 0.25}


def test_an_optimiser_of_ones_own_is_printed_too():
    class Sign(Optimizer):
        def _move(self, x, g):
            x -= self.lr * np.sign(g)

    printed = print_optimiser(Sign(X2, lr=0.5), "sign")
    assert "m.sign(g[i])" in printed.source
    assert "own" in xor(optimizer=Sign(X2, lr=0.5)).html()


class Sorting(Optimizer):
    def _move(self, x, g):
        x -= self.lr * np.sort(g)


class Deciding2(Optimizer):
    def _move(self, x, g):
        if self.steps > 3:
            x -= self.lr * g


@pytest.mark.parametrize("make", [Sorting, Deciding2])
def test_what_is_no_arithmetic_on_vectors_is_an_error(make):
    with pytest.raises(NotTranslatable, match=f"{make.__name__} cannot be printed"):
        print_optimiser(make(X2, lr=0.1), "own")


def test_chance_is_no_formula():
    noisy = nn.Perturbed(nn.SGD(X2, lr=0.1), scale=0.1, rng=0)
    with pytest.raises(NotTranslatable, match="random"):
        print_optimiser(noisy, "noisy")


# --- a recorded training, the command line, notebooks ---------------------------------------------------------------


def trained(**options):
    X, y = data.xor()
    model = nn.MLP(2, [3, 1], activation="tanh", rng=0)
    optimizer = nn.SGD(model.parameters(), lr=0.1)
    return model, nn.fit(model, X, y, loss=nn.binary_cross_entropy_with_logits, optimizer=optimizer, epochs=4,
                         progress=False, **options)  # fmt: skip


def test_fit_keeps_the_weights_of_every_epoch():
    model, history = trained(keep="weights")
    assert [snapshot.epoch for snapshot in history.snapshots] == [1, 2, 3, 4]
    numbers = [v.data for v in model.parameters()]
    assert history.snapshots[-1].parameters.tolist() == numbers
    assert trained()[1].snapshots == []
    _, both = trained(keep="weights", callbacks=[nn.Snapshots(every=2)])
    assert [snapshot.epoch for snapshot in both.snapshots] == [2, 4]
    with pytest.raises(ValueError, match="fit: keep must be one of weights"):
        trained(keep="all")


@pytest.mark.slow
def test_a_history_must_belong_to_the_model():
    _, history = trained(keep="weights")
    assert '"recorded":{' in xor(history=history).html()
    with pytest.raises(ValueError, match="keep='weights'"):
        xor(history=trained()[1]).html()
    other = nn.MLP(2, [4, 1], rng=0)
    with pytest.raises(ValueError, match="a model with 13 parameters, this one has 17"):
        playground(other, *data.xor(), history=history).html()


def test_the_command_line_writes_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    quick = ("train", "moons", "--epochs", "2", "--samples", "20", "--layers", "3")
    assert main((*quick, "--playground", "x.html")) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    assert said == "wrote x.html, a playground with 15 samples"
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "<h1>Two moons</h1>" in text
    assert '"epochs":[1,2]' in text
    assert main((*quick, "--playground", "x.png")) == 2
    assert "must end in .html" in capsys.readouterr().err


def test_a_notebook_shows_the_page_in_a_frame_and_pixels_behind_it():
    X, y = data.xor()
    model = nn.MLP(2, [2, 1], activation="tanh", rng=0)
    page = playground(model, X, y, activations=())
    shown = page._repr_mimebundle_()
    assert shown["text/plain"] == repr(page)
    assert shown["text/html"].count("<iframe") == 1
    assert "srcdoc=" in shown["text/html"]
    assert "data:image/png;base64," in shown["text/html"]


def test_a_large_page_is_not_put_into_a_notebook(monkeypatch):
    monkeypatch.setattr("viz.playgrounds.MOST_BYTES", 1000)
    assert "too much for a notebook" in xor()._repr_html_()
    assert "放不进笔记本" in xor(lang="zh")._repr_html_()
