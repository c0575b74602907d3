"""Addresses of quotes in the portal, for partners and distributors."""

from django.urls import path

from towpath.web.portal import quotes

urlpatterns = [
    path("quotes", quotes.quotes, name="quotes"),
    path("quotes/<str:reference>", quotes.quote, name="quote"),
    path("quotes/<str:reference>/consent", quotes.consent, name="quote_consent"),
    path("quotes/<str:reference>/paper.pdf", quotes.quote_paper, name="quote_paper"),
]
