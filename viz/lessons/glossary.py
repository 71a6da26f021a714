"""The words of backpropagation, each with a sentence or two that say what it means."""

from __future__ import annotations

from viz.lang import pick
from viz.lang.glossary import GLOSSARY, TERMS
from viz.lang.tools import phrases
from viz.options import Language, LessonFormat, check_lesson
from viz.text.lesson import Lesson, escape_markdown


def glossary(*, format: LessonFormat = "text", lang: Language = "en") -> Lesson:
    """The words that pictures, sentences and pages use, in the order in which one meets them.

    `format` is "text" or "markdown", `lang` "en" or "zh". The result prints. ValueError for another format or language.

    >>> print(str(glossary()).splitlines()[1])
    value: The number of a box, above it. It is computed in the forward pass.
    >>> print(str(glossary(lang="zh")).splitlines()[1])
    值：方框里的数的大小，写在方框上方，在前向传播中算出。
    """
    check_lesson(lang=lang, format=format)
    words, colon = pick(GLOSSARY, lang), phrases(lang)["colon"]
    plain, marked = [], []
    for key in TERMS:
        term, meaning = words[key], words[f"{key} means"]
        plain.append(f"{term}{colon}{meaning}")
        marked.append(f"- **{escape_markdown(term)}**{colon}{escape_markdown(meaning)}")
    texts = {"text": "\n".join(plain), "markdown": "\n".join(marked)}
    return Lesson(texts, format)
