"""The packages of .ci/package.json: Python for browsers, and the layout engine beside it.

A machine without them skips the tests marked `node`; where CI is true, skipping fails.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PINNED = json.loads((ROOT / ".ci" / "package.json").read_text())["dependencies"]


@pytest.fixture(scope="session")
def modules():
    """The folder node_modules."""
    folder = Path(os.environ.get("CHALKGRAD_NODE_MODULES", ""))
    if not shutil.which("node") or not (folder / "pyodide").is_dir():
        pytest.skip(
            "no node, or CHALKGRAD_NODE_MODULES is not the folder of .ci/package.json's packages"
        )
    for name, version in PINNED.items():
        installed = json.loads((folder / name / "package.json").read_text())
        assert installed["version"] == version, name
    return folder.absolute()


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel, built from a copy of the source."""
    folder = tmp_path_factory.mktemp("wheel")
    ignored = shutil.ignore_patterns(".git", "*.egg-info", "build", "__pycache__")
    shutil.copytree(ROOT, folder / "source", ignore=ignored)
    words = ["wheel", "--no-deps", "-q", "-w", str(folder), str(folder / "source")]
    environment = {**os.environ, "CHALKGRAD_CORE": "python"}
    command = [sys.executable, "-m", "pip", *words]
    subprocess.run(command, check=True, env=environment)
    return next(folder.glob("chalkgrad-*-none-any.whl"))
