"""What differs between two states of what was submitted, for a reviewer and for a meeting."""

from generator.changes.catalogues import changes
from generator.changes.dates import as_of
from generator.changes.markdown import of_base, of_day
from generator.changes.values import Beside, Changes, Moved, Regrouped, State

__all__ = ["Beside", "Changes", "Moved", "Regrouped", "State", "as_of", "changes", "of_base", "of_day"]
"""What is exported; `State` holds a catalogue with its comparison."""
