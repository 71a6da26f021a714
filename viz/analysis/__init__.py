"""Numbers about a recorded graph, without sentences of their own."""
