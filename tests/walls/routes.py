"""Every address of the product and who may come to it. A new address that is not here fails the test."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

# What stands behind an address:
PUBLIC = "public"  # anybody, signed in or not
PERSON = "person"  # anybody who is signed in, and only her own
PORTAL = "portal"  # people of a partner
INSIDE = "inside"  # the vendor's people, or those of them with the right role
OURS = "ours"  # one record of Northwind in the portal: its own people only
REGION = "region"  # one record of Northwind's, inside: the vendor's people of the region
RECORD = "record"  # one record in the API: Northwind's people and the vendor's of the region
BEHIND = "behind"  # one record in the API: the vendor's people of the region
OWN = "own"  # one thing of one person

_REG, _API, _ONE = (
    "deals/registrations/<str:ref>",
    "api/v1/deals/registrations/<reference>",
    "portal/deals/registrations/<str:ref>",
)

TABLE: dict[str, str] = {
    "": PERSON,
    "search": PERSON,
    "theme": PUBLIC,
    "health": PUBLIC,
    "api/v1/docs": PERSON,
    "api/v1/docs/<str:tag>": PERSON,
    "me": PERSON,
    "me/tokens": PERSON,
    "me/tokens/<int:token>/revoke": OWN,
    "me/sessions": PERSON,
    "me/sessions/end_others": PERSON,
    "me/sessions/<int:session>/end": OWN,
    "sign-in/organisation": PUBLIC,
    "sign-in/organisation/<str:ticket>": PUBLIC,
    "invitations/<str:key>": PUBLIC,
    "demo/enter": PUBLIC,
    "demonstration/enter": INSIDE,
    "sign-ins": INSIDE,
    "demonstration/leave": PERSON,
    "views/<str:place>/save": INSIDE,
    "views/<str:place>/columns": INSIDE,
    "views/<int:view_id>/change": OWN,
    # becoming a partner
    **dict.fromkeys(["join", "join/sent", "join/<str:key>"], PUBLIC),
    **dict.fromkeys(["portal/agreement", "portal/agreement/contract", "portal/access-requests"], PORTAL),
    **dict.fromkeys(
        [
            "portal/contracts/<str:reference>", "portal/contracts/<str:reference>/answer",
            "portal/contracts/<str:reference>/files/<int:document>", "portal/access-requests/<str:reference>",
        ],
        OURS,
    ),
    # what a draft of the program would change
    **dict.fromkeys(
        [
            "program/drafts/<str:reference>/comparisons", "program/comparisons/<str:reference>",
            "program/comparisons/<str:reference>/cases", "program/comparisons/<str:reference>/cases.csv",
            "program/comparisons/<str:reference>/cases/<int:number>",
            # drafts of the program and its editions
            "program/drafts", "program/drafts/new", "program/editions", "program/editions/<int:number>",
            "program/editions/<int:number>/roll_back", "program/editions/by_hand",
            *(
                f"program/drafts/<str:reference>{part}"
                for part in (
                    "", "/choose", "/moves/<str:name>", "/pages/<str:name>", "/pages/<str:name>/check",
                    "/pages/<str:name>/wording",
                )
            ),
        ],
        INSIDE,
    ),
    **dict.fromkeys(
        [
            "api/v1/program/drafts", "api/v1/program/editions", "api/v1/program/editions/<number>",
            "api/v1/program/editions/<number>/roll_back", "api/v1/program/comparisons", "api/v1/program/editions/by_hand",
            "api/v1/program/editions/take_up", "api/v1/program/editions/keep", "api/v1/program/editions/bring",
            "api/v1/program/comparisons/<reference>", "api/v1/program/comparisons/<reference>/cases",
            *(
                f"api/v1/program/drafts/<reference>{part}"
                for part in (
                    "", "/describe", "/write", "/leave", "/bring_forward", "/check", "/submit", "/take_back", "/send_back",
                    "/publish", "/give_up",
                )
            ),
        ],
        PERSON,
    ),
    # pursuits
    **dict.fromkeys(["portal/renewals", "portal/bids", "portal/preferred-co-sell", "portal/preferred-co-sell/new"], PORTAL),
    **dict.fromkeys(
        [
            "portal/renewals/<str:reference>", "portal/bids/<str:reference>",
            "portal/bids/<str:reference>/moves/<str:name>", "portal/preferred-co-sell/<str:reference>",
            "portal/preferred-co-sell/<str:reference>/withdraw",
        ],
        OURS,
    ),
    **dict.fromkeys(
        [
            "renewals", "renewals/duties", "sales", "sales/import", "customer-notices", "customer-notices/new", "tenders",
            "tenders/new", "preferred-co-sell",
        ],
        INSIDE,
    ),
    **dict.fromkeys(
        [
            "renewals/duties/<str:reference>", "sales/<str:reference>",
            "customer-notices/<str:reference>", "customer-notices/<str:reference>/file",
            "customer-notices/<str:reference>/moves/<str:name>", "tenders/<str:reference>",
            "tenders/<str:reference>/moves/<str:name>", "preferred-co-sell/<str:reference>",
            "preferred-co-sell/<str:reference>/moves/<str:name>",
        ],
        REGION,
    ),
    # purchase orders
    **dict.fromkeys(["portal/purchase-orders", "portal/purchase-orders/new"], PORTAL),
    **dict.fromkeys(["purchase-orders", "purchase-orders/new"], INSIDE),
    **{f"portal/purchase-orders/<str:reference>{part}": OURS for part in ("", "/file", "/moves/<str:name>")},
    **{f"purchase-orders/<str:reference>{part}": REGION for part in ("", "/file", "/moves/<str:name>")},
    "api/v1/purchase-orders": PERSON,
    **{
        f"api/v1/purchase-orders/<reference>{part}": RECORD
        for part in ("", "/check", "/attach", "/note_number", "/override", "/accept", "/decline")
    },
    # who approves quotes
    **dict.fromkeys(["approvers", "approvers/changes/new"], INSIDE),
    **dict.fromkeys(["approvers/changes/<str:reference>", "approvers/changes/<str:reference>/moves/<str:name>"], REGION),
    **dict.fromkeys(["api/v1/approvers", "api/v1/approvers/changes"], PERSON),
    **dict.fromkeys([f"api/v1/approvers/changes/<reference>{part}" for part in ("", "/apply", "/decline")], RECORD),
    # quotes
    "portal/quotes": PORTAL,
    **dict.fromkeys([f"portal/quotes/<str:reference>{part}" for part in ("", "/consent", "/paper.pdf")], OURS),
    **dict.fromkeys(["quotes", "quotes.csv", "quotes/new", "quotes/products", "quotes/waiting"], INSIDE),
    **dict.fromkeys(
        [f"quotes/<str:reference>{part}" for part in ("", "/edit", "/decide", "/paper.pdf", "/moves/<str:name>")], REGION
    ),
    **dict.fromkeys(
        [
            "api/v1/sales", "api/v1/sales/read_file", "api/v1/renewals", "api/v1/renewals/duties", "api/v1/renewals/updates",
            "api/v1/customer-notices", "api/v1/tenders", "api/v1/bids", "api/v1/preferred-co-sell",
        ],
        PERSON,
    ),
    "api/v1/accounts/<reference>/incumbency": BEHIND,
    **dict.fromkeys(
        [
            *(f"api/v1/sales/<reference>{part}" for part in ("", "/take_back")),
            *(f"api/v1/renewals/duties/<reference>{part}" for part in ("", "/give")),
            *(f"api/v1/customer-notices/<reference>{part}" for part in ("", "/file", "/accept", "/decline", "/withdraw")),
            *(f"api/v1/tenders/<reference>{part}" for part in ("", "/amend", "/enter_bid", "/award", "/cancel")),
            *(f"api/v1/bids/<reference>{part}" for part in ("", "/say_services", "/withdraw")),
            *(
                f"api/v1/preferred-co-sell/<reference>{part}"
                for part in ("", "/amend", "/link", "/approve", "/deny", "/remove", "/withdraw")
            ),
        ],
        RECORD,
    ),
    # mergers and names
    "portal/name": PORTAL,
    **dict.fromkeys(["portal/name/<str:reference>", "portal/name/<str:reference>/files/<int:document>"], OURS),
    **dict.fromkeys(["mergers", "name-changes"], INSIDE),
    **dict.fromkeys(
        [
            "partners/<str:reference>/merge", "partners/<str:reference>/name", "mergers/<str:reference>",
            "mergers/<str:reference>/moves/<str:name>", "name-changes/<str:reference>",
            "name-changes/<str:reference>/moves/<str:name>", "name-changes/<str:reference>/files/<int:document>",
        ],
        REGION,
    ),
    **dict.fromkeys(["api/v1/mergers", "api/v1/mergers/preview", "api/v1/name-changes"], PERSON),
    **dict.fromkeys(
        [
            *(f"api/v1/mergers/<reference>{part}" for part in ("", "/look_again", "/carry_out", "/drop", "/undo")),
            *(f"api/v1/name-changes/<reference>{part}" for part in ("", "/take_up", "/file", "/enter", "/decline")),
        ],
        RECORD,
    ),
    **dict.fromkeys(["partners/new", "legal-requests", "access-requests", "one-off", "one-off/new"], INSIDE),
    **dict.fromkeys(
        [
            "partners/<str:reference>/moves/<str:name>", "legal-requests/<str:reference>",
            "legal-requests/<str:reference>/moves/<str:name>", "legal-requests/<str:reference>/files/<int:document>",
            "access-requests/<str:reference>", "one-off/<str:reference>", "one-off/<str:reference>/moves/<str:name>",
        ],
        REGION,
    ),
    **dict.fromkeys(
        [
            "api/v1/partners", "api/v1/legal-requests", "api/v1/access-requests", "api/v1/one-off-permissions",
        ],
        PERSON,
    ),
    **dict.fromkeys(["api/v1/partners/<reference>"], RECORD),
    **dict.fromkeys(
        [
            *(
                f"api/v1/partners/<reference>/{move}"
                for move in ("authorize", "deny", "end", "reinstate", "suspend", "restore", "revive")
            ),
            "api/v1/legal-requests/<reference>",
            *(
                f"api/v1/legal-requests/<reference>/{move}"
                for move in ("take_up", "send", "answer", "sign", "decline")
            ),
            "api/v1/access-requests/<reference>", "api/v1/access-requests/<reference>/grant",
            "api/v1/access-requests/<reference>/decline", "api/v1/one-off-permissions/<reference>",
            *(f"api/v1/one-off-permissions/<reference>/{move}" for move in ("approve", "decline", "withdraw")),
        ],
        RECORD,
    ),
    # signing in
    **dict.fromkeys(
        [
            "account/login/", "account/logout/", "account/inactive/", "account/reauthenticate/",
            "account/password/change/", "account/password/reset/", "account/password/reset/done/",
            "account/password/reset/key/done/",
            "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", "account/signup/", "account/email/",
            "account/confirm-email/", "account/password/set/", "account/login/code/confirm/",
            "account/security/", "account/security/authenticate/", "account/security/reauthenticate/",
            "account/security/app/activate/", "account/security/app/deactivate/", "account/security/codes/",
            "account/security/codes/generate/", "account/security/codes/download/", "account/security/passkeys/",
            "account/security/passkeys/add/", "account/security/passkeys/login/",
            "account/security/passkeys/reauthenticate/", "account/security/passkeys/<int:pk>/remove/",
            "account/security/passkeys/<int:pk>/edit/", "account/oidc/<str:provider_id>/login/",
            "account/oidc/<str:provider_id>/login/callback/", "account/saml/<str:organization_slug>/login/",
            "account/saml/<str:organization_slug>/acs/", "account/saml/<str:organization_slug>/acs/finish/",
            "account/saml/<str:organization_slug>/sls/", "account/saml/<str:organization_slug>/metadata/",
            "account/connections/", "account/connections/signup/", "account/connections/cancelled/",
            "account/connections/error/",
        ],
        PUBLIC,
    ),
    # the portal
    **dict.fromkeys(
        [
            "portal/", "portal/deals/registrations", "portal/deals/registrations.csv", "portal/deals/registrations/new",
            "portal/deals/registrations/maybe", "portal/deals/registrations/views", "portal/colleagues", "portal/colleagues/invite", "portal/rules",
            "portal/compliance", "portal/may", "portal/certifications",
            "portal/rules/whole", "portal/rules/<str:name>",
        ],
        PORTAL,
    ),
    **dict.fromkeys(
        [
            _ONE, f"{_ONE}/clock/<int:clock_id>", f"{_ONE}/amend", f"{_ONE}/type", f"{_ONE}/submit", f"{_ONE}/resubmit",
            f"{_ONE}/withdraw", f"{_ONE}/ask_extension", f"{_ONE}/comment", f"{_ONE}/files",
            f"{_ONE}/files/<int:document>", "portal/colleagues/invitations/<int:invitation>/revoke",
            "portal/colleagues/<int:person>/remove", "portal/colleagues/<int:person>/roles", "portal/colleagues/<int:person>/hand_over",
        ],
        OURS,
    ),
    # the workspace
    **dict.fromkeys(
        [
            "deals/registrations", "deals/registrations.csv", "deals/registrations/bulk",
            "deals/registrations/bulk/confirm", "deals/registrations/new", "accounts", "accounts.csv", "accounts/new",
            "accounts/import", "accounts/opportunities", "accounts/opportunities.csv", "accounts/opportunities/new", "accounts/opportunities/board",
            "accounts/opportunities/forecast", "accounts/opportunities/import",
            "accounts/opportunities/import/<int:number>/undo", "accounts/territories",
            "accounts/territories/<str:code>", "partners", "partners.csv", "partners/suggest", "partners/compliance",
            "partners/compliance.csv", "absences", "calendars",
            "enablement/completions", "enablement/completions.csv", "enablement/completions/new", "enablement/learners",
            "enablement/imports", "enablement/scorecard", "enablement/scorecard.csv", "enablement/regions",
            "enablement/regions.csv", "enablement/vouchers", "enablement/vouchers.csv", "enablement/vouchers/new",
            "enablement/vouchers/import", "enablement/credly", "enablement/credly/read",
            "calendars/close_day", "calendars/reopen_day", "attainment", "attainment.csv", "attainment/clocks", "rules",
            "rules/whole", "rules/<str:name>",
        ],
        INSIDE,
    ),
    "portal/deals/registrations/views/<int:view_id>": OWN,
    # decisions of the program
    "decisions/<int:event>/<int:number>": REGION,
    "portal/decisions/<int:event>/<int:number>": OURS,
    "decisions/of/<str:record>/<str:key>": REGION,
    "portal/decisions/of/<str:record>/<str:key>": OURS,
    "api/v1/decisions": PERSON,
    "api/v1/decisions/<event>/<number>": RECORD,
    "api/v1/decisions/of/<record>/<key>": RECORD,
    # distributors, buying, billing, e-marketplaces
    **dict.fromkeys(
        [
            "portal/distributor", "portal/distributor/resellers", "portal/distributor/e-marketplaces", "portal/buying",
            "portal/buying/begin", "portal/buying/address", "portal/buying/bank", "portal/buying/billing",
            "portal/e-marketplaces/new",
        ],
        PORTAL,
    ),
    **dict.fromkeys(
        [
            "portal/buying/<int:buying>/end",
            *(f"portal/e-marketplaces/<str:reference>{part}" for part in ("", "/draft", "/go_live", "/end")),
        ],
        OURS,
    ),
    **dict.fromkeys(
        [
            "distributors", "distributors/<str:code>", "distributors/<str:code>/invite",
            "distributors/<str:code>/invitations/<int:invitation>/revoke",
            "distributors/<str:code>/people/<int:person>/remove", "billing-records", "e-marketplaces",
        ],
        INSIDE,
    ),
    **dict.fromkeys(
        [
            f"api/v1/distributors/<code>/people{part}"
            for part in ("", "/invitations", "/invitations/<invitation>/revoke", "/<person>/remove")
        ],
        PERSON,
    ),
    **dict.fromkeys(
        [
            "api/v1/distributors", "api/v1/distributors/resellers", "api/v1/billing-records", "api/v1/billing-records/needs",
            "api/v1/e-marketplaces",
        ],
        PERSON,
    ),
    **dict.fromkeys(
        [
            *(f"api/v1/partners/<reference>/{part}" for part in ("route", "buying", "buying/<buying>/end", "invoice-owner")),
            *(
                f"api/v1/billing-records/<reference>{part}"
                for part in ("", "/take_up", "/complete", "/send_back", "/resubmit", "/amend", "/confirm")
            ),
            *(
                f"api/v1/e-marketplaces/<reference>{part}"
                for part in ("", "/draft", "/approve", "/send_back", "/decline", "/go_live", "/pause", "/resume", "/end")
            ),
        ],
        RECORD,
    ),
    **dict.fromkeys(
        [
            *(
                f"partners/<str:reference>/buying{part}"
                for part in ("", "/begin", "/<int:buying>/end", "/address", "/bank", "/bank/reveal", "/billing")
            ),
            "billing-records/<str:reference>", "billing-records/<str:reference>/moves/<str:name>",
            "e-marketplaces/<str:reference>", "e-marketplaces/<str:reference>/moves/<str:name>",
        ],
        REGION,
    ),
    "absences/<int:absence_id>/cancel": OWN,
    **dict.fromkeys(
        [
            _REG,
            *(
                f"{_REG}/{move}"
                for move in (
                    "comment", "amend", "files", "files/<int:document>", "files/<int:document>/remove", "link_account",
                    "create_account", "reassign_esm", "put_forward", "contact", "confirm_type", "record_sourcing",
                    "link_opportunity", "create_opportunity", "record_alignment", "hand_over", "tell_delay", "approve",
                    "send_back", "deny", "switch_account", "relink_opportunity", "extend", "extend_to",
                    "decline_extension", "submit", "withdraw", "clocks/<int:clock_id>",
                )
            ),
            "accounts/opportunities/<str:reference>", "accounts/opportunities/<str:reference>/close_won",
            "accounts/opportunities/<str:reference>/close_lost", "accounts/<str:reference>",
            *(
                f"accounts/opportunities/<str:reference>/{move}"
                for move in (
                    "edit", "move_stage", "log_next_step", "apply_tags", "merge", "fix_sources", "free_sources",
                    "set_order_type", "compute_order_type", "unlock_partner_fields", "disqualify",
                )
            ),
            "accounts/<str:reference>/contacts", "accounts/<str:reference>/place", "partners/<str:reference>",
            *(f"enablement/completions/<int:pk>{part}" for part in ("", "/correct", "/take_back", "/put_back", "/evidence/<int:document>")),
            "enablement/learners/<int:pk>", "enablement/scorecard/<str:reference>", "enablement/vouchers/<str:reference>",
            *(f"enablement/imports/<str:reference>{part}" for part in ("", "/check", "/apply", "/undo", "/drop", "/faults.csv")),
            *(
                f"partners/<str:reference>/{part}"
                for part in (
                    "compliance", "evidence", "evidence/<int:attestation>/withdraw", "memberships/track",
                    "memberships/grant", "memberships/<int:membership>/end", "memberships/<int:membership>/correct",
                )
            ),
        ],
        REGION,
    ),
    # licences that are not for resale
    **dict.fromkeys(["portal/support", "portal/support/licences/new"], PORTAL),
    **dict.fromkeys(
        ["portal/support/licences/<str:reference>", "portal/support/licences/<str:reference>/withdraw"], OURS
    ),
    **dict.fromkeys(["licences", "licences/running", "licences/running.csv", "licences/new"], INSIDE),
    **dict.fromkeys(["licences/<str:reference>", "licences/<str:reference>/moves/<str:name>"], REGION),
    **dict.fromkeys(["api/v1/licences", "api/v1/licences/requests", "api/v1/licences/exceptions"], PERSON),
    **dict.fromkeys(
        [
            "api/v1/licences/requests/<reference>",
            *(f"api/v1/licences/requests/<reference>/{move}" for move in ("fulfil", "approve", "decline", "withdraw")),
            "api/v1/licences/<reference>/revoke",
        ],
        RECORD,
    ),
    # the library
    **dict.fromkeys(["portal/library"], PORTAL),
    **dict.fromkeys(["portal/library/<str:reference>", "portal/library/<str:reference>/file"], OURS),
    **dict.fromkeys(["library", "library.csv", "library/new"], INSIDE),
    **dict.fromkeys(
        [
            "library/<str:reference>",
            *(
                f"library/<str:reference>/{part}"
                for part in ("file", "change", "replace", "withdraw", "restore", "downloads", "downloads.csv")
            ),
        ],
        REGION,
    ),
    "api/v1/library/assets": PERSON,
    **dict.fromkeys(
        [
            "api/v1/library/assets/<reference>",
            *(
                f"api/v1/library/assets/<reference>/{part}"
                for part in ("file", "downloads", "replace", "withdraw", "restore")
            ),
        ],
        RECORD,
    ),
    # products and prices: all of the vendor's sellers read them; outside, everybody her own company's books
    "portal/prices": PORTAL,
    **dict.fromkeys(["portal/prices/<str:reference>", "portal/prices/<str:reference>/prices.csv"], OURS),
    **dict.fromkeys(
        [
            "products", "products.csv", "products/new", "products/<str:sku>", "products/<str:sku>/change", "products/<str:sku>/end",
            "price-books", "price-books/new", "price-books/<str:reference>", "price-lists", "price-lists/<str:reference>",
            *(
                f"price-books/<str:reference>/{part}"
                for part in (
                    "prices.csv", "compare", "moves/<str:name>", "prices/new", "prices/<str:sku>/end",
                    "prices/<str:sku>/withdraw/<str:day>",
                )
            ),
            *(f"price-lists/<str:reference>/{part}" for part in ("check", "moves/<str:name>", "faults.csv")),
        ],
        INSIDE,
    ),
    **dict.fromkeys(
        [
            "api/v1/products", "api/v1/products/<sku>", "api/v1/products/<sku>/prices", "api/v1/products/<sku>/end",
            "api/v1/price-books", "api/v1/price-books/<book>",
            *(
                f"api/v1/price-books/<book>/{part}"
                for part in ("prices", "differences", "end_price", "withdraw_price", "rename", "close", "reopen")
            ),
        ],
        PERSON,
    ),
    **dict.fromkeys(["api/v1/quotes", "api/v1/quotes/waiting", "api/v1/quotes/route"], PERSON),
    **dict.fromkeys(
        [
            "api/v1/quotes/<reference>",
            *(
                f"api/v1/quotes/<reference>/{part}"
                for part in (
                    "paper", "addressees", "past", "edit", "reprice", "submit", "approve", "reject", "recall", "reopen",
                    "make_primary", "prolong", "send", "accept", "consent", "ask_consent", "withdraw", "revise",
                )
            ),
        ],
        BEHIND,
    ),
    # the API
    **dict.fromkeys(["api/v1/openapi.json", "api/v1/", "api/v1/^"], PUBLIC),
    **dict.fromkeys(
        [
            "api/v1/deals/registrations", "api/v1/deals/maybe-registered", "api/v1/absences", "api/v1/accounts",
            "api/v1/opportunities", "api/v1/opportunities/forecast", "api/v1/program/registration-types", "api/v1/program/denial-reasons",
            "api/v1/program/findings", "api/v1/program/rules", "api/v1/program/rules/<name>", "api/v1/me",
            "api/v1/people", "api/v1/people/invitations", "api/v1/enablement/completions", "api/v1/saved-views",
        ],
        PERSON,
    ),
    "api/v1/saved-views/<view>": OWN,
    **dict.fromkeys(
        [
            "api/v1/calendars", "api/v1/calendars/<calendar>/close_day", "api/v1/calendars/<calendar>/reopen_day",
            "api/v1/territories", "api/v1/territories/<code>", "api/v1/territories/<code>/set_people",
            "api/v1/accounts/imports", "api/v1/opportunities/imports", "api/v1/opportunities/imports/<int:number>/undo",
            "api/v1/price-lists", "api/v1/price-lists/<reference>", "api/v1/price-lists/<reference>/undo",
            "api/v1/deals/bulk/<move>", "api/v1/deals/bulk/<move>/look",
        ],
        INSIDE,
    ),
    **dict.fromkeys(
        [
            _API,
            *(
                f"{_API}/{act}"
                for act in (
                    "submit", "resubmit", "withdraw", "ask_extension", "history", "decisions", "comments", "files",
                    "files/<int:document>", "clocks", "clocks/<int:clock>",
                )
            ),
            "api/v1/people/<person>/change_role", "api/v1/people/<person>/remove", "api/v1/people/<person>/hand_over",
            "api/v1/people/invitations/<invitation>/revoke",
            "api/v1/partners/<reference>/may/<question>", "api/v1/partners/<reference>/compliance",
            "api/v1/partners/<reference>/memberships", "api/v1/partners/<reference>/memberships/track",
            "api/v1/partners/<reference>/memberships/designation", "api/v1/partners/<reference>/memberships/<membership>/end",
            "api/v1/partners/<reference>/memberships/<membership>/correct",
        ],
        RECORD,
    ),
    **dict.fromkeys(
        [
            *(
                f"{_API}/{act}"
                for act in (
                    "link_account", "create_account", "reassign_esm", "put_forward", "contact", "confirm_type",
                    "record_sourcing", "link_opportunity", "create_opportunity", "record_alignment", "tell_delay", "hand_over",
                    "approve", "deny", "send_back", "switch_account", "relink_opportunity", "extend", "extend_to",
                    "decline_extension", "candidates", "likely-opportunities",
                )
            ),
            "api/v1/accounts/<reference>", "api/v1/accounts/<reference>/contacts", "api/v1/accounts/<reference>/place",
            "api/v1/opportunities/<reference>",
            "api/v1/opportunities/<reference>/close_won", "api/v1/opportunities/<reference>/close_lost",
            "api/v1/opportunities/<reference>/fix_sources", "api/v1/opportunities/<reference>/free_sources",
            *(
                f"api/v1/opportunities/<reference>/{act}"
                for act in (
                    "tagging", "edit", "move_stage", "log_next_step", "apply_tags", "set_order_type", "compute_order_type",
                    "unlock_partner_fields", "merge", "disqualify",
                )
            ),
            "api/v1/absences/<int:absence>/cancel", "api/v1/partners/<reference>/evidence",
            "api/v1/partners/<reference>/evidence/<attestation>/withdraw",
        ],
        BEHIND,
    ),
}  # fmt: skip

NOT_YET: frozenset[str] = frozenset()  # addresses of the table that no door serves


@dataclass(frozen=True)
class Route:
    pattern: str
    kind: str

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/") and not self.pattern.startswith("api/v1/docs")  # pages for people

    @property
    def is_one(self) -> bool:
        """Whether the address names one record."""
        return self.kind in (OURS, REGION, RECORD, BEHIND, OWN)


def walk(patterns: Any = None, prefix: str = "") -> Iterator[str]:
    """Every address pattern that Django can resolve, the API's among them."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern)
        else:
            yield from walk(entry.url_patterns, prefix + str(entry.pattern))


ROUTES = [Route(pattern, kind) for pattern, kind in TABLE.items()]
