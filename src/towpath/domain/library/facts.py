"""Rows turned into plain facts: the only bridge from this room to the program. Nothing here is judged by facts of rows."""
