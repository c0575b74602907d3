"""Quotes: from an opportunity to the price that one audience may see, and to the order."""
