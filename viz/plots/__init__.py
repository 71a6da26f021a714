"""Plots of data, models and training, with matplotlib: for slides, reports and examples.

Every function draws onto ``ax=`` or a figure of its own, returns the Axes, and gives them a title and labels. Nothing
global is touched, no window opens. In a notebook, end a cell with ``.figure``; `save` writes a file.

>>> from types import SimpleNamespace
>>> import viz
>>> ax = viz.plots.loss_curve(SimpleNamespace(epochs=[1, 2, 3], loss=[0.9, 0.4, 0.2]))
>>> ax.get_title(), ax.get_xlabel()
('Loss', 'epoch')
>>> path = viz.plots.save(ax, "loss.svg")  # doctest: +SKIP

A plot of your own looks like these if it is drawn onto `panels` with the colours and lines of `series`, has its
legend from `key`, its scales from `logarithmic`, and its title and labels from `finish`.

Matplotlib is loaded by the first plot, not by ``import viz``.
"""

from viz.plots.attention_maps import attention_map
from viz.plots.boundary import decision_boundary
from viz.plots.canvas import (
    LABEL,
    MARKERS,
    finish,
    key,
    logarithmic,
    panels,
    power,
    series,
)
from viz.plots.confusion import confusion_table
from viz.plots.contours import descent_paths
from viz.plots.curves import accuracy_curve, activation_curve, fitted_curve, loss_curve
from viz.plots.digits import digit_sheet
from viz.plots.distributions import activations, parameter_histograms, ridges
from viz.plots.energies import cd_bias, energy_levels, gibbs_visits
from viz.plots.figure_files import save
from viz.plots.gradients import gradient_flow, gradient_histograms
from viz.plots.hidden import hidden_scatter
from viz.plots.kernel_sheets import feature_maps, filters
from viz.plots.network_growth import cascade_growth
from viz.plots.over_epochs import activation_histograms
from viz.plots.over_time import gate_strips, state_map
from viz.plots.radial_bumps import rbf_bumps
from viz.plots.reconstructed import reconstructions
from viz.plots.seen_pixels import receptive_field
from viz.plots.surface import loss_surface
from viz.plots.unit_maps import som_grid, u_matrix
from viz.plots.vigilance import vigilance_strip

__all__ = [
    "LABEL",
    "MARKERS",
    "accuracy_curve",
    "activation_curve",
    "activation_histograms",
    "activations",
    "attention_map",
    "cascade_growth",
    "cd_bias",
    "confusion_table",
    "decision_boundary",
    "descent_paths",
    "digit_sheet",
    "energy_levels",
    "feature_maps",
    "filters",
    "finish",
    "fitted_curve",
    "gate_strips",
    "gibbs_visits",
    "gradient_flow",
    "gradient_histograms",
    "hidden_scatter",
    "key",
    "logarithmic",
    "loss_curve",
    "loss_surface",
    "panels",
    "parameter_histograms",
    "power",
    "rbf_bumps",
    "receptive_field",
    "reconstructions",
    "ridges",
    "save",
    "series",
    "som_grid",
    "state_map",
    "u_matrix",
    "vigilance_strip",
]
