"""People in the administration site, to be read: they are changed on the people pages."""

from __future__ import annotations

from allauth.account import admin as account_admin
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as usersessions_admin
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group

from accounts.models import Invitation, RoleGrant, User
from ledger.admin import ReadOnlyAdmin

# These register tables that hold secrets, or that mean nothing here. Imported, so that they have
# done so before they are taken off again.
OFFERED = (account_admin, mfa_admin, usersessions_admin, auth_admin)
for model in (Authenticator, EmailAddress, Group, UserSession):
    admin.site.unregister(model)


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Who has an account."""

    list_display = ("email", "given_name", "family_name", "is_active", "is_superuser", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("email", "given_name", "family_name")
    exclude = ("password", "groups", "user_permissions", "session_round")


@admin.register(RoleGrant)
class RoleGrantAdmin(ReadOnlyAdmin):
    """Who was given which role, by whom, and when it was withdrawn."""

    list_display = ("user", "role", "granted_at", "granted_by", "withdrawn_at", "withdrawn_by")
    list_filter = ("role",)
    list_select_related = ("user", "granted_by", "withdrawn_by")
    search_fields = ("user__email", "user__family_name", "reason")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Who was invited, without what a link is made from."""

    list_display = ("user", "invited_at", "invited_by", "expires_at", "used_at", "ended_at")
    list_select_related = ("user", "invited_by")
    search_fields = ("user__email", "user__family_name")
    exclude = ("seed", "token_hash")
