"""Layers, networks, losses and penalties: what is trained."""
