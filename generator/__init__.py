"""mesh-results: from submitted measurements to a published, honest comparison."""

__version__ = "0.1.0"
