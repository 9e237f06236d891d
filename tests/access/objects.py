"""What an address is about: the words that go into it, for each side, for nobody, and mixed up.

`mixed` puts a thing of the other side under a parent of one's own: it is missing for everybody.
"""

from uuid import UUID

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
NUMBER = 987_654_321
UNSIGNED = "bm90aGluZw:1tXXXX:bm90LXNpZ25lZC1ieS11cw"


def referenced(thing):
    """Things under a reference of their own."""
    return lambda side: [side.things[thing].reference]


def numbered(thing):
    return lambda side: [side.things[thing].pk]


def exported(kind):
    return lambda side: [side.things["cohort"].reference, kind]


def line_of(thing):
    return lambda side: [side.things[thing].reference, 1]


def unit_of(side):
    return [side.things["enrolment"].reference, side.things["unit"].code]


def evidence_of(side):
    return [*unit_of(side), side.things["evidence"].reference]


def recorded(thing):
    """Evidence that is written down here."""
    return lambda side: [*unit_of(side), side.things[thing].reference]


def grant_of(side):
    return [side.things["person"].pk, side.things["grant"].pk]


def duty_of(side):
    duty = side.things["duty"]
    return [duty.assurer_id, duty.pk]


def record_of(thing):
    """A row of a tutor's staff record."""
    return lambda side: [side.tutor.pk, side.things[thing].pk]


def cell_of(side):
    cell = side.things["cell"]
    return [cell.plan.reference, cell.pk]


def in_visit(thing):
    """Something of a side under its visit; mixed, what is the other side's under one's own."""

    def within(side, other):
        return [side.things["visit"].reference, other.things[thing].reference]

    return lambda side: within(side, side), [NOBODY, NOBODY], within


# name: (arguments of a side, arguments of nothing, arguments mixed up)
OBJECTS = {
    "none": (lambda side: [], None, None),
    "diploma": (lambda side: [side.things["unit"].version.qualification.slug], ["none"], None),
    "specification": (
        lambda side: [side.things["unit"].version.qualification.code, 1],
        ["8888", 1],
        lambda mine, theirs: [mine.things["unit"].version.qualification.code, 77],
    ),
    "code": (lambda side: [side.things["statement"].code], ["NOT-A-CODE"], None),
    "stop": (lambda side: [side.things["stop"]], [UNSIGNED], None),
    "answer": (lambda side: [side.things["answer"]], [UNSIGNED], None),
    "invitation": (lambda side: [side.things["invitation"]], ["never-sent"], None),
    "reset": (lambda side: ["1", "never-sent"], ["zzz", "never-sent"], None),
    "cohort_csv": (exported("csv"), ["nowhere", "csv"], None),
    "cohort_xlsx": (
        exported("xlsx"),
        ["nowhere", "xlsx"],
        lambda mine, theirs: [mine.things["cohort"].reference, "exe"],
    ),
    "unit": (
        unit_of,
        [NOBODY, "9001-001"],
        lambda mine, theirs: [mine.things["enrolment"].reference, "none-such"],
    ),
    "evidence": (
        evidence_of,
        [NOBODY, "9001-001", NOBODY],
        lambda mine, theirs: [*unit_of(mine), theirs.things["evidence"].reference],
    ),
    "account": (
        recorded("account"),
        [NOBODY, "9001-001", NOBODY],
        lambda mine, theirs: [*unit_of(mine), theirs.things["account"].reference],
    ),
    "observation": (
        recorded("observation"),
        [NOBODY, "9001-001", NOBODY],
        lambda mine, theirs: [*unit_of(mine), theirs.things["observation"].reference],
    ),
    "grant": (
        grant_of,
        [NUMBER, NUMBER],
        lambda mine, theirs: [mine.things["person"].pk, theirs.things["grant"].pk],
    ),
    "duty": (
        duty_of,
        [NUMBER, NUMBER],
        lambda mine, theirs: [mine.things["person"].pk, theirs.things["duty"].pk],
    ),
    "plan_cell": (
        cell_of,
        [NOBODY, NUMBER],
        lambda mine, theirs: [mine.things["plan"].reference, NUMBER],
    ),
    "assessor": (lambda side: [side.tutor.pk], [NUMBER], None),
    "cohort": (referenced("cohort"), ["nowhere"], None),
    "candidate": (lambda side: [side.things["enrolment"].candidate.reference], [NOBODY], None),
}
OBJECTS |= {
    thing: (
        record_of(thing),
        [NUMBER, NUMBER],
        lambda mine, theirs, thing=thing: [mine.tutor.pk, theirs.things[thing].pk],
    )
    for thing in ("award", "approval")
}
OBJECTS["claim_line"] = (
    lambda side: [side.things["claim"].reference, side.things["claim"].lines.get().pk],
    [NOBODY, NUMBER],
    lambda mine, theirs: [mine.things["claim"].reference, theirs.things["claim"].lines.get().pk],
)
OBJECTS |= {
    thing: (referenced(thing), [NOBODY], None)
    for thing in (
        "claim", "enquiry", "enrolment", "complete", "tutorial", "file", "portfolio", "upload",
        "submitted", "begun", "marked", "referred", "withdrawn", "statement", "plan", "sample",
        "asked",
        "phrase", "shared_phrase",
        "visit", "closed_visit", "coming_visit",
        "adjustment", "case", "appeal",
        "provisional", "discussion", "record",
        "drawn", "second", "compared", "script", "exercise", "judged",
    )
}  # fmt: skip
OBJECTS |= {thing: (numbered(thing), [NUMBER], None) for thing in ("job", "person", "passkey")}
OBJECTS |= {
    f"{thing}_line": (
        line_of(thing),
        [NOBODY, 1],
        lambda mine, theirs, thing=thing: [mine.things[thing].reference, 99],
    )
    for thing in ("begun", "marked", "referred")
}


OBJECTS["second_sheet"] = (
    lambda side: [side.things["second"].reference, 1],
    [NOBODY, 1],
    lambda mine, theirs: [mine.things["second"].reference, 77],
)
OBJECTS["appeal_file"] = (
    lambda side: [side.things["appeal"].reference, side.things["sent_file"].reference],
    [NOBODY, NOBODY],
    lambda mine, theirs: [mine.things["appeal"].reference, theirs.things["sent_file"].reference],
)
OBJECTS["exercise_sheet"] = (
    lambda side: [side.things["exercise"].reference, 1],
    [NOBODY, 1],
    lambda mine, theirs: [mine.things["exercise"].reference, 77],
)
OBJECTS |= {
    "visit_candidate": in_visit("enrolment"),
    "visit_unit": (
        lambda side: [side.things["visit"].reference, *unit_of(side)],
        [NOBODY, NOBODY, "9001-001"],
        lambda mine, theirs: [mine.things["visit"].reference, *unit_of(theirs)],
    ),
    "visit_sample": in_visit("sample"),
    "visit_second": in_visit("seen_twice"),
    "visit_exercise": (
        lambda side: [side.things["visit"].reference, side.things["seen_exercise"].reference],
        [NOBODY, NOBODY],
        lambda mine, theirs: [mine.things["visit"].reference, theirs.things["exercise"].reference],
    ),
    "visit_action": in_visit("visit_action"),
    "visit_pdf": (
        lambda side: [side.things["closed_visit"].reference, "pdf"],
        [NOBODY, "pdf"],
        lambda mine, theirs: [mine.things["closed_visit"].reference, "exe"],
    ),
    "visit_file": in_visit("sent_file"),
    "visit_unsent": in_visit("file"),
}


def arguments(name, world):
    """{"a", "b", "missing", "mixed"}: the arguments of each that there is."""
    of, missing, mixed = OBJECTS[name]
    if name == "none":
        return {"a": []}
    found = {"a": of(world.a), "b": of(world.b), "missing": missing}
    if mixed is not None:
        found["mixed"] = mixed(world.a, world.b)
    return found
