"""Decisions: pure functions of facts, book and day. The list of all questions is in `towpath.program.questions`."""
