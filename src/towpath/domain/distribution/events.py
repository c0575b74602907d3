"""Names, sentences and payloads of the distribution room's events. No number of a bank stands in any of them."""

from towpath.kernel.events.registry import Happening, register

D, R, B, K, M = (
    "distribution.distributor.", "distribution.reseller.", "distribution.billing.", "distribution.bank.",
    "distribution.marketplace.",
)  # fmt: skip
DISTRIBUTOR_ADDED, DISTRIBUTOR_CHANGED = D + "added", D + "changed"
BUYING_BEGAN, BUYING_ENDED = R + "began", R + "ended"
ADDRESS_CHANGED = "distribution.address.changed"
BILLING_REQUESTED, BILLING_TAKEN_UP, BILLING_COMPLETED, BILLING_RETURNED, BILLING_RESUBMITTED, BILLING_AMENDED, BILLING_CONFIRMED, BILLING_ADDRESS = (
    B + "requested", B + "taken_up", B + "completed", B + "returned", B + "resubmitted", B + "amended", B + "confirmed",
    B + "address_changed",
)  # fmt: skip
CONTACT_MADE = B + "contact_made"
BILLING_NEEDED = B + "needed"
BANK_KEPT, BANK_REMOVED, BANK_REVEALED = K + "kept", K + "removed", K + "revealed"
PAGE_REQUESTED, PAGE_DRAFTED, PAGE_APPROVED, PAGE_RETURNED, PAGE_DECLINED, PAGE_WENT_LIVE, PAGE_PAUSED, PAGE_RESUMED, PAGE_ENDED = (
    M + "requested", M + "draft_submitted", M + "approved", M + "returned", M + "declined", M + "went_live",
    M + "paused", M + "resumed", M + "ended",
)  # fmt: skip

register(
    Happening(DISTRIBUTOR_ADDED, "{name} is a distributor here.", "{name} is a distributor here."),
    Happening(DISTRIBUTOR_CHANGED, "{name}: {what}.", ""),
    Happening(BUYING_BEGAN, "Buys {how} from {starts_on}.", "You buy {how} from {starts_on}."),
    Happening(BUYING_ENDED, "Buys {how} until {ends_on}.", "You buy {how} until {ends_on}."),
    Happening(ADDRESS_CHANGED, "The address changed.", "The address changed."),
    Happening(
        BILLING_REQUESTED, "Billing records were asked for, for {company}.", "Your billing records were asked for."
    ),
    Happening(BILLING_NEEDED, "Billing records are needed: {reason}", ""),
    Happening(BILLING_TAKEN_UP, "{holder} took it up.", "It is being worked on."),
    Happening(BILLING_COMPLETED, "Complete: billing account {account}.", "Complete: you can buy directly."),
    Happening(BILLING_RETURNED, "Returned: {note}.", "Something is missing: {note}."),
    Happening(BILLING_RESUBMITTED, "Sent again.", "Sent again."),
    Happening(BILLING_AMENDED, "Changed: {what}.", "Changed: {what}."),
    Happening(BILLING_CONFIRMED, "The change was carried over.", "The change was carried over."),
    Happening(BILLING_ADDRESS, "The partner's address changed.", "Your address changed."),
    Happening(
        CONTACT_MADE,
        "{name} was made the billing contact.",
        "{name} was made your billing contact.",
        personal=("email",),
    ),
    Happening(BANK_KEPT, "The bank for referral fees is {hint}.", "The bank for referral fees is {hint}."),
    Happening(BANK_REMOVED, "The bank {hint} was removed: {reason}.", "The bank {hint} was removed."),
    Happening(BANK_REVEALED, "{by} read the numbers of the bank {hint}: {reason}.", ""),
    Happening(
        PAGE_REQUESTED,
        "A page on the marketplace of {distributor} was asked for.",
        "A page on the marketplace of {distributor} was asked for.",
    ),
    Happening(PAGE_DRAFTED, "The draft was sent for review.", "The draft was sent for review."),
    Happening(PAGE_APPROVED, "Approved in writing to {distributor}.", "Approved: {distributor} has it in writing."),
    Happening(PAGE_RETURNED, "The draft was returned: {note}.", "The draft was returned: {note}."),
    Happening(PAGE_DECLINED, "Declined: {note}.", "Declined: {note}."),
    Happening(PAGE_WENT_LIVE, "The page is live.", "The page is live."),
    Happening(PAGE_PAUSED, "Paused: {note}.", "Paused: {note}."),
    Happening(PAGE_RESUMED, "Live again.", "Live again."),
    Happening(PAGE_ENDED, "Ended: {note}.", "Ended: {note}."),
)
