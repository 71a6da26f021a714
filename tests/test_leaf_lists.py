"""Inputs outside of any scope fold by their list, where there are too many of them."""

import pytest

import viz
from autograd import Value, dot, label, nn


def network(count, named=True):
    x = [Value(float(i % 7), f"x[{i}]" if named else "") for i in range(count)]
    model = nn.MLP(count, [4, 2], rng=0)
    return x, nn.cross_entropy(model(x), 1)


@pytest.mark.slow
@pytest.mark.parametrize("fold", ["auto", "neuron", "layer"])
def test_inputs_of_a_caller_fold_by_their_list(fold):
    _, y = network(784)
    boxes = viz.draw(y, fold=fold).picture.boxes
    assert boxes[0].title == "x[0] … x[783]"
    assert len(boxes[0].members) == 784
    assert len(boxes) < 10
    assert viz.draw(y, fold=fold).svg().startswith("<svg")


@pytest.mark.slow
def test_inputs_without_a_name_have_those_of_the_list_or_of_names():
    x, y = network(784, named=False)
    assert " … v" in viz.draw(y).picture.boxes[0].title
    titles = viz.draw(y, names={"pixels": x}).picture.boxes[0].title
    assert titles == "pixels[0] … pixels[783]"
    label({"x": x})
    assert viz.draw(y).picture.boxes[0].title == "x[0] … x[783]"


def test_inputs_that_fit_stand_by_themselves():
    _, y = network(20)
    titles = [box.title for box in viz.draw(y).picture.boxes]
    assert "x[0]" in titles
    assert not any("…" in title for title in titles)


def test_lists_fold_each_by_itself_and_open_by_name():
    x = [Value(1.0, f"x[{i}]") for i in range(300)]
    w = [Value(0.5, f"w{i}", parameter=True) for i in range(300)]
    single = Value(2.0, "bias")
    y = (dot(w, x) + single).named("y")
    boxes = viz.draw(y).picture.boxes
    assert [box.title for box in boxes][:2] == ["w0 … w299", "x[0] … x[299]"]
    assert "bias" in [box.title for box in boxes]
    opened = viz.draw(y, unfold=["w0 … w299"]).picture.boxes
    assert len(opened) > 300
    assert viz.draw(y, unfold="x[0] … x[299]").picture.boxes


@pytest.mark.slow
def test_the_advice_does_not_send_in_a_circle():
    _, y = network(784)
    with pytest.raises(viz.TooManyNodes, match=r"fold its groups \(fold='auto'\)"):
        viz.draw(y, fold="none")
    viz.draw(y, fold="auto")
    z = Value(1.0, "z")
    for i in range(500):
        z = z * 1.01 + float(i)
    for fold in ("auto", "none", "neuron", "layer"):
        with pytest.raises(viz.TooManyNodes) as error:
            viz.draw(z, fold=fold)
        assert "fold='auto'), draw" not in str(error.value)
