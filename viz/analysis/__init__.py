"""Numbers about a recorded graph; `health` alone has sentences, from `viz.lang`."""
