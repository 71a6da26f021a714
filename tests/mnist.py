"""Where tests find the four files of MNIST, which are not in the repository."""

import os
from pathlib import Path

import pytest


def folder_of_mnist():
    """What CHALKGRAD_DATA names, or else shared/data beside the repository; a skip, which fails in CI: conftest.py."""
    place = Path(
        os.environ.get("CHALKGRAD_DATA")
        or Path(__file__).parents[2] / "shared" / "data"
    )
    if not place.is_dir():
        pytest.skip("MNIST is not here: set CHALKGRAD_DATA")
    return place
