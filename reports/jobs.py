"""What reports owe: the pack of a visit as it stood when the visit was over."""

from __future__ import annotations

from datetime import datetime, timedelta

from awards import storage
from enrolments.choices import VisitState
from enrolments.models import EQAVisit
from ledger.jobs import Postpone, handler
from ledger.models import Job
from quality.actions.visiting import keep_pack
from quality.models import FrozenPack
from reports.visit_files import pack_pdf, pack_zip
from reports.visits import pack_of


@handler("visit_pack")
def freeze_pack(job: Job, *, now: datetime, visit_id: int) -> str | None:
    """Keep the pack of a visit that is over as a paper and an archive, once."""
    visit = EQAVisit.objects.with_people().select_for_update(of=("self",)).get(pk=visit_id)
    if FrozenPack.objects.filter(visit=visit).exists():
        return "The pack is kept already."
    if visit.state(now=now) != VisitState.CLOSED:
        raise Postpone(visit.closes_at + timedelta(seconds=1))
    pack = pack_of(visit, user=None, now=now)
    paper = pack_pdf(pack)
    openings = visit.openings.select_related("user").order_by("pk")
    kept = storage.keep(paper)
    archive = storage.keep(pack_zip(pack, paper=paper, openings=openings), suffix=".zip")
    keep_pack(
        visit=visit,
        pdf=(kept.name, kept.sha256),
        archive=(archive.name, archive.sha256),
        now=now,
    )
    return None
