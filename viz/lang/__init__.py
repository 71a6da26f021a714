"""All sentences, in one place for translators: a file for each kind of tool, a table for each language.

To add a language, add its code to `viz.options.Language` and a table to every file of this folder.
"""

from __future__ import annotations

from collections.abc import Mapping

from viz.options import LANGUAGES


def pick(tables: Mapping[str, Mapping[str, str]], lang: str) -> Mapping[str, str]:
    """The table of a language."""
    if lang not in tables:
        raise ValueError(f"lang must be one of {', '.join(LANGUAGES)}; got {lang!r}")
    return tables[lang]
