"""Names, sentences and payloads of the accounts room's events."""

from towpath.kernel.events.registry import Happening, register

register(
    Happening("accounts.account.created", "Account {name} was created.", ""),
    Happening("accounts.account.placed", "Placed in territory {territory}, owned by {owner}.", ""),
    Happening("accounts.account.imported", "{added} accounts added and {changed} changed from {file}.", ""),
    Happening("accounts.contact.added", "Contact {name} was added.", "", personal=("name",)),
    Happening(
        "accounts.territory.reassigned",
        "Territory {code} is looked after by {owner}, with {esm} and {asm}; {moved} moved along.",
        "",
    ),
    Happening("accounts.opportunity.created", "Opportunity {name} was created.", ""),
    Happening("accounts.opportunity.edited", "Changed: {fields}.", ""),
    Happening("accounts.opportunity.stamped", "Registration fields were set from {registration}.", ""),
    Happening("accounts.opportunity.sources_fixed", "The sources were fixed by hand: {why}.", ""),
    Happening("accounts.opportunity.sources_freed", "Registrations set the sources again.", ""),
    Happening("accounts.opportunity.closed_won", "Closed as won.", ""),
    Happening("accounts.opportunity.closed_lost", "Closed as lost: {reason}.", ""),
    Happening("accounts.one_off.recorded", "Asked for {partner} on {opportunity}: {reason}.", ""),
    Happening("accounts.one_off.approved", "Approved by {by}; good until {expires_on}.", ""),
    Happening("accounts.one_off.declined", "Declined by {by}: {reason}.", ""),
    Happening("accounts.one_off.withdrawn", "Withdrawn: {reason}.", ""),
    Happening("accounts.one_off.used", "Used for {used_for}.", ""),
    Happening("accounts.one_off.expired", "Not used in time.", ""),
)
