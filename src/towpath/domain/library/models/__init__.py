"""Rows of the library room."""

from towpath.domain.library.models.asset import Asset, AssetVersion
from towpath.domain.library.models.download import Download

__all__ = ["Asset", "AssetVersion", "Download"]
