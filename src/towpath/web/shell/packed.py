"""Large pages are sent compressed; small ones are not worth the work."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

LARGE = 55_000  # bytes


class Packed(GZipMiddleware):
    """Django's own compression, with its random padding against guessing by length, for pages from `LARGE` on."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or len(response.content) < LARGE:
            return response
        return super().process_response(request, response)
