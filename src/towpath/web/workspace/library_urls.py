"""Addresses of the library in the workspace."""

from django.urls import path

from towpath.web.workspace import library, library_forms

ONE = "library/<str:reference>"
urlpatterns = [
    path("library", library.assets, name="library"),
    path("library.csv", library.assets_csv, name="library_csv"),
    path("library/new", library_forms.new_asset, name="asset_new"),
    path(ONE, library.asset, name="asset"),
    path(f"{ONE}/file", library.file, name="asset_file"),
    path(f"{ONE}/change", library_forms.change, name="asset_change"),
    path(f"{ONE}/replace", library_forms.replace, name="asset_replace"),
    path(f"{ONE}/withdraw", library_forms.withdraw, name="asset_withdraw"),
    path(f"{ONE}/restore", library_forms.restore, name="asset_restore"),
    path(f"{ONE}/downloads", library.downloads_list, name="asset_downloads"),
    path(f"{ONE}/downloads.csv", library.downloads_csv, name="asset_downloads_csv"),
]
