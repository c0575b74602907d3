"""Which column of a file means which field, as a program names them beside the file: an object of JSON."""

import json

from towpath.kernel.refusals import Invalid


def columns_given(text: str) -> dict[str, str]:
    """Field to header's cell; {} for nothing. Invalid says how it is written."""
    if not text.strip():
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(cell, str) for cell in found.values()) or "\\u0000" in text:
        raise Invalid({"columns": ['Write an object of JSON, such as {"amount": "New price"}.']})
    return found
