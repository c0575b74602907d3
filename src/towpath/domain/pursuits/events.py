"""Names, sentences and payloads of the pursuits room's events. No price stands in any of them."""

from towpath.kernel.events.registry import Happening, register

S, N, D, T, B, P = (
    "pursuits.sale.", "pursuits.notice.", "pursuits.duty.", "pursuits.tender.", "pursuits.bid.", "pursuits.preferred.",
)  # fmt: skip
SALE_RECORDED, SALE_CANCELLED = S + "recorded", S + "cancelled"
PREFERRED_COMPLETE = P + "completed"

register(
    Happening(SALE_RECORDED, "Sold to {account} {through}.", "Sold to {account}."),
    Happening(SALE_CANCELLED, "Taken back by {by}: {why}.", "Taken back: it was recorded by mistake."),
    Happening(N + "recorded", "{account} wrote that {wish}.", ""),
    Happening(N + "accepted", "Accepted by {by}: {wish}.", ""),
    Happening(N + "declined", "Declined by {by}: {reason}.", ""),
    Happening(N + "withdrawn", "Withdrawn: {reason}.", ""),
    Happening(D + "opened", "{what} of {account} is due on {due_on}.", "{what} of {account} is due on {due_on}."),
    Happening(D + "given", "{by} gave it.", "{by} gave it."),
    Happening(
        D + "missed", "It was due on {due_on} and was not given.", "It was due on {due_on}; it can still be given."
    ),
    Happening(D + "dropped", "Nothing is owed any more: {why}.", "Nothing is owed any more."),
    Happening(T + "opened", "Tender on {opportunity}, open until {closes_on}.", ""),
    Happening(T + "amended", "Changed: {what}.", ""),
    Happening(T + "awarded", "Awarded to {partner}.", ""),
    Happening(T + "cancelled", "Cancelled: {reason}.", ""),
    Happening(B + "entered", "{partner} bids in {tender}.", "Your bid was entered."),
    Happening(B + "services_said", "Services of its own: {offered}.", "Services of your own: {offered}."),
    Happening(B + "withdrawn", "The bid was withdrawn.", "Your bid was withdrawn."),
    Happening(B + "won", "The bid won.", "Your bid won."),
    Happening(B + "lost", "Another bid won.", "Another bid won."),
    Happening(B + "voided", "The tender was cancelled.", "The tender was cancelled."),
    Happening(
        P + "submitted",
        "Claimed for {customer}; {executive} was told.",
        "Claimed for {customer}; {executive} was told.",
    ),
    Happening(P + "amended", "Changed: {what}.", "Changed: {what}."),
    Happening(P + "linked", "Linked to {opportunity} by {by}.", "The opportunity was found."),
    Happening(PREFERRED_COMPLETE, "The claim is complete.", "The claim is complete."),
    Happening(P + "approved", "Approved by {by}: {reason}.", "Approved. The opportunity is {crm_id}."),
    Happening(P + "denied", "Denied by {by}: {reason}.", "Denied: {reason}."),
    Happening(P + "removed", "Removed by {by}: {reason}.", "The preference was taken away: {reason}."),
    Happening(P + "withdrawn", "Withdrawn.", "Withdrawn."),
)
