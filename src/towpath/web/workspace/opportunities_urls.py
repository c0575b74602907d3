"""Addresses of opportunities: list, board, forecast, import, and one opportunity with its moves."""

from django.urls import path

from towpath.web.workspace import (
    opportunities,
    opportunities_board,
    opportunities_forms,
    opportunities_imports,
    opportunities_lists,
)

ONE = "accounts/opportunities/<str:reference>"
urlpatterns = [
    path("accounts/opportunities", opportunities_lists.opportunities, name="opportunities"),
    path("accounts/opportunities.csv", opportunities_lists.opportunities_csv, name="opportunities_csv"),
    path("accounts/opportunities/board", opportunities_board.board_page, name="opportunities_board"),
    path("accounts/opportunities/forecast", opportunities_board.forecast_page, name="opportunities_forecast"),
    path("accounts/opportunities/import", opportunities_imports.import_page, name="opportunities_import"),
    path(
        "accounts/opportunities/import/<int:number>/undo", opportunities_imports.undo, name="opportunities_import_undo"
    ),
    path("accounts/opportunities/new", opportunities.new_opportunity, name="opportunity_new"),
    path(ONE, opportunities.opportunity, name="opportunity"),
    path(f"{ONE}/edit", opportunities_forms.edit, name="opportunity_edit"),
    path(f"{ONE}/move_stage", opportunities_forms.move_stage, name="opportunity_move_stage"),
    path(f"{ONE}/log_next_step", opportunities_forms.log_next_step, name="opportunity_log_next_step"),
    path(f"{ONE}/apply_tags", opportunities_forms.apply_tags, name="opportunity_apply_tags"),
    path(f"{ONE}/merge", opportunities_forms.merge, name="opportunity_merge"),
    *(
        path(f"{ONE}/{name}", opportunities_forms.small, {"name": name}, name=f"opportunity_{name}")
        for name in opportunities_forms.SMALL
    ),
    path(f"{ONE}/close_won", opportunities.close, {"outcome": "close_won"}, name="opportunity_close_won"),
    path(f"{ONE}/close_lost", opportunities.close, {"outcome": "close_lost"}, name="opportunity_close_lost"),
]
