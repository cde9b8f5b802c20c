"""Charts as slides: PowerPoint files with native charts and tables that can be edited and restyled."""

from generator.slides.entries import Entry, of_chart, of_pin
from generator.slides.ready import DeckRefused, deck, files, key, of_group, of_mesh, plans
from generator.slides.status import status_deck

__all__ = [
    "DeckRefused",
    "Entry",
    "deck",
    "files",
    "key",
    "of_chart",
    "of_group",
    "of_mesh",
    "of_pin",
    "plans",
    "status_deck",
]
