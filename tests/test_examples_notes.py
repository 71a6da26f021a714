"""Every number that examples 10 to 16 compare with the lecture notes, against the numbers computed independently.

`test_examples.py` runs the examples and compares what they print with examples/expected, so it is enough to read that.
"""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WORKED = {
    e["id"]: e["expected"]
    for e in json.loads((ROOT / "tests/data/worked_examples.json").read_text("utf-8"))
}
VERDICTS = {"ok": "agrees", "differs": "differs", "truncated": "truncated"}


def tables(stem):
    """What an example prints: {title: {first cell of a line: the other cells}}."""
    text = (ROOT / f"examples/expected/{stem}.txt").read_text("utf-8").replace("−", "-")
    found = {}
    for block in re.split(r"\n\n+", text.strip()):
        title, *lines = block.splitlines()
        rows = [re.split(r"\s{2,}", line.strip()) for line in lines]
        found[title] = {name: cells for name, *cells in rows}
        assert len(found[title]) == len(rows), (
            f"{stem}, {title!r}: two lines with one name"
        )
    return found


def table(stem, title):
    """The one table whose title begins like this."""
    (found,) = (rows for name, rows in tables(stem).items() if name.startswith(title))
    return found


def is_near(text, number):
    return float(text) == pytest.approx(number, rel=1e-9, abs=1e-15)


def is_compared(cells, entry):
    """Whether a line has the right number, what the notes print or what their formula gives, and the right verdict."""
    if entry["printed"] is None:
        return len(cells) == 1 and is_near(cells[0], entry["correct"])
    number, notes, verdict = cells
    by_formula = (
        len(entry["printed"].partition(".")[2]) > 10
    )  # not printed, but what a printed formula gives
    same = (
        is_near(notes, float(entry["printed"]))
        if by_formula
        else notes == entry["printed"]
    )
    return (
        is_near(number, entry["correct"])
        and same
        and verdict == VERDICTS[entry["verdict"]]
    )


def renamed(name):
    """An entry's name, as the examples have it."""
    name = re.sub(r"\[seed's label: (.*)\]", r"[printed as \1]", name)
    return name.replace("the seed's printed", "the printed")


@pytest.mark.parametrize(
    ("stem", "key", "titles"),
    [
        (
            "11_net232",
            "004-net232",
            ("Forward", "Back", "Gradients", "After", "The network"),
        ),
        (
            "12_example1",
            "001-example1",
            ("Forward", "Gradients", "After one step", "Which step"),
        ),
        ("12_example1", "001-example1-hidden-formula", ("Hidden layer",)),
        ("14_delta_recursion", "002-eq-1.11", ("The first layer with W(l+1)",)),
        ("15_activations", "001-tanh-identity", ("001: 2 sigmoid",)),
        ("15_activations", "002-tanh-identity", ("002: tanh",)),
        ("15_activations", "001-slope-bound", ("001: the slopes",)),
        ("16_vanishing_gradients", "002-attenuation", ("002",)),
        ("16_vanishing_gradients", "001-chain-order", ("001",)),
    ],
)
def test_numbers_beside_the_notes(stem, key, titles):
    rows = {}
    for title in titles:
        found = table(stem, title)
        assert not (rows.keys() & found.keys()) - {"quantity"}, (
            "one name for two numbers"
        )
        rows |= found
    for name, entry in WORKED[key].items():
        assert is_compared(rows[renamed(name)], entry), (
            name,
            rows[renamed(name)],
            entry,
        )


CONVENTIONS = {
    "sequential": "mixed order",
    "sequential, biases fixed": "mixed order",
    "simultaneous, biases fixed": "gradient descent",
    "simultaneous = gradient descent, biases fixed": "gradient descent",
    "simultaneous, b1 and b2 one shared parameter each, updated": "b1, b2 learned",
    "simultaneous, four separate biases, updated": "four biases learned",
}


def net222(quantity, convention):
    """A number from the big table of example 10."""
    rows = table("10_net222", "One update")
    return rows[quantity][-4:][rows["quantity"][-4:].index(convention)]


def test_10000_updates_in_all_conventions():
    for name, entry in WORKED["002-net222-10000"].items():
        quantity, _, convention = name.rstrip("]").partition(" [")
        quantity = (
            quantity.replace("E_total", "E")
            .removesuffix(" updates")
            .removesuffix(" update")
        )
        quantity = re.sub(r"(out_o.) after 10000", r"\1", quantity)
        column = CONVENTIONS.get(convention, "gradient descent")
        assert is_near(net222(quantity, column), entry["correct"]), name
        if entry["printed"] is not None:
            assert is_compared(table("10_net222", column)[quantity], entry), name


def test_the_first_update_is_that_of_example_06():
    expected = WORKED["002-net222-step1"]
    names = [name for name in expected if re.fullmatch(r"w\d'|delta_h\d", name)]
    assert len(names) == 10
    for name in names:
        assert is_near(net222(name, "gradient descent"), expected[name]["correct"]), (
            name
        )
    for bias, layer in (("b1", "h"), ("b2", "o")):
        moved = {"b1": 0.35, "b2": 0.6}[bias] - 0.5 * expected[f"dE/d{bias} (shared)"][
            "correct"
        ]
        for unit in (1, 2):
            assert is_near(net222(f"b_{layer}{unit}'", "b1, b2 learned"), moved)
            assert (
                float(net222(f"b_{layer}{unit}'", "mixed order"))
                == {"b1": 0.35, "b2": 0.6}[bias]
            )


def test_the_exercise_with_one_output():
    rows = table("12_example1", "The exercise")
    for name, entry in WORKED["001-exercise-single-output"].items():
        if name == "f":
            assert all(is_near(cell, entry["correct"]) for cell in rows["f"])
            continue
        loss = re.search(r"mse|ce", name)[0]
        row = "loss" if name.startswith("loss") else name.replace(loss, "")
        assert is_near(rows[row][["mse", "ce"].index(loss)], entry["correct"]), name
    assert len(WORKED["001-exercise-single-output"]) == 21


def test_the_update_rules_with_thresholds():
    rows = table("13_bp_rules", "Updates")
    checked = set()
    for name, entry in WORKED["000-bp-rules"].items():
        letter, indices = re.fullmatch(r"D([a-z]+)(\d+)", name).groups()
        letter = {"theta": "θ", "gamma": "γ"}.get(letter, letter)
        row = f"Δ{letter}{''.join(str(int(i) + 1) for i in indices)}"
        assert is_compared(rows[row], entry), name
        checked.add(row)
    assert checked == rows.keys() - {"quantity"}


def test_the_number_of_parameters():
    rows = table("13_bp_rules", "The number of parameters")
    for name, entry in WORKED["000-param-count"].items():
        formula, counted, _ = rows[name]
        assert float(formula) == float(counted) == entry["correct"], name


def test_the_right_matrix_form_agrees():
    rows = table("14_delta_recursion", "The first layer with W(l),")
    for name, entry in WORKED["002-eq-1.11"].items():
        number, matrices, verdict = rows[name]
        assert is_near(number, entry["correct"]), name
        assert (matrices, verdict) == (number, "agrees"), name


def test_scalars_matrices_and_engine_agree():
    found = tables("14_delta_recursion")
    compared = [
        rows
        for title, rows in found.items()
        if "(1.11)" not in title and "quantity" in rows
    ]
    lines = [
        cells for rows in compared for name, cells in rows.items() if name != "quantity"
    ]
    assert len(lines) == 6 + 6 + 12 + 4
    assert all(
        number == again and verdict == "agrees" for number, again, verdict in lines
    )


def test_activations_and_slopes():
    values, slopes = (
        table("15_activations", "Values"),
        table("15_activations", "Slopes"),
    )
    for name, entry in WORKED["act-reference"].items():
        activation, slope, x = re.fullmatch(r"([a-z.\d]+?)('?)\((.*)\)", name).groups()
        rows = slopes if slope else values
        assert is_near(rows[activation][rows["x"].index(x)], entry["correct"]), name
    assert len(WORKED["act-reference"]) == 80


def test_what_is_left_of_the_gradient():
    rows = table("16_vanishing_gradients", "What is left")
    left = {
        name: [float(cell) for cell in cells]
        for name, cells in rows.items()
        if name != "chain"
    }
    assert 0.0 < left["sigmoid"][-1] < 0.25**19
    assert left["relu"] == [1.0] * 5
    assert left["relu, unit 10 off"][-2:] == [0.0, 0.0]
    assert left["leaky relu, unit 10 off"][-2:] == [0.1, 0.1]
    assert min(left["sigmoid, residual"]) >= 1.0
    assert left["sigmoid, losses at 5, 10, 15"][-1] > 1e9 * left["sigmoid"][-1]


# --- 33: attention ---


def test_both_lines_of_self_attention_are_printed():
    """The second line is another function: what it gives is what the notes would print."""
    entry = WORKED["003-attention"]
    rows = table("33_attention", "003, self-attention")
    for name, wanted in entry.items():
        assert is_compared(rows[name], wanted), (name, rows[name])
    second = table("33_attention", "Its second line")["output"]
    assert second == ["1", entry["output"]["printed"], "agrees"]
