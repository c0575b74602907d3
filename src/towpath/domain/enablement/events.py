"""Names, sentences and payloads of the room's events."""

from towpath.kernel.events.registry import Happening, register

RECORDED, CORRECTED, TAKEN_BACK, PUT_BACK, EXPIRING = (
    "enablement.completion.recorded", "enablement.completion.corrected", "enablement.completion.taken_back",
    "enablement.completion.put_back", "enablement.completion.expiring",
)  # fmt: skip
PLACED, LEFT, ALIASED, JOINED = (
    "enablement.learner.placed", "enablement.learner.left", "enablement.learner.aliased", "enablement.learner.joined",
)  # fmt: skip
VOUCHERS_TAKEN_IN = "enablement.voucher.imported"
TEMPLATES_MAPPED, CREDLY_READ = "enablement.credly.mapped", "enablement.credly.read"

# fmt: off
register(
    Happening(RECORDED, "{badge} of {learner} was recorded: {note}.", "{badge} of {learner} was recorded.", ("learner",)),
    Happening(CORRECTED, "{badge} of {learner} was corrected: {reason}.", "{badge} of {learner} was corrected.", ("learner",)),
    Happening(TAKEN_BACK, "{badge} of {learner} was taken back: {reason}.", "{badge} of {learner} was taken back.", ("learner",)),
    Happening(PUT_BACK, "{badge} of {learner} was put back: {reason}.", "{badge} of {learner} was put back.", ("learner",)),
    Happening(EXPIRING, "{badge} of {learner} runs out on {expires_on}.", "{badge} of {learner} runs out on {expires_on}.", ("learner",)),
    Happening(PLACED, "{learner} works at {partner} since {starts_on}.", "{learner} works here since {starts_on}.", ("learner",)),
    Happening(LEFT, "{learner} left {partner} on {ends_on}.", "{learner} left on {ends_on}.", ("learner",)),
    Happening(ALIASED, "{email} is an address of {learner} too.", "", ("learner", "email")),
    Happening(JOINED, "{other} and {learner} are the same person; {moved} completions moved along.", "", ("learner", "other")),
    Happening("enablement.import.received", "{file} was received.", ""),
    Happening("enablement.import.mapped", "The columns of {file} were named; it is being checked.", ""),
    Happening("enablement.import.checked", "{file} was checked: {added} to add, {altered} to change, {refused} rows cannot be taken.", ""),
    Happening("enablement.import.asked", "The import of {file} was asked for.", ""),
    Happening("enablement.import.applied", "{added} completions added and {altered} changed from {file}; {refused} rows left out.", ""),
    Happening("enablement.import.failed", "{file} cannot be taken: {why}.", ""),
    Happening("enablement.import.undone", "The import of {file} was undone: {voided} taken out, {restored} put back.", ""),
    Happening("enablement.import.dropped", "{file} was dropped; nothing of it was kept.", ""),
    Happening("enablement.voucher.received", "Voucher {code} for {badge} was taken in.", ""),
    Happening("enablement.voucher.issued", "Voucher {code} was issued to {partner}.", "Voucher {code} was issued to you."),
    Happening("enablement.voucher.used", "Voucher {code} was used on {used_on}.", "Voucher {code} was used on {used_on}."),
    Happening("enablement.voucher.withdrawn", "Voucher {code} was withdrawn: {reason}.", "Voucher {code} was withdrawn."),
    Happening(VOUCHERS_TAKEN_IN, "{added} vouchers added and {altered} changed from {file}.", ""),
    Happening(TEMPLATES_MAPPED, "Credly's “{template}” stands for {badge}.", ""),
    Happening(CREDLY_READ, "Credly was read: {added} added, {altered} changed, {revoked} revoked, {gone} gone.", ""),
)
# fmt: on

C, E = "enablement.compliance.", "enablement.evidence."
REACHED, REGAINED, TEMPORARY, IN_GRACE, LOST, WARNED = (
    C + "reached", C + "regained", C + "temporary", C + "in_grace", C + "lost", C + "warned",
)  # fmt: skip
EVIDENCE_RECORDED, EVIDENCE_WITHDRAWN = E + "recorded", E + "withdrawn"

# fmt: off
register(
    Happening(REACHED, "Meets everything that {label} asks.", "You meet everything that {label} asks."),
    Happening(REGAINED, "Meets everything that {label} asks again.", "You meet everything that {label} asks again."),
    Happening(TEMPORARY, "Is temporarily eligible in {label}; missing: {missing}.", "You are temporarily eligible in {label}; missing: {missing}."),
    Happening(IN_GRACE, "Fell out of {label} and keeps its rights until {until_on}; missing: {missing}.", "You no longer meet what {label} asks and keep your rights until {until_on}; missing: {missing}."),
    Happening(LOST, "Does not meet what {label} asks; missing: {missing}.", "You do not meet what {label} asks; missing: {missing}."),
    Happening(WARNED, "Will fall out of {label} on {breaks_on}; then missing: {missing}.", "You will no longer meet what {label} asks on {breaks_on}; then missing: {missing}."),
    Happening(EVIDENCE_RECORDED, "{label} was recorded: {amount} from {starts_on}, {evidence}.", "{label} was recorded: {amount} from {starts_on}."),
    Happening(EVIDENCE_WITHDRAWN, "{label} of {starts_on} was withdrawn: {why}.", "{label} of {starts_on} was withdrawn."),
)
# fmt: on

L = "enablement.licence."
NFR_ASKED, NFR_REFUSED, NFR_REFERRED, NFR_FILED, NFR_PASSED, NFR_APPROVED, NFR_DECLINED, NFR_FULFILLED, NFR_WITHDRAWN = (
    L + "asked", L + "refused", L + "referred", L + "exception_filed", L + "exception_passed", L + "exception_approved",
    L + "exception_declined", L + "fulfilled", L + "withdrawn",
)  # fmt: skip
LICENCE_ISSUED, LICENCE_EXTENDED, LICENCE_RENEWED, LICENCE_EXPIRED, LICENCE_REVOKED, LICENCE_ENDING, NFR_NOTED = (
    L + "issued", L + "extended", L + "renewed", L + "expired", L + "revoked", L + "ending", L + "noted",
)  # fmt: skip

# fmt: off
register(
    Happening(NFR_ASKED, "{amount} of {product} were asked for; the request passes.", "You asked for {amount} of {product}; the request passes."),
    Happening(NFR_REFUSED, "{amount} of {product} were asked for; the policy refuses them: {missing}.", "You asked for {amount} of {product}; the policy refuses them: {missing}."),
    Happening(NFR_REFERRED, "{partner} is to buy {amount} of {product}, says {by}: {justification}.", ""),
    Happening(NFR_FILED, "{by} filed an exception for {amount} of {product}: {justification}.", "An exception for {amount} of {product} was asked for you."),
    Happening(NFR_PASSED, "{by} filed an exception for {amount} of {product} that needs nobody else: {justification}.", "An exception for {amount} of {product} was made for you."),
    Happening(NFR_APPROVED, "{by} approved the exception.", "The exception was approved."),
    Happening(NFR_DECLINED, "{by} declined the exception: {reason}.", "The exception was declined: {reason}."),
    Happening(NFR_FULFILLED, "{licence} was sent; it ends on {expires_on}.", "{licence} was sent to you; it ends on {expires_on}."),
    Happening(NFR_WITHDRAWN, "The request was withdrawn.", "The request was withdrawn."),
    Happening(LICENCE_ISSUED, "{amount} of {product} were issued from {starts_on} until {expires_on}.", "{amount} of {product} were issued from {starts_on} until {expires_on}."),
    Happening(LICENCE_EXTENDED, "Renewed by itself until {expires_on}.", "Renewed by itself until {expires_on}."),
    Happening(LICENCE_RENEWED, "{newer} came in its place.", "{newer} came in its place."),
    Happening(LICENCE_EXPIRED, "It ended.", "It ended."),
    Happening(LICENCE_REVOKED, "It was taken back: {reason}.", "It was taken back: {reason}."),
    Happening(LICENCE_ENDING, "It ends on {expires_on}; whoever it belongs to was reminded.", "It ends on {expires_on}."),
    Happening(NFR_NOTED, "Licences that are not for resale, {reference}: {note}.", ""),
)
# fmt: on
