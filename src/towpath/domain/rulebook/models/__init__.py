"""The room's rows."""

from towpath.domain.rulebook.models.comparisons import Comparison, DifferingCase
from towpath.domain.rulebook.models.drafts import Draft, DraftPage
from towpath.domain.rulebook.models.publications import Publication

__all__ = ["Comparison", "DifferingCase", "Draft", "DraftPage", "Publication"]
