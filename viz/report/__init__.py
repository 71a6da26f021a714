"""A report: one offline page about one training run, with curves, what was learned, and how to repeat it.

run.py        what a report is about, as plain data
figures.py    which plots it shows, and what to see in them
document.py   the page: headline numbers, figures, the network's graph, all numbers
"""

from viz.report.document import report
from viz.report.run import Run, Text

__all__ = ["Run", "Text", "report"]
