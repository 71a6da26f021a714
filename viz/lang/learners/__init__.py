"""What is said of learners, a file for each family and one for all: each has its catalogue in `WORDS`.

A family's catalogue has the key "title", which is what its film is called, and whatever `tell` and `columns` of
`viz/learners/FAMILY.py` ask for. A language is added as in `viz.lang`.
"""
