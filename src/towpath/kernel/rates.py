"""How often somebody may ask something: counted per person over all web workers, in the cache."""

from datetime import datetime

from django.core.cache import cache

from towpath.kernel.refusals import TooMany


def spend(what: str, who: int, at: datetime, *, limit: int, seconds: int) -> None:
    """Count one use of `what` by the person `who`; TooMany once `limit` uses fell into the current window.

    Windows are `seconds` long and begin at fixed moments, so that counting needs one row per person and window.
    """
    window, passed = divmod(int(at.timestamp()), seconds)
    key = f"rate:{what}:{who}:{seconds}:{window}"
    if cache.add(key, 1, timeout=seconds):
        return
    try:
        used = cache.incr(key)
    except ValueError:  # it ran out between the two questions
        cache.add(key, 1, timeout=seconds)
        return
    if used > limit:
        minutes = max(1, -(-(seconds - passed) // 60))
        raise TooMany(
            "This was asked very often in a short time.",
            remedy=f"Wait {minutes} minute{'' if minutes == 1 else 's'}, then try again.",
        )
