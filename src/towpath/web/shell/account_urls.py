"""Addresses of sign-in, under /account/: what allauth does for us, and nothing else that it could do.

People come in by invitation and keep the address that they were invited under, so its pages for signing up and for
changing addresses are not there; their names stay, because allauth asks for them.
"""

from allauth.account import views
from django.urls import path, re_path

from towpath.web.shell.refused import missing

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("signup/", missing, name="account_signup"),
    path("email/", missing, name="account_email"),
    path("confirm-email/", missing, name="account_email_verification_sent"),
    path("password/set/", missing, name="account_set_password"),
    path("login/code/confirm/", missing, name="account_confirm_login_code"),
]
