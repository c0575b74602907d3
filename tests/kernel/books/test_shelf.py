"""Books that decided are kept for good: once each, page by page, and read back as they were."""

from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from towpath.kernel.books import shelf
from towpath.kernel.books.models import KeptBook, KeptPage, PageText
from towpath.kernel.events.log import record
from towpath.kernel.occasion import Occasion
from towpath.program.book import Book

PROTECTION = "deal_registration.protection"


@pytest.fixture
def shorter(book) -> Book:
    """The reference program with a note more on one page."""
    texts = book.texts
    return Book.of(texts | {PROTECTION: texts[PROTECTION] + "\n# kept for a test\n"})


@pytest.mark.django_db
def test_a_book_is_read_back_as_it_was(shorter):
    shelf.keep(shorter)
    found = shelf.kept(shorter.fingerprint)
    assert found.fingerprint == shorter.fingerprint
    assert found.texts == shorter.texts
    shelf.kept.cache_clear()


@pytest.mark.django_db
def test_a_page_that_did_not_change_is_kept_once(book, shorter):
    texts = PageText.objects.count()
    assert KeptBook.objects.filter(pk=book.fingerprint).exists()
    shelf.keep(shorter)
    shelf.keep(shorter)
    assert PageText.objects.count() == texts + 1
    assert KeptPage.objects.filter(book=shorter.fingerprint).count() == len(shorter)


@pytest.mark.django_db
def test_an_event_keeps_the_book_it_went_by(shorter, cast, noon):
    occasion = Occasion(actor=cast.omar, at=noon, door="workspace", book=shorter)
    with transaction.atomic():
        record("partners.partner.suspended", occasion, subject=cast.omar, reason="a test")
    assert KeptBook.objects.filter(pk=shorter.fingerprint).exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_is_not_taken_for_kept(shorter):
    with transaction.atomic():
        shelf.keep(shorter)
        transaction.set_rollback(True)
    assert not KeptBook.objects.filter(pk=shorter.fingerprint).exists()
    shelf.keep(shorter)
    assert KeptBook.objects.filter(pk=shorter.fingerprint).exists()


@pytest.mark.django_db(transaction=True)
def test_two_processes_may_keep_one_book_at_once(book):
    texts = book.texts
    same = Book.of(texts | {PROTECTION: texts[PROTECTION] + "\n# kept by two at once\n"})
    wait, failed = Barrier(2), list[BaseException]()

    def put() -> None:
        try:
            with transaction.atomic():
                wait.wait()
                shelf._put(same)
        except BaseException as error:  # told to the test below
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=put) for _ in range(2)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert not failed
    assert KeptPage.objects.filter(book=same.fingerprint).count() == len(same)


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["books_pagetext", "books_keptbook", "books_keptpage"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nothing_is_taken_from_the_shelf(table, act):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))


@pytest.mark.django_db
def test_a_book_that_was_never_kept_is_refused():
    with pytest.raises(shelf.BookNotKept, match="000000000000"):
        shelf.kept("000000000000")
