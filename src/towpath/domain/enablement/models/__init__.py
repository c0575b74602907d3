"""Rows of the enablement room."""

from towpath.domain.enablement.models.learning import Completion, Employment, Learner

__all__ = ["Completion", "Employment", "Learner"]
