"""Addresses of how a partner buys, of e-marketplace pages, and of distributors' own pages."""

from django.urls import path

from towpath.web.portal import buying, distributor, marketplace

PAGE = "e-marketplaces/<str:reference>"
urlpatterns = [
    path("distributor", distributor.home, name="distributor"),
    path("distributor/resellers", distributor.resellers, name="resellers"),
    path("distributor/e-marketplaces", distributor.pages, name="distributor_pages"),
    path("buying", buying.buying, name="buying"),
    path("buying/begin", buying.begin, name="buying_begin"),
    path("buying/<int:buying>/end", buying.end, name="buying_end"),
    path("buying/address", buying.address, name="buying_address"),
    path("buying/bank", buying.bank, name="buying_bank"),
    path("buying/billing", buying.billing, name="buying_billing"),
    path("e-marketplaces/new", marketplace.ask, name="marketplace_new"),
    path(PAGE, marketplace.page, name="marketplace_page"),
    path(f"{PAGE}/draft", marketplace.draft, name="marketplace_draft"),
    path(f"{PAGE}/go_live", marketplace.go_live, name="marketplace_go_live"),
    path(f"{PAGE}/end", marketplace.end, name="marketplace_end"),
]
