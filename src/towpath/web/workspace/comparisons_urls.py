"""Addresses of comparisons: what a draft of the program would change."""

from django.urls import path

from towpath.web.workspace import comparisons

ONE = "program/comparisons/<str:reference>"
urlpatterns = [
    path("program/drafts/<str:reference>/comparisons", comparisons.of_draft, name="draft_comparisons"),
    path(ONE, comparisons.one, name="comparison"),
    path(f"{ONE}/cases", comparisons.cases, name="comparison_cases"),
    path(f"{ONE}/cases.csv", comparisons.cases_csv, name="comparison_csv"),
    path(f"{ONE}/cases/<int:number>", comparisons.case, name="comparison_case"),
]
