"""The room's rows."""

from towpath.domain.pricing.models.books import Price, PriceBook
from towpath.domain.pricing.models.imports import PriceImport
from towpath.domain.pricing.models.products import Product

__all__ = ["Price", "PriceBook", "PriceImport", "Product"]
