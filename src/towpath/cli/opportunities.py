"""`towpath opportunities`: the same commands as `towpath accounts opportunities`, by their shorter name."""

from towpath.cli.accounts_opportunities import opportunities as group

__all__ = ["group"]
