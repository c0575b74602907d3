"""Every address of the API, under /api/v1, and the document that describes them all."""

import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from towpath.api import problems
from towpath.api.accounts import accounts
from towpath.api.accounts_contacts import router as contacts
from towpath.api.accounts_imports import router as imports
from towpath.api.accounts_territories import router as territories
from towpath.api.approvers import router as approvers
from towpath.api.bidding import bids, claims, tenders
from towpath.api.calendars import router as calendars
from towpath.api.comparisons import router as comparisons
from towpath.api.deals import absences, bulk, moves, record, registrations
from towpath.api.decisions import router as decisions
from towpath.api.distribution import billing_router, buying_router, distributors_router, pages_router
from towpath.api.distributor_people import router as distributor_people
from towpath.api.door import api
from towpath.api.drafts import drafts
from towpath.api.editions import editions
from towpath.api.eligibility import router as eligibility
from towpath.api.enablement import router as enablement
from towpath.api.library import router as library
from towpath.api.licences import router as licences
from towpath.api.memberships import router as memberships
from towpath.api.mergers import mergers, names
from towpath.api.opportunities import opportunities
from towpath.api.opportunities_imports import router as opportunity_imports
from towpath.api.partners import access, legal, partners, permissions
from towpath.api.people import router as people
from towpath.api.price_lists import router as price_lists
from towpath.api.pricing import books_router, products_router
from towpath.api.program import router as program
from towpath.api.purchase_orders import router as purchase_orders
from towpath.api.quotes import router as quotes
from towpath.api.renewals import notices, renewals
from towpath.api.sales import incumbencies, sales
from towpath.api.saved_views import router as saved_views

api.add_router("/deals/registrations", registrations.router)
api.add_router("/deals/registrations", moves.router)
api.add_router("/deals/registrations", record.router)
api.add_router("/deals", registrations.check)
api.add_router("/deals", bulk.router)
api.add_router("/absences", absences.router)
api.add_router("/approvers", approvers)
api.add_router("/calendars", calendars)
api.add_router("/territories", territories)
api.add_router("/accounts", imports)  # before an account's own address, which is any word
api.add_router("/accounts", accounts)
api.add_router("/accounts", contacts)
api.add_router("/accounts", incumbencies)
api.add_router("/opportunities", opportunity_imports)  # before an opportunity's own address
api.add_router("/opportunities", opportunities)
api.add_router("/partners", eligibility)
api.add_router("/partners", memberships)
api.add_router("/partners", partners)
api.add_router("/partners", buying_router)
api.add_router("/distributors", distributors_router)
api.add_router("/distributors", distributor_people)
api.add_router("/billing-records", billing_router)
api.add_router("/e-marketplaces", pages_router)
api.add_router("/legal-requests", legal)
api.add_router("/mergers", mergers)
api.add_router("/name-changes", names)
api.add_router("/access-requests", access)
api.add_router("/one-off-permissions", permissions)
api.add_router("/enablement", enablement)
api.add_router("/library", library)
api.add_router("/licences", licences)
api.add_router("/products", products_router)
api.add_router("/price-books", books_router)
api.add_router("/price-lists", price_lists)
api.add_router("/program/comparisons", comparisons)
api.add_router("/sales", sales)
api.add_router("/renewals", renewals)
api.add_router("/customer-notices", notices)
api.add_router("/tenders", tenders)
api.add_router("/bids", bids)
api.add_router("/preferred-co-sell", claims)
api.add_router("/program/drafts", drafts)
api.add_router("/program/editions", editions)
api.add_router("/quotes", quotes)
api.add_router("/program", program)
api.add_router("/purchase-orders", purchase_orders)
api.add_router("/decisions", decisions)
api.add_router("/saved-views", saved_views)
api.add_router("", people)


def render() -> str:
    """The whole OpenAPI document as the text of docs/generated/openapi.json."""
    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=2, ensure_ascii=False) + "\n"


@lru_cache(maxsize=1)
def _document() -> bytes:
    return render().encode()


def document(request: HttpRequest) -> HttpResponse:
    """The API's own description; it tells nothing that the source does not, so it needs no token."""
    return HttpResponse(_document(), content_type="application/json")


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """Any other address under /api/v1: a problem, not a page."""
    return problems.missing(request)


app_name = "api"
urlpatterns = [
    path("openapi.json", document, name="openapi"),
    path("", nowhere, name="api-root"),  # before Ninja's own, which would send readers to documents we do not serve
    *api.urls[0],
    re_path(r"^", nowhere, name="nowhere"),
]
