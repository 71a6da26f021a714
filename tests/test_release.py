"""The files of a release: complete, the same on every build, and tested from within the source distribution."""

import email.parser
import hashlib
import os
import runpy
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import autograd

ROOT = Path(__file__).parent.parent
TIME = "1767225600"
pytestmark = pytest.mark.slow


def build(source, folder, **environment):
    """The source distribution and the wheel, made in a folder."""
    command = [sys.executable, str(source / ".ci" / "package.py"), str(folder)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": TIME, **environment},
    )
    assert done.returncode == 0, done.stderr
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """(wheel, source distribution)"""
    packed, wheel = build(ROOT, tmp_path_factory.mktemp("release"))
    if wheel.suffix != ".whl":
        packed, wheel = wheel, packed
    return wheel, packed


@pytest.fixture(scope="module")
def unpacked(release, tmp_path_factory):
    """The folder that the source distribution holds."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(release[1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / f"chalkgrad-{autograd.__version__}"


def test_all_of_the_repository_is_in_the_source_distribution(unpacked):
    command = ["git", "ls-files", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("this is no checkout")
    names = set(done.stdout.rstrip("\0").split("\0")) - {".gitignore"}
    assert len(names) > 1000
    assert not {name for name in names if not (unpacked / name).is_file()}


def test_the_wheel_has_every_file_of_the_packages(release):
    with zipfile.ZipFile(release[0]) as wheel:
        packed = set(wheel.namelist())
    for package in ("autograd", "chalkgrad", "viz"):
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and path.suffix not in (".pyc", ".so", ".pyd"):
                assert str(path.relative_to(ROOT)) in packed
    tops = {name.split("/")[0] for name in packed}
    assert {name.split(".")[0].split("-")[0] for name in tops} == {
        *("autograd", "chalkgrad", "viz")
    }


def test_the_same_sources_give_the_same_bytes(release, unpacked, tmp_path):
    """Built from the source distribution, elsewhere, later, and by someone with other permissions."""
    copy = tmp_path / "another place"
    shutil.copytree(unpacked, copy)
    for path in copy.rglob("*"):
        os.chmod(path, path.stat().st_mode | 0o066)
        os.utime(path, (1.6e9, 1.6e9))
    again = build(
        copy, tmp_path / "dist", TZ="Asia/Shanghai", LANG="C", PYTHONHASHSEED="7"
    )
    assert len(again) == 2
    for path in release:
        other = tmp_path / "dist" / path.name
        assert digest(other) == digest(path), path.name


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("home", "page"),
    [
        ("", "*A graph* and rules, [micrograd](https://example.org), `a[0](1)`"),
        (
            "https://example.org/c",
            "![A graph](https://example.org/c/raw/HEAD/docs/pictures/graph_e.svg) and "
            "[rules](https://example.org/c/blob/HEAD/docs/rules.md), "
            "[micrograd](https://example.org), `a[0](1)`",
        ),
    ],
)
def test_pictures_and_links_have_whole_addresses_or_none(home, page):
    package = runpy.run_path(str(ROOT / ".ci" / "package.py"))
    readme = "![A graph](docs/pictures/graph_e.svg) and [rules](docs/rules.md), [micrograd](https://example.org), `a[0](1)`"
    assert package["for_an_index"](readme, home) == page


def test_what_an_index_shows_needs_no_other_file(release):
    with zipfile.ZipFile(release[0]) as wheel:
        (name,) = [name for name in wheel.namelist() if name.endswith("/METADATA")]
        text = wheel.read(name).decode()
    metadata = email.parser.Parser().parsestr(text)
    assert metadata["Version"] == autograd.__version__
    assert {"Author", "Author-email"} & set(metadata)
    page = metadata.get_payload()
    assert "](docs/" not in page
    assert "](examples/" not in page
    assert 'src="docs/' not in page
    assert "*The computation graph of e = (a + b)(b + 1)" in page
    assert "Programming Language :: Python :: 3.14" in metadata.get_all("Classifier")
    pytest.importorskip("twine")
    checked = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", *map(str, release)],
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout


def test_its_tests_run_from_the_source_distribution(unpacked):
    """Against the packages beside them, with nothing of this checkout."""
    files = [f"tests/test_{name}.py" for name in ("rules", "raster", "package")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", *files],
        cwd=unpacked,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_wheels_with_the_engine_in_c_are_asked_for_every_python():
    pytest.importorskip("cibuildwheel")
    command = [sys.executable, "-m", "cibuildwheel", "--print-build-identifiers"]
    done = subprocess.run(
        [*command, "--platform", "linux", "--archs", "x86_64", str(ROOT)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    pythons = {line.split("-")[0] for line in done.stdout.split()}
    assert pythons == {"cp311", "cp312", "cp313", "cp314"}
