"""Names, sentences and payloads of the quotes room's events. No price stands in any of them: an event has readers of its own."""

from towpath.kernel.events.registry import Happening, register

Q, O = "quotes.quote.", "quotes.order."  # noqa: E741 (stand in a table)

# fmt: off
register(
    Happening(Q + "created",        "Created: {kind}, for {opportunity}.",                          ""),
    Happening(Q + "edited",         "Edited: {fields}.",                                            ""),
    Happening(Q + "repriced",       "Priced again: {why}.",                                         ""),
    Happening(Q + "submitted",      "Submitted for approval by {levels}.",                          ""),
    Happening(Q + "cleared",        "Finished: {why}",                                              ""),
    Happening(Q + "recalled",       "Recalled: {why}.",                                             ""),
    Happening(Q + "level_approved", "Approved as {level} by {by}{for_whom}.",                       ""),
    Happening(Q + "approved",       "Approved by all: {level} was the last, {by}{for_whom}.",       ""),
    Happening(Q + "rejected",       "Rejected as {level} by {by}{for_whom}: {comments}",            ""),
    Happening(Q + "reopened",       "Worked on again.",                                             ""),
    Happening(Q + "made_primary",   "Made the primary quote of {opportunity}.",                     ""),
    Happening(Q + "prolonged",      "Valid until {valid_until} instead of {earlier}.",               "Valid until {valid_until}."),
    Happening(Q + "sent",           "Sent to {to}.",                                                "Sent to you."),
    Happening(Q + "accepted",       "Ordered: {how}.",                                              "Ordered."),
    Happening(Q + "revised",        "Revised as {by_reference}.",                                   "Another version takes its place."),
    Happening(Q + "withdrawn",      "Withdrawn: {why}.",                                            "Withdrawn."),
    Happening(Q + "lapsed",         "Lapsed: it was valid until {valid_until}.",                    "Lapsed: it was valid until {valid_until}."),
    Happening(Q + "consent_asked",  "Asked {to} to agree to the reduced discount.",                 "You were asked to agree to the reduced discount."),
    Happening(Q + "lapsing",        "{days} days are left: valid until {valid_until}.",             ""),
    Happening(Q + "consented",      "{side} agreed to the reduced discount.",                       ""),
    Happening(Q + "handed_over",    "The approval as {level} went from {before_holder} to {holder}: {why}.", ""),
    Happening(Q + "order_numbered", "Bears the number of the order: {number}.",                     "Bears your order’s number: {number}."),
    Happening(O + "received",       "Order for {quote} handed in.",                                 "Handed in."),
    Happening(O + "attached",       "The paper was attached: {name}.",                              "The paper was attached: {name}."),
    Happening(O + "matched",        "Checked: it fits its quote.",                                  "Checked: it fits your quote."),
    Happening(O + "mismatched",     "Checked: it does not fit in {fields}.",                        "Checked: it does not fit in {fields}."),
    Happening(O + "overridden",     "Taken in spite of that: {why}",                                "Taken as it is."),
    Happening(O + "accepted",       "Accepted: {quote} is ordered.",                                "Accepted."),
    Happening(O + "declined",       "Declined: {why}",                                              "Declined: {why}"),
    Happening("quotes.approver.change_requested", "Asked for {name} as {level} for {region}, instead of {instead_of}: {why}", ""),
    Happening("quotes.approver.change_applied",   "{name} approves as {level} for {region} from {starts_on}, instead of {instead_of}.", ""),
    Happening("quotes.approver.change_declined",  "Declined: {why}", ""),
)
# fmt: on
