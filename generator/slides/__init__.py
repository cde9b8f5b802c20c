"""Charts as slides: PowerPoint files with native charts and tables that can be edited and restyled."""

from generator.slides.ready import DeckRefused, deck, files, key, of_group, of_mesh, plans

__all__ = ["DeckRefused", "deck", "files", "key", "of_group", "of_mesh", "plans"]
