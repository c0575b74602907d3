"""Drafts as pages of a program: what a draft would have otherwise. The only bridge from this room to the program."""

from towpath.domain.rulebook.models import Draft


def pages_of(draft: Draft) -> dict[str, str]:
    """The pages that a draft would have otherwise: name -> text."""
    return {page.name: page.text for page in draft.pages.all()}
