"""What comes after marking, as people do it in a browser: countersigning, sampling, a visit."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone

from assessments import storage
from assessments.actions.evidence import look_at, record_evidence
from assessments.actions.submitting import submit_unit
from ledger import jobs
from reports.demo.papers import paper
from tests.journeys.line import join


def send(enrolment, unit, title="Assignment"):
    """A candidate hands in a paper that opens, without a browser."""
    candidate, now = enrolment.candidate.user, timezone.now()
    upload = paper(title, ("What was done, and what came of it.",), "pdf")
    with storage.keeping(upload) as stored:
        record_evidence(
            enrolment=enrolment,
            unit=unit,
            name=upload.name,
            file_type=look_at(upload),
            stored=stored,
            by=candidate,
            now=now,
        )
    return submit_unit(
        enrolment=enrolment,
        unit=unit,
        has_declared=True,
        refuses_standardisation=False,
        by=candidate,
        now=now,
    )


def countersign(desk):
    """A qualified assessor agrees to what another decided."""
    desk.go("/countersigning/").audit_both("countersigning queue")
    desk.page.get_by_role("link", name=re.compile("Pritchard")).click()
    desk.page.wait_for_url("**/countersign/**")
    desk.audit_both("countersigning")
    desk.page.get_by_text("I agree with every decision", exact=True).click()
    desk.press("Countersign").sees("Nothing waits")


def plan(bench):
    """From the desk to an accepted plan, in two clicks."""
    bench.go("/quality/").audit_both("assurer's desk")
    bench.press("Propose a plan")
    bench.page.wait_for_url("**/quality/plans/**")
    bench.audit_both("plan")
    bench.press("Accept the plan").sees("accepted")
    return bench.page.url.removeprefix(bench.site)


def sample(bench, *, disagrees=""):
    """A view of each criterion on the bench, all agreement or one disagreement first."""
    page = bench.page
    page.locator(".criterion .chip").first.wait_for()
    bench.audit_both("sample bench")
    criteria = page.locator("article.criterion").all()
    for place, criterion in enumerate(criteria):
        is_disputed = bool(disagrees) and place == 0
        criterion.get_by_text("Disagree" if is_disputed else "Agree", exact=True).click()
        if is_disputed:
            criterion.get_by_role("textbox").fill(disagrees)
    if disagrees:
        day = timezone.localdate() + timedelta(days=14)
        page.get_by_label("To be answered by").fill(day.isoformat())
    bench.press("Conclude")
    page.wait_for_url("**/quality/samples/**")
    bench.audit_both("sample")


def decide_anew(desk, mark):
    """The assessor reads what is asked, corrects the decision, and answers."""
    page = desk.page
    desk.go("/quality-actions/").audit_both("actions of an assessor")
    page.get_by_role("link", name=re.compile("Pritchard")).first.click()
    page.get_by_role("link", name=re.compile("^Correct")).first.click()
    desk.audit_both("correction")
    page.get_by_label("Mark").fill(mark)
    page.get_by_label("Reason for the correction").fill("Judged again after quality assurance.")
    page.locator("main form").last.locator("[type=submit]").click()
    desk.sees("Judged again after quality assurance.")
    desk.go("/quality-actions/")
    page.get_by_label("What you did").fill("Judged it again against the descriptors.")
    desk.press("Answer").sees("You answered")


def open_visit(desk, cohort, email):
    """Three clicks, and what only a person can say: which part, and who comes."""
    page = desk.page
    desk.go("/visits/").audit_both("visits")
    page.get_by_role("link", name=re.compile("Open a visit to")).first.click()
    desk.audit_both("visit to open")
    page.get_by_label("These cohorts").check()
    page.get_by_text("Choose cohorts", exact=True).click()
    page.get_by_role("checkbox", name=cohort.name, exact=True).check()
    page.get_by_label("E-mail address of the assurer").fill(email)
    page.get_by_label("Given name").fill("Judith")
    page.get_by_label("Family name").fill("Marsh")
    desk.press("Open the visit")
    page.wait_for_url(re.compile(r"/visits/[0-9a-f-]{36}/$"))
    desk.sees("1 candidate")
    return page.url.removeprefix(desk.site)


def read(visitor, email):
    """Invited, the assurer reads the pack, a candidate, a unit, a file and a sample."""
    page = visitor.page
    join(visitor, email, leads_to="visits")
    page.get_by_role("link", name=re.compile("Level 7|8617")).first.click()
    visitor.sees("1 candidate").audit_both("pack")
    pack = page.url
    page.get_by_role("link", name=re.compile("^Siân Pritchard$")).click()
    visitor.audit_both("candidate in a visit")
    page.locator("#units ~ ul a, section[aria-labelledby=units] a").first.click()
    visitor.audit_both("unit in a visit")
    file = page.get_by_role("link", name=re.compile(r"\.pdf")).first.get_attribute("href")
    opened = page.request.get(visitor.site + file)
    assert opened.body().startswith(b"%PDF")
    page.goto(pack)
    page.locator("section[aria-labelledby=samples] a").first.click()
    visitor.audit_both("sample in a visit")
    page.goto(pack)


def pick(visitor, name):
    """One more candidate, who is then in the pack."""
    visitor.page.get_by_role("link", name="Other candidates").click()
    visitor.audit_both("other candidates")
    visitor.press(f"Pick {name}")
    visitor.sees(name)


def conclude(visitor, notes, owner):
    """A remark, an action with its owner and day, a rating; then the visit is closed."""
    page = visitor.page
    visitor.go(notes).audit_both("notes of a visit")
    page.get_by_role("textbox", name="Remark", exact=True).fill(
        "Disagreements are settled within the time agreed."
    )
    visitor.press("Keep the remark").sees("Disagreements are settled")
    page.get_by_label("What is to be done").fill("Show how the new assessor is supported.")
    page.get_by_label("By whom").select_option(label=owner)
    day = timezone.localdate() + timedelta(days=60)
    page.get_by_label("By when").fill(day.isoformat())
    visitor.press("Ask for it").sees("Show how the new assessor is supported.")
    page.get_by_label("Rating after the visit").select_option(index=2)
    visitor.press("Keep the rating")
    visitor.audit_both("notes at the end")
    visitor.press("Close it now")
    jobs.run_due()


def claim(desk, number):
    """Tick, claim with the signature the rating wants, and keep the number that comes back."""
    page = desk.page
    desk.go("/claims/").audit_both("claims")
    page.get_by_role("checkbox", name=re.compile("Choose Siân Pritchard")).check()
    page.get_by_role("button", name=re.compile("^Claim")).click()
    desk.audit_both("claim to make")
    page.get_by_label("Signed off by").fill("Judith Marsh")
    page.get_by_role("button", name=re.compile("^Claim 1")).click()
    desk.sees("Waited for since").audit_both("claim")
    page.get_by_role("link", name=re.compile("Record the certificate")).click()
    desk.audit_both("certificate")
    page.get_by_label("Certificate number").fill(number)
    page.get_by_label("Awarded on").fill(timezone.localdate().isoformat())
    desk.press("Keep the certificate").sees(number.replace(" ", ""))
