"""Those of allauth's pages that are open here, under allauth's own names.

What is not listed does not exist: addresses are changed by administrators, and nobody signs up.
"""

from django.urls import path, re_path

from accounts.views import sign_in as views

urlpatterns = [
    path("", views.account_home, name="account_home"),
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("signup/", views.sign_up_closed, name="account_signup"),
    path("inactive/", views.inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("2fa/", views.second_factor, name="mfa_index"),
    path("2fa/authenticate/", views.second_factor_asked, name="mfa_authenticate"),
    path("2fa/reauthenticate/", views.second_factor_asked_again, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", views.app_added, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", views.app_removed, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", views.recovery_codes_shown, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        views.recovery_codes_made,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        views.recovery_codes_downloaded,
        name="mfa_download_recovery_codes",
    ),
    path("2fa/webauthn/", views.passkeys, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", views.passkey_added, name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", views.passkey_sign_in, name="mfa_login_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        views.passkey_asked_again,
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/webauthn/keys/<int:pk>/edit/", views.passkey_renamed, name="mfa_edit_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", views.passkey_removed, name="mfa_remove_webauthn"),
    path("sessions/", views.sessions, name="usersessions_list"),
]
