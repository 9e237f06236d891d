"""What happens to people: added, invited, given roles, turned away. Every action is audited."""

from accounts.actions.invitations import accept_invitation, invite_user
from accounts.actions.people import (
    add_colleague,
    correct_person,
    create_person,
    deactivate_person,
    details_of,
    end_sessions,
    reactivate_person,
    set_key_shortcuts,
)
from accounts.actions.roles import grant_role, withdraw_role
from accounts.actions.sign_in import (
    note_security_event,
    note_sign_in,
    remove_second_factor,
    request_password_reset,
)

__all__ = [
    "accept_invitation",
    "add_colleague",
    "correct_person",
    "create_person",
    "deactivate_person",
    "details_of",
    "end_sessions",
    "grant_role",
    "invite_user",
    "note_security_event",
    "note_sign_in",
    "reactivate_person",
    "remove_second_factor",
    "request_password_reset",
    "set_key_shortcuts",
    "withdraw_role",
]
