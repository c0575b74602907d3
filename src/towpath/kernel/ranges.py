"""Periods of two columns as PostgreSQL's ranges, for constraints that let no two of them overlap."""

from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField
from django.db.models import Func


class DayRange(Func):
    """From the first day up to, not including, the last; an empty end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


class MomentRange(Func):
    """The same for moments."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()
