import pytest

from accounts.models import User
from enrolments.duplicates import Likeness, likenesses
from enrolments.models import Candidate, Enquiry
from tests.factories.enrolments import EnquiryFactory

RUTH = {
    "given_name": "Ruth",
    "family_name": "Okafor",
    "email": "ruth@surgery.example",
    "phone": "+447700900001",
    "employer_name": "Riverside Surgery",
}
OTHER = {"email": "r.okafor@home.example", "phone": "+447700900002"}


def ruth(**changes):
    return EnquiryFactory.build(pk=1, **(RUTH | changes))


def other(**changes):
    return EnquiryFactory.build(
        pk=2, **(RUTH | OTHER | {"employer_name": "Hill Surgery"} | changes)
    )


def found(one, *pool, candidates=()):
    return [likeness.reason for likeness in likenesses(one, pool=pool, candidates=candidates)]


@pytest.mark.parametrize(
    "changes, reason",
    [
        ({"email": "ruth@surgery.example", "family_name": "Hill"}, "same e-mail as Ruth Hill"),
        ({"phone": "+447700900001", "family_name": "Hill"}, "same phone as Ruth Hill"),
        ({"employer_name": "RIVERSIDE  surgery."}, "same name and employer as Ruth Okafor"),
        (
            {"given_name": "ruth", "employer_name": "Riverside Surgery"},
            "same name and employer as ruth Okafor",
        ),
        (
            {"email": "ruth@surgery.example", "phone": "+447700900001"},
            "same e-mail as Ruth Okafor",
        ),
    ],
    ids=["address", "telephone", "spelt otherwise", "capitals", "the strongest reason"],
)
def test_likely_the_same_person_with_the_reason(changes, reason):
    assert found(ruth(), other(**changes)) == [reason]


@pytest.mark.parametrize(
    "mine, theirs",
    [
        ({}, {}),
        ({}, {"family_name": "Hill", "employer_name": "Riverside Surgery"}),
        ({"phone": ""}, {"phone": ""}),
    ],
    ids=["only the name", "only the employer", "neither has a telephone"],
)
def test_too_little_in_common(mine, theirs):
    assert found(ruth(**mine), other(**theirs)) == []


def test_an_enquiry_is_not_like_itself():
    assert found(ruth(), ruth()) == []


def test_a_candidate_with_the_address():
    known = [Candidate(user=User(email=f"{name}@surgery.example")) for name in ("else", "ruth")]
    assert likenesses(ruth(), pool=[], candidates=known) == [Likeness("already a candidate")]
    assert likenesses(ruth(), pool=[], candidates=known[:1]) == []


@pytest.mark.parametrize("status", ["enrolled", "closed"])
def test_an_enquiry_that_has_ended_needs_no_second_look(status):
    assert found(ruth(status=status), other(email="ruth@surgery.example")) == []


def test_the_pool_holds_whoever_may_be_the_same(db):
    one = EnquiryFactory(**RUTH)
    address = EnquiryFactory(**(RUTH | OTHER | {"email": RUTH["email"], "family_name": "Hill"}))
    phone = EnquiryFactory(**(RUTH | OTHER | {"phone": RUTH["phone"], "family_name": "Vale"}))
    name = EnquiryFactory(**(RUTH | OTHER | {"family_name": "OKAFOR"}))
    EnquiryFactory(phone="")
    EnquiryFactory(**RUTH, status="closed", closed_reason="duplicate")
    pool = Enquiry.objects.sharing_details_with([one])
    assert set(pool) == {one, address, phone, name}
