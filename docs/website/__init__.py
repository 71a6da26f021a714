"""The documentation site: what MkDocs asks while it builds. `python -m mkdocs build --strict` writes the folder site/."""
