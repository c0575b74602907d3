"""Addresses of the partner's portal."""

from django.urls import path

from towpath.web.portal import (
    buying_urls,
    colleagues,
    compliance,
    deals,
    deals_files,
    deals_form,
    deals_list,
    deals_moves,
    deals_views,
    home,
    join_urls,
    learning,
    library,
    licences,
    names,
    prices,
    rules_urls,
)
from towpath.web.portal.deals_doors import readers_only
from towpath.web.shell.clock_page import clock

app_name = "portal"
DEALS = "deals/registrations"
ONE = f"{DEALS}/<str:ref>"
urlpatterns = [
    path("", home.home, name="home"),
    *buying_urls.urlpatterns,
    path(DEALS, deals_list.registrations, name="registrations"),
    path(f"{DEALS}.csv", deals_list.registrations_csv, name="registrations_csv"),
    path(f"{DEALS}/views", deals_views.views, name="views"),
    path(f"{DEALS}/views/<int:view_id>", deals_views.change_view, name="change_view"),
    path(f"{DEALS}/new", deals_form.register, name="register"),
    path(f"{DEALS}/maybe", deals_form.maybe_registered, name="maybe_registered"),
    path(ONE, deals.registration, name="registration"),
    path(f"{ONE}/clock/<int:clock_id>", readers_only(clock), name="clock"),
    path(f"{ONE}/amend", deals_form.amend, name="amend"),
    path(f"{ONE}/type", deals_form.change_type, name="change_type"),
    path(f"{ONE}/submit", deals_form.submit, name="submit"),
    path(f"{ONE}/resubmit", deals_form.resubmit, name="resubmit"),
    path(f"{ONE}/withdraw", deals_moves.withdraw, name="withdraw"),
    path(f"{ONE}/ask_extension", deals_moves.ask_extension, name="ask_extension"),
    path(f"{ONE}/comment", deals_moves.comment, name="comment"),
    path(f"{ONE}/files", deals_moves.add_file, name="add_file"),
    path(f"{ONE}/files/<int:document>", deals_files.file, name="file"),
    path("colleagues", colleagues.colleagues, name="colleagues"),
    path("colleagues/invite", colleagues.invite, name="invite"),
    path("colleagues/invitations/<int:invitation>/revoke", colleagues.revoke, name="revoke_invitation"),
    path("colleagues/<int:person>/remove", colleagues.remove, name="remove_colleague"),
    path("colleagues/<int:person>/roles", colleagues.change_role, name="change_role"),
    path("colleagues/<int:person>/hand_over", colleagues.hand_over, name="hand_over"),
    path("name", names.name, name="name"),
    path("name/<str:reference>", names.change, name="name_change"),
    path("name/<str:reference>/files/<int:document>", names.file, name="name_change_file"),
    *join_urls.signed_in,
    path("compliance", compliance.scorecard, name="compliance"),
    path("may", compliance.may, name="may"),
    path("certifications", learning.learning, name="learning"),
    path("support", licences.support, name="support"),
    path("support/licences/new", licences.ask, name="licence_ask"),
    path("support/licences/<str:reference>", licences.one, name="licence_request"),
    path("support/licences/<str:reference>/withdraw", licences.withdraw, name="licence_withdraw"),
    path("library", library.assets, name="library"),
    path("library/<str:reference>", library.asset, name="asset"),
    path("library/<str:reference>/file", library.file, name="asset_file"),
    path("prices", prices.books, name="prices"),
    path("prices/<str:reference>", prices.book, name="price_book"),
    path("prices/<str:reference>/prices.csv", prices.book_csv, name="price_book_csv"),
    *rules_urls.urlpatterns,
]
