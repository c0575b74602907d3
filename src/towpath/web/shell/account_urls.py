"""Addresses of sign-in, under /account/: what allauth does for us, and nothing else that it could do.

Beside the password: authenticator apps, passkeys and recovery codes (mfa), OpenID Connect and SAML (provider pages).

People come in by invitation and keep the address that they were invited under, so its pages for signing up and for
changing addresses are not there; their names stay, because allauth asks for them.
"""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.socialaccount.providers.saml import views as saml
from django.urls import path, re_path

from towpath.web.shell.refused import missing
from towpath.web.shell.single_sign_on import trusting_nothing

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
    path("security/", mfa.index, name="mfa_index"),
    path("security/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("security/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("security/app/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("security/app/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("security/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("security/codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("security/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("security/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("security/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("security/passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("security/passkeys/reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("security/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("security/passkeys/<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("oidc/<str:provider_id>/login/", openid.login, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", openid.callback, name="openid_connect_callback"),
    path("saml/<str:organization_slug>/login/", trusting_nothing(saml.login), name="saml_login"),
    path("saml/<str:organization_slug>/acs/", trusting_nothing(saml.acs), name="saml_acs"),
    path("saml/<str:organization_slug>/acs/finish/", trusting_nothing(saml.finish_acs), name="saml_finish_acs"),
    path("saml/<str:organization_slug>/sls/", trusting_nothing(saml.sls), name="saml_sls"),
    path("saml/<str:organization_slug>/metadata/", trusting_nothing(saml.metadata), name="saml_metadata"),
    path("connections/", missing, name="socialaccount_connections"),
    path("connections/signup/", missing, name="socialaccount_signup"),
    path("connections/cancelled/", missing, name="socialaccount_login_cancelled"),
    path("connections/error/", missing, name="socialaccount_login_error"),
    path("signup/", missing, name="account_signup"),
    path("email/", missing, name="account_email"),
    path("confirm-email/", missing, name="account_email_verification_sent"),
    path("password/set/", missing, name="account_set_password"),
    path("login/code/confirm/", missing, name="account_confirm_login_code"),
]
