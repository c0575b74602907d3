"""Registrations through the API: bodies in `given`, answers in `shown` and `faces`, addresses in the other files."""
