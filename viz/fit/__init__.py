"""Pictures fitted into a room: a search among the ways in which a graph can be told for the largest type."""
