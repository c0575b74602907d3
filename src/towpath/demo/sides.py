"""Play the past in two processes side by side: partners, customers and reviewers of one side never touch the other's rows.

Both keep step at milestones, so that ids and references stay about in order of time.
"""

import multiprocessing
import os
import random
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing.synchronize import Barrier

from django.db import connection

SIDES = (("EMEA", "PUBSEC"), ("AMER", "APJ"))  # about equally busy; territories, people and deals keep to a region
MILESTONES = 12
PATIENCE = 300  # seconds that one side waits for the other, which may have died

type Play = Callable[[tuple[str, ...], random.Random, Callable[[datetime], None]], None]


def both(play: Play, moments: Sequence[datetime], seed: int) -> None:
    """Call `play(regions, chance, pace)` for both sides at once; `pace(at)` is to be called before each step.

    The second side plays in a forked process, on a database connection of its own. RuntimeError when it fails; it
    ends by itself when this process does.
    """
    ordered = sorted(moments)
    milestones = ordered[:: max(1, len(ordered) // MILESTONES)]
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(len(SIDES))
    connection.close()  # a connection cannot be shared by two processes
    living, held = os.pipe()  # its end is read when this process is gone, however it went
    other = context.Process(target=_second, args=(play, seed, barrier, milestones, living, held))
    other.start()
    try:
        _one(play, SIDES[0], seed, barrier, milestones)
        other.join()
    except BaseException:
        barrier.abort()
        other.terminate()
        other.join()
        raise
    finally:
        os.close(living)
        os.close(held)
    if other.exitcode:
        raise RuntimeError(f"The part of the demo for {', '.join(SIDES[1])} failed; its error stands above.")


def _second(play: Play, seed: int, barrier: Barrier, milestones: list[datetime], living: int, held: int) -> None:
    os.close(held)

    def end_with_the_first() -> None:
        os.read(living, 1)
        os._exit(1)  # nobody waits for this side any more

    threading.Thread(target=end_with_the_first, daemon=True).start()
    _one(play, SIDES[1], seed, barrier, milestones)


def _one(play: Play, regions: tuple[str, ...], seed: int, barrier: Barrier, milestones: list[datetime]) -> None:
    left = list(milestones)

    def pace(at: datetime) -> None:
        while left and at >= left[0]:
            left.pop(0)
            barrier.wait(PATIENCE)

    with connection.cursor() as cursor:  # thousands of small transactions that are worth nothing one by one
        cursor.execute("SET synchronous_commit = off")
    try:
        play(regions, random.Random(f"{seed} {regions[0]}"), pace)  # noqa: S311 - no secret
        for _ in left:
            barrier.wait(PATIENCE)
    except BaseException:
        barrier.abort()
        raise
    finally:
        connection.close()
