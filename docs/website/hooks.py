"""What MkDocs calls while it builds the site: it adds pages that are read from the repository, and mends links.

The documents stay as they are: they are read on their own, too. `mkdocs.yml` names this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from docs.website import course, examples, links, reference


def on_config(config: MkDocsConfig) -> None:
    """The pages of the examples and of the reference stand in the navigation as they are found."""
    for part in config.nav or ():
        for title, entries in part.items():
            if title == "Examples":
                entries.extend(f"examples/{path.stem}.md" for path in examples.EXAMPLES)
            if title == "Reference":
                entries.extend(
                    page for page, _ in reference.pages() if page not in entries
                )


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add what is not in docs/: generated pages, files of the repository that are linked to, and what chapters make."""
    for page, text in (*examples.pages(), *reference.pages()):
        files.append(File.generated(config, page, content=text))
    for path in examples.EXAMPLES:
        for picture in examples.pictures_of(path):
            files.append(_copy(config, f"examples/expected/{picture.name}"))
    for path_of_file in sorted(_linked(files)):
        if files.get_file_from_path(links.place(path_of_file)) is None:
            files.append(_page_of(config, path_of_file))
    for chapter in course.chapters():
        folder = chapter.relative_to(links.DOCS).parent
        try:
            made = course.made_by(chapter)
        except RuntimeError as error:
            raise PluginError(str(error)) from None
        for name, content in made.items():
            files.append(
                File.generated(
                    config, (folder / "made" / name).as_posix(), content=content
                )
            )


def on_page_markdown(
    markdown: str, page: Page, config: MkDocsConfig, files: Files
) -> str:
    """Links lead to where things are on the site; films are shown; what only doctest needs is left out."""
    if page.file.src_uri.startswith("course/"):
        page.meta["hide"] = ["toc"]  # films need the room
    if page.file.src_uri == "index.md":
        page.meta["hide"] = ["toc", "navigation"]
    origin = _origin(page.file.src_uri)
    text = links.rewritten(markdown, origin, page.file.src_uri) if origin else markdown
    text = re.sub(r" *# doctest: .*", "", text).replace("<BLANKLINE>", "")
    return course.with_films(text)


def on_page_context(context: Any, page: Page, config: MkDocsConfig, nav: Any) -> None:
    """A page has the language that it is written in, and a switch that leads to the same page in the other one."""
    uri = page.file.src_uri
    config.theme["language"] = "zh" if uri.startswith("course/zh/") else "en"
    config.extra["translations"] = [
        {"name": course.LANGUAGES[lang], "lang": lang, "link": f"{other[:-3]}.html"}
        for lang, other in course.counterparts(uri).items()
    ]


def _linked(files: Files) -> Iterator[str]:
    """Paths in the repository that some document links to, CHANGELOG.md and CONTRIBUTING.md included."""
    texts = {
        f"docs/{file.src_uri}": file.content_string
        for file in files.documentation_pages()
        if file.src_dir
    }
    for name in ("CHANGELOG.md", "CONTRIBUTING.md"):
        yield name
        texts[name] = (links.ROOT / name).read_text("utf-8")
    for origin, text in texts.items():
        yield from links.outside(text, origin)


def _page_of(config: MkDocsConfig, path: str) -> File:
    place = links.place(path)
    if place == path:
        return _copy(config, path)
    if place == path.lower():
        return File.generated(
            config, place, content=(links.ROOT / path).read_text("utf-8")
        )
    text, level = links.source_page(path), InclusionLevel.NOT_IN_NAV
    return File.generated(config, place, content=text, inclusion=level)


def _copy(config: MkDocsConfig, path: str) -> File:
    return File.generated(config, path, abs_src_path=str(links.ROOT / path))


def _origin(page: str) -> str | None:
    """Where the document of a page lies in the repository, if it is one."""
    if page in {"changelog.md", "contributing.md"}:
        return f"{page[:-3].upper()}.md"
    return f"docs/{page}" if (links.DOCS / page).exists() else None
