"""Addresses of the accounts app. Those of signing in itself are in `sign_in_urls`."""

from django.urls import path

from accounts.views import invitations, people, profile, sign_in, taking_away

app_name = "accounts"
urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("session/", profile.session_clock, name="session_clock"),
    path("invitation/", invitations.invitation_password, name="invitation_password"),
    path("invitation/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("people/", people.person_list, name="person_list"),
    path("people/new/", people.person_create, name="person_create"),
    path("people/<int:pk>/", people.person_detail, name="person_detail"),
    path("people/<int:pk>/details/", people.person_correct, name="person_correct"),
    path("people/<int:pk>/invite/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/roles/", people.role_grant, name="role_grant"),
    path(
        "people/<int:pk>/roles/<int:grant>/withdraw/",
        taking_away.role_withdraw,
        name="role_withdraw",
    ),
    path("people/<int:pk>/deactivate/", taking_away.person_deactivate, name="person_deactivate"),
    path("people/<int:pk>/reactivate/", taking_away.person_reactivate, name="person_reactivate"),
    path("people/<int:pk>/sessions/end/", taking_away.sessions_end, name="sessions_end"),
    path("people/<int:pk>/second-factor/remove/", taking_away.factor_remove, name="factor_remove"),
    path("admin/login/", sign_in.admin_sign_in, name="admin_sign_in"),
]
