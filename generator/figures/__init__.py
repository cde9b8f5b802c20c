"""Figures in Plotly's JSON form, as plain values: one form for one question, the same everywhere."""

from generator.figures.averages import for_averages
from generator.figures.conformance import for_conformance
from generator.figures.distributed import for_generators
from generator.figures.figure import Figure
from generator.figures.group import for_group
from generator.figures.map import for_map
from generator.figures.matrix import for_matrix
from generator.figures.series import for_series
from generator.figures.spectrum import for_result
from generator.figures.template import TEMPLATES, template_json
from generator.figures.trend import for_trend

__all__ = [
    "TEMPLATES",
    "Figure",
    "for_averages",
    "for_conformance",
    "for_generators",
    "for_group",
    "for_map",
    "for_matrix",
    "for_result",
    "for_series",
    "for_trend",
    "template_json",
]
