"""From C text to a function: which compiler, where it is kept, and what happens when one of them is missing or broken."""

import ctypes
import gc
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path

import numpy as np
import pytest

from autograd.compiler.native import compilers as compilers_module
from autograd.compiler.native import library_cache, subprocesses
from autograd.compiler.native.building import build
from autograd.compiler.native.c_calls import SMALL, CFunction, Sizes
from autograd.compiler.native.compilers import compilers, processor, suffix
from autograd.compiler.native.entry_point import called, entry
from autograd.compiler.native.subprocesses import BuildError, run
from autograd.compiler.x_columns import plain_columns
from tests import c_compiler
from tests.threads import at_once

TEXT = """\
#include <stddef.h>
double program(const double *parameters, const double *X, size_t n, double *gradient, double *outputs, double *work);
double program(const double *parameters, const double *X, size_t n, double *gradient, double *outputs, double *work)
{
    /* (p0 x0 + p1 x1)², its mean and gradient */
    double value = 0.0;
    if (gradient) gradient[0] = gradient[1] = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double *x = X + 2 * i;
        work[0] = parameters[0] * x[0] + parameters[1] * x[1];
        value += work[0] * work[0];
        if (outputs) outputs[i] = work[0] * work[0];
        if (gradient)
            for (int k = 0; k < 2; k++) gradient[k] += 2.0 * work[0] * x[k] / (double)n;
    }
    return value / (double)n;
}
"""
POSIX = pytest.mark.skipif(os.name != "posix", reason="scripts of a POSIX shell")


def text(dtype="float64", number=1):
    """The program; with another number another text, which is in no cache."""
    written = TEXT.replace("double", "float") if dtype == "float32" else TEXT
    return called(f"/* {number} */\n{written}", dtype, plain_columns(2))


@pytest.fixture
def cache(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("CHALKGRAD_CACHE", str(folder))
    return folder


@pytest.fixture
def alone(monkeypatch):
    """Compilers are those of CC only; the words of versions that were asked for before are forgotten."""
    forget = compilers_module._version.cache_clear
    forget()
    monkeypatch.delenv("CC", raising=False)
    yield monkeypatch
    forget()


def kept(cache):
    return sorted(cache.rglob(f"*{suffix()}"))


def script(folder, words, name="compiler"):
    """A program for the shell, as a compiler."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{words}\n")
    path.chmod(0o755)
    return path


def real(folder, words, name="compiler"):
    """The system's compiler, after some words for the shell."""
    path = shutil.which("cc")
    if path is None:
        pytest.skip("no C compiler: install gcc or clang")
    return script(folder, f'{words}\nexec {path} "$@"', name)


def made(dtype="float64", number=1):
    known = np.array([2.0, -1.0], dtype)
    function = entry(build(text(dtype, number)).functions)
    return known, CFunction(function, known, Sizes(2, 2, 1, 1))


def expected(known, X):
    y = X @ known
    return np.mean(y * y), 2.0 * (y[:, None] * X).mean(axis=0), (y * y)[:, None]


# --- calls ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("n", [1, 3, SMALL])
def test_a_function_computes_mean_gradient_and_outputs(n, dtype):
    c_compiler.find()
    known, function = made(dtype)
    X = np.random.default_rng(n).normal(size=(n, 2)).astype(dtype)
    accuracy = 1e-12 if dtype == "float64" else 2e-3
    for outputs in (True, False, True):
        value, gradient, computed = function.value_and_grad(X, outputs)
        mean, slopes, every = expected(known, X)
        assert value == pytest.approx(mean, rel=accuracy)
        np.testing.assert_allclose(gradient, slopes, rtol=accuracy, atol=accuracy)
        assert gradient.dtype == known.dtype
        assert (computed is None) == (not outputs)
        if outputs:
            np.testing.assert_allclose(computed, every, rtol=accuracy)
    np.testing.assert_allclose(function.forward(X), every, rtol=accuracy)
    known[:] = 1.0  # parameters are read in place
    np.testing.assert_allclose(function.forward(X), expected(known, X)[2], rtol=1e-4)


def test_a_quick_call_is_for_arrays_that_are_right():
    c_compiler.find()
    known, function = made()
    X = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert function.quick_value_and_grad(X) is None  # nothing is prepared yet
    function.value_and_grad(X, False)
    for x in (
        X,
        np.array([[1.0, 9.0, 2.0], [3.0, 9.0, 4.0]])[:, ::2],
        np.asfortranarray(X),
    ):
        value, gradient = function.quick_value_and_grad(x)
        assert value == expected(known, X)[0]
        np.testing.assert_array_equal(gradient, expected(known, X)[1])
        del gradient
    for other in (
        np.empty((0, 2)),
        X.tolist(),
        X[:1],
        X.astype("f4"),
        X[0],
        X.astype(">f8"),
        np.ma.array(X),
        None,
        3.0,
    ):
        assert function.quick_value_and_grad(other) is None


def test_each_call_has_a_gradient_of_its_own():
    c_compiler.find()
    _, function = made()
    rng = np.random.default_rng(0)
    Xs = [rng.normal(size=(2, 2)) for _ in range(20)]
    gradients = [
        (function.quick_value_and_grad(X) or function.value_and_grad(X, False))[1]
        for X in Xs
    ]
    again = [function.value_and_grad(X, False)[1].tolist() for X in Xs]
    assert [g.tolist() for g in gradients] == again


def test_calls_of_training_use_the_same_memory():
    c_compiler.find()
    _, function = made()
    X, held = np.ones((2, 2)), None
    for _ in range(50):
        held = function.quick_value_and_grad(X) or function.value_and_grad(X, False)
    assert held
    assert len(function._waiting[2, 2]) == 2
    for n in range(1, 40):
        function.forward(np.ones((n, 2)))
    assert len(function._waiting) <= 16


def test_threads_have_memory_of_their_own():
    c_compiler.find()
    known, function = made()
    wrong = []

    def work(seed):
        rng = np.random.default_rng(seed)
        for _ in range(200):
            X = rng.normal(size=(int(rng.integers(1, 4)) * 1000, 2))
            value, gradient, _ = function.value_and_grad(X, False)
            mean, slopes, _ = expected(known, X)
            if abs(value - mean) > 1e-9 or abs(gradient - slopes).max() > 1e-9:
                wrong.append(seed)

    at_once(work, 4)
    assert not wrong


@pytest.mark.slow
def test_the_memory_of_a_function_goes_with_it():
    c_compiler.find()
    _, function = made()
    function.value_and_grad(np.ones((1, 2)), True)
    memory = function._waiting[1, 2][0]
    del function
    gc.collect()
    assert (
        memory.differentiate() == 1.0
    )  # parameters, X and work live as long as what computes with them


# --- the cache ------------------------------------------------------------------------------------------------------


def test_a_library_is_built_once(cache, alone, tmp_path):
    log = tmp_path / "log"
    alone.setenv("CC", str(real(tmp_path, f'echo "$@" >> {log}')))
    first, second = build(text()), build(text())
    assert first.compiler == second.compiler
    assert (
        len([line for line in log.read_text().splitlines() if "-shared" in line]) == 1
    )
    (path,) = kept(cache)
    assert library_cache.checksum(path.read_bytes()) == path.stem
    assert {entry.name for entry in path.parent.iterdir()} == {path.name}
    build(text(number=2))
    assert len(kept(cache)) == 2


def test_another_compiler_flag_or_processor_is_another_library(cache, alone, tmp_path):
    alone.setenv("CC", str(real(tmp_path, "", "one")))
    build(text())
    alone.setenv("CC", str(real(tmp_path, "", "one")) + " -DOTHER")
    build(text())
    alone.setattr("autograd.compiler.native.building.processor", lambda: "another")
    build(text())
    assert len(kept(cache)) == 3


@pytest.mark.parametrize("damage", ["cut", "empty", "bits", "words"])
def test_a_damaged_library_is_built_anew(cache, alone, tmp_path, damage):
    c_compiler.find()
    build(text(number=damage))
    (path,) = kept(cache)
    data = path.read_bytes()
    broken = {
        "cut": data[: len(data) // 2],
        "empty": b"",
        "bits": data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
        "words": b"no library at all",
    }[damage]
    place = path.with_name(path.name)
    place.unlink()  # the loaded one stays as it is
    place.write_bytes(broken)
    assert build(text(number=damage)).functions
    assert kept(cache) == [path]
    assert path.read_bytes()[:100] == data[:100]


def test_a_whole_file_that_is_no_library_is_built_anew(cache):
    c_compiler.find()
    build(text(number="x"))
    (path,) = kept(cache)
    wrong = path.with_name(library_cache.checksum(b"wrong") + suffix())
    path.unlink()
    wrong.write_bytes(b"wrong")
    assert build(text(number="x")).functions
    assert not wrong.exists()


UNUSABLE = {
    "a file": lambda cache: cache.write_text("in the way"),
    "in a file": lambda cache: cache.parent.joinpath("cache").write_text(""),
    "others may write": lambda cache: (
        cache.mkdir(),
        (cache / "programs").mkdir(),
        (cache / "programs").chmod(0o777),
    ),
}


@POSIX
@pytest.mark.parametrize("how", UNUSABLE)
def test_without_a_cache_a_library_lives_as_long_as_the_process(cache, how):
    c_compiler.find()
    UNUSABLE[how](cache)
    before = cache.read_bytes() if cache.is_file() else sorted(cache.rglob("*"))
    assert build(text(number=how)).functions.chalkgrad_call
    own = library_cache._OWN[os.getpid()]
    assert list(own.rglob(f"*{suffix()}"))
    assert own.stat().st_mode & 0o077 == 0
    after = cache.read_bytes() if cache.is_file() else sorted(cache.rglob("*"))
    assert after == before


def test_a_full_disk_leaves_no_half_of_a_file(cache, monkeypatch):
    c_compiler.find()

    def full(place, data):
        if str(place).startswith(str(cache)):
            raise OSError(28, "No space left on device")
        place.write_bytes(data)

    monkeypatch.setattr("autograd.files.replace", full)
    assert build(text(number="full")).functions
    assert not kept(cache)
    monkeypatch.setattr(library_cache, "_OWN", {os.getpid(): cache})
    with pytest.raises(BuildError, match=r"cannot be written \(.*No space"):
        build(text(number="fuller"))


@POSIX
@pytest.mark.parametrize(
    ("variables", "folder"),
    [
        ({"CHALKGRAD_CACHE": "/a/b"}, "/a/b"),
        ({"XDG_CACHE_HOME": "/c"}, "/c/chalkgrad"),
        (
            {"CHALKGRAD_CACHE": " ", "XDG_CACHE_HOME": "relative", "HOME": "/h"},
            "/h/.cache/chalkgrad",
        ),
        ({"HOME": "/h"}, "/h/.cache/chalkgrad"),
        ({"HOME": "not/absolute"}, None),
    ],
)
def test_the_folder_is_where_the_system_keeps_such_things(
    monkeypatch, variables, folder
):
    for name in ("CHALKGRAD_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", "linux")
    assert library_cache.cache_folder() == (folder and Path(folder))


def test_old_programs_make_room(cache, monkeypatch):
    monkeypatch.setattr(library_cache, "_MOST", 8)
    for i in range(20):
        path = library_cache.keep(f"{i:032x}", ".so", bytes([i]))
        os.utime(path.parent, (i, i))
    names = {path.name for path in (cache / "programs").iterdir()}
    assert len(names) <= 9
    assert f"{19:032x}" in names
    assert f"{0:032x}" not in names


def build_at_once(barrier, results):
    source = text(number="two")
    barrier.wait(timeout=60)
    results.put(build(source).functions.chalkgrad_call is not None)


@POSIX
def test_processes_that_build_the_same_do_not_disturb_one_another(cache):
    c_compiler.find()
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(3), context.Queue()
    processes = [
        context.Process(target=build_at_once, args=(barrier, results)) for _ in range(3)
    ]
    for process in processes:
        process.start()
    assert [results.get(timeout=60) for _ in processes] == [True] * 3
    for process in processes:
        process.join()
    for path in kept(cache):
        assert library_cache.checksum(path.read_bytes()) == path.stem
    assert not list(cache.rglob("*.part"))


def test_what_a_process_keeps_goes_with_it(tmp_path):
    c_compiler.find()
    program = (
        "import sys; from autograd.compiler.native import building, library_cache\n"
        "from tests.test_c_building import text\n"
        "building.build(text(number='gone')); print(*library_cache._OWN.values())"
    )
    (tmp_path / "file").write_text("")
    variables = {**os.environ, "CHALKGRAD_CACHE": str(tmp_path / "file")}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    )
    folder = Path(done.stdout.strip())
    assert folder.is_absolute()
    assert not folder.exists()


# --- compilers ------------------------------------------------------------------------------------------------------

BROKEN = {
    "exit 1": r"it does not say its version \(it ended with code 1\)",
    "exit 0": r"it does not say its version",
    "[ $1 = --version ] && echo broken 1.0 && exit; echo 'x.c:1: error: no such thing' >&2; exit 1": (
        r"it does not compile a program \(x\.c:1: error: no such thing\)"
    ),
    "[ $1 = --version ] && echo liar 1.0; exit 0": r"it does not compile a program \(it ended with code 0\)",
    "[ $1 = --version ] && echo liar 2.0 && exit; while [ $1 != -o ]; do shift; done; echo junk > $2": (
        r"what it built cannot be loaded \(.+\)"
    ),
    "kill -SEGV $$": r"it does not say its version",
}


@POSIX
@pytest.mark.parametrize("words", BROKEN)
def test_a_broken_compiler_is_one_sentence(cache, alone, tmp_path, words):
    path = script(tmp_path, words)
    alone.setenv("CC", str(path))
    with pytest.raises(BuildError, match=rf"^CC=\S+: {BROKEN[words]}") as caught:
        build(text(number="broken"))
    assert "\n" not in str(caught.value)
    assert not kept(cache)


@POSIX
def test_a_slow_compiler_is_ended_with_all_that_it_started(cache, alone, tmp_path):
    alone.setattr(subprocesses, "PATIENCE", 0.3)
    number = tmp_path / "number"
    words = f"[ $1 = --version ] && echo slow 1.0 && exit\nsleep 600 & echo $! > {number}; wait"
    alone.setenv("CC", str(script(tmp_path, words)))
    with pytest.raises(BuildError, match=r"it took more than 0\.3 seconds$"):
        build(text(number="slow"))
    sleeper = int(number.read_text())
    for _ in range(100):
        state = Path(f"/proc/{sleeper}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            break
        time.sleep(0.05)
    else:
        os.kill(sleeper, signal.SIGKILL)
        pytest.fail("what the compiler started still runs")


@POSIX
@pytest.mark.parametrize("first", ["", "[ $1 = --version ] && echo slow 1.0 && exit\n"])
def test_nobody_waits_twice_for_a_slow_compiler(alone, tmp_path, first):
    alone.setattr(subprocesses, "PATIENCE", 0.2)
    alone.setattr(compilers_module, "PATIENCE_FOR_A_WORD", 0.2)
    asked = tmp_path / "asked"
    alone.setenv("CC", str(script(tmp_path, f"{first}echo x >> {asked}; sleep 100")))
    for _ in range(3):
        with pytest.raises(BuildError, match=r"it took more than 0\.2 seconds$"):
            build(text(number=f"twice {first}"))
    assert asked.read_text() == "x\n"


@POSIX
def test_a_compiler_that_knows_no_processors_is_told_less(cache, alone, tmp_path):
    words = "for word; do case $word in -march*|-fno-*) echo unknown option; exit 1;; esac; done"
    alone.setenv("CC", str(real(tmp_path, words)))
    assert build(text()).functions.chalkgrad_call
    assert len(kept(cache)) == 1


@POSIX
def test_a_broken_compiler_does_not_stand_before_one_that_works(cache, alone, tmp_path):
    script(tmp_path, "echo 'you have not agreed to the license'; exit 69", "cc")
    real(tmp_path, "", "gcc")
    alone.setenv("PATH", str(tmp_path) + os.pathsep + os.environ["PATH"])
    assert build(text()).compiler.startswith("gcc")


@POSIX
def test_a_compiler_may_vanish(cache, alone, tmp_path):
    path = real(tmp_path, "")
    alone.setenv("CC", str(path))
    build(text(number="now"))
    path.unlink()
    with pytest.raises(
        BuildError, match=r"^CC='\S+' names a compiler that is not here: "
    ):
        build(text(number="then"))
    alone.setattr("shutil.which", lambda name: str(path))  # after it was looked for
    with pytest.raises(BuildError, match=r"it cannot be started \(.*No such file"):
        build(text(number="then"))


def test_the_order_of_compilers(alone, tmp_path):
    for name in ("clang", "gcc"):
        script(tmp_path, "echo 1.0", name)
    (tmp_path / "cc").symlink_to(tmp_path / "clang")
    alone.setenv("PATH", str(tmp_path))
    alone.setattr("importlib.util.find_spec", lambda name: None)
    assert [compiler.name for compiler in compilers()] == ["cc", "gcc"]
    alone.setattr("importlib.util.find_spec", lambda name: name)
    assert [compiler.name for compiler in compilers()][-1] == "ziglang"
    alone.setenv("CC", f"{tmp_path}/gcc -O1 '-DA=b c'")
    (only,) = compilers()
    assert only.command == (f"{tmp_path}/gcc", "-O1", "-DA=b c")
    assert only.name == f"CC={tmp_path}/gcc -O1 '-DA=b c'"


def test_no_compiler_at_all_says_how_to_get_one(alone, tmp_path):
    alone.setenv("PATH", str(tmp_path))
    alone.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(
        BuildError, match=r"no C compiler here: .*pip install 'chalkgrad\[native\]'"
    ):
        build(text())
    alone.setattr(compilers_module, "IN_BROWSER", True)
    with pytest.raises(BuildError, match=r"a browser has no C compiler"):
        build(text())


@pytest.mark.parametrize(
    "words", ["'unclosed", "no-such-compiler-anywhere", "no-such -O2"]
)
def test_a_choice_that_is_none_is_one_sentence(alone, words):
    alone.setenv("CC", words)
    with pytest.raises(BuildError, match=r"^CC="):
        build(text())


def test_a_version_is_read_as_it_is_told(alone):
    for told, described in {
        "gcc (Debian 12.2.0-14) 12.2.0": "x 12.2.0",
        "Apple clang version 15.0.0 (clang-1500.3.9.4)": "x 15.0.0",
        "no numbers": "x",
    }.items():
        alone.setattr(compilers_module, "_version", lambda command, told=told: told)
        assert compilers_module.Compiler(("x",), "x").described == described


def test_words_of_a_program_are_read_whatever_they_are(tmp_path):
    said = run(
        [
            sys.executable,
            "-c",
            "import sys; sys.stdout.buffer.write(b'\\xff' * 10**6); sys.exit(3)",
        ]
    )
    assert said.code == 3
    assert len(said.text) == 20_000
    said = run([sys.executable, "-c", "print('a\\nb: Error: c\\nd')"])
    assert said.complaint == "b: Error: c"


def test_text_that_no_encoding_has_is_compiled(cache):
    c_compiler.find()
    assert build("/* \ud800 ä 名 */\n" + text()).functions


def test_this_processor_is_told_from_others():
    assert processor() == processor()
    assert len(processor().splitlines()) >= 4


def test_nothing_is_loaded_that_asks_for_python():
    c_compiler.find()
    assert isinstance(build(text()).functions, ctypes.CDLL)


def test_memory_is_freed_without_the_garbage_collector():
    c_compiler.find()
    _, function = made()
    gc.disable()
    try:
        function.value_and_grad(np.ones((1, 2)), True)
        array = weakref.ref(function._waiting[1, 2][0].gradient)
        del function
        assert array() is None
    finally:
        gc.enable()
