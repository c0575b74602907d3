"""The room's rows."""

from towpath.domain.rulebook.models.drafts import Draft, DraftPage
from towpath.domain.rulebook.models.publications import Publication

__all__ = ["Draft", "DraftPage", "Publication"]
