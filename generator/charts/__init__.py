"""Charts with an address of their own: a figure with the words, the date and the source that go wherever it goes."""

from generator.charts.chart import Chart
from generator.charts.gather import Charts, gather

__all__ = ["Chart", "Charts", "gather"]
