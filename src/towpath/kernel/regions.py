"""Regions as people and other programs write them: one of the program's, or refused with the sentence that lists those that there are."""

from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid
from towpath.program.decisions.regions import region_keys


def misfit(region: str, occasion: Occasion) -> str:
    """What is wrong with a region that is not empty; "" where the program of the day knows it."""
    known = region_keys(occasion.book, occasion.day)
    return "" if not region or region in known else f"There is no region “{region}”; choose one of {', '.join(known)}."


def asked(region: str, occasion: Occasion) -> str:
    """The region that a list is to be narrowed to, however its letters are cased; "" for all. Invalid names those that there are."""
    wanted = region.strip().upper()
    if said := misfit(wanted, occasion):
        raise Invalid({"region": [said]})
    return wanted
