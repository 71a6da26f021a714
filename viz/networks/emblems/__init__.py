"""Networks that are no columns of neurons, as the notes draw them: unrolled cells, maps of an image, heads of attention."""
