"""The playground in a real browser: it trains as Python does, number by number, and every control does what it says."""

import subprocess
import sys
from functools import cache, partial
from typing import Any

import numpy as np
import pytest

import autograd
from autograd import Value, nn
from autograd.dialects import pretty_number
from autograd.nn import data
from autograd.nn.models import penalties
from viz.playgrounds import playground
from viz.playgrounds.offers import PENALTIES

pytest_plugins = "tests.browser"
pytestmark = pytest.mark.browser

OPTIMISERS = {
    "SGD": lambda x, lr: nn.SGD(x, lr=lr),
    "SGD, momentum 0.9": lambda x, lr: nn.SGD(x, lr=lr, momentum=0.9),
    "SGD, Nesterov 0.9": lambda x, lr: nn.SGD(x, lr=lr, momentum=0.9, nesterov=True),
    "AdaGrad": lambda x, lr: nn.Adagrad(x, lr=lr),
    "RMSProp": lambda x, lr: nn.RMSprop(x, lr=lr),
    "Adam": lambda x, lr: nn.Adam(x, lr=lr),
    "AdamW": lambda x, lr: nn.AdamW(x, lr=lr),
}
BATCHES = {"standard": 1, "mini": 10, "accumulated": None}
STEPS = 100


@cache
def digits():
    X, y = data.digits()
    return X[:60], y[:60]


SETS: dict[str, Any] = {
    "moons": (
        lambda: data.moons(100, noise=0.1, rng=0),
        lambda **how: nn.MLP(2, [8, 8, 1], **how),
        nn.binary_cross_entropy_with_logits,
    ),
    "xor": (
        data.xor,
        lambda **how: nn.MLP(2, [2, 1], final_activation="sigmoid", **how),
        nn.half_squared_error,
    ),
    "curve": (
        lambda: data.curve(20, rng=0),
        lambda **how: nn.MLP(1, [6, 1], **how),
        nn.mse_loss,
    ),
    "digits": (digits, lambda **how: nn.MLP(64, [12, 10], **how), nn.cross_entropy),
}


def trained(name, optimiser, lr, batch, penalty=None, *, seed, **how):
    """What nn.fit makes of it in STEPS updates: parameters, and the losses of all batches and epochs."""
    load, make, loss = SETS[name]
    X, y = load()
    model = make(rng=seed, **how)
    per_epoch = 1 if batch is None else -(-len(X) // batch)
    history = nn.fit(
        model,
        X,
        y,
        loss=loss,
        optimizer=OPTIMISERS[optimiser](model.parameters(), lr),
        epochs=-(-STEPS // per_epoch),
        batch_size=batch,
        engine="compiled",
        penalty=penalty,
        rng=seed,
        progress=False,
    )
    return [v.data for v in model.parameters()], history


def run_page(page, epochs, **chosen):
    """The same on the page: parameters and losses."""
    return page.evaluate(
        """({ epochs, optimiser, activation, start, ...others }) => {
          choices.optimiser = data.optimisers.findIndex((one) => one.name === optimiser);
          choices.activation = data.activations.indexOf(activation);
          choices.start = data.starts.findIndex((one) => one.name === start);
          Object.assign(choices, others);
          restart();
          const losses = [];
          while (run.epoch < epochs && !run.stopped) { update(); losses.push(run.batchLoss); }
          return [[...run.x], losses, run.loss, run.accuracy, run.stopped];
        }""",
        {"epochs": epochs, "size": 10, **chosen},
    )


@pytest.fixture(scope="module")
def pages(chromium):
    """A page for each data set, opened once."""
    opened = {}

    def page(name):
        if name not in opened:
            load, make, loss = SETS[name]
            X, y = load()
            html = playground(make(activation="tanh", rng=0), X, y, loss=loss).html()
            opened[name] = chromium.new_page()
            opened[name].set_content(html)
        return opened[name]

    yield page
    for one in opened.values():
        one.close()


INITS = {"normal": "normal_", "xavier normal": "xavier_normal_", "zero": None}


def compare(page, name, optimiser, batch, lr, **options):
    """Train in Python and on the page; all numbers are the same."""
    chosen: dict[str, Any] = {
        "penalty": 0,
        "rate": 0.0,
        "activation": "tanh",
        "start": "default",
    }
    chosen |= {"seed": 2, **options}
    price = None
    if chosen["penalty"]:
        function = getattr(penalties, PENALTIES[chosen["penalty"]])
        price = partial(function, lam=chosen["rate"])
    numbers, history = trained(
        name,
        optimiser,
        lr,
        BATCHES[batch],
        price,
        seed=chosen["seed"],
        activation=chosen["activation"],
        init=INITS.get(chosen["start"], chosen["start"]),
    )
    epochs = len(history.epochs)
    got, losses, loss, accuracy, stopped = run_page(
        page, epochs, optimiser=optimiser, batch=batch, lr=lr, **chosen
    )
    assert (stopped, history.stopped) == ("", "finished")
    assert len(losses) >= STEPS
    same = partial(np.testing.assert_allclose, rtol=0, atol=1e-12)
    same(got, numbers)
    same(losses, history.batch_loss)
    same(loss, history.loss)
    same(accuracy, history.accuracy)


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_hundred_updates_are_those_of_python(pages, name, batch, optimiser):
    compare(pages(name), name, optimiser, batch, lr=0.01)


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "leaky_relu"])
@pytest.mark.parametrize("start", ["xavier normal", "normal", "zero"])
def test_activations_and_first_weights_are_those_of_python(pages, activation, start):
    compare(pages("moons"), "moons", "Adam", "mini", lr=0.01, activation=activation, start=start, seed=4)  # fmt: skip


@pytest.mark.parametrize("penalty", [1, 2])
def test_penalties_are_those_of_python(pages, penalty):
    for name in ("moons", "digits"):
        compare(pages(name), name, "SGD, momentum 0.9", "mini", lr=0.01, penalty=penalty, rate=0.01)  # fmt: skip


# --- stop and look --------------------------------------------------------------------------------------------------

IN_FILM = """() => {
  const totals = new Map();
  numbers.forEach(({ parent, total }) => { if (parent !== undefined) totals.set(parent, total); });
  const pairs = nodes.map(({ name }, i) => [name, [now.values[i], totals.get(i) ?? null]]);
  return [Object.fromEntries(pairs), document.documentElement.dataset.theme, document.documentElement.lang];
}"""


@pytest.mark.parametrize(("layer", "neuron"), [(1, 3), (2, 8), (3, 1)])
def test_the_film_of_a_neuron_is_of_this_very_step(visit, layer, neuron):
    load, make, loss = SETS["moons"]
    X, y = load()
    model = make(activation="tanh", rng=0)
    page = visit(playground(model, X, y, loss=loss).html())
    name = f"h{neuron}" if layer < 3 else "o1"
    unit = page.evaluate(
        """([name, column]) => {
          for (let k = 0; k < 7; k++) update();
          lookAt(13);
          const { units, columns } = data.network[0];
          looked.unit = columns[column].find((i) => columns[column].indexOf(i) === name);
          draw();
          return looked.unit;
        }""",
        [neuron - 1, layer],
    )
    assert unit is not None
    page.get_by_role("button", name="Stop and look").click()
    frame = page.frame_locator("#graph-place iframe").locator("#title")
    frame.wait_for()
    found, theme, lang = page.frames[-1].evaluate(IN_FILM)
    assert theme == "auto"
    assert lang == "en"
    for value, number in zip(model.parameters(), page.evaluate("[...run.x]")):
        value.data = number
    loss(model(X[13]), y[13]).backward()
    own = model.layers[layer - 1].neurons[neuron - 1]
    near = partial(pytest.approx, rel=1e-12, abs=1e-12)
    for k, weight in enumerate(own.w, 1):
        assert found[f"w{k}"] == near([weight.data, weight.grad]), (name, k)
    assert found["b"] == near([own.b.data, own.b.grad])
    page.keyboard.press("Escape")
    assert page.locator("#graph").is_hidden()


# --- what is seen and touched ---------------------------------------------------------------------------------------


@cache
def small(**options):
    X, y = data.moons(40, noise=0.1, rng=0)
    model = nn.MLP(2, [3, 1], activation="tanh", rng=0)
    options.setdefault("activations", ("tanh", "relu"))
    return playground(
        model, X, y, loss=nn.binary_cross_entropy_with_logits, **options
    ).html()


def test_buttons_and_keys_train(visit):
    page = visit(small())
    epoch = partial(page.evaluate, "[run.epoch, run.steps]")
    page.get_by_role("button", name="One update").click()
    assert epoch() == [0, 1]
    page.get_by_role("button", name="One epoch").click()
    assert epoch() == [1, 4]
    page.locator("body").press("e")
    page.locator("body").press("ArrowRight")
    assert epoch() == [2, 9]
    assert "Epoch 2, update 9 · loss 0." in page.locator("#state").inner_text()
    page.select_option("#speed", "fastest")
    page.locator("h1").click()
    page.locator("body").press(" ")
    page.wait_for_function("run.epoch > 50")
    page.get_by_role("button", name="Pause").click()
    stopped = epoch()
    page.wait_for_timeout(60)
    assert epoch() == stopped
    page.locator("body").press("r")
    assert epoch() == [0, 0]


def test_choices_hold_and_a_new_beginning_is_the_same(visit):
    page = visit(small())
    page.select_option("#seed", "3")
    page.select_option("#start", label="default")
    page.select_option("#activation", label="relu")
    page.select_option("#optimiser", label="Adam")
    page.select_option("#batch", "standard")
    assert page.locator("#size").is_hidden()
    page.fill("#lr", "0.5")
    page.locator("#lr").blur()
    page.locator("#epoch").click()
    first = page.evaluate("[[...run.x], run.steps, choices.lr]")
    assert first[1:] == [40, 0.5]
    page.locator("#reset").click()
    page.locator("#epoch").click()
    assert page.evaluate("[...run.x]") == first[0]
    page.fill("#lr", "-1")
    page.locator("#lr").blur()
    assert page.locator("#lr").input_value() == "0.5"


def test_a_training_that_diverges_stops_with_a_sentence(visit):
    page = visit(small())
    page.select_option("#penalty", label="L2: λ/2 · Σw²")
    page.fill("#strength", "1e300")
    page.locator("#strength").blur()
    page.locator("#epoch").click()
    assert "diverged" in page.locator("#state").inner_text()
    assert page.evaluate("run.x.every(Number.isFinite)")


def test_the_sample_is_chosen_by_pointer_and_by_keyboard(visit):
    page = visit(small())
    page.locator("#sample").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "Sample 3 of 40" in page.locator("#sample-told").inner_text()
    canvas = page.locator("#field canvas")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 4)
    upper = page.evaluate("looked.sample")
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] - 4)
    assert page.evaluate("looked.sample") != upper


def test_a_neuron_is_chosen_by_keyboard_and_its_numbers_are_those_of_python(visit):
    page = visit(small())
    page.locator("#picture .node[tabindex='0']").focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    told = page.locator("#unit-told").inner_text()
    X, y = data.moons(40, noise=0.1, rng=0)
    model = nn.MLP(2, [3, 1], activation="tanh", rng=0)
    out = model.layers[0].neurons[0](X[0])
    number = pretty_number(out.data, 3)
    assert told.startswith("h1: net input")
    assert f"output {number}," in told
    shown = page.locator("#picture [id='net-n2'] text.value").text_content()
    assert shown == number
    weight = page.locator("#picture [id='net-w0'] text.weight").text_content()
    assert weight.endswith(pretty_number(model.parameters()[0].data, 3))
    page.select_option("#shows", "gradients")
    nn.binary_cross_entropy_with_logits(model(X[0]), y[0]).backward()
    weight = page.locator("#picture [id='net-w0'] text.weight").text_content()
    assert weight.endswith(pretty_number(model.parameters()[0].grad, 3))


def test_language_and_colours_change_and_names_follow_the_activation(visit):
    page = visit(small())
    page.locator("#language").click()
    assert page.locator("h2").first.inner_text() == "数据与网络的回答"
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert page.locator("#picture text.heading").first.text_content() == "输入层"
    page.locator("#theme").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.select_option("#activation", label="relu")
    assert page.locator("#picture text.activation").first.text_content() == "relu"


def test_a_recorded_training_is_gone_through(visit):
    X, y = data.moons(40, noise=0.1, rng=0)
    model = nn.MLP(2, [3, 1], activation="tanh", rng=0)
    loss = nn.binary_cross_entropy_with_logits
    history = nn.fit(
        model,
        X,
        y,
        loss=loss,
        optimizer=nn.SGD(model.parameters(), lr=0.3),
        epochs=12,
        batch_size=10,
        keep="weights",
        rng=0,
        progress=False,
    )
    page = visit(playground(model, X, y, loss=loss, history=history, activations=()).html())  # fmt: skip
    page.fill("#recorded", "6")
    now = page.evaluate(
        """() => {
          const { parameters, gradient, mark } = state();
          return [[...parameters], [...gradient], mark];
        }"""
    )
    snapshot = history.snapshots[6]
    assert now == [snapshot.parameters.tolist(), snapshot.gradient.tolist(), 7]
    told = page.locator("#state").inner_text()
    assert told.startswith("Epoch 7 of the recorded training · loss ")
    page.get_by_role("button", name="Back to the live training").click()
    assert "Epoch 0, update 0" in page.locator("#state").inner_text()


SIZES = [(1280, 720), (1024, 768), (390, 844), (640, 360)]
"""The last is a projector at 200 %."""


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("kind", ["moons", "digits", "curve"])
def test_nothing_overlaps_and_nothing_is_cut_off(visit, kind, width, height):
    load, make, loss = SETS[kind]
    X, y = load()
    html = playground(make(activation="tanh", rng=0), X, y, loss=loss, activations=()).html()  # fmt: skip
    page = visit(html, width=width, height=height)
    page.evaluate("wholeEpoch(); looked.unit = data.network[0].columns[1][0]; draw()")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    overlaps = page.evaluate(
        """() => {
          const kinds = "button, label, p, h1, h2, h3, canvas, #picture svg, #course-part svg";
          const shown = [...document.querySelectorAll(kinds)]
            .filter((item) => item.checkVisibility() && item.textContent + item.tagName !== "P");
          const found = [];
          shown.forEach((a, i) => shown.slice(i + 1).forEach((b) => {
            if (a.contains(b) || b.contains(a) || a.closest("#controls") || b.closest("#controls")) return;
            const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
            const across = Math.min(p.right, q.right) - Math.max(p.left, q.left);
            const down = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
            if (across > 1 && down > 1) found.push(`${a.tagName}#${a.id} ${b.tagName}#${b.id}`);
          }));
          return found;
        }"""
    )
    assert overlaps == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visit, theme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(small(theme=theme))
    page.evaluate("wholeEpoch(); looked.unit = 2; draw()")
    found = axe.run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def test_numbers_in_circles_can_be_read(visit):
    """A circle is tinted by its number; the letters in it keep a contrast of 4.5, by day and by night."""
    for theme in ("light", "dark"):
        page = visit(small(theme=theme))
        page.evaluate("for (let k = 0; k < 30; k++) wholeEpoch(); draw()")
        worst = page.evaluate(
            """() => {
              const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
              const light = (css) => {
                brush.fillStyle = css;
                brush.fillRect(0, 0, 1, 1);
                const [r, g, b] = [...brush.getImageData(0, 0, 1, 1).data].map((x) => {
                  const c = x / 255;
                  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
                });
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const ratios = [];
              for (const group of document.querySelectorAll("#picture .node")) {
                const paper = light(getComputedStyle(group.querySelector(".box")).fill);
                for (const text of group.querySelectorAll("text.value, text.net, text.name")) {
                  const ink = light(getComputedStyle(text).fill);
                  ratios.push((Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05));
                }
              }
              return Math.min(...ratios);
            }"""
        )
        assert worst >= 4.5


class Exponential:
    """A model of one's own, which is no module."""

    def __init__(self):
        self.w = Value(0.3, "w", parameter=True)
        self.b = Value(0.1, "b", parameter=True)

    def __call__(self, x):
        return autograd.exp(self.w * x[0]) + self.b

    def parameters(self):
        return [self.w, self.b]


def layers(*inside):
    return nn.Sequential(*inside, nn.Layer(3, 1, activation=None, rng=0))


X, Y = data.moons(40, noise=0.1, rng=0)
LOGITS = nn.binary_cross_entropy_with_logits
CHANCE = np.random.default_rng(0)
KINDS: dict[str, Any] = {
    "own": (Exponential(), X[:, :1], X[:, 0] ** 2, None),
    "neuron": (nn.Neuron(2, activation="sigmoid", rng=0), X, Y, None),
    "three classes": (nn.MLP(2, [4, 3], rng=0), *data.blobs(60, rng=0), None),
    "log_softmax": (
        nn.MLP(2, [4, 3], final_activation="log_softmax", rng=0),
        *data.blobs(60, rng=0),
        "nll_loss",
    ),
    "hinge": (nn.MLP(2, [3, 1], rng=0), X, 2 * Y - 1, "hinge_loss"),
    "probability": (
        nn.MLP(2, [3, 1], final_activation="sigmoid", rng=0),
        X,
        Y,
        nn.binary_cross_entropy,
    ),
    "surface": (nn.MLP(2, [3, 1], rng=0), X, X[:, 0] * X[:, 1], None),
    "two outputs": (nn.MLP(1, [3, 2], rng=0), X[:, :1], X, "mse_loss"),
    "five inputs": (
        nn.MLP(5, [3, 1], rng=0),
        CHANCE.normal(size=(30, 5)),
        Y[:30],
        LOGITS,
    ),
    "images": (
        nn.MLP(36, [3, 3], rng=0),
        CHANCE.random((20, 6, 6)),
        CHANCE.integers(0, 3, 20),
        None,
    ),
    "maxout": (layers(nn.MaxoutLayer(2, 3, rng=0)), X, Y, LOGITS),
    "norm": (layers(nn.Layer(2, 3, rng=0), nn.LayerNorm(3)), X, Y, LOGITS),
    "residual": (
        layers(nn.Layer(2, 3, rng=0), nn.Residual(nn.Layer(3, 3, rng=1))),
        X,
        Y,
        LOGITS,
    ),
    "wide": (nn.MLP(2, [30, 1], fused=True, rng=0), X, Y, LOGITS),
    "constant": (nn.MLP(2, [3, 1], rng=0), X, np.ones(40), None),
    "one sample": (nn.MLP(2, [3, 1], rng=0), X[:1], Y[:1], LOGITS),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_model_and_data_trains_as_in_python(visit, kind):
    model, X, y, loss = KINDS[kind]
    before = [value.data for value in model.parameters()]
    made = playground(model, X, y, loss=loss, activations=(), batch_size=7, inits=())
    page = visit(made.html())
    got = page.evaluate(
        """() => {
          choices.lr = 0.01;
          for (let k = 0; k < 3; k++) wholeEpoch();
          draw();
          if (data.network) {
            looked.unit = data.network[0].units.findIndex(({ kind }) => kind === "neuron");
            draw();
            if (!$("open-graph").hidden) openGraph();
          }
          return [[...run.x], run.loss];
        }"""
    )
    if page.locator("#graph").is_visible():
        page.frame_locator("#graph-place iframe").locator("#title").wait_for()
    content = made._content
    history = nn.fit(
        model,
        content.samples.X,
        content.samples.y,
        loss=content.loss,
        optimizer=nn.SGD(model.parameters(), lr=0.01),
        epochs=3,
        batch_size=min(7, len(y)),
        rng=0,
        progress=False,
    )
    numbers = [value.data for value in model.parameters()]
    for value, number in zip(model.parameters(), before):
        value.data = number  # the next test begins where this one did
    np.testing.assert_allclose(got[0], numbers, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(got[1], history.loss, rtol=1e-10, atol=1e-12)


def test_the_benchmark_prints_its_table():
    out = subprocess.run(
        [sys.executable, "-m", "benchmarks.playground", "--seconds", "0.05"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    head, _, *rows = out.splitlines()
    assert head.split()[:3] == ["data", "network", "samples"]
    assert [row.split()[1] for row in rows] == ["2-16-16-1", "2-2-1", "1-10-1", "64-32-10"]  # fmt: skip
