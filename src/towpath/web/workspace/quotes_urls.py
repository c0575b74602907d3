"""Addresses of quotes in the workspace: the list, what waits for the reader, and one quote with its moves."""

from django.urls import path

from towpath.web.workspace import quotes, quotes_forms, quotes_inbox, quotes_lists, quotes_moves

ONE = "quotes/<str:reference>"
urlpatterns = [
    path("quotes", quotes_lists.quotes, name="quotes"),
    path("quotes.csv", quotes_lists.quotes_csv, name="quotes_csv"),
    path("quotes/new", quotes_forms.new_quote, name="quote_new"),
    path("quotes/products", quotes_forms.products, name="quote_products"),
    path("quotes/waiting", quotes_inbox.waiting, name="quotes_waiting"),
    path(ONE, quotes.quote, name="quote"),
    path(f"{ONE}/edit", quotes_forms.edit_quote, name="quote_edit"),
    path(f"{ONE}/decide", quotes_inbox.decide, name="quote_decide"),
    path(f"{ONE}/paper.pdf", quotes.quote_paper, name="quote_paper"),
    path(f"{ONE}/moves/<str:name>", quotes_moves.move, name="quote_move"),
]
