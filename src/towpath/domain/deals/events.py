"""Names, sentences and payloads of the deals room's events.

Inside sentences name people; outside ones never speak of roles, only of what it means for the partner.
"""

from towpath.kernel.events.registry import Happening, register

E = "deals.registration."

# fmt: off
register(
    Happening(E + "drafted",             "Draft begun.",                                            "Draft begun."),
    Happening(E + "amended",             "Amended: {fields}.",                                      "Amended: {fields}."),
    Happening(E + "submitted",           "Submitted by {partner}.",                                 "Submitted. We confirm by mail and answer within two business days."),
    Happening(E + "resubmitted",         "Resubmitted by {partner} after a return.",                "Resubmitted."),
    Happening(E + "withdrawn",           "Withdrawn: {why}.",                                       "Withdrawn: {why}."),
    Happening(E + "account_linked",      "Linked to account {account}; {grounds}.",                 ""),
    Happening(E + "account_created",     "Account {account} created and linked; waits for its territory.", ""),
    Happening(E + "released",            "Account {account} has its territory, {territory}: the registration can go on.", ""),
    Happening(E + "esm_reassigned",      "Sales manager: {esm} instead of {before_esm}.",           ""),
    Happening(E + "put_forward",         "Submitted for approval; now with {holder} ({status}).",   "The vendor’s sales team is reviewing it."),
    Happening(E + "contacted",           "Partner contacted: {note}.",                              "The vendor got in touch: {note}."),
    Happening(E + "type_confirmed",      "Type {type} and details confirmed.",                      ""),
    Happening(E + "sourcing_recorded",   "Finding on who sourced it: {finding}",                    ""),
    Happening(E + "opportunity_linked",  "Linked to {opportunity}{primary}.",                       ""),
    Happening(E + "opportunity_created", "Opportunity {opportunity} created, owned by {owner}, and made primary.", ""),
    Happening(E + "alignment_recorded",  "Alignment with the other sales people confirmed: {note}.", ""),
    Happening(E + "delay_told",          "Will take longer: {note}.",                               ""),
    Happening(E + "step_approved",       "Approved as {status}; now with {holder}.",                "First review passed; final review has begun."),
    Happening(E + "approved",            "Approved. Protected until {expires_on}.",                 "Approved. Protected until {expires_on}."),
    Happening(E + "denied",              "Denied: {reason}",                                        "Denied: {reason_partner}"),
    Happening(E + "returned",            "Returned to the partner: {comments}",                     "Returned to you: {comments}"),
    Happening(E + "handed_over",         "Handed from {before_holder} to {holder}: {why}.",         ""),
    Happening(E + "account_switched",    "Opportunity {opportunity} moved to the partner’s account {account}; end user {end_user}.", ""),
    Happening(E + "opportunity_relinked", "Linked to {opportunity} instead of {before_opportunity}: {why}.", ""),
    Happening(E + "opportunity_merged",  "Opportunity {before_opportunity} was merged into {opportunity}: linked there now.", ""),
    Happening(E + "extension_asked",     "Extension asked for: {why}",                              "Extension asked for: {why}"),
    Happening(E + "extended",            "Extended to {expires_on}: {why}.",                        "Extended: protected until {expires_on}."),
    Happening(E + "extension_declined",  "Extension declined: {why}",                               "Extension declined: {why}"),
    Happening(E + "expiring",            "Protection ends in {days} days, on {expires_on}.",        "Protection ends in {days} days, on {expires_on}."),
    Happening(E + "expired",             "Expired on {expires_on}.",                                "Expired on {expires_on}."),
    Happening(E + "closed_won",          "Opportunity {opportunity} closed as won.",                "The deal was won."),
    Happening(E + "closed_lost",         "Opportunity {opportunity} closed as lost.",               "The deal was closed as lost."),
    Happening(E + "commented",           "{author} wrote a comment.",                               ""),
    Happening(E + "told_partner",        "{author} wrote to the partner.",                          "{author} wrote a comment."),
    Happening(E + "partner_commented",   "{author} ({partner}) wrote a comment.",                   "{author} wrote a comment."),
    Happening(E + "file_added",          "File added: {file}.",                                     "File added: {file}."),
    Happening(E + "file_kept",           "File added for the vendor alone: {file}.",                ""),
    Happening(E + "kept_file_removed",   "File for the vendor alone removed: {file}.",              ""),
    Happening(E + "file_removed",        "File removed: {file}.",                                   "File removed: {file}."),
)
register(
    Happening("deals.absence.planned",   "{person} is away from {starts} to {ends}; {backup} stands in.", ""),
    Happening("deals.absence.begun",     "{backup} stands in for {person} from now on; {moved} handed over.", ""),
    Happening("deals.absence.ended",     "{person} is back; {moved} handed back.",                  ""),
    Happening("deals.absence.cancelled", "The absence of {person} was cancelled.",                  ""),
    Happening("deals.calendar.closed",   "Calendar {calendar} closed on {on}: {reason}.",           ""),
    Happening("deals.calendar.reopened", "Calendar {calendar} open again on {on}.",                 ""),
)
# fmt: on
