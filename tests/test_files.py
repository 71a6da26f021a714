"""Files are written whole or not at all, reach the disk, and a killed program's drafts go with the next one."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograd import files
from tests.threads import at_once

ROOT = Path(__file__).parent.parent
KILLED = """
import os, signal, sys
from pathlib import Path
from autograd import files
def die(draft, target):
    os.kill(os.getpid(), signal.SIGKILL)
files.os.replace = die
files.replace(Path(sys.argv[1]), b"half")
"""
unix = pytest.mark.skipif(sys.platform == "win32", reason="other locks there")


@unix
def test_what_a_killed_program_leaves_is_removed_by_the_next_one(tmp_path):
    place = tmp_path / "run.json"
    for _ in range(2):
        program = [sys.executable, "-c", KILLED, str(place)]
        assert subprocess.run(program, cwd=ROOT).returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob(".chalkgrad-*.part"))) == 2
    (tmp_path / ".chalkgrad-0.part").touch()
    others = [tmp_path / ".chalkgrad.part", tmp_path / "x.part"]
    for other in others:
        other.write_bytes(b"not a draft")
    files.replace(tmp_path / "other.json", b"whole")
    assert set(tmp_path.iterdir()) == {tmp_path / "other.json", *others}


@unix
def test_the_draft_of_a_program_that_is_alive_stays(tmp_path, monkeypatch):
    """Two programs write into one folder at the same time."""
    replace = os.replace

    def meanwhile(draft, target):
        monkeypatch.setattr(os, "replace", replace)
        files.replace(tmp_path / "b", b"second")
        replace(draft, target)

    monkeypatch.setattr(os, "replace", meanwhile)
    files.replace(tmp_path / "a", b"first")
    contents = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert contents == {"a": b"first", "b": b"second"}


@unix
def test_a_durable_file_reaches_the_disk_before_its_name_and_the_name_after(
    tmp_path, monkeypatch
):
    done = []
    fsync, replace = os.fsync, os.replace

    def record_fsync(file):
        done.append("folder" if os.path.isdir(f"/proc/self/fd/{file}") else "file")
        fsync(file)

    def record_replace(draft, target):
        done.append("rename")
        replace(draft, target)

    monkeypatch.setattr(os, "fsync", record_fsync)
    monkeypatch.setattr(os, "replace", record_replace)
    files.replace(tmp_path / "a", b"1", durable=True)
    assert done == ["file", "rename", "folder"]
    files.replace(tmp_path / "a", b"2")
    assert done[3:] == ["rename"]


def test_a_large_file_is_written_to_its_end(tmp_path):
    data = os.urandom(1 << 20) * 5
    files.replace(tmp_path / "a", data)
    assert (tmp_path / "a").read_bytes() == data


def test_of_several_files_all_are_written_or_none(tmp_path):
    first, second = tmp_path / "net.c", tmp_path / "net.h"
    first.write_bytes(b"old")
    second.mkdir()
    with pytest.raises(IsADirectoryError) as caught:
        files.replace_all({first: b"new", second: b"new"})
    assert caught.value.filename == str(second)
    assert first.read_bytes() == b"old"
    assert set(tmp_path.iterdir()) == {first, second}
    second.rmdir()
    files.replace_all({first: b"new", second: b"newer"})
    assert (first.read_bytes(), second.read_bytes()) == (b"new", b"newer")


def test_an_error_names_the_file_that_was_asked_for(tmp_path):
    place = tmp_path / "nowhere" / "a"
    with pytest.raises(FileNotFoundError) as caught:
        files.replace(place, b"")
    assert caught.value.filename == str(place)


@unix
def test_a_draft_that_was_taken_for_abandoned_is_written_under_another_name(
    tmp_path, monkeypatch
):
    """Who removes a draft has locked it, but names it: under the old name a second one would be removed, too."""
    is_kept, names = files._is_kept, []

    def removed_at_first(file):
        names.append(file.name)
        if len(names) == 1:
            os.unlink(file.name)
        return is_kept(file)

    monkeypatch.setattr(files, "_is_kept", removed_at_first)
    files.replace(tmp_path / "a", b"whole")
    assert len(set(names)) == 2
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"whole"]


FULL = """
import resource, sys
from pathlib import Path
from autograd import files
from autograd.errors import OutputError
folder = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
for size in (1001, 10_000, 100_000):  # as small as a buffer of Python, and larger
    try:
        files.write({folder / "small": b"1", folder / "large": bytes(size)})
    except OutputError as error:
        print(error)
"""


@unix
def test_a_full_disk_is_said_whatever_the_size_and_nothing_is_left(tmp_path):
    """A buffer that is flushed again where its file is closed would fail again, without the name of the place."""
    program = [sys.executable, "-c", FULL, str(tmp_path)]
    said = subprocess.run(program, cwd=ROOT, capture_output=True, text=True)
    lines = said.stdout.splitlines()
    begin = f"cannot write {tmp_path}/large: File too large; check the path and"
    assert [line.startswith(begin) for line in lines] == [True] * 3, said
    assert said.stderr == ""
    assert not list(tmp_path.iterdir())


def test_many_write_into_one_folder_and_nobody_loses_a_draft(tmp_path):
    failures = []

    def work(name):
        try:
            for i in range(150):
                files.replace(tmp_path / name, f"{name} {i}".encode())
        except OSError as error:
            failures.append(error)

    at_once(lambda i: work("abcd"[i]), 4)
    assert not failures
    contents = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert contents == {name: f"{name} 149".encode() for name in "abcd"}
