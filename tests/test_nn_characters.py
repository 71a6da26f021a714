"""Lines of text as rows of tokens: vocabulary, marks, padding, weights; and files of every kind."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.nn import data

anything: Any = data.Characters
"""It is given wrong arguments, too."""

LINES = st.lists(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=9),
    min_size=1,
    max_size=6,
)


@given(LINES)
def test_what_is_encoded_comes_back(lines):
    names = data.Characters(tuple(lines))
    assert names.vocabulary[:-1] == tuple(sorted(set("".join(lines))))
    assert names.bos == len(names.vocabulary) - 1
    for line in lines:
        tokens = names.encode(line)
        assert names.decode(tokens) == line
        assert names.decode([names.bos, *tokens, names.bos]) == line
        assert names.bos not in tokens


@given(LINES, st.integers(1, 12))
def test_rows_are_lines_between_marks(lines, size):
    names = data.Characters(tuple(lines))
    X, y, weights = names.sequences(size)
    assert X.shape == y.shape == weights.shape == (len(lines), size)
    assert X.dtype.kind == y.dtype.kind == "i"
    for line, x, target, weight in zip(lines, X.tolist(), y.tolist(), weights):
        whole = [names.bos, *names.encode(line), names.bos]
        n = min(size, len(line) + 1)
        assert x[:n] == whole[:n]
        assert target[:n] == whole[1 : n + 1]
        assert set(x[n:] + target[n:]) <= {names.bos}
        assert weight[:n] == pytest.approx(1 / n)
        assert not weight[n:].any()


def test_a_long_line_is_cut_where_the_positions_end():
    X, y, weights = data.Characters(("abcdef",)).sequences(3)
    assert X.tolist() == [[6, 0, 1]]
    assert y.tolist() == [[0, 1, 2]]
    assert weights.sum() == 1.0


def test_made_up_names_are_different_ones_and_the_same_for_a_seed():
    names = data.names(500, rng=3)
    assert len(set(names.lines)) == len(names) == 500
    assert names.lines == data.names(500, rng=3).lines
    assert names.lines[:100] == data.names(100, rng=3).lines
    assert names.lines != data.names(500, rng=4).lines
    assert all(re.fullmatch(r"[a-z]{2,14}", name) for name in names.lines)
    assert len(data.names(20_000, rng=0)) == 20_000
    assert names.shuffled(0).lines != names.lines
    assert sorted(names.shuffled(0).lines) == sorted(names.lines)


# --- files ----------------------------------------------------------------------------------------------------------


def test_lines_of_a_file(tmp_path, monkeypatch):
    file = tmp_path / "input.txt"
    file.write_bytes("\ufeff emma \r\nolivia\r\n\r\n  \r\nJosé\u00a0\n".encode())
    assert data.lines(file).lines == ("emma", "olivia", "José")
    assert data.lines(str(file))[1] == "olivia"
    monkeypatch.chdir(tmp_path / "..")
    monkeypatch.setenv("CHALKGRAD_DATA", str(tmp_path))
    assert len(data.lines("input.txt")) == 3


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no lines with characters"),
        (b"\r\n \n\t\n", "no lines with characters"),
        (b"emma\nol\xffivia\n", r"line 2: byte 0xff is no UTF-8"),
        ("emma".encode("utf-16"), "line 1: byte 0xff is no UTF-8"),
        (b"ab\ncd\x00e", "line 2 holds a zero byte"),
        (b"a\n" + b"x" * 10_001, "line 2 has 10,001 characters, more than 10,000"),
    ],
)
def test_files_that_are_no_lists_of_names(tmp_path, content, told):
    file = tmp_path / "input.txt"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=told) as error:
        data.lines(file)
    assert "\n" not in str(error.value)
    assert str(file) in str(error.value)


def test_files_that_are_not_there(tmp_path, monkeypatch):
    monkeypatch.delenv("CHALKGRAD_DATA", raising=False)
    with pytest.raises(FileNotFoundError, match="pass its path, or set CHALKGRAD_DATA"):
        data.lines(tmp_path / "none.txt")
    with pytest.raises(IsADirectoryError, match="is a folder"):
        data.lines(tmp_path)
    monkeypatch.setattr("autograd.nn.data.characters.LARGEST", 3)
    (tmp_path / "large.txt").write_text("abcd")
    with pytest.raises(ValueError, match="has 4 bytes, more than the 3"):
        data.lines(tmp_path / "large.txt")


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: anything(()), ValueError, "at least one line"),
        (lambda: anything("abc"), TypeError, "a list of texts is needed"),
        (lambda: anything(("a", 3)), TypeError, "line 1 must be a text"),
        (lambda: anything(("a", "")), ValueError, "line 1 is empty"),
        (lambda: anything(("ab",)).encode("abc"), ValueError, "character 2"),
        (lambda: anything(("ab",)).encode(3), TypeError, "a text is needed"),
        (lambda: anything(("ab",)).decode([3]), ValueError, "from 0 to 2"),
        (lambda: anything(("ab",)).decode([-1]), ValueError, "from 0 to 2"),
        (lambda: anything(("ab",)).decode([0.5]), TypeError, "whole number"),
        (lambda: anything(("ab",)).sequences(0), ValueError, "block_size"),
        (lambda: data.names(0), ValueError, "count"),
        (lambda: data.names(20_001), ValueError, "at most 20,000"),
    ],
)
def test_wrong_arguments_are_told_in_one_sentence(call, error, told):
    with pytest.raises(error, match=told) as raised:
        call()
    assert "\n" not in str(raised.value)


def test_numpy_integers_are_tokens():
    assert anything(("ab",)).decode(np.array([1, 0])) == "ba"
