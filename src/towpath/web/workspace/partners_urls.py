"""Addresses of what is done to partners: moves, creating by hand, mergers, names, legal requests, requests for access, permissions."""

from django.urls import path

from towpath.web.workspace import legal, mergers, names, one_off, partners_moves

urlpatterns = [
    path("partners/new", partners_moves.create, name="partner_new"),
    path("partners/<str:reference>/moves/<str:name>", partners_moves.move, name="partner_move"),
    path("partners/<str:reference>/merge", mergers.plan, name="merger_new"),
    path("partners/<str:reference>/name", names.request_name, name="name_change_new"),
    path("mergers", mergers.listed, name="mergers"),
    path("mergers/<str:reference>", mergers.one, name="merger"),
    path("mergers/<str:reference>/moves/<str:name>", mergers.move, name="merger_move"),
    path("name-changes", names.listed, name="name_changes"),
    path("name-changes/<str:reference>", names.one, name="name_change"),
    path("name-changes/<str:reference>/moves/<str:name>", names.move, name="name_change_move"),
    path("name-changes/<str:reference>/files/<int:document>", names.file, name="name_change_file"),
    path("legal-requests", legal.requests, name="legal_requests"),
    path("legal-requests/<str:reference>", legal.one, name="legal_request"),
    path("legal-requests/<str:reference>/moves/<str:name>", legal.move, name="legal_request_move"),
    path("legal-requests/<str:reference>/files/<int:document>", legal.file, name="legal_request_file"),
    path("access-requests", legal.access_list, name="access_requests"),
    path("access-requests/<str:reference>", legal.access, name="access_request"),
    path("one-off", one_off.permissions, name="one_offs"),
    path("one-off/new", one_off.record, name="one_off_new"),
    path("one-off/<str:reference>", one_off.permission, name="one_off"),
    path("one-off/<str:reference>/moves/<str:name>", one_off.move, name="one_off_move"),
]
