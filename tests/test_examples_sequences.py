"""What examples 29 and 30 say that one sees, read from what they print; `test_examples.py` runs them."""

from pathlib import Path

EXPECTED = Path(__file__).parent.parent / "examples/expected"


def rows(stem, first):
    """The cells of the table whose head begins with `first`, by the first cell of each row."""
    lines = (EXPECTED / f"{stem}.txt").read_text("utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{first}  "))
    found = {}
    for line in lines[start + 1 :]:
        if not line.strip():
            break
        name, *cells = [cell.strip() for cell in line.split("  ") if cell.strip()]
        found[name] = cells
    return found


def number(text):
    return float(text.replace(",", "").replace("−", "-"))


def test_the_error_falls_at_the_exclusive_or_alone():
    second, third, first = (
        number(cells[0])
        for cells in rows("29_elman", "the bit that is predicted").values()
    )
    assert third < 0.4
    assert min(second, first) > 0.47


def test_less_of_the_gradient_arrives_at_each_step_back():
    lengths = [number(cells[0]) for cells in rows("29_elman", "at").values()]
    assert len(lengths) == 4
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] < lengths[0] / 4


def test_one_step_fails_where_the_whole_gradient_succeeds():
    table = rows("29_elman", "network")
    lstm, rnn, elman = table.values()
    for cells in (lstm, rnn):
        assert number(cells[0]) < 40_000
        assert cells[1:3] == ["100%", "100%"]
    assert elman[0].startswith("not in")
    assert 35 < number(elman[2].rstrip("%")) < 65


def test_an_lstm_adds_and_an_rnn_guesses():
    lstm, rnn = rows("30_lstm", "network").values()
    assert number(lstm[0]) <= 96_000
    assert rnn[0] == "not in 96,000"
    assert (lstm[1], rnn[1]) == ("below 0.04", "above 0.25")  # of 0.33 for a guess
