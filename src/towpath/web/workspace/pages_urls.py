"""Addresses of the workspace's pages besides registrations: accounts, partners, absences, calendars, clocks, rules."""

from django.urls import path

from towpath.web.shell.clock_page import clock
from towpath.web.shell.guards import internal_only
from towpath.web.shell.rule_book import rule, rules
from towpath.web.workspace import (
    absences,
    accounts,
    attainment,
    calendars,
    compliance,
    compliance_forms,
    imports,
    opportunities,
    partners,
    partners_urls,
    territories,
    views,
)

urlpatterns = [
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts.csv", accounts.accounts_csv, name="accounts_csv"),
    path("accounts/new", accounts.new_account, name="account_new"),
    path("accounts/import", imports.import_page, name="accounts_import"),
    path("accounts/opportunities", opportunities.opportunities, name="opportunities"),
    path("accounts/opportunities/new", opportunities.new_opportunity, name="opportunity_new"),
    path("accounts/opportunities.csv", opportunities.opportunities_csv, name="opportunities_csv"),
    path("accounts/opportunities/<str:reference>", opportunities.opportunity, name="opportunity"),
    path(
        "accounts/opportunities/<str:reference>/close_won",
        opportunities.close,
        {"outcome": "close_won"},
        name="opportunity_close_won",
    ),
    path(
        "accounts/opportunities/<str:reference>/close_lost",
        opportunities.close,
        {"outcome": "close_lost"},
        name="opportunity_close_lost",
    ),
    path("accounts/territories", territories.territories, name="territories"),
    path("accounts/territories/<str:code>", territories.territory, name="territory"),
    path("accounts/<str:reference>", accounts.account, name="account"),
    path("accounts/<str:reference>/contacts", accounts.add_contact, name="account_add_contact"),
    path("accounts/<str:reference>/place", accounts.place_account, name="account_place"),
    path("partners", partners.partners, name="partners"),
    path("partners.csv", partners.partners_csv, name="partners_csv"),
    path("partners/suggest", partners.suggest, name="partners_suggest"),
    path("partners/compliance", compliance.compliance, name="compliance"),
    path("partners/compliance.csv", compliance.compliance_csv, name="compliance_csv"),
    *partners_urls.urlpatterns,
    path("partners/<str:reference>", partners.partner, name="partner"),
    path("partners/<str:reference>/compliance", compliance.partner_compliance, name="partner_compliance"),
    path("partners/<str:reference>/evidence", compliance_forms.record_evidence, name="evidence_record"),
    path(
        "partners/<str:reference>/evidence/<int:attestation>/withdraw",
        compliance_forms.withdraw_evidence,
        name="evidence_withdraw",
    ),
    path("partners/<str:reference>/memberships/track", compliance_forms.enter_track, name="membership_track"),
    path("partners/<str:reference>/memberships/grant", compliance_forms.grant, name="membership_grant"),
    path(
        "partners/<str:reference>/memberships/<int:membership>/end",
        compliance_forms.end_membership,
        name="membership_end",
    ),
    path("absences", absences.absences, name="absences"),
    path("absences/<int:absence_id>/cancel", absences.cancel_absence, name="absence_cancel"),
    path("calendars", calendars.calendars, name="calendars"),
    path("calendars/close_day", calendars.close_day, name="calendar_close_day"),
    path("calendars/reopen_day", calendars.reopen_day, name="calendar_reopen_day"),
    path("attainment", attainment.attainment_page, name="attainment"),
    path("attainment.csv", attainment.attainment_csv, name="attainment_csv"),
    path("attainment/clocks", attainment.attainment_clocks, name="attainment_clocks"),
    path("deals/registrations/<str:ref>/clocks/<int:clock_id>", internal_only(clock), name="clock"),
    path("rules", internal_only(rules), name="rules"),
    path("rules/<str:name>", internal_only(rule), name="rule"),
    path("views/<str:place>/save", views.save_view, name="save_view"),
    path("views/<str:place>/columns", views.columns, name="columns"),
    path("views/<int:view_id>/change", views.change_view, name="change_view"),
]
