"""Towpath: open-source, self-hosted partner relationship management."""

__version__ = "0.1.0"
