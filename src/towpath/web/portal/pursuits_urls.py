"""Addresses of renewals, bids and preferred co-sell in the portal."""

from django.urls import path

from towpath.web.portal import pursuits

CLAIM = "preferred-co-sell/<str:reference>"
urlpatterns = [
    path("renewals", pursuits.renewals, name="renewals"),
    path("renewals/<str:reference>", pursuits.renewal, name="renewal"),
    path("bids", pursuits.bids, name="bids"),
    path("bids/<str:reference>", pursuits.bid, name="bid"),
    path("bids/<str:reference>/moves/<str:name>", pursuits.bid_move, name="bid_move"),
    path("preferred-co-sell", pursuits.claims, name="preferred_list"),
    path("preferred-co-sell/new", pursuits.new_claim, name="preferred_new"),
    path(CLAIM, pursuits.claim, name="preferred"),
    path(f"{CLAIM}/withdraw", pursuits.withdraw_claim, name="preferred_withdraw"),
]
