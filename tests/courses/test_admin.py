"""The administration site: read there, imported elsewhere."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Qualification, SpecificationVersion
from ledger.models import AuditEvent
from tests.factories.accounts import AdministratorFactory
from tests.factories.courses import import_level_7

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser():
    return AdministratorFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def site(superuser):
    client = Client()
    client.force_login(superuser)
    return client


def test_a_version_can_be_read_and_neither_added_changed_nor_deleted(site):
    version = import_level_7()
    change = reverse("admin:courses_specificationversion_change", args=[version.pk])
    before = list(SpecificationVersion.objects.values())
    assert site.get(change).status_code == 200
    assert site.post(change, {"source": "Other", "_save": "1"}).status_code == 403
    assert site.get(reverse("admin:courses_specificationversion_add")).status_code == 403
    delete = reverse("admin:courses_specificationversion_delete", args=[version.pk])
    assert site.post(delete, {"post": "yes"}).status_code == 403
    assert list(SpecificationVersion.objects.values()) == before


def test_only_whether_it_is_on_offer_can_be_changed_of_a_qualification_and_is_recorded(
    site, superuser
):
    qualification = import_level_7().qualification
    change = reverse("admin:courses_qualification_change", args=[qualification.pk])
    assert site.post(change, {"title": "Other", "code": "X"}).status_code == 302
    after = Qualification.objects.get()
    assert (after.title, after.code, after.is_offered) == ("ILM Level 7 Diploma", "8617", False)
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.actor, event.after) == ("retired", superuser, {"is_offered": False})
    events = AuditEvent.objects.count()
    site.post(change, {})
    assert AuditEvent.objects.count() == events
    site.post(change, {"is_offered": "on"})
    assert AuditEvent.objects.latest("pk").verb == "offered"
    assert Qualification.objects.get().is_offered


def test_a_qualification_is_neither_added_nor_deleted_by_hand(site):
    qualification = import_level_7().qualification
    assert site.get(reverse("admin:courses_qualification_add")).status_code == 403
    delete = reverse("admin:courses_qualification_delete", args=[qualification.pk])
    assert site.post(delete, {"post": "yes"}).status_code == 403
    assert Qualification.objects.count() == 1
