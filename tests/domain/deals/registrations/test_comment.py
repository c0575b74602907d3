"""Comment: shared with the partner, or among colleagues only."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.history import timeline
from towpath.domain.deals.models import Comment
from towpath.kernel.clocks.models import Clock
from towpath.kernel.refusals import Invalid, NotFound


@squares("comment")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-08", "DRG-11")
def test_what_the_vendor_writes_to_the_partner_is_contact(cast, by, noon):
    reached = stage("submitted", cast, by)
    registrations.comment(reached.reference, by(cast.elena), body="Could you name the sponsor?")
    assert reached.row.contacted_at == noon
    assert Clock.objects.get(kind="sla.first_contact").met is True
    assert reached.last().name == "deals.registration.told_partner"


@pytest.mark.rule("DRG-08", "ROL-01")
def test_colleagues_confer_and_the_partner_never_reads_it(cast, by):
    reached = stage("with_esm", cast, by)
    said = registrations.comment(
        reached.reference, by(cast.elena), body="Sofia, is this yours?", audience="internal",
        mentions=[cast.sofia.pk, cast.amir.pk],
    )  # fmt: skip
    assert (said.audience, set(said.mentions)) == ("internal", {cast.sofia.pk, cast.amir.pk})
    assert Clock.objects.get(kind="sla.first_contact").state == "running"
    for name in ("nadia", "nina"):
        shown = timeline(getattr(cast, name), reached.row)
        assert not any("Sofia" in (entry.body + entry.sentence) for entry in shown)
    assert any(entry.body == "Sofia, is this yours?" for entry in timeline(cast.amir, reached.row))


@pytest.mark.parametrize("name", ["nadia", "felix", "erin", "ruth"])
def test_these_confer_with_nobody(name, cast, by):
    reached = stage("submitted", cast, by)
    with pytest.raises(NotFound):
        registrations.comment(reached.reference, by(getattr(cast, name)), body="Hello", audience="internal")


@pytest.mark.rule("ROL-01", "ROL-20")
def test_nobody_is_mentioned_who_may_not_see_it(cast, by):
    reached = stage("with_esm", cast, by)
    with pytest.raises(Invalid):
        registrations.comment(
            reached.reference, by(cast.elena), body="Erin?", audience="internal", mentions=[cast.erin.pk]
        )
    with pytest.raises(Invalid):
        registrations.comment(
            reached.reference, by(cast.elena), body="N?", audience="internal", mentions=[cast.nadia.pk]
        )


@pytest.mark.rule("ROL-01")
def test_trying_numbers_tells_a_partner_no_names(cast, by):
    reached = stage("submitted", cast, by)
    answers = set()
    for number in (cast.ruth.pk, cast.elena.pk, 987654):
        with pytest.raises(Invalid) as refused:
            registrations.comment(reached.reference, by(cast.nadia), body="Who?", mentions=[number])
        answers.add(str(refused.value.errors))
    assert len(answers) == 1
    registrations.comment(reached.reference, by(cast.nadia), body="Nina, please look.", mentions=[cast.nina.pk])


def test_nothing_and_too_much_are_refused(cast, by):
    reached = stage("submitted", cast, by)
    for body in ("  ", "x" * 10_001):
        with pytest.raises(Invalid):
            registrations.comment(reached.reference, by(cast.nadia), body=body)
    assert not Comment.objects.exists()
