"""The floor `program`: the partner program as dated pages, and the pure decisions that read them. No Django, no database."""
