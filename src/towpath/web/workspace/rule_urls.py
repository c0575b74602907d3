"""Addresses of the program as it is changed: drafts, their pages, editions."""

from django.urls import path

from towpath.web.workspace import rule_by_hand, rule_drafts, rule_editions, rule_pages

DRAFT, PAGE, EDITION = (
    "program/drafts/<str:reference>",
    "program/drafts/<str:reference>/pages/<str:name>",
    "program/editions/<int:number>",
)
urlpatterns = [
    path("program/drafts", rule_drafts.listed, name="drafts"),
    path("program/drafts/new", rule_drafts.start, name="draft_new"),
    path(DRAFT, rule_drafts.one, name="draft"),
    path(f"{DRAFT}/choose", rule_drafts.choose, name="draft_choose"),
    path(f"{DRAFT}/moves/<str:name>", rule_drafts.move, name="draft_move"),
    path(PAGE, rule_pages.page, name="draft_page"),
    path(f"{PAGE}/check", rule_pages.check, name="draft_page_check"),
    path(f"{PAGE}/wording", rule_pages.new_wording, name="draft_page_wording"),
    path("program/editions", rule_editions.listed, name="editions"),
    path("program/editions/by_hand", rule_by_hand.page, name="edition_by_hand"),
    path(EDITION, rule_editions.one, name="edition"),
    path(f"{EDITION}/roll_back", rule_editions.roll_back, name="edition_roll_back"),
]
