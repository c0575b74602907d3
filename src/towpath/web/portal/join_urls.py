"""Addresses of signing up, under /join for those who are not signed in, and of what follows in the portal."""

from django.urls import path

from towpath.web.portal import join, join_agreement

app_name = "join"
urlpatterns = [
    path("join", join.join, name="join"),
    path("join/sent", join.sent, name="sent"),
    path("join/<str:key>", join.confirm, name="confirm"),
]

signed_in = [  # within the portal
    path("agreement", join_agreement.agreement, name="agreement"),
    path("agreement/contract", join_agreement.ask_contract, name="ask_contract"),
    path("contracts/<str:reference>", join_agreement.contract, name="contract"),
    path("contracts/<str:reference>/answer", join_agreement.answer_contract, name="answer_contract"),
    path("contracts/<str:reference>/files/<int:document>", join_agreement.contract_file, name="contract_file"),
    path("access-requests", join_agreement.access_list, name="access_requests"),
    path("access-requests/<str:reference>", join_agreement.access, name="access_request"),
]
