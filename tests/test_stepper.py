"""The Stepper: where it stands, what it prints, what it asks, and that gradients move only when it is told to."""

import math

import pytest

import viz
from autograd import Value, record
from viz import Stepper
from viz.options import LANGUAGES


@pytest.fixture
def e():
    a, b = Value(2, "a"), Value(1, "b")
    return ((a + b).named("c") * (b + 1).named("d")).named("e")


@pytest.fixture
def said(capsys):
    """What has been printed since the last time."""
    return lambda: capsys.readouterr().out.splitlines()


def test_through_all_steps_and_on(e, said):
    stepper = Stepper(e)
    assert len(stepper) == 11
    assert stepper.step is None
    for k, step in enumerate(viz.steps(e), 1):
        stepper.next()
        assert said() == [f"{k}/11  {step.text}"]
        assert stepper.position == k
        assert stepper.step.text == step.text  # type: ignore[attr-defined]
    stepper.next()
    assert said() == [
        "That was the last step. The graph's own gradients have not moved; apply() adds these to them."
    ]
    assert stepper.position == 11


def test_moving(e, said):
    stepper = Stepper(e)
    stepper.back()
    assert said() == ["This is the start; next() shows the first step."]
    stepper.goto(6)
    stepper.back()
    assert [line[:5] for line in said()] == ["6/11 ", "5/11 "]
    stepper.reset()
    stepper.goto(11)
    stepper.goto(0)
    assert [line[:4] for line in said()] == ["This", "11/1", "This"]


@pytest.mark.parametrize("k", [-1, 12, 1.0, "3", True, None])
def test_goto_needs_a_step(e, k):
    with pytest.raises(
        ValueError, match="goto: k must be a whole number from 0 to 11, got"
    ):
        Stepper(e).goto(k)


def test_run_to(e, said):
    stepper = Stepper(e)
    stepper.run_to("b")
    assert stepper.position == 11
    assert stepper.step.total == 5.0
    stepper.run_to(record(e)[2])  # c
    assert (stepper.position, stepper.step.total) == (7, 2.0)
    stepper.run_to("e")
    assert stepper.step.kind == "seed"
    stepper.run_to("d", "value")
    assert stepper.position == 4
    assert len(said()) == 4
    with pytest.raises(
        ValueError, match="no node is called 'q': there are a, b, c, d, e"
    ):
        stepper.run_to("q")
    with pytest.raises(
        ValueError, match="no node is called 'alpha': did you mean 'alpah'"
    ):
        Stepper(Value(1.0, "alpah") * 2).run_to("alpha")
    with pytest.raises(ValueError, match="is not in this graph"):
        stepper.run_to(Value(1.0))
    with pytest.raises(ValueError, match="what must be gradient or value"):
        stepper.run_to("b", "data")  # type: ignore[arg-type]
    with pytest.raises(
        TypeError, match="a Value or the name of one is needed, got int"
    ):
        stepper.run_to(3)  # type: ignore[arg-type]


def test_a_name_of_two_nodes_is_refused():
    x, y = Value(1.0, "x"), Value(2.0, "x")
    with pytest.raises(
        ValueError, match="2 nodes are called 'x': give the Value itself"
    ):
        Stepper(x * y).run_to("x")


def test_what_is_known(e, said):
    stepper = Stepper(e)
    assert repr(stepper).splitlines() == [
        "Stepper of e: before the first of 11 steps",
        "node  value  gradient",
        *(f"{name}     –      –" for name in "abcde"),
        "The graph's own gradients have not moved; apply() adds these to them.",
    ]
    stepper.goto(9)
    lines = repr(stepper).splitlines()
    assert lines[0] == "Stepper of e: step 9 of 11, backward pass"
    assert lines[2:7] == [
        "a     2      –",
        "b     1      3 (1 of 2 arrows)",
        "c     3      2",
        "d     2      3",
        "e     6      1",
    ]
    stepper.goto(3)
    assert "step 3 of 11, forward pass" in repr(stepper)


def test_gradients_move_when_they_are_applied(e, said):
    a, b = record(e)[:2]
    b.grad = 100.0
    stepper = Stepper(e)
    stepper.goto(11)
    assert not a.has_grad
    assert b.grad == 100.0
    stepper.apply()
    assert (a.grad, b.grad, e.grad) == (2.0, 105.0, 1.0)
    assert said()[-1] == (
        "Added to the graph's own gradients as backward() does (every node accumulates): "
        "a.grad = 2, b.grad = 105, e.grad = 1."
    )
    assert "were added" in repr(stepper)
    stepper.reset()
    stepper.apply()
    assert stepper.position == 11
    assert (a.grad, b.grad) == (4.0, 110.0)


def test_predict_asks_before_it_reveals(e, said):
    stepper = Stepper(e, predict=True)
    stepper.next()
    stepper.next()
    assert [line[:5] for line in said()] == [
        "1/11 ",
        "2/11 ",
    ]  # inputs cannot be guessed
    stepper.next()
    assert said() == ["What is c = a + b? next(answer=...) checks, next() reveals."]
    assert stepper.position == 2
    stepper.next(answer=3)
    assert said() == [
        "3/11  Right, 3. c = a + b = 2 + 1 = 3. Slopes: ∂c/∂a = 1, ∂c/∂b = 1."
    ]
    stepper.goto(10)
    stepper.next()
    assert (
        said()[-1]
        == "What will b receive: de/dc × ∂c/∂b = ? next(answer=...) checks, next() reveals."
    )
    stepper.next(answer=5)
    assert said()[-1].startswith(
        "11/11  Not 5: that is the sum so far, not what arrives now. Chain rule"
    )
    assert (stepper.asked, stepper.right) == (2, 1)
    assert "1 of 2 answers right" in repr(stepper)
    stepper.reset()
    assert stepper.asked == 0


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (-4.0, "Right, −4."),
        (-3.99, "Right, −4."),
        (4.0, "Not 4: the sign is wrong."),
        (
            2.0,
            "Not 2: that is the upstream gradient, still to be multiplied by the local slope.",
        ),
        (
            -2.0,
            "Not −2: that is the local slope, still to be multiplied by the upstream gradient.",
        ),
        (7.0, "Not 7."),
        (math.nan, "Not nan."),
    ],
)
def test_verdicts(answer, verdict, said):
    x = Value(1.0, "x")
    y = ((x * -2).named("u") * 2).named(
        "y"
    ) + x  # x hears from two, so the sum differs from the contribution
    stepper = Stepper(y, predict=True)
    stepper.goto(len(stepper) - 1)
    said()
    stepper.next()
    stepper.next(answer=answer)
    assert said()[1].split("  ")[1].startswith(verdict)


def test_an_answer_needs_a_question(e):
    for stepper in (Stepper(e), Stepper(e, predict=True)):
        with pytest.raises(ValueError, match="no question is waiting"):
            stepper.next(answer=2)


def test_moving_elsewhere_drops_the_question(e, said):
    stepper = Stepper(e, predict=True)
    stepper.goto(2)
    stepper.next()
    stepper.goto(6)
    with pytest.raises(ValueError, match="no question is waiting"):
        stepper.next(answer=1)
    stepper.next()
    assert "What will c receive" in said()[-1]
    stepper.next()  # reveals without an answer
    assert said()[-1].startswith("7/11  Chain rule")
    assert stepper.asked == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages(e, lang, said):
    stepper = Stepper(e, predict=True, lang=lang)
    for _ in range(6):
        stepper.next()
        stepper.next()
    stepper.next(answer=-1)
    stepper.apply()
    stepper.next()
    assert repr(stepper)
    text = "".join(said())
    upstream = {"en": "upstream", "zh": "上游梯度"}
    for other, word in upstream.items():
        assert (word in text) == (lang == other)


def test_it_is_iterable_wherever_it_stands(e):
    stepper = Stepper(e)
    assert [step.text for step in stepper] == [step.text for step in viz.steps(e)]
    assert stepper.position == 0


@pytest.mark.slow
def test_jupyter_shows_the_picture_so_far(e):
    stepper = Stepper(e, theme="dark")
    bundles = [stepper._repr_mimebundle_()]
    for _ in stepper:
        stepper.next()
        bundles.append(stepper._repr_mimebundle_())
    pictures = [bundle["image/svg+xml"] for bundle in bundles]
    assert len(set(pictures)) == 12
    assert all(picture.startswith("<svg") for picture in pictures)
    assert ">2</text>" not in pictures[0]  # a is 2
    assert ">2</text>" in pictures[1]
    assert "#14181f" in pictures[0]
    assert bundles[0]["text/plain"].startswith("Stepper of e: before the first")


@pytest.mark.slow
def test_what_is_expanded_is_stepped_through_and_drawn_alike(said):
    x = Value(0.5, "x")
    y = (x * 2).named("u").sigmoid().named("y")
    stepper = Stepper(y, expand=True)
    assert len(stepper) == len(viz.film(y, expand=True)) == 12
    for step in stepper:
        stepper.next()
        svg = stepper._repr_mimebundle_()["image/svg+xml"]
        assert (">1.368<" in svg) == (step.index >= 4)  # 1 + exp(-u)
    stepper.run_to(y.parents[0])
    assert stepper.step is not None
    assert stepper.step.parent is not None
    assert stepper.step.parent.label == "u"
    assert not x.has_grad
    stepper.apply()
    slope = 2 * y.data * (1 - y.data)
    assert x.grad == pytest.approx(slope)
    assert y.grad == 1
    assert said()[-1].endswith("x.grad = 0.3932, y.grad = 1.")


def test_jupyter_never_sees_an_exception(e, monkeypatch):
    def fail(*arguments, **options):
        raise RuntimeError("no layout engine")

    monkeypatch.setitem(Stepper.__init__.__globals__, "make_frames", fail)
    stepper = Stepper(e)
    assert set(stepper._repr_mimebundle_()) == {"text/plain"}
    monkeypatch.setattr(Stepper, "__repr__", fail)
    assert stepper._repr_mimebundle_() == {"text/plain": ""}


def test_a_large_graph_shows_a_part(said):
    x = Value(1.0, "x")
    y = x
    for _ in range(100):
        y = y + x
    stepper = Stepper(y)
    assert "… 101 more" in repr(stepper)
    stepper.goto(50)
    assert len(repr(stepper).splitlines()) == 7
    assert set(stepper._repr_mimebundle_()) == {"text/plain"}
    assert Stepper(Value(1.0, "x"))._repr_mimebundle_()["image/svg+xml"]


def test_names_with_braces(said):
    x = Value(2.0, "{x}")
    stepper = Stepper((x * x).named("{0}"), predict=True)
    for _ in range(8):
        stepper.next()
    stepper.apply()
    assert "{x}.grad = 4" in said()[-1]
    assert "Stepper of {0}" in repr(stepper)


def test_bad_options(e):
    with pytest.raises(ValueError, match="lang must be one of"):
        Stepper(e, lang="de")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a Value is needed"):
        Stepper(3.0)  # type: ignore[arg-type]
