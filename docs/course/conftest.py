"""Chapters that train take seconds: they run with the slow tests; their sessions run while the site is built, too."""

import pytest

TRAINS = ("04_", "05_", "06_", "07_", "08_", "09_", "10_")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The Chinese chapters run the same code as the English ones: tests/test_course.py compares them."""
    for item in items:
        long = item.path.name.startswith(TRAINS) or item.path.parent.name == "zh"
        if item.path.parent.parent.name == "course" and long:
            item.add_marker(pytest.mark.slow)
