"""No address of the API shows or gives anybody what is not theirs. The table names every address; a new one fails here
until somebody has said which wall it stands behind."""

import json
from datetime import date

import pytest

from tests.cast import account, partner, person
from tests.domain.rulebook.drafting import drafted
from tests.walls.conftest import (
    asset_for_viewers,
    book_for_direct_buyers,
    buying_things,
    joining_things,
    licence_things,
    merging_things,
    ordered_things,
    pursued_things,
    quote_things,
)
from towpath.api.urls import render
from towpath.basics.periods import Period
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.models import Registration
from towpath.domain.rulebook.actions import comparisons
from towpath.kernel.events.models import Event
from towpath.kernel.identity.roles import Role

R = "/deals/registrations"
ONE = f"{R}/{{reference}}"
OPP, ACC = "/opportunities/{reference}", "/accounts/{reference}"
QUO = "/quotes/{reference}"
NEW_QUOTE = {"opportunity": "OPP00001", "path": "direct", "lines": [{"sku": "PREM-QUIET-12", "quantity": "1"}], "starts_on": "2026-10-01"}  # fmt: skip

RECORD = "a record of somebody else: 404, word for word as if it did not exist"
LISTS = "a list: only what is one's own, or 404 where nothing can be"
FUNCTIONS = "an office's own: 404 for everybody who does not hold it"
OPEN = "tells nothing of anybody's records"

WALLS: dict[tuple[str, str], tuple[str, object]] = {
    ("get", R): (LISTS, None),
    ("post", R): (OPEN, {"deal_name": "Mine"}),
    ("get", ONE): (RECORD, None),
    ("patch", ONE): (RECORD, {"deal_name": "Hijacked"}),
    ("get", f"{ONE}/history"): (RECORD, None),
    ("get", f"{ONE}/decisions"): (RECORD, None),
    ("get", f"{ONE}/comments"): (RECORD, None),
    ("post", f"{ONE}/comments"): (RECORD, {"body": "Hello"}),
    ("get", f"{ONE}/files"): (RECORD, None),
    ("post", f"{ONE}/files"): (RECORD, b"a file"),
    ("get", f"{ONE}/files/{{document}}"): (RECORD, None),
    ("delete", f"{ONE}/files/{{document}}"): (RECORD, None),
    ("get", f"{ONE}/clocks"): (RECORD, None),
    ("get", f"{ONE}/clocks/{{clock}}"): (RECORD, None),
    ("get", f"{ONE}/candidates"): (RECORD, None),
    ("get", f"{ONE}/likely-opportunities"): (RECORD, None),
    ("post", f"{ONE}/submit"): (RECORD, {}),
    ("post", f"{ONE}/resubmit"): (RECORD, {}),
    ("post", f"{ONE}/withdraw"): (RECORD, {"why": "No."}),
    ("post", f"{ONE}/link_account"): (RECORD, {"account": "ACC00001"}),
    ("post", f"{ONE}/create_account"): (RECORD, {"name": "New", "country": "DE"}),
    ("post", f"{ONE}/reassign_esm"): (RECORD, {"esm": 1}),
    ("post", f"{ONE}/hand_over"): (RECORD, {"to": 1, "why": "away"}),
    ("post", f"{ONE}/put_forward"): (RECORD, {}),
    ("post", f"{ONE}/contact"): (RECORD, {"note": "Called."}),
    ("post", f"{ONE}/confirm_type"): (RECORD, {}),
    ("post", f"{ONE}/record_sourcing"): (RECORD, {"finding": "partner_created"}),
    ("post", f"{ONE}/link_opportunity"): (RECORD, {"opportunity": "OPP00001", "primary": True}),
    ("post", f"{ONE}/create_opportunity"): (RECORD, {}),
    ("post", f"{ONE}/record_alignment"): (RECORD, {"note": "Agreed."}),
    ("post", f"{ONE}/tell_delay"): (RECORD, {"note": "Tomorrow."}),
    ("post", f"{ONE}/approve"): (RECORD, {}),
    ("post", f"{ONE}/deny"): (RECORD, {"reason": "other"}),
    ("post", f"{ONE}/send_back"): (RECORD, {"comments": "More, please."}),
    ("post", f"{ONE}/switch_account"): (RECORD, {}),
    ("post", f"{ONE}/relink_opportunity"): (RECORD, {"opportunity": "OPP00001", "why": "Wrong one."}),
    ("post", f"{ONE}/ask_extension"): (RECORD, {"why": "More time."}),
    ("post", f"{ONE}/extend"): (RECORD, {}),
    ("post", f"{ONE}/extend_to"): (RECORD, {"until_on": "2027-01-31", "why": "More time."}),
    ("post", f"{ONE}/decline_extension"): (RECORD, {"why": "No."}),
    ("get", "/deals/maybe-registered"): (OPEN, None),
    ("get", "/absences"): (OPEN, None),
    ("post", "/absences"): (
        OPEN,
        {"person": 1, "backup": 2, "starts_at": "2027-01-01T00:00:00Z", "ends_at": "2027-01-09T00:00:00Z"},
    ),
    ("post", "/absences/{absence}/cancel"): (RECORD, {}),
    ("post", "/deals/bulk/{move}/look"): (LISTS, {"references": ["REG99999"]}),
    ("post", "/deals/bulk/{move}"): (LISTS, {"registrations": [{"reference": "REG99999", "version": 1}]}),
    ("get", "/calendars"): (OPEN, None),
    ("post", "/calendars/{calendar}/close_day"): (FUNCTIONS, {"on": "2099-01-01", "reason": "No."}),
    ("post", "/calendars/{calendar}/reopen_day"): (FUNCTIONS, {"on": "2099-01-01"}),
    ("get", "/territories"): (FUNCTIONS, None),
    ("get", "/territories/{code}"): (FUNCTIONS, None),
    ("post", "/territories/{code}/set_people"): (FUNCTIONS, {"owner": 1, "esm": 1, "asm": 1}),
    ("get", "/decisions"): (LISTS, None),
    ("get", "/decisions/{event}/{number}"): (RECORD, None),
    ("get", "/decisions/of/{record}/{key}"): (RECORD, None),
    ("get", "/saved-views"): (OPEN, None),
    ("post", "/saved-views"): (OPEN, {"place": "portal.registrations", "name": "Mine", "query": "q=1"}),
    ("patch", "/saved-views/{view}"): (RECORD, {"name": "Mine"}),
    ("delete", "/saved-views/{view}"): (RECORD, None),
    ("get", "/accounts"): (LISTS, None),
    ("get", "/accounts/imports"): (FUNCTIONS, None),
    ("post", "/accounts/imports"): (FUNCTIONS, b"Name\nMine\n"),
    ("get", f"{ACC}/contacts"): (RECORD, None),
    ("post", f"{ACC}/contacts"): (RECORD, {"name": "Mine"}),
    ("post", f"{ACC}/place"): (RECORD, {}),
    ("post", "/accounts"): (OPEN, {"name": "New", "country": "US"}),
    ("get", ACC): (RECORD, None),
    ("get", "/opportunities"): (LISTS, None),
    ("post", "/opportunities"): (OPEN, {"account": "ACC00001", "name": "Mine"}),
    ("get", OPP): (RECORD, None),
    ("post", f"{OPP}/fix_sources"): (RECORD, {"why": "By hand."}),
    ("post", f"{OPP}/free_sources"): (RECORD, {}),
    ("get", "/opportunities/forecast"): (LISTS, None),
    ("get", f"{OPP}/tagging"): (RECORD, None),
    ("post", f"{OPP}/edit"): (RECORD, {"fields": {"name": "Mine"}}),
    ("post", f"{OPP}/move_stage"): (RECORD, {"stage": "7-Closing"}),
    ("post", f"{OPP}/log_next_step"): (RECORD, {"next_step": "Mine."}),
    ("post", f"{OPP}/apply_tags"): (RECORD, {}),
    ("post", f"{OPP}/set_order_type"): (RECORD, {"order_type": "3. Growth", "why": "Mine."}),
    ("post", f"{OPP}/compute_order_type"): (RECORD, {}),
    ("post", f"{OPP}/unlock_partner_fields"): (RECORD, {"why": "Mine."}),
    ("post", f"{OPP}/merge"): (RECORD, {"into": "OPP00001"}),
    ("post", f"{OPP}/disqualify"): (RECORD, {"reason": "Mine."}),
    ("post", f"{OPP}/close_won"): (RECORD, {}),
    ("post", f"{OPP}/close_lost"): (RECORD, {"reason": "Gone."}),
    ("get", "/partners/{reference}/may/{question}"): (RECORD, None),
    ("get", "/partners/{reference}/compliance"): (RECORD, None),
    ("get", "/partners/{reference}/memberships"): (RECORD, None),
    ("post", "/partners/{reference}/memberships/track"): (RECORD, {"track": "technology", "why": "Mine."}),
    ("post", "/partners/{reference}/memberships/designation"): (RECORD, {"designation": "psp", "why": "Mine."}),
    ("post", "/partners/{reference}/memberships/{membership}/end"): (RECORD, {"why": "No."}),
    ("post", "/partners/{reference}/memberships/{membership}/correct"): (
        RECORD,
        {"starts_on": "2025-01-06", "why": "No."},
    ),
    ("get", "/partners/{reference}/evidence"): (RECORD, None),
    ("post", "/partners/{reference}/evidence"): (
        RECORD,
        {"kind": "joint_business_plan", "starts_on": "2026-01-06", "evidence": "Mine."},
    ),
    ("post", "/partners/{reference}/evidence/{attestation}/withdraw"): (RECORD, {"why": "No."}),
    ("get", "/enablement/completions"): (LISTS, None),
    ("get", f"{ACC}/incumbency"): (RECORD, None),
    ("get", "/sales"): (LISTS, None),
    ("post", "/sales"): (FUNCTIONS, {"account": "ACC00001", "transacted_on": "2025-06-01", "source_id": "S-1"}),
    ("post", "/sales/read_file"): (FUNCTIONS, b"account,sold on,id\n"),
    ("get", "/sales/{reference}"): (RECORD, None),
    ("post", "/sales/{reference}/take_back"): (RECORD, {"why": "Mine."}),
    ("get", "/renewals"): (LISTS, {"begins_on": "2026-01-01", "ends_on": "2028-01-01"}),
    ("get", "/renewals/duties"): (LISTS, None),
    ("get", "/renewals/updates"): (LISTS, None),
    ("get", "/renewals/duties/{reference}"): (RECORD, None),
    ("post", "/renewals/duties/{reference}/give"): (RECORD, {"text": "Well.", "health": "good"}),
    ("get", "/customer-notices"): (LISTS, None),
    ("post", "/customer-notices"): (OPEN, b"a letter"),
    ("get", "/customer-notices/{reference}"): (RECORD, None),
    ("get", "/customer-notices/{reference}/file"): (RECORD, None),
    ("post", "/customer-notices/{reference}/accept"): (RECORD, {}),
    ("post", "/customer-notices/{reference}/decline"): (RECORD, {"reason": "No."}),
    ("post", "/customer-notices/{reference}/withdraw"): (RECORD, {"reason": "No."}),
    ("get", "/tenders"): (LISTS, None),
    ("post", "/tenders"): (
        OPEN,
        {"opportunity": "OPP99999", "title": "Mine", "opened_on": "2026-08-10", "closes_on": "2026-09-30"},
    ),
    ("get", "/tenders/{reference}"): (RECORD, None),
    ("post", "/tenders/{reference}/amend"): (RECORD, {"opened_on": "2026-08-10", "closes_on": "2026-09-30"}),
    ("post", "/tenders/{reference}/enter_bid"): (RECORD, {"partner": "PAR00001"}),
    ("post", "/tenders/{reference}/award"): (RECORD, {"bid": "BID00001"}),
    ("post", "/tenders/{reference}/cancel"): (RECORD, {"reason": "No."}),
    ("get", "/bids"): (LISTS, None),
    ("get", "/bids/{reference}"): (RECORD, None),
    ("post", "/bids/{reference}/say_services"): (RECORD, {"offered": True}),
    ("post", "/bids/{reference}/withdraw"): (RECORD, {}),
    ("get", "/preferred-co-sell"): (LISTS, None),
    ("post", "/preferred-co-sell"): (OPEN, {"customer_name": "Mine", "sae_email": "sofia@example.org"}),
    ("get", "/preferred-co-sell/{reference}"): (RECORD, None),
    ("post", "/preferred-co-sell/{reference}/amend"): (RECORD, {"plan": "Mine."}),
    ("post", "/preferred-co-sell/{reference}/link"): (
        RECORD,
        {"opportunity": "OPP00001", "opportunity_id": "006Aa00000BcDeF"},
    ),
    ("post", "/preferred-co-sell/{reference}/approve"): (RECORD, {"reason": "Mine."}),
    ("post", "/preferred-co-sell/{reference}/deny"): (RECORD, {"reason": "No."}),
    ("post", "/preferred-co-sell/{reference}/remove"): (RECORD, {"reason": "No."}),
    ("post", "/preferred-co-sell/{reference}/withdraw"): (RECORD, {}),
    ("get", "/program/registration-types"): (OPEN, None),
    ("get", "/program/denial-reasons"): (OPEN, None),
    ("get", "/program/findings"): (OPEN, None),
    ("get", "/program/drafts"): (LISTS, None),
    ("post", "/program/drafts"): (FUNCTIONS, {"title": "Mine", "why": "Mine."}),
    ("get", "/program/drafts/{reference}"): (FUNCTIONS, None),
    ("post", "/program/drafts/{reference}/describe"): (FUNCTIONS, {"title": "Mine", "why": "Mine."}),
    ("post", "/program/drafts/{reference}/write"): (FUNCTIONS, {"page": "vendor", "text": "x = 1"}),
    ("post", "/program/drafts/{reference}/leave"): (FUNCTIONS, {"page": "vendor"}),
    ("post", "/program/drafts/{reference}/bring_forward"): (FUNCTIONS, {"page": "vendor", "keep": "mine"}),
    ("post", "/program/drafts/{reference}/check"): (FUNCTIONS, {}),
    ("post", "/program/drafts/{reference}/submit"): (FUNCTIONS, {}),
    ("post", "/program/drafts/{reference}/take_back"): (FUNCTIONS, {}),
    ("post", "/program/drafts/{reference}/send_back"): (FUNCTIONS, {"reason": "No."}),
    ("post", "/program/drafts/{reference}/publish"): (FUNCTIONS, {"note": "Mine."}),
    ("post", "/program/drafts/{reference}/give_up"): (FUNCTIONS, {"reason": "No."}),
    ("get", "/program/editions"): (LISTS, None),
    ("get", "/program/editions/{number}"): (FUNCTIONS, None),
    ("get", "/program/editions/by_hand"): (FUNCTIONS, None),
    ("post", "/program/editions/take_up"): (FUNCTIONS, {"note": "Mine."}),
    ("post", "/program/editions/keep"): (FUNCTIONS, {}),
    ("post", "/program/editions/bring"): (FUNCTIONS, {}),
    ("post", "/program/editions/{number}/roll_back"): (FUNCTIONS, {"reason": "Mine."}),
    ("get", "/program/rules"): (OPEN, None),
    ("get", "/program/rules/{name}"): (OPEN, None),
    ("get", "/partners"): (LISTS, None),
    ("post", "/partners"): (OPEN, {"company": "New", "country": "US", "kind": "reseller", "reason": "By hand."}),
    ("get", "/partners/{reference}"): (RECORD, None),
    ("post", "/partners/{reference}/authorize"): (RECORD, {}),
    ("post", "/partners/{reference}/deny"): (RECORD, {"reason": "No."}),
    ("post", "/partners/{reference}/end"): (RECORD, {"reason": "No."}),
    ("post", "/partners/{reference}/reinstate"): (RECORD, {"reason": "No."}),
    ("post", "/partners/{reference}/suspend"): (RECORD, {"reason": "No."}),
    ("post", "/partners/{reference}/restore"): (RECORD, {"reason": "No."}),
    ("post", "/partners/{reference}/revive"): (RECORD, {"reason": "No."}),
    ("get", "/legal-requests"): (LISTS, None),
    ("post", "/legal-requests"): (OPEN, {"partner": "PAR99999"}),
    ("get", "/legal-requests/{reference}"): (RECORD, None),
    ("post", "/legal-requests/{reference}/take_up"): (RECORD, {}),
    ("post", "/legal-requests/{reference}/send"): (RECORD, {"note": "Sign."}),
    ("post", "/legal-requests/{reference}/answer"): (RECORD, {"note": "Signed."}),
    ("post", "/legal-requests/{reference}/sign"): (RECORD, b"a file"),
    ("post", "/legal-requests/{reference}/decline"): (RECORD, {"reason": "No."}),
    ("get", "/access-requests"): (LISTS, None),
    ("get", "/access-requests/{reference}"): (RECORD, None),
    ("post", "/access-requests/{reference}/grant"): (RECORD, {"role": "partner_seller"}),
    ("post", "/access-requests/{reference}/decline"): (RECORD, {"reason": "No."}),
    ("get", "/one-off-permissions"): (LISTS, None),
    ("post", "/one-off-permissions"): (
        OPEN,
        {"partner": "PAR99999", "opportunity": "OPP99999", "customer_reason": "They ask.", "will_not_join": True},
    ),
    ("get", "/one-off-permissions/{reference}"): (RECORD, None),
    ("post", "/one-off-permissions/{reference}/approve"): (RECORD, {}),
    ("post", "/one-off-permissions/{reference}/decline"): (RECORD, {"reason": "No."}),
    ("post", "/one-off-permissions/{reference}/withdraw"): (RECORD, {"reason": "No."}),
    ("get", "/licences"): (LISTS, None),
    ("get", "/licences/requests"): (LISTS, None),
    ("post", "/licences/requests"): (
        OPEN,
        {
            "partner": "PAR99999",
            "product": "saas",
            "amount": 1,
            "use": "training",
            "contact_name": "N",
            "contact_email": "n@example.org",
        },
    ),
    ("post", "/licences/exceptions"): (
        OPEN,
        {
            "partner": "PAR99999",
            "product": "saas",
            "amount": 1,
            "use": "training",
            "contact_name": "N",
            "contact_email": "n@example.org",
            "should_pay": False,
            "consulted": "Sol",
            "justification": "Why.",
        },
    ),
    ("get", "/licences/requests/{reference}"): (RECORD, None),
    ("post", "/licences/requests/{reference}/fulfil"): (RECORD, {"key": "K"}),
    ("post", "/licences/requests/{reference}/approve"): (RECORD, {}),
    ("post", "/licences/requests/{reference}/decline"): (RECORD, {"reason": "No."}),
    ("post", "/licences/requests/{reference}/withdraw"): (RECORD, {}),
    ("post", "/licences/{reference}/revoke"): (RECORD, {"reason": "No."}),
    ("get", "/library/assets"): (LISTS, None),
    ("post", "/library/assets"): (OPEN, b"a file"),
    ("get", "/library/assets/{reference}"): (RECORD, None),
    ("patch", "/library/assets/{reference}"): (RECORD, {"title": "Mine"}),
    ("get", "/library/assets/{reference}/file"): (RECORD, None),
    ("get", "/library/assets/{reference}/downloads"): (RECORD, None),
    ("post", "/library/assets/{reference}/replace"): (RECORD, b"a file"),
    ("post", "/library/assets/{reference}/withdraw"): (RECORD, {"reason": "No."}),
    ("post", "/library/assets/{reference}/restore"): (RECORD, {}),
    ("get", "/mergers"): (LISTS, None),
    ("post", "/mergers/preview"): (OPEN, {"kept": "PAR00001", "gone": "PAR00002"}),
    ("post", "/mergers"): (OPEN, {"kept": "PAR00001", "gone": "PAR00002", "reason": "Mine."}),
    ("get", "/mergers/{reference}"): (RECORD, None),
    ("post", "/mergers/{reference}/look_again"): (RECORD, {}),
    ("post", "/mergers/{reference}/carry_out"): (RECORD, {}),
    ("post", "/mergers/{reference}/drop"): (RECORD, {"reason": "No."}),
    ("post", "/mergers/{reference}/undo"): (RECORD, {"reason": "No."}),
    ("post", "/program/comparisons"): (FUNCTIONS, {"draft": "DRF00001"}),
    ("get", "/program/comparisons/{reference}"): (RECORD, None),
    ("get", "/program/comparisons/{reference}/cases"): (RECORD, None),
    ("get", "/name-changes"): (LISTS, None),
    ("post", "/name-changes"): (OPEN, {"partner": "PAR00001", "name": "Mine", "reason": "Mine."}),
    ("get", "/name-changes/{reference}"): (RECORD, None),
    ("post", "/name-changes/{reference}/take_up"): (RECORD, {}),
    ("post", "/name-changes/{reference}/file"): (RECORD, b"%PDF-1.7 tax"),
    ("post", "/name-changes/{reference}/enter"): (RECORD, {}),
    ("post", "/name-changes/{reference}/decline"): (RECORD, {"reason": "No."}),
    ("get", "/partners/{reference}/route"): (RECORD, None),
    ("get", "/partners/{reference}/buying"): (RECORD, None),
    ("post", "/partners/{reference}/buying"): (RECORD, {"how": "amazic"}),
    ("post", "/partners/{reference}/buying/{buying}/end"): (RECORD, {}),
    ("get", "/partners/{reference}/invoice-owner"): (RECORD, None),
    ("get", "/distributors"): (LISTS, None),
    ("get", "/distributors/resellers"): (LISTS, None),
    ("get", "/distributors/{code}/people"): (FUNCTIONS, None),
    ("post", "/distributors/{code}/people/invitations"): (FUNCTIONS, {"email": "mine@rival.example"}),
    ("post", "/distributors/{code}/people/invitations/{invitation}/revoke"): (FUNCTIONS, None),
    ("post", "/distributors/{code}/people/{person}/remove"): (FUNCTIONS, None),
    ("get", "/billing-records"): (LISTS, None),
    ("get", "/billing-records/needs"): (LISTS, None),
    ("post", "/billing-records"): (OPEN, {"partner": "PAR99999"}),
    ("get", "/billing-records/{reference}"): (RECORD, None),
    ("post", "/billing-records/{reference}/take_up"): (RECORD, {}),
    ("post", "/billing-records/{reference}/complete"): (RECORD, {"account_number": "1"}),
    ("post", "/billing-records/{reference}/send_back"): (RECORD, {"note": "No."}),
    ("post", "/billing-records/{reference}/resubmit"): (RECORD, {}),
    ("post", "/billing-records/{reference}/amend"): (RECORD, {"company_name": "Mine"}),
    ("post", "/billing-records/{reference}/confirm"): (RECORD, {}),
    ("get", "/e-marketplaces"): (LISTS, None),
    ("post", "/e-marketplaces"): (OPEN, {"distributor": "amazic", "expertise": "x"}),
    ("get", "/e-marketplaces/{reference}"): (RECORD, None),
    ("post", "/e-marketplaces/{reference}/draft"): (RECORD, {"draft_address": "https://shop.example"}),
    ("post", "/e-marketplaces/{reference}/approve"): (RECORD, {}),
    ("post", "/e-marketplaces/{reference}/send_back"): (RECORD, {"note": "No."}),
    ("post", "/e-marketplaces/{reference}/decline"): (RECORD, {"note": "No."}),
    ("post", "/e-marketplaces/{reference}/go_live"): (RECORD, {}),
    ("post", "/e-marketplaces/{reference}/pause"): (RECORD, {"note": "No."}),
    ("post", "/e-marketplaces/{reference}/resume"): (RECORD, {}),
    ("post", "/e-marketplaces/{reference}/end"): (RECORD, {"note": "No."}),
    ("get", "/purchase-orders"): (LISTS, None),
    ("post", "/purchase-orders"): (OPEN, {"quote": "QUO99999-1", "text": "Total: 1"}),
    ("get", "/purchase-orders/{reference}"): (RECORD, None),
    ("post", "/purchase-orders/{reference}/check"): (RECORD, {}),
    ("post", "/purchase-orders/{reference}/attach"): (RECORD, b"%PDF-1.7 order"),
    ("post", "/purchase-orders/{reference}/note_number"): (RECORD, {}),
    ("post", "/purchase-orders/{reference}/override"): (RECORD, {"reason": "No."}),
    ("post", "/purchase-orders/{reference}/accept"): (RECORD, {}),
    ("post", "/purchase-orders/{reference}/decline"): (RECORD, {"reason": "No."}),
    ("get", "/approvers"): (FUNCTIONS, None),
    ("get", "/approvers/changes"): (FUNCTIONS, None),
    ("post", "/approvers/changes"): (
        FUNCTIONS,
        {"level": "asm", "person": 1, "starts_on": "2030-01-01", "why": "Mine."},
    ),
    ("get", "/approvers/changes/{reference}"): (FUNCTIONS, None),
    ("post", "/approvers/changes/{reference}/apply"): (FUNCTIONS, {}),
    ("post", "/approvers/changes/{reference}/decline"): (FUNCTIONS, {"reason": "No."}),
    ("get", "/products"): (LISTS, None),
    ("post", "/products"): (OPEN, {"sku": "MINE-12", "name": "Mine", "kind": "services", "unit": "day"}),
    ("get", "/products/{sku}"): (LISTS, None),
    ("get", "/products/{sku}/prices"): (LISTS, None),
    ("post", "/products/{sku}/end"): (FUNCTIONS, {"ends_on": "2030-01-01"}),
    ("get", "/price-books"): (LISTS, None),
    ("post", "/price-books"): (OPEN, {"code": "mine", "name": "M", "kind": "list", "currency": "USD", "zone": "UTC"}),
    ("get", "/price-books/{book}"): (LISTS, None),
    ("get", "/price-books/{book}/prices"): (LISTS, None),
    ("get", "/price-books/{book}/differences"): (LISTS, None),
    ("post", "/price-books/{book}/prices"): (FUNCTIONS, {"sku": "PREM-WALL-12", "amount": "1"}),
    ("post", "/price-books/{book}/end_price"): (FUNCTIONS, {"sku": "PREM-WALL-12", "ends_on": "2030-01-01"}),
    ("post", "/price-books/{book}/withdraw_price"): (
        FUNCTIONS,
        {"sku": "PREM-WALL-12", "starts_on": "2030-01-01", "reason": "No."},
    ),
    ("post", "/price-books/{book}/rename"): (FUNCTIONS, {"name": "Mine"}),
    ("post", "/price-books/{book}/close"): (FUNCTIONS, {"reason": "No."}),
    ("post", "/price-books/{book}/reopen"): (FUNCTIONS, {}),
    ("get", "/price-lists"): (FUNCTIONS, None),
    ("post", "/price-lists"): (FUNCTIONS, b"SKU,Price\nPREM-WALL-12,1\n"),
    ("get", "/price-lists/{reference}"): (FUNCTIONS, None),
    ("post", "/price-lists/{reference}/undo"): (FUNCTIONS, {}),
    ("post", "/opportunities/imports"): (FUNCTIONS, b"Account,Name\nACC00001,Mine\n"),
    ("post", "/opportunities/imports/{number}/undo"): (FUNCTIONS, {}),
    ("get", "/quotes"): (LISTS, None),
    ("post", "/quotes"): (OPEN, NEW_QUOTE),
    ("get", "/quotes/waiting"): (LISTS, None),
    ("get", "/quotes/route"): (LISTS, {"opportunity": "OPP00001", "path": "direct"}),
    ("get", QUO): (RECORD, None),
    ("get", f"{QUO}/paper"): (RECORD, None),
    ("get", f"{QUO}/addressees"): (RECORD, None),
    ("get", f"{QUO}/past"): (RECORD, None),
    ("post", f"{QUO}/edit"): (RECORD, NEW_QUOTE),
    ("post", f"{QUO}/reprice"): (RECORD, {"reason": "Mine."}),
    ("post", f"{QUO}/submit"): (RECORD, {}),
    ("post", f"{QUO}/approve"): (RECORD, {}),
    ("post", f"{QUO}/reject"): (RECORD, {"comments": "Mine."}),
    ("post", f"{QUO}/recall"): (RECORD, {"reason": "Mine."}),
    ("post", f"{QUO}/reopen"): (RECORD, {}),
    ("post", f"{QUO}/make_primary"): (RECORD, {}),
    ("post", f"{QUO}/prolong"): (RECORD, {"until": "2027-01-31"}),
    ("post", f"{QUO}/send"): (RECORD, {"mailbox": "mine@rival.example"}),
    ("post", f"{QUO}/accept"): (RECORD, {"how": "Mine."}),
    ("post", f"{QUO}/consent"): (RECORD, {"side": "partner"}),
    ("post", f"{QUO}/ask_consent"): (RECORD, {}),
    ("post", f"{QUO}/withdraw"): (RECORD, {"reason": "Mine."}),
    ("post", f"{QUO}/revise"): (RECORD, {}),
    ("get", "/me"): (OPEN, None),
    ("get", "/people"): (OPEN, None),
    ("post", "/people/invitations"): (OPEN, {"email": "x@example.org", "role": "partner_seller"}),
    ("post", "/people/invitations/{invitation}/revoke"): (RECORD, {}),
    ("post", "/people/{person}/change_role"): (RECORD, {"roles": ["partner_viewer"]}),
    ("post", "/people/{person}/remove"): (RECORD, {}),
    ("post", "/people/{person}/hand_over"): (RECORD, {}),
}


def test_the_table_names_every_address():
    document = json.loads(render())
    found = {
        (method, path.removeprefix("/api/v1")) for path, methods in document["paths"].items() for method in methods
    }
    assert found == set(WALLS), "Say which wall each new address stands behind."


@pytest.fixture
def stage(cast, as_, reviewed, by):
    """A registration in review with everything that can hang on it, and people who must not see any of it."""
    from datetime import UTC, datetime, timedelta

    nadia, omar, elena = as_(cast.nadia), as_(cast.omar), as_(cast.elena)
    one = f"{R}/{reviewed}"
    opportunity = elena.post(f"{one}/create_opportunity").json()["opportunity"]["reference"]
    omar.post(f"{one}/comments", {"body": "Thin ice.", "audience": "internal"})
    nadia.post(f"{one}/comments", {"body": "Any news?"})
    document = nadia.upload(f"{one}/files", "plan.txt", b"the plan").json()["id"]
    begins = datetime.now(UTC) + timedelta(days=3)
    absence = omar.post(
        "/absences",
        {
            "person": cast.elena.pk,
            "backup": cast.emil.pk,
            "starts_at": begins.isoformat(),
            "ends_at": (begins + timedelta(days=2)).isoformat(),
        },
    ).json()["id"]
    clock = omar.get(f"{one}/clocks").json()["items"][0]["id"]
    account("Unrelated Ltd", country="US")
    partner("Elsewhere", region="AMER")
    buying = buying_things(cast, by)
    licences = licence_things(cast, by)
    merging = merging_things(cast, by)
    known = Opportunity.objects.select_related("account").get(reference=opportunity)
    ordered = ordered_things(cast, known, book_for_direct_buyers(cast, by))
    pursued = pursued_things(cast, by, known)
    joining = joining_things(cast, by, known)
    invited = {"email": "lina@northwind.example", "role": "partner_seller"}
    invitation = as_(cast.nina).post("/people/invitations", invited).json()["id"]
    return {
        "reference": {
            R: reviewed,
            "/opportunities": opportunity,
            "/accounts": cast.acme.reference,
            "/partners": cast.northwind.reference,
            "/legal-requests": joining["legal"],
            "/access-requests": joining["access"],
            "/one-off-permissions": joining["permission"],
            "/billing-records": buying["billing"],
            "/e-marketplaces": buying["marketplace"],
            "/library/assets": asset_for_viewers(by(cast.omar)),
            "/licences/requests": licences["licence_request"],
            "/licences": licences["licence"],
            "/mergers": merging["merger"],
            "/name-changes": merging["name_change"],
            "/program/comparisons": compared_draft(cast, by),
            "/purchase-orders": ordered["order"],
            "/approvers/changes": ordered["approver_change"],
            "/sales": pursued["sale"],
            "/renewals/duties": pursued["duty"],
            "/customer-notices": pursued["notice"],
            "/tenders": pursued["tender"],
            "/bids": pursued["bid"],
            "/preferred-co-sell": pursued["preferred"],
            "/quotes": quote_things(cast, by, known)["quote"],
        },
        "document": document,
        "clock": clock,
        "absence": absence,
        "invitation": invitation,
        "person": cast.nadia.pk,
        "name": "sla.calendars",
        "view": nadia.post("/saved-views", {"place": "portal.registrations", "name": "Mine", "query": "q=x"}).json()[
            "id"
        ],
        "calendar": omar.get("/calendars").json()["items"][0]["name"],
        "event": Event.objects.get(name="deals.registration.submitted").pk,
    }


def compared_draft(cast, by) -> str:
    """A comparison of a draft by Programs."""
    draft = drafted(cast.paula, by(cast.paula))
    days = Period(date(2026, 1, 1), date(2027, 1, 1))
    return comparisons.ask(draft.reference, by(cast.paula), over=days).reference


def fill(path: str, stage: dict, *, real: bool) -> str:
    root = next((r for r in stage["reference"] if path.startswith(r)), R)
    reference = stage["reference"][root]
    unknown = reference[:3] + "99999" + ("-1" if "-" in reference else "")
    values = {"reference": reference if real else unknown}
    for name in ("document", "clock"):
        values[name] = stage[name]
    for name in ("absence", "invitation", "person", "view", "event"):
        values[name] = stage[name] if real else 999_999
    plain = {"name": stage["name"], "calendar": stage["calendar"], "code": "EMEA-DACH", "move": "extend"}
    plain["code"] = "amazic" if path.startswith("/distributors") else plain["code"]
    plain |= {"sku": "PREM-WALL-12", "book": "partner-eur", "key": "line-1"}
    values["record"] = stage["reference"]["/quotes"] if real else "QUO99999-1"
    return path.format(question="transact", buying=1, membership=1, attestation=1, number=1, **plain, **values)


def ask(program, method: str, path: str, body):
    if isinstance(body, bytes):
        return program.upload(path, "a.txt", body)
    return getattr(program, method)(path, body)


SECRETS = (
    "Quiet prices",
    "Quiet order",
    "Northwind",
    "Nadia",
    "Nina",
    "Acme Robotics",
    "Thin ice",
    "plan.txt",
    "Carla",
    "One platform for",
    "Quiet",
    "231.7",
)


@pytest.mark.rule("ROL-20")
@pytest.mark.parametrize("who", ["ruth", "dirk", "erin", "aiko", "sam"])
def test_nobody_reaches_over_a_wall(cast, as_, stage, who):
    cast.sam = person("Sam", Role.SALES_REP, region="AMER")
    program = as_(getattr(cast, who))
    before = (Registration.objects.get().version, Event.objects.count())
    for (method, path), (wall, body) in WALLS.items():
        if wall == OPEN and method != "get":
            continue
        answer = ask(program, method, fill(path, stage, real=True), body)
        said = answer.content.decode()
        if wall == RECORD:
            unknown = ask(program, method, fill(path, stage, real=False), body)
            assert (answer.status_code, unknown.status_code) == (404, 404), (method, path, said)
            for one in (answer, unknown):
                assert set(one.headers) == set(answer.headers)
            first, second = json.loads(said), unknown.json()
            assert first | {"instance": ""} == second | {"instance": ""}, (method, path)
        elif wall == FUNCTIONS:
            assert answer.status_code == 404, (method, path, said)
        else:
            assert answer.status_code in (200, 404, 422), (method, path, said)
            for secret in (*SECRETS, stage["reference"][R]):
                assert secret not in said, (method, path, secret)
    assert (Registration.objects.get().version, Event.objects.count()) == before


@pytest.mark.parametrize("who", ["nadia", "ruth", "dirk"])
def test_what_is_the_vendors_own_is_for_its_people_alone(cast, as_, stage, who):
    program = as_(getattr(cast, who))
    for path in ("/absences", "/accounts", "/opportunities", "/program/denial-reasons", "/program/findings"):
        assert program.get(path).status_code == 404
    for path in (f"{R}/{stage['reference'][R]}/candidates", "/program/rules/sla.calendars"):
        assert program.get(path).status_code == 404
    assert program.post("/accounts", {"name": "New", "country": "DE"}).status_code == 404


@pytest.mark.parametrize("who", ["dirk", "sam", "felix"])
def test_those_who_register_nothing_cannot_ask_who_is_registered(cast, as_, stage, who):
    cast.sam = person("Sam", Role.SALES_REP, region="AMER")
    program = as_(getattr(cast, who))
    assert program.get("/deals/maybe-registered", {"name": "Acme Robotics"}).status_code == 404
    assert program.post(R, {"deal_name": "Mine"}).status_code == 404


def test_colleagues_are_those_of_ones_own_company(cast, as_):
    assert {one["name"] for one in as_(cast.nadia).get("/people").json()["items"]} == {"Nadia", "Nina"}
    inside = {one["name"] for one in as_(cast.omar).get("/people", {"role": "esm"}).json()["items"]}
    assert inside == {"Elena", "Emil", "Erin"}


def test_a_partners_own_page_names_nothing_of_the_vendor(cast, as_, stage):
    nadia, reference = as_(cast.nadia), stage["reference"][R]
    documented = json.loads(render())["components"]["schemas"]
    inner = {
        "esm",
        "asm",
        "holder",
        "holder_for",
        "step",
        "sourcing",
        "sourcing_note",
        "maybe_known",
        "sheet",
        "account",
    }
    for shape in ("OutsideRegistration", "OutsideBrief", "OutsideEntry", "OutsideClock"):
        assert not inner & set(documented[shape]["properties"]), shape
    for part in ("", "/history", "/comments", "/decisions", "/clocks"):
        said = nadia.get(f"{R}/{reference}{part}").content.decode()
        for secret in ("Elena", "Amir", "Omar", "Sofia", "Thin ice", "OPP0", "ACC0", "Ecosystem Sales", "ESM", "ASM"):
            if part == "/decisions" and secret in ("ESM", "ASM"):
                continue  # the page of the approval chain is one that partners may read
            assert secret not in said, (part, secret)
