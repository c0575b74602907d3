"""The lowest floor: money, periods, business time, the fiscal calendar, references. No Django, no database, no clock."""
