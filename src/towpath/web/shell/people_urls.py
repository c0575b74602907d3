"""Addresses of what people keep for themselves: settings, API tokens, invitations, and the demo's sign-in."""

from django.urls import path

from towpath.web.shell import demonstration, people, security, single_sign_on

urlpatterns = [
    path("me", people.me, name="me"),
    path("me/tokens", people.make_token, name="make_token"),
    path("me/tokens/<int:token>/revoke", people.revoke_token, name="revoke_token"),
    path("me/sessions", security.sessions, name="sessions"),
    path("me/sessions/end_others", security.end_other_sessions, name="end_other_sessions"),
    path("me/sessions/<int:session>/end", security.end_session, name="end_session"),
    path("sign-in/organisation", single_sign_on.ask, name="single_sign_on"),
    path("sign-in/organisation/<str:ticket>", single_sign_on.leave, name="single_sign_on_leave"),
    path("invitations/<str:key>", people.invitation, name="invitation"),
    path("demonstration/enter", demonstration.enter, name="demonstration_enter"),
    path("demonstration/leave", demonstration.leave, name="demonstration_leave"),
    path("demo/enter", people.demo_enter, name="demo_enter"),
]
