"""Link the events there are, in the order they were written, and say whose trail each is on."""

from collections import defaultdict
from collections.abc import Iterator

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from ledger.chain import START, event_digest, link_hash, new_salt
from ledger.subjects import subject_column, subject_key

AT_ONCE = 1000


def link(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Event = apps.get_model("ledger", "AuditEvent")
    Link = apps.get_model("ledger", "AuditLink")
    position, last = 0, START
    for events in chunks(Event):
        subjects = subjects_of(apps, events)
        links = []
        for event in events:
            event.subject = subjects.get((event.thing_type, event.thing_id), "")
            event.salt = new_salt()
            event.digest = event_digest(event)
            position += 1
            last = link_hash(last, position, event.digest)
            links.append(Link(position=position, event_id=event.pk, hash=last))
        Event.objects.bulk_update(events, ["subject", "salt", "digest"])
        Link.objects.bulk_create(links)
    apps.get_model("ledger", "AuditHead").objects.create(id=1, position=position, hash=last)


def unlink(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("ledger", "AuditLink").objects.all().delete()
    apps.get_model("ledger", "AuditHead").objects.all().delete()


def chunks(Event: type) -> Iterator[list]:
    """All events by their key, some at a time, so that memory stays flat."""
    last = 0
    while events := list(Event.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = events[-1].pk
        yield events


def subjects_of(apps: Apps, events: list) -> dict[tuple[str, str], str]:
    """The subject of each thing that is still there and says so; a guess is never made."""
    keys = defaultdict(set)
    for event in events:
        if event.thing_id.isdigit():
            keys[event.thing_type].add(int(event.thing_id))
    found = {}
    for label, ids in keys.items():
        try:
            model = apps.get_model(label)
        except (LookupError, ValueError):
            continue
        column = subject_column(model)
        if column:
            rows = model._base_manager.filter(pk__in=ids).values_list("pk", column)
            for pk, subject in rows:
                if subject is not None:
                    key = subject_key(settings.AUDIT_SUBJECT.lower(), subject)
                    found[label, str(pk)] = key
    return found


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_events_have_a_place_in_a_chain")]

    operations = [migrations.RunPython(link, unlink)]
