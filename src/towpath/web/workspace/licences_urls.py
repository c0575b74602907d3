"""Addresses of licences that are not for resale in the workspace."""

from django.urls import path

from towpath.web.workspace import licences

ONE = "licences/<str:reference>"
urlpatterns = [
    path("licences", licences.requests, name="licence_requests"),
    path("licences/running", licences.licences, name="licences"),
    path("licences/running.csv", licences.licences_csv, name="licences_csv"),
    path("licences/new", licences.file, name="licence_file"),
    path(ONE, licences.one, name="licence_request"),
    path(f"{ONE}/moves/<str:name>", licences.move, name="licence_move"),
]
