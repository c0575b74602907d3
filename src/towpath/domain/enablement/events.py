"""Names, sentences and payloads of the room's events."""
