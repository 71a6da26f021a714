"""All sentences, in one place for translators: a file for each kind of tool, in it a table for each language.

To add a language, Spanish for one, edit this folder alone:

1. add its code, "es", to `Language` and to `TAGS` below;
2. in each of the files of this folder and of `learners/` in it, copy the table ``_EN`` to ``_ES``, translate
   the texts, leave the keys and the {fields} in braces as they are, and add ``es=_ES`` to the catalogue at the end.

`tests/test_lang.py` says which keys or fields differ. Every tool then takes ``lang="es"``, the command line
``--lang es``, and the pages switch to it, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, get_args

from autograd.hints import check_option

Language: TypeAlias = Literal["en", "zh"]
"""The languages of sentences, English and Chinese, by their ISO 639 codes."""
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

TAGS: Final[Mapping[str, str]] = MappingProxyType({"en": "en", "zh": "zh-Hans"})
"""What HTML calls the languages, for fonts, hyphens and voices: BCP 47."""

Catalogue: TypeAlias = Mapping[str, Mapping[str, str]]
"""Templates by language and key."""


def catalogue(**tables: Mapping[str, str]) -> Catalogue:
    """The tables of a file by the codes of their languages, read-only."""
    frozen = {lang: MappingProxyType(table) for lang, table in tables.items()}
    return MappingProxyType(frozen)


def merged(*catalogues: Catalogue) -> Catalogue:
    """Several catalogues as one; ValueError where two of them have the same key.

    >>> merged(catalogue(en={"a": "1"}), catalogue(en={"b": "2"}))["en"]["b"]
    '2'
    """
    tables: dict[str, dict[str, str]] = {}
    for one in catalogues:
        for lang, table in one.items():
            known = tables.setdefault(lang, {})
            twice = sorted(known.keys() & table.keys())
            if twice:
                raise ValueError(
                    f"two catalogues have {twice[0]!r}: give one another key"
                )
            known.update(table)
    return catalogue(**tables)


def pick(tables: Catalogue, lang: str) -> Mapping[str, str]:
    """The table of a language; ValueError naming the languages for another."""
    check_option("lang", lang, tables)
    return tables[lang]


def next_language(lang: str) -> str:
    """The language that a page switches to: one after the other, round and round.

    >>> next_language("en"), next_language("zh")
    ('zh', 'en')
    """
    codes: list[str] = list(LANGUAGES)
    return codes[(codes.index(lang) + 1) % len(codes)]
