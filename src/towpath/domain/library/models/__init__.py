"""Rows of the library room."""
