"""The files of a release: `python .ci/package.py dist` makes the source distribution and, from that, the wheel.

The same sources give the same bytes, whoever builds them, where and when: files carry the time of the last commit, or
$SOURCE_DATE_EPOCH, no owner, and the same permissions (reproducible-builds.org). Setuptools does this for wheels only.
Wheels with the engine in C are made of the same source distribution by cibuildwheel, see pyproject.toml.

An index of packages shows the README without the files beside it: `project.urls.Source` in pyproject.toml, once the
project has a home, makes its picture and its links whole addresses; until then they are words.
"""

from __future__ import annotations

import argparse
import gzip
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

INDEX_PAGE = "README-index.md"
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the files go")
    parser.add_argument(
        "--no-isolation",
        action="store_true",
        help="build with the setuptools that is installed here",
    )
    arguments = parser.parse_args()
    os.environ["SOURCE_DATE_EPOCH"] = time = _time()
    with tempfile.TemporaryDirectory() as scratch:
        ours = _copy(Path(scratch, "source"))
        packed = _build(ours, "sdist", Path(scratch, "packed"), arguments)
        source = Path(scratch, packed.name)
        source.write_bytes(same_bytes(packed.read_bytes(), int(time)))
        with tarfile.open(source) as archive:
            archive.extractall(scratch, filter="data")
        unpacked = Path(scratch, packed.name.removesuffix(".tar.gz"))
        wheel = _build(unpacked, "wheel", Path(scratch, "wheel"), arguments)
        arguments.folder.mkdir(parents=True, exist_ok=True)
        for path in (source, wheel):
            shutil.copyfile(path, arguments.folder / path.name)
            print(arguments.folder / path.name)
    return 0


def _time() -> str:
    """The time that all files get, in seconds since 1970."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return given
    command = ["git", "log", "-1", "--format=%ct"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit("no commit to take the time from: set SOURCE_DATE_EPOCH")
    return done.stdout.strip()


def _copy(folder: Path) -> Path:
    """The sources, without what a build or a test has left beside them."""
    left = shutil.ignore_patterns(
        *(".*_cache", ".git", ".hypothesis", ".venv", "__pycache__", "*.egg-info"),
        *("build", "dist", "site", "*.so", "*.pyd"),
        *("PKG-INFO", "setup.cfg"),  # which a source distribution has, and gets anew
    )
    shutil.copytree(ROOT, folder, ignore=left)
    project = folder / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    home = tomllib.loads(text)["project"].get("urls", {}).get("Source", "")
    readme = (folder / "README.md").read_text(encoding="utf-8")
    (folder / INDEX_PAGE).write_text(for_an_index(readme, home), encoding="utf-8")
    read = text.replace('readme = "README.md"', f'readme = "{INDEX_PAGE}"', 1)
    project.write_text(read, encoding="utf-8")
    return folder


def for_an_index(readme: str, home: str) -> str:
    """The README for a page where no file lies beside it: with whole addresses, or, without a home, without links.

    >>> page = "![A graph](docs/pictures/graph_e.svg) and [rules](docs/rules.md)"
    >>> for_an_index(page, "https://example.org/c")
    '![A graph](https://example.org/c/raw/HEAD/docs/pictures/graph_e.svg) and [rules](https://example.org/c/blob/HEAD/docs/rules.md)'
    >>> for_an_index(page, "")
    '*A graph* and rules'
    """

    def picture(match: re.Match[str]) -> str:
        alt, path = match.groups()
        return f"![{alt}]({home}/raw/HEAD/{path})" if home else f"*{alt}*"

    def link(match: re.Match[str]) -> str:
        text, path = match.groups()
        if not (ROOT / path.partition("#")[0]).exists():  # code that looks like a link
            return match[0]
        return f"[{text}]({home}/blob/HEAD/{path})" if home else text

    relative = r"\((?!https?:|#)([^)\s]+)\)"
    page = re.sub(r"!\[([^\]]*)\]" + relative, picture, readme)
    return re.sub(r"(?<!!)\[([^\]]*)\]" + relative, link, page)


def _build(
    source: Path, kind: str, folder: Path, arguments: argparse.Namespace
) -> Path:
    """A file of this kind, made by the program `build`."""
    command = [sys.executable, "-m", "build", f"--{kind}", "--outdir", str(folder)]
    if arguments.no_isolation:
        command.append("--no-isolation")
    subprocess.run([*command, str(source)], check=True, stdout=sys.stderr)
    (path,) = folder.iterdir()
    return path


def same_bytes(packed: bytes, time: int) -> bytes:
    """An archive of the same files in which nothing tells when and by whom it was made."""
    content = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(packed)) as old,
        gzip.GzipFile("", "wb", fileobj=content, mtime=time) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted(old.getmembers(), key=lambda member: member.name):
            runs = member.isdir() or bool(member.mode & 0o100)
            member.mode = 0o755 if runs else 0o644
            member.mtime, member.pax_headers = time, {}
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            new.addfile(member, old.extractfile(member))
    return content.getvalue()


if __name__ == "__main__":
    sys.exit(main())
