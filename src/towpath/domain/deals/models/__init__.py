"""Rows of the deals room."""

from towpath.domain.deals.models.registration import Comment, ExtensionRequest, Place, Registration

__all__ = ["Comment", "ExtensionRequest", "Place", "Registration"]
