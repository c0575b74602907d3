"""The life of everything in this room, as tables. No Django here."""
