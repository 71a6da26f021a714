"""Plots of convolutions: each picture holds the numbers of its kernel, map or slope, and its words say what is shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import viz
from autograd import Value, relu, scope
from autograd.nn import LENET5_TABLE, Conv2d, Layer, MaxPool2d
from viz import plots
from viz.plots.canvas import two_sided

ANY: Any = plots


def pictures(ax):
    return [np.asarray(image.get_array()) for image in ax.get_images()]


def words(ax):
    return [text.get_text() for text in ax.texts]


def leaves(array):
    return [[[Value(x) for x in row] for row in rows] for rows in array.tolist()]


def signs(ax):
    return len(ax.get_lines())


def test_filters_are_the_kernels_in_colours_of_one_scale():
    conv = Conv2d(1, 3, 2, rng=0)
    ax = plots.filters(conv)
    weights = np.array([[w.data for w in row] for row in conv.weights])
    assert np.array(pictures(ax)).reshape(3, 4) == pytest.approx(weights)
    assert words(ax) == ["map 1", "map 2", "map 3"]
    limit = np.abs(weights).max()
    assert {image.get_clim() for image in ax.get_images()} == {(-limit, limit)}
    assert {image.get_cmap().name for image in ax.get_images()} == {two_sided().name}
    assert signs(ax) == np.count_nonzero(weights < -limit / 4)
    assert f"strongest {limit:.2g}" in ax.get_xlabel()


def test_a_channel_is_a_row_a_map_a_column_and_what_is_not_connected_is_empty():
    conv = Conv2d(6, 16, 2, connections=LENET5_TABLE, rng=0)
    ax = plots.filters(conv)
    assert len(pictures(ax)) == 60  # of 96
    columns = [round(t) for t in (ax.get_xticks() - 0.5) / 1.16]
    assert columns == list(range(16))
    assert [t.get_text() for t in ax.get_yticklabels()] == list("123456")
    found = {
        (round(left / 1.16), round(top / 1.16))
        for left, _, _, top in (image.get_extent() for image in ax.get_images())
    }
    assert found == {(i, c) for i, row in enumerate(LENET5_TABLE) for c in row}


def test_filters_of_a_layer_and_of_an_array():
    layer = Layer(9, 2, rng=0)
    ax = plots.filters(layer, title="Units")
    assert [p.shape for p in pictures(ax)] == [(3, 3)] * 2
    assert words(ax) == ["unit 1", "unit 2"]
    assert ax.get_title() == "Units"
    ax = plots.filters(np.ones((7, 2, 3)), columns=2, limit=5)
    assert len(pictures(ax)) == 5
    assert "5 of 7 units" in ax.get_xlabel()


def test_many_squares_have_no_signs_and_the_sentence_does_not_speak_of_them():
    few, many = (plots.filters(-np.ones((n, 5, 5)), limit=n) for n in (16, 17))
    assert signs(few) == 400
    assert signs(many) == 0
    assert "“−”" in few.get_xlabel()
    assert "“−”" not in many.get_xlabel()


def test_feature_maps_are_grey_or_two_sided_and_the_image_stands_first():
    image = np.random.default_rng(0).random((1, 5, 6))
    ax = plots.feature_maps(image - 0.5, image=image)
    assert words(ax) == ["image", "map 1"]
    first, second = ax.get_images()
    assert first.get_cmap().name == "gray_r"
    assert second.get_cmap().name == two_sided().name
    assert np.asarray(second.get_array()) == pytest.approx(image[0] - 0.5)
    grey = plots.feature_maps([[[Value(0.0), Value(2.0)]]])
    assert grey.get_images()[0].get_clim() == (0.0, 2.0)
    assert grey.get_xlabel() == "white: 0, black: 2"
    named = plots.feature_maps(np.ones((2, 1, 1)), names=["a", "b"], scale=4.0)
    assert words(named) == ["a", "b"]
    assert named.get_images()[0].get_clim() == (0.0, 4.0)
    with pytest.raises(ValueError, match="names must be one for each of 2 maps, got 1"):
        plots.feature_maps(np.ones((2, 1, 1)), names=["a"])
    blank = plots.feature_maps(np.zeros((1, 2, 2)))
    assert blank.get_xlabel() == "all numbers are 0"


def test_a_unit_sees_its_patch_and_its_slopes_are_the_kernel():
    with scope("conv1"):
        conv = Conv2d(1, 2, 3, rng=0)
        pixels = leaves(np.random.default_rng(0).random((1, 6, 5)))
        unit = conv(pixels)[1][2][1]
    left, right = plots.receptive_field(unit, pixels)
    assert left.get_title() == "What a unit of conv1.map2 sees"
    assert left.get_xlabel() == "the unit sees 9 of 30 pixels"
    slopes = pictures(right)[0]
    kernel = np.array([w.data for w in conv.weights[1]]).reshape(3, 3)
    assert slopes[2:5, 1:4] == pytest.approx(kernel)
    assert np.count_nonzero(slopes) == 9
    assert not any(pixel.has_grad for row in pixels[0] for pixel in row)
    border = left.collections[0]
    assert len(border.get_paths()) == 12  # around 3 × 3


def test_pixels_behind_a_relu_that_is_off_are_seen_with_slope_0():
    pixels = leaves(np.ones((1, 4, 4)))
    maps = MaxPool2d(2)(pixels)
    unit = relu(-maps[0][0][0])
    left, right = plots.receptive_field(unit, pixels[0], title="u")
    assert left.get_xlabel() == "the unit sees 4 of 16 pixels"
    assert right.get_xlabel() == "all slopes are 0 at these numbers"


def test_the_words_stay_inside_the_figure():
    """Matplotlib's own layout cuts off titles of square pictures in panels of some sizes."""
    pixels = leaves(np.ones((1, 8, 8)))
    unit = Conv2d(1, 1, 3, rng=0)(pixels)[0][0][0]
    drawn = [
        *plots.receptive_field(unit, pixels),
        plots.filters(Conv2d(1, 6, 5, rng=0)),
        plots.filters(Conv2d(6, 16, 5, rng=0)),
        plots.feature_maps(np.ones((6, 8, 8)), image=np.ones((8, 8))),
    ]
    for ax in drawn:
        ax.figure.draw_without_rendering()  # type: ignore[union-attr]
        box, page = ax.get_tightbbox(), ax.figure.bbox
        assert page.x0 <= box.x0
        assert box.x1 <= page.x1
        assert page.y0 <= box.y0
        assert box.y1 <= page.y1


WRONG: dict[str, Any] = {
    "a number": (lambda: ANY.filters(3.0), ValueError, r"filters: a Conv2d, .* got float with weights of the shape \(\)"),
    "no square": (lambda: ANY.filters(Layer(3, 2, rng=0)), ValueError, r"got Layer with weights of the shape \(2, 3\)"),
    "limit": (lambda: ANY.filters(Conv2d(1, 1, 2, rng=0), limit=0), ValueError, "limit"),
    "flat maps": (lambda: ANY.feature_maps([[1.0]]), ValueError, r"maps must be \[map\]\[row\]\[column\], .* \(1, 1\)"),
    "nan": (lambda: ANY.feature_maps([[[float("nan")]]]), ValueError, "nan or infinity"),
    "ragged": (lambda: ANY.feature_maps([[[1.0], [1.0, 2.0]]]), ValueError, "all of one shape"),
    "colours": (lambda: ANY.feature_maps([[[1.0]]], image=np.ones((3, 2, 2))), ValueError,
                "with one channel, got the shape"),
    "no Value": (lambda: ANY.receptive_field(1.0, [[Value(1.0)]]), TypeError, "unit must be a Value, got float"),
    "no pixel": (lambda: ANY.receptive_field(Value(1.0), [[Value(1.0)]]), ValueError, "was not computed from these pixels"),
    "floats": (lambda: ANY.receptive_field(Value(1.0), [[1.0]]), TypeError, "the pixels must be Values"),
    "a row": (lambda: ANY.receptive_field(Value(1.0), [Value(1.0)]), ValueError, r"image must be \[row\]\[column\]"),
    "one panel": (lambda: ANY.receptive_field((x := Value(1.0)) * 2.0, [[x]], ax=plots.panels(1)), ValueError,
                  "draws 2 panels"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_drawn_is_told(name):
    call, kind, words_ = WRONG[name]
    with pytest.raises(kind, match=words_):
        call()


def test_a_dark_page():
    pixels = leaves(np.ones((1, 3, 3)))
    unit = Conv2d(1, 1, 2, rng=0)(pixels)[0][0][0]
    for ax in plots.receptive_field(unit, pixels, theme="dark"):
        assert ax.title.get_color() == viz.THEMES["dark"].ink
