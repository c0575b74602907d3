"""Addresses of certifications in the workspace."""

from django.urls import path

from towpath.web.workspace import (
    enablement,
    enablement_imports,
    enablement_moves,
    enablement_scorecards,
    enablement_vouchers,
)

HERE = "enablement"
ONE = f"{HERE}/imports/<str:reference>"
urlpatterns = [
    path(f"{HERE}/completions", enablement.completions_list, name="completions"),
    path(f"{HERE}/completions.csv", enablement.completions_csv, name="completions_csv"),
    path(f"{HERE}/completions/new", enablement.new_completion, name="completion_new"),
    path(f"{HERE}/completions/<int:pk>", enablement.completion, name="completion"),
    path(f"{HERE}/completions/<int:pk>/correct", enablement_moves.correct, name="completion_correct"),
    path(f"{HERE}/completions/<int:pk>/take_back", enablement_moves.take_back, name="completion_take_back"),
    path(f"{HERE}/completions/<int:pk>/put_back", enablement_moves.put_back, name="completion_put_back"),
    path(f"{HERE}/completions/<int:pk>/evidence/<int:document>", enablement.evidence, name="completion_evidence"),
    path(f"{HERE}/learners", enablement.unplaced, name="unplaced"),
    path(f"{HERE}/learners/<int:pk>", enablement.learner, name="learner"),
    path(f"{HERE}/imports", enablement_imports.imports_page, name="imports"),
    path(ONE, enablement_imports.one_import, name="import"),
    path(f"{ONE}/check", enablement_imports.check, name="import_check"),
    path(f"{ONE}/apply", enablement_imports.move, {"name": "apply"}, name="import_apply"),
    path(f"{ONE}/undo", enablement_imports.move, {"name": "undo"}, name="import_undo"),
    path(f"{ONE}/drop", enablement_imports.move, {"name": "drop"}, name="import_drop"),
    path(f"{ONE}/faults.csv", enablement_imports.problems, name="import_problems"),
    path(f"{HERE}/scorecard", enablement_scorecards.scorecard, name="scorecard"),
    path(f"{HERE}/scorecard.csv", enablement_scorecards.scorecard_csv, name="scorecard_csv"),
    path(f"{HERE}/scorecard/<str:reference>", enablement_scorecards.partner_scorecard, name="partner_scorecard"),
    path(f"{HERE}/regions", enablement_scorecards.regions, name="regions"),
    path(f"{HERE}/regions.csv", enablement_scorecards.regions_csv, name="regions_csv"),
    path(f"{HERE}/vouchers", enablement_vouchers.vouchers_list, name="vouchers"),
    path(f"{HERE}/vouchers.csv", enablement_vouchers.vouchers_csv, name="vouchers_csv"),
    path(f"{HERE}/vouchers/new", enablement_vouchers.new_voucher, name="voucher_new"),
    path(f"{HERE}/vouchers/import", enablement_vouchers.import_vouchers, name="vouchers_import"),
    path(f"{HERE}/vouchers/<str:reference>", enablement_vouchers.voucher, name="voucher"),
    path(f"{HERE}/credly", enablement_vouchers.credly_page, name="credly"),
    path(f"{HERE}/credly/read", enablement_vouchers.credly_read, name="credly_read"),
]
