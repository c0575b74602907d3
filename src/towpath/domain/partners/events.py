"""Names, sentences and payloads of the partners room's events."""

from towpath.kernel.events.registry import Happening, register

P = "partners.person."
INVITED, INVITATION_REVOKED, JOINED, LEFT, HANDED_OVER, ROLES_CHANGED = (
    P + "invited", P + "invitation_revoked", P + "joined", P + "left", P + "handed_over", P + "roles_changed",
)  # fmt: skip

SIGN_IN_BOUND, SIGN_IN_UNBOUND = "partners.sign_in.bound", "partners.sign_in.unbound"

# The key of an invitation is in no event: the mail makes it anew (actions.people.key_of).
register(
    Happening(INVITED, "{by} invited {email}.", "{by} invited {email}.", personal=("email",)),
    Happening(JOINED, "{name} joined.", "{name} joined.", personal=("name",)),
    Happening(
        INVITATION_REVOKED,
        "The invitation of {email} was taken back.",
        "The invitation of {email} was taken back.",
        personal=("email",),
    ),
    Happening(LEFT, "{name} no longer has access.", "{name} no longer has access.", personal=("name",)),
    Happening(
        HANDED_OVER,
        "{by} handed the administration over to {name}.",
        "{by} handed the administration over to {name}.",
        personal=("by", "name"),
    ),
    Happening(
        ROLES_CHANGED,
        "{by} changed what {name} may do.",
        "{by} changed what {name} may do.",
        personal=("by", "name"),
    ),
    Happening(
        SIGN_IN_BOUND, "People of {domain} sign in through {name}.", "People of {domain} sign in through {name}."
    ),
    Happening(
        SIGN_IN_UNBOUND,
        "People of {domain} sign in with their passwords again.",
        "People of {domain} sign in with their passwords again.",
    ),
)

# Becoming a partner. Keys of links are in no event either (actions.sign_up.key_of).
SIGN_UP_BEGUN, ACCESS_ASKED, ACCESS_GRANTED, ACCESS_DECLINED = (
    "partners.sign_up.begun", "partners.access_request.asked", "partners.access_request.granted",
    "partners.access_request.declined",
)  # fmt: skip
S = "partners.partner."
DEMONSTRATION_MADE, STEPPED_IN = S + "made_for_demonstrations", "partners.demonstration.stepped_in"
WARNED, FELL_ASLEEP, REVIVED = S + "warned", S + "fell_asleep", S + "revived"
SIGNED_UP, CREATED, ACCEPTED, AUTHORIZED, ACTIVATED, DENIED, ENDED, REINSTATED, SUSPENDED, RESTORED = (
    S + "signed_up", S + "created", S + "accepted", S + "authorized", S + "activated", S + "denied", S + "ended",
    S + "reinstated", S + "suspended", S + "restored",
)  # fmt: skip
L = "partners.legal_request."
LEGAL_RECEIVED, LEGAL_TAKEN_UP, LEGAL_SENT, LEGAL_ANSWERED, LEGAL_SIGNED, LEGAL_DECLINED = (
    L + "received", L + "taken_up", L + "sent", L + "answered", L + "signed", L + "declined",
)  # fmt: skip

register(
    Happening(SIGN_UP_BEGUN, "{company} began to sign up.", "", personal=("email",)),
    Happening(SIGNED_UP, "{name} signed up for {company}.", "{name} signed up for {company}.", personal=("name",)),
    Happening(CREATED, "Created by hand: {reason}.", ""),
    Happening(
        ACCEPTED,
        "{name} accepted the {title}, version {agreement}; the partner is authorized.",
        "{name} accepted the {title}, version {agreement}; you are authorized.",
        personal=("name",),
    ),
    Happening(AUTHORIZED, "Authorized. {reason}", "You are authorized."),
    Happening(ACTIVATED, "Made active. {reason}", "You are active in the program."),
    Happening(DENIED, "Denied: {reason}.", "The application was denied: {told}."),
    Happening(ENDED, "The partnership ended: {reason}.", "The partnership ended."),
    Happening(REINSTATED, "Taken back as a prospect: {reason}.", "Taken back: the agreement is to be accepted anew."),
    Happening(SUSPENDED, "No longer in good standing: {reason}.", "No longer in good standing with the program."),
    Happening(DEMONSTRATION_MADE, "Made for demonstrations; nothing of it is counted.", ""),
    Happening(STEPPED_IN, "{name} stepped into the portal for a demonstration.", "", personal=("name",)),
    Happening(
        WARNED,
        "Nobody signed in since {last_seen_on}: the access ends on {sleeps_on}, unless somebody does.",
        "Nobody signed in since {last_seen_on}: the access ends on {sleeps_on}, unless somebody does.",
    ),
    Happening(
        FELL_ASLEEP,
        "Nobody signed in since {last_seen_on}: the access has ended.",
        "Nobody signed in since {last_seen_on}: the access has ended.",
    ),
    Happening(REVIVED, "The portal was opened again: {reason}.", "The portal was opened again."),
    Happening(RESTORED, "In good standing again: {reason}.", "In good standing again."),
    Happening(ACCESS_ASKED, "{name} asks for access.", "{name} asks for access.", personal=("name", "email")),
    Happening(ACCESS_GRANTED, "{by} gave access to {name}.", "{by} gave access to {name}.", personal=("by", "name")),
    Happening(
        ACCESS_DECLINED,
        "{by} declined access for {name}: {reason}.",
        "{by} declined access for {name}: {reason}.",
        personal=("by", "name"),
    ),
    Happening(LEGAL_RECEIVED, "A {kind} was asked for.", "A {kind} was asked for."),
    Happening(LEGAL_TAKEN_UP, "{holder} took it up.", "It is being worked on."),
    Happening(LEGAL_SENT, "Sent to the partner: {note}.", "Sent to you: {note}."),
    Happening(LEGAL_ANSWERED, "The partner answered: {note}.", "You answered: {note}."),
    Happening(LEGAL_SIGNED, "Signed on {signed_on}; the contract is on file.", "Signed; the contract is on file."),
    Happening(LEGAL_DECLINED, "Declined: {reason}.", "Declined: {reason}."),
)

M = "partners.membership."
TRACK_ENTERED, DESIGNATION_GRANTED, MEMBERSHIP_ENDED, MEMBERSHIP_CORRECTED = (
    M + "track_entered", M + "designation_granted", M + "ended", M + "corrected",
)  # fmt: skip

register(
    Happening(
        TRACK_ENTERED, "Entered the track {track} on {starts_on}: {why}.", "Entered the track {track} on {starts_on}."
    ),
    Happening(
        DESIGNATION_GRANTED,
        "Designated as {designation} from {starts_on}: {why}.",
        "Designated as {designation} from {starts_on}.",
    ),
    Happening(MEMBERSHIP_ENDED, "{membership} ended on {ends_on}: {why}.", "{membership} ended on {ends_on}."),
    Happening(
        MEMBERSHIP_CORRECTED,
        "The days of {membership} were put right: {days}, not {before}: {why}.",
        "The days of {membership} were put right: {days}, not {before}.",
    ),
)

# Two partners become one, or one moves under the other; each of them has its own line in its own history.
M = "partners.merger."
MERGER_PLANNED, MERGER_LOOKED_AGAIN, MERGER_DONE, MERGER_DROPPED, MERGER_UNDONE = (
    M + "planned", M + "looked_again", M + "done", M + "dropped", M + "undone",
)  # fmt: skip
MERGED, PARTED, TOOK_IN, GAVE_BACK = S + "merged", S + "parted", S + "took_in", S + "gave_back"
PUT_UNDER, GOT_UNDER, TAKEN_FROM_UNDER, LOST_UNDER = (
    S + "put_under", S + "got_under", S + "taken_from_under", S + "lost_under",
)  # fmt: skip

register(
    Happening(MERGER_PLANNED, "Planned: {gone} and {kept}. {reason}.", ""),
    Happening(MERGER_LOOKED_AGAIN, "Counted again.", ""),
    Happening(MERGER_DONE, "Carried out: {gone} and {kept}. {reason}.", ""),
    Happening(MERGER_DROPPED, "Dropped: {reason}.", ""),
    Happening(MERGER_UNDONE, "Undone: {reason}.", ""),
    Happening(MERGED, "Became part of {kept} ({reference}): {reason}.", "Became part of {kept}."),
    Happening(PARTED, "No longer part of {kept} ({reference}): {reason}.", "No longer part of {kept}."),
    Happening(
        TOOK_IN,
        "{gone} became part of it ({reference}), with {moved}: {reason}.",
        "{gone} became part of it, with {moved}.",
    ),
    Happening(
        GAVE_BACK,
        "{gone} is a partner of its own again ({reference}): {reason}.",
        "{gone} is a partner of its own again.",
    ),
    Happening(PUT_UNDER, "Stands under {kept} ({reference}): {reason}.", ""),
    Happening(GOT_UNDER, "{gone} stands under it ({reference}): {reason}.", ""),
    Happening(TAKEN_FROM_UNDER, "No longer stands under {kept} ({reference}): {reason}.", ""),
    Happening(LOST_UNDER, "{gone} no longer stands under it ({reference}): {reason}.", ""),
)

N = "partners.name_change."
NAME_REQUESTED, NAME_TAKEN_UP, NAME_FILED, NAME_DONE, NAME_DECLINED, RENAMED = (
    N + "requested", N + "taken_up", N + "filed", N + "done", N + "declined", S + "renamed",
)  # fmt: skip

register(
    Happening(
        NAME_REQUESTED, "A new name was asked for: {name} instead of {old_name}. {reason}.",
        "A new name was asked for: {name}.",
    ),
    Happening(NAME_TAKEN_UP, "{holder} took it up.", "Somebody looks at it.", personal=("holder",)),
    Happening(NAME_FILED, "{document} filed: {file}.", "{document} filed: {file}."),
    Happening(NAME_DONE, "{old_name} is called {name} from {effective_on}.", "The new name is entered: {name}."),
    Happening(NAME_DECLINED, "Declined: {reason}.", "Declined: {reason}."),
    Happening(
        RENAMED, "Called {name} from {effective_on}, {old_name} before ({reference}).",
        "Called {name} from {effective_on}, {old_name} before.",
    ),
)  # fmt: skip
