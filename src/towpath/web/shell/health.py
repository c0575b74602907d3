"""Whether the product can serve: the database answers and its tables are there."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse


def health(request: HttpRequest) -> HttpResponse:
    """200 "ok" when a query on our own table works, 503 otherwise. Says nothing else to anybody."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM identity_person LIMIT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
