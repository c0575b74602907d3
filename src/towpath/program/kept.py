"""Answers that a book gives again and again are worked out once: a book never changes, so neither do they."""

from collections.abc import Callable
from functools import lru_cache
from typing import cast


def kept[**P, Answer](function: Callable[P, Answer]) -> Callable[P, Answer]:
    """Keep the answers of a pure reader of pages, for the books and days asked about last."""
    return cast(Callable[P, Answer], lru_cache(maxsize=512)(function))
