"""What lists and pages read; every reader takes the actor."""

from towpath.domain.pursuits.standing import Standing, incumbency_of, standing_for

__all__ = ["Standing", "incumbency_of", "standing_for"]
