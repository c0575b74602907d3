"""Rows of the distribution room."""
