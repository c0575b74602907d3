"""Addresses of distributors, how partners buy, billing records and e-marketplace pages in the workspace."""

from django.urls import path

from towpath.web.workspace import billing, buying, distributor_people, distributors, marketplace

HERE = "partners/<str:reference>/buying"
urlpatterns = [
    path("distributors", distributors.distributors, name="distributors"),
    path("distributors/<str:code>", distributors.distributor, name="distributor"),
    path("distributors/<str:code>/invite", distributor_people.invite, name="distributor_invite"),
    path(
        "distributors/<str:code>/invitations/<int:invitation>/revoke",
        distributor_people.revoke,
        name="distributor_revoke",
    ),
    path("distributors/<str:code>/people/<int:person>/remove", distributor_people.remove, name="distributor_remove"),
    path(HERE, buying.buying, name="buying"),
    path(f"{HERE}/begin", buying.begin, name="buying_begin"),
    path(f"{HERE}/<int:buying>/end", buying.end, name="buying_end"),
    path(f"{HERE}/address", buying.address, name="buying_address"),
    path(f"{HERE}/bank", buying.bank, name="buying_bank"),
    path(f"{HERE}/bank/reveal", buying.reveal, name="buying_bank_reveal"),
    path(f"{HERE}/billing", billing.request, name="billing_request"),
    path("billing-records", billing.records, name="billing_records"),
    path("billing-records/<str:reference>", billing.record, name="billing_record"),
    path("billing-records/<str:reference>/moves/<str:name>", billing.move, name="billing_move"),
    path("e-marketplaces", marketplace.pages, name="marketplace_pages"),
    path("e-marketplaces/<str:reference>", marketplace.page, name="marketplace_page"),
    path("e-marketplaces/<str:reference>/moves/<str:name>", marketplace.move, name="marketplace_move"),
]
