"""The page docs/try.html: chalkgrad in a browser, without a server. `python -m docs.try_page` builds it."""
