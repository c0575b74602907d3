"""Addresses of renewals, customers' notices, tenders and preferred co-sell in the workspace."""

from django.urls import path

from towpath.web.workspace import bidding, pursuits, renewals

NOTICE, TENDER, CLAIM = (
    "customer-notices/<str:reference>",
    "tenders/<str:reference>",
    "preferred-co-sell/<str:reference>",
)
urlpatterns = [
    path("renewals", renewals.board, name="renewals"),
    path("renewals/duties", renewals.duties, name="renewal_duties"),
    path("renewals/duties/<str:reference>", renewals.duty, name="renewal_duty"),
    path("sales", renewals.sale_list, name="sales"),
    path("sales/import", renewals.sales_import, name="sales_import"),
    path("sales/<str:reference>", renewals.sale, name="sale"),
    path("customer-notices", pursuits.notices, name="customer_notices"),
    path("customer-notices/new", pursuits.new_notice, name="customer_notice_new"),
    path(NOTICE, pursuits.notice, name="customer_notice"),
    path(f"{NOTICE}/file", pursuits.notice_file, name="customer_notice_file"),
    path(f"{NOTICE}/moves/<str:name>", pursuits.notice_move, name="customer_notice_move"),
    path("tenders", bidding.tender_list, name="tenders"),
    path("tenders/new", bidding.new_tender, name="tender_new"),
    path(TENDER, bidding.tender, name="tender"),
    path(f"{TENDER}/moves/<str:name>", bidding.tender_move, name="tender_move"),
    path("preferred-co-sell", bidding.claims, name="preferred_list"),
    path(CLAIM, bidding.claim, name="preferred"),
    path(f"{CLAIM}/moves/<str:name>", bidding.claim_move, name="preferred_move"),
]
