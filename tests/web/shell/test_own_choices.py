"""The theme button, a password asked for by a stranger, and tokens made on either door: one writer each."""

from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.mail.models import OutgoingMail


def test_the_theme_button_changes_the_theme_alone_and_stands_in_the_history(client, cast):
    client.force_login(cast.nadia)
    Person.objects.filter(pk=cast.nadia.pk).update(zone="Asia/Tokyo")
    assert client.post("/theme", {"theme": "dark"}).status_code == 302
    kept = Person.objects.get(pk=cast.nadia.pk)
    assert (kept.theme, kept.zone) == ("dark", "Asia/Tokyo")
    assert Event.objects.get(name="identity.person.settings_changed").data["fields"] == "theme"
    client.post("/theme", {"theme": "dark"})
    assert Event.objects.filter(name="identity.person.settings_changed").count() == 1


def test_a_strangers_address_gets_no_mail_and_the_page_says_the_same(client, cast):
    known = client.post("/account/password/reset/", {"email": cast.nadia.email})
    assert OutgoingMail.objects.count() == 1
    unknown = client.post("/account/password/reset/", {"email": "nobody@elsewhere.example"})
    assert (unknown.status_code, unknown.url) == (known.status_code, known.url)
    assert OutgoingMail.objects.count() == 1
