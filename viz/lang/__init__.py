"""All sentences, in one place for translators: a file for each kind of tool, in it a table for each language.

To add a language, Spanish for one, edit this folder alone:

1. add its code, "es", to `Language` below;
2. copy the table ``_EN`` of each of the files steps, tools, health, buglab and page to ``_ES``, translate the texts, leave
   keys and {fields} as they are, and enter the table in the mapping at the end of the file.

`tests/test_lang.py` says which keys or fields differ. Every tool then takes ``lang="es"``, and so does the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias, get_args

from autograd.hints import check_option

Language: TypeAlias = Literal["en", "zh"]
"""The languages of sentences, English and Chinese, by their ISO 639 codes."""
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def pick(tables: Mapping[str, Mapping[str, str]], lang: str) -> Mapping[str, str]:
    """The table of a language; ValueError naming the languages for another."""
    check_option("lang", lang, tables)
    return tables[lang]
