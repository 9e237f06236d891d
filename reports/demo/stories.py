"""Where each candidate of the demonstration has got to: a story for every state there is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """How far somebody is. `quiet_days` is how long ago they were last heard of."""

    passed: int
    has_open_referral: bool = False
    with_tutor: int = 0
    is_marked: bool = False
    drafting: int = 0
    quiet_days: int = 4
    on_break: bool = False
    withdrew: bool = False
    first_referrals: int = 0


COMPLETE = 17

LEVEL_5_AUTUMN = (
    Story(COMPLETE, first_referrals=2, quiet_days=30),
    Story(11, has_open_referral=True, drafting=1),
    Story(13, with_tutor=1, is_marked=True, first_referrals=1),
    Story(COMPLETE, quiet_days=12),
    Story(9, with_tutor=1, drafting=1, quiet_days=9, first_referrals=2),
    Story(7, quiet_days=33),
    Story(14, with_tutor=2, quiet_days=1),
    Story(10, on_break=True, quiet_days=45),
    Story(COMPLETE, quiet_days=20, first_referrals=1),
    Story(3, withdrew=True, quiet_days=150),
    Story(10, has_open_referral=True, with_tutor=1, drafting=1, quiet_days=3, first_referrals=1),
    Story(15, drafting=1, quiet_days=2),
)
LEVEL_5_SUMMER = (
    Story(5, with_tutor=1, quiet_days=2),
    Story(3, has_open_referral=True, quiet_days=6),
    Story(6, drafting=1, quiet_days=1),
    Story(4, with_tutor=2, quiet_days=12),
    Story(2, quiet_days=27),
    Story(5, drafting=2, quiet_days=3),
    Story(1, withdrew=True, quiet_days=60),
    Story(4, has_open_referral=True, with_tutor=1, quiet_days=5),
    Story(0, drafting=1, quiet_days=24),
    Story(5, with_tutor=1, is_marked=True, quiet_days=1),
)
LEVEL_7_WINTER = (
    Story(1, has_open_referral=True, drafting=1, quiet_days=3),
    Story(3, quiet_days=25, first_referrals=1),
    Story(2, with_tutor=1, quiet_days=4),
    Story(3, quiet_days=8),
    Story(1, with_tutor=1, quiet_days=11),
    Story(2, drafting=1, quiet_days=2),
    Story(0, quiet_days=40),
    Story(3, quiet_days=15, first_referrals=1),
    Story(2, with_tutor=1, is_marked=True, quiet_days=1),
)
LEVEL_7_SUMMER = (
    Story(0, with_tutor=1, quiet_days=3),
    Story(0, drafting=1, quiet_days=2),
    Story(1, quiet_days=6),
    Story(0, has_open_referral=True, quiet_days=7),
    Story(0, drafting=1, quiet_days=22),
    Story(1, drafting=1, quiet_days=1),
    Story(0, on_break=True, quiet_days=35),
    Story(0, with_tutor=1, quiet_days=13),
)
