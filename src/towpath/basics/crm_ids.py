"""Identifiers of CRM records: 15 characters in which case counts, or 18, of which the last three check the case."""

import re

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"  # the 32 values of five bits
_FORM = re.compile(r"[A-Za-z0-9]{15}([A-Za-z0-9]{3})?")


class BadCrmId(ValueError):
    """A text that identifies no record; the sentence says what would be right."""


def eighteen(fifteen: str) -> str:
    """An identifier of 15 characters with the three that check it.

    Each of the three stands for five characters, the first of them counting least: a bit is set where it is a capital.
    """
    if not re.fullmatch(r"[A-Za-z0-9]{15}", fifteen):
        raise BadCrmId(f"{fifteen!r} is no identifier: write its 15 letters and digits.")
    bits = (
        "".join("1" if each.isascii() and each.isupper() else "0" for each in fifteen[at : at + 5]) for at in (0, 5, 10)
    )
    return fifteen + "".join(_LETTERS[int(five[::-1], 2)] for five in bits)


def read(text: str, *, prefix: str = "") -> str:
    """The 18 characters of an identifier that a person gave with 15 or 18, for any case of the last three.

    prefix  the three characters with which identifiers of the kind begin ("006" for opportunities); "" for any kind
    """
    typed = text.strip()
    if not _FORM.fullmatch(typed):
        raise BadCrmId(f"{typed!r} has {len(typed)} characters: an identifier has 15 or 18, letters and digits only.")
    if prefix and not typed.startswith(prefix):
        raise BadCrmId(f"{typed} is of another kind: such an identifier begins with {prefix}.")
    whole = eighteen(typed[:15])
    if len(typed) == 18 and typed[15:].upper() != whole[15:]:
        raise BadCrmId(
            f"{typed} was mistyped: its last three characters do not fit the others. Copy it anew, capitals included."
        )
    return whole
