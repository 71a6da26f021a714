"""Where everything of a picture lies."""
