"""Short stories in which a rule matters, written as steps.

`draft:3@01` judges value 3 for unit 0, criterion 1; `/manager` says who steps in, where it is not
whoever the step is due from; a minus is the way that says or gives less.
"""

import re
from typing import NamedTuple

from tests.machine.play import Pick

STEP = re.compile(r"(\w+)(?::(\d))?(-)?(?:@(\d)(\d))?(?:/(\w+))?")
SAID = {
    "sent": "add_evidence submit",
    "judged": "register draft:0@00 draft:0@01 finish",
    "passed": "add_evidence submit register draft:0@00 draft:0@01 finish release",
    "referred": "add_evidence submit register draft:3@00 draft:0@01 finish release",
}


class Story(NamedTuple):
    """Who the tutor is, how many units and criteria there are, and what happens."""

    tutor: str
    shape: tuple
    steps: tuple


def told(tutor, words, shape=(1, 2)):
    """A story in words; those of `SAID` stand for several steps."""
    for word, steps in SAID.items():
        words = re.sub(rf"\b{word}\b", steps, words)
    steps = []
    for word in words.split():
        step, value, less, number, which, by = STEP.fullmatch(word).groups()
        place = int(number or 0), int(which or 0)
        steps.append((step, Pick(*place, int(value or 0), less is None, by or "")))
    return Story(tutor, shape, tuple(steps))


STORIES = {
    "a unit, a statement, a certificate": told(
        "tutor",
        "sent draft:0@00 draft:0@01 finish register finish release issue claim take_back_claim",
    ),
    "another attempt is allowed": told(
        "tutor",
        "referred referred sent override/tutor override sent passed",
    ),
    "an attempt of one's own candidate": told(
        "tutor",
        "referred referred override/learner reassign:2 override/manager override sent",
    ),
    "a referral says why and by when": told(
        "tutor",
        "sent register draft:3-@00 draft:0@01 finish draft:3@00 finish- finish release",
    ),
    "somebody leaves and comes back": told(
        "tutor",
        "sent register draft:0@00 draft:0@01 withdraw draft:1@00 finish release come_back sent",
    ),
    "one unit of two": told(
        "tutor",
        "passed issue claim add_evidence@10 submit@10 take_back@10",
        (2, 1),
    ),
    "a pass is taken back": told(
        "tutor",
        "passed correct:3@00 issue correct:1@00 issue",
    ),
    "another tutor": told(
        "tutor",
        "sent register reassign:2 draft:0/tutor draft:0@00 draft:0@01 finish/tutor finish",
    ),
    "a provisional result": told(
        "learner",
        "sent judged release countersign/learner countersign:4 finish release "
        "countersign release reassign:0 correct:3@00",
    ),
    "judged before, finished by another": told(
        "tutor",
        "sent judged reassign:1 reopen_marking draft:2@00 finish countersign/tutor "
        "countersign sample/countersigner sample release",
    ),
    "finished only": told(
        "tutor",
        "sent judged reassign:3 reopen_marking finish sample/countersigner sample/tutor sample",
    ),
    "sampled": told(
        "tutor",
        "passed sample/tutor sample sample correct:3@00",
    ),
    "sealed before release": told(
        "tutor",
        "sent judged sample reopen_marking release",
    ),
    "a disagreement": told(
        "tutor",
        "passed sample:3 claim answer settle claim correct:1@00 sample settle claim",
    ),
    "an action": told(
        "tutor",
        "passed sample:2 claim answer settle claim correct:3@00",
    ),
    "a visit": told(
        "tutor",
        "open_visit read:0 read:1 read:2 read:3 read:4 read:1/administrator remark:1 "
        "remark:2 remark:3 remark:4 remark:2/iqa close_visit:4 close_visit:2 read:2 "
        "remark:2",
    ),
    "statements": told(
        "tutor",
        "passed issue/tutor issue issue issue- withdraw_statement withdraw_statement issue",
    ),
    "a claim": told(
        "tutor",
        "passed register/tutor claim:1 claim:2 claim/iqa claim claim "
        "correct:3@00 take_back_claim claim",
    ),
    "the registration ended": told(
        "tutor",
        "sent register- draft:0@00 draft:0@01 finish register finish release",
    ),
    "who may correct": told(
        "tutor",
        "passed reassign:1 correct:3@00 reassign:4 reassign:0 correct:3@00",
    ),
    "a break and a second look": told(
        "tutor",
        "start_break start_break end_break end_break referred sent reopen_criterion@01 "
        "draft:3@01 draft:0@00 finish release",
    ),
}
