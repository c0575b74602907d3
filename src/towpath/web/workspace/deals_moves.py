"""The table of decision pages: every move that the vendor's people take on a registration, with its words and fields."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from towpath.domain.deals.actions import registrations as act
from towpath.web.shell.formats import date_words
from towpath.web.workspace import deals_evidence as evidence
from towpath.web.workspace import deals_fields as fields
from towpath.web.workspace.deals_forms import MovePage

E = "deals.registration."

PAGES = (
    MovePage(
        "link_account", lazy("Which account is the customer?"), lazy("Link this account"),
        lambda ref, o, g, v: act.link_account(
            ref, o, account=g.get("account", ""), grounds=evidence.grounds_of(ref, o, g.get("account", "")), version=v
        ),
        lazy("Account linked."), evidence=evidence.accounts, template="workspace/deals/link_account.html",
        icon="link",
    ),
    MovePage(
        "create_account", lazy("Create the customer account"), lazy("Create and link the account"), fields.create_account,
        lazy("Account created and linked. It waits for the nightly territory assignment."), fields.account_fields,
        lambda r, o: [
            _("The account is created and linked now. Territory, owner, sales manager and region come with the nightly assignment."),
            _("The Operations clock is met by it. The contact that the partner named becomes a contact of the account."),
        ], evidence=evidence.accounts, icon="plus",
    ),
    MovePage(
        "reassign_esm", lazy("Reassign the sales manager"), lazy("Reassign"), fields.reassign,
        lazy("Sales manager reassigned."), fields.esm_fields,
        lambda r, o: [
            _("Now it is %(name)s.") % {"name": r.esm.name} if r.esm else _("Nobody is named now."),
            _("If it waits for the sales manager, it moves to the list of whoever you name at once, with a mail."),
        ], icon="person",
    ),
    MovePage(
        "put_forward", lazy("Submit for approval"), lazy("Submit for approval"),
        lambda ref, o, g, v: act.put_forward(ref, o, version=v),
        lazy("Submitted for approval."), consequences=fields.forward_words, evidence=evidence.intake, icon="right",
    ),
    MovePage(
        "contact", lazy("Record contact with the partner"), lazy("Record contact"),
        lambda ref, o, g, v: act.contact(ref, o, note=g.get("note", ""), version=v), lazy("Contact recorded."),
        lambda r, o, g: [fields.text("note", _("How, and about what"), _("The partner reads this too."), rows=3)],
        lambda r, o: [_("Meets the promise of a first answer, if it is still open.")], icon="comment",
    ),
    MovePage(
        "confirm_type", lazy("Is the type right, and is everything there?"), lazy("Confirm type and details"),
        lambda ref, o, g, v: act.confirm_type(ref, o, deal_type=g.get("deal_type", ""), version=v),
        lazy("Type and details confirmed."), fields.type_fields,
        lambda r, o: [
            _("You confirm that what the partner wrote is complete. If something is missing, return it instead."),
            _("Nobody is mailed. It can be confirmed anew until the decision."),
        ], icon="check",
    ),
    MovePage(
        "record_sourcing", lazy("Who sourced this opportunity?"), lazy("Record the finding"),
        lambda ref, o, g, v: act.record_sourcing(
            ref, o, finding=g.get("finding", ""), note=g.get("note", ""), version=v
        ),
        lazy("Finding recorded."), fields.finding_fields, evidence=evidence.sourcing,
        template="workspace/deals/sourcing.html", icon="search",
    ),
    MovePage(
        "link_opportunity", lazy("Which opportunity is it?"), lazy("Link"),
        lambda ref, o, g, v: act.link_opportunity(
            ref, o, opportunity=g.get("opportunity", ""), primary=g.get("primary") == "yes", version=v
        ),
        lazy("Opportunity linked."), evidence=evidence.opportunities,
        template="workspace/deals/link_opportunity.html", icon="link",
    ),
    MovePage(
        "create_opportunity", lazy("Create the opportunity"), lazy("Create and make primary"),
        lambda ref, o, g, v: act.create_opportunity(
            ref, o, name=g.get("name", ""), amount=fields.amount_of(g.get("amount", "")), version=v
        ),
        lazy("Opportunity created and made primary."), fields.opportunity_fields,
        lambda r, o: [
            _("A Standard opportunity on %(account)s, owned by %(owner)s.") % {
                "account": r.account.name if r.account else _("the account"),
                "owner": r.account.owner.name if r.account and r.account.owner else _("the account's owner"),
            },
            _("It is made primary on this registration. Create one only where none of the existing ones fits."),
        ], evidence=evidence.opportunities, icon="plus",
    ),
    MovePage(
        "record_alignment", lazy("Confirm alignment"), lazy("Confirm alignment"),
        lambda ref, o, g, v: act.record_alignment(ref, o, note=g.get("note", ""), version=v),
        lazy("Alignment confirmed."),
        lambda r, o, g: [fields.text("note", _("With whom, and what was agreed"), _("Read inside only."), rows=3)],
        lambda r, o: [
            _("The Area Sales Manager confirms it with %(esm)s and %(rep)s before the last signature.") % {
                "esm": r.esm.name if r.esm else _("the sales manager"),
                "rep": r.account.owner.name if r.account and r.account.owner else _("the Sales Rep"),
            }
        ], icon="people",
    ),
    MovePage(
        "hand_over", lazy("Ask a backup to decide"), lazy("Hand over"),
        lambda ref, o, g, v: act.hand_over(ref, o, to=fields.person(g, "to"), why=g.get("why", ""), version=v),
        lazy("Handed over."), fields.backup_fields,
        lambda r, o: [
            _("It leaves %(name)s's list for the backup's, who decides in that name; both names stay on the record.")
            % {"name": r.holder.name if r.holder else ""},
            _("The clock runs on."),
        ], icon="people",
    ),
    MovePage(
        "tell_delay", lazy("Say that it takes longer"), lazy("Tell the sales manager"),
        lambda ref, o, g, v: act.tell_delay(ref, o, note=g.get("note", ""), version=v), lazy("The delay is told."),
        lambda r, o, g: [fields.text("note", _("Why, and until when"), _("The sales manager is told; the partner is not."), rows=3)],
        lambda r, o: [_("The clock runs on: telling it is recorded, not excused.")], icon="hourglass",
    ),
    MovePage(
        "approve", lazy("Approve this registration?"), lazy("Approve"),
        lambda ref, o, g, v: act.approve(ref, o, comments=g.get("comments", ""), version=v), lazy("Approved."),
        lambda r, o, g: [fields.text("comments", _("Comments to the partner"), _("Sent with the approval."), required=False)],
        fields.approve_words, evidence.approval, icon="check", events=(E + "approved", E + "step_approved"),
    ),
    MovePage(
        "send_back", lazy("Return for more information"), lazy("Return to the partner"),
        lambda ref, o, g, v: act.send_back(ref, o, comments=g.get("comments", ""), version=v),
        lazy("Returned to the partner."),
        lambda r, o, g: [
            fields.text("comments", _("What is missing"), _("The partner reads this as it stands, in the mail and on the page."))
        ],
        lambda r, o: [
            _("%(partner)s is mailed, amends and resubmits; the history stays.") % {"partner": r.partner.name},
            _("The clocks pause or stop as the program says. A resubmitted registration starts again with Ecosystem Operations."),
        ], icon="undo",
    ),
    MovePage(
        "deny", lazy("Deny this registration?"), lazy("Deny the registration"),
        lambda ref, o, g, v: act.deny(ref, o, reason=g.get("reason", ""), comments=g.get("comments", ""), version=v),
        lazy("Denied. The partner is told the reason in words."), fields.denial_fields,
        lambda r, o: [
            _("The partner is mailed the reason. Another registration on the same opportunity can still be approved."),
            _("A denial cannot be undone; the partner can register the deal anew."),
        ], evidence.rivals, kind="danger", icon="cross",
    ),
    MovePage(
        "switch_account", lazy("Move the opportunity to the partner's account"), lazy("Move the opportunity"),
        lambda ref, o, g, v: act.switch_account(ref, o, version=v), lazy("Opportunity moved to the partner's account."),
        consequences=fields.switch_words, icon="building",
    ),
    MovePage(
        "relink_opportunity", lazy("Link to another opportunity"), lazy("Link to this opportunity"),
        lambda ref, o, g, v: act.relink_opportunity(
            ref, o, opportunity=g.get("opportunity", "").strip().upper(), why=g.get("why", ""), version=v
        ),
        lazy("Linked to the other opportunity."),
        lambda r, o, g: [
            {
                "draw": "field", "name": "opportunity", "label": _("Opportunity"), "required": True, "width": "short",
                "placeholder": "OPP00001", "help": _("Its reference; closed ones are possible here."), "value": "",
            },
            fields.text("why", _("Case and reason"), _("Stands in the history."), rows=3),
        ],
        lambda r, o: [
            _("The fields of this registration are taken off %(old)s and written on the other one, if that is open.")
            % {"old": r.opportunity.reference if r.opportunity else ""}
        ], evidence.opportunities, template="workspace/deals/relink.html", icon="link",
    ),
    MovePage(
        "extend", lazy("Extend by the standard days"), lazy("Extend it"),
        lambda ref, o, g, v: act.extend(ref, o, why=g.get("why", ""), version=v), lazy("Extended."),
        lambda r, o, g: [fields.text("why", _("Why"), _("Stands in the history."), required=False, rows=2)],
        fields.extension_words, icon="calendar",
    ),
    MovePage(
        "extend_to", lazy("Extend to a date"), lazy("Extend to this date"),
        lambda ref, o, g, v: act.extend_to(
            ref, o, until_on=fields.day_of(g.get("until_on", "")), why=g.get("why", ""), version=v
        ),
        lazy("Extended."), fields.until_fields,
        lambda r, o: [_("For a case beyond the standard extension. The partner is mailed the new day.")], icon="calendar",
    ),
    MovePage(
        "decline_extension", lazy("Decline the extension"), lazy("Decline"),
        lambda ref, o, g, v: act.decline_extension(ref, o, why=g.get("why", ""), version=v),
        lazy("The extension is declined."),
        lambda r, o, g: [fields.text("why", _("Why"), _("The partner reads this."), rows=3)],
        lambda r, o: [
            _("Protection ends on %(day)s as before; the partner is told why and can ask again.")
            % {"day": date_words(r.expires_on)}
        ], kind="danger", icon="cross",
    ),
    MovePage(
        "submit", lazy("Submit on behalf of the partner"), lazy("Submit registration"),
        lambda ref, o, g, v: act.submit(ref, o, version=v), lazy("Submitted on behalf of the partner."),
        consequences=lambda r, o: [
            _("It takes the usual way from here: Operations review, then approval. The partner sees it in the portal."),
            _("The program's conditions for registering are checked now."),
        ], icon="right",
    ),
    MovePage(
        "withdraw", lazy("Withdraw this draft"), lazy("Withdraw"),
        lambda ref, o, g, v: act.withdraw(ref, o, why=g.get("why", ""), version=v), lazy("Withdrawn."),
        lambda r, o, g: [fields.text("why", _("Why"), required=False, rows=2)],
        lambda r, o: [_("It cannot be undone; the same deal can be registered anew.")], kind="danger", icon="leave",
    ),
)  # fmt: skip
BY_MOVE = {page.move: page for page in PAGES}
