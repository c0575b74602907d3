"""How a row bears a region: by its key on the program's page of regions, or as nothing. Which keys there are is the program's."""

from django.db import models

FORM = r"^([A-Z][A-Z0-9_-]*)?$"


def region_form(name: str) -> models.CheckConstraint:
    """Is this a region, or was something else written where one belongs?"""
    return models.CheckConstraint(name=name, condition=models.Q(region__regex=FORM))
