"""The catalogue in the administration site: read there, changed by importing (D1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from courses.actions import offer_qualification
from courses.models import Qualification, SpecificationVersion

if TYPE_CHECKING:
    from accounts.models import User


@admin.register(Qualification)
class QualificationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Whether a qualification is on offer is the centre's to say; the rest is imported."""

    list_display = ("code", "title", "level", "is_offered")
    readonly_fields = ("awarding_organisation", "code", "slug", "title", "level")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: Qualification, form: ModelForm[Any], change: bool
    ) -> None:
        offer_qualification(
            qualification=obj,
            is_offered=form.cleaned_data["is_offered"],
            actor=cast("User", request.user),
            now=timezone.now(),
        )


@admin.register(SpecificationVersion)
class SpecificationVersionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # as above
    """Versions never change; their units are on the specification pages."""

    list_display = ("__str__", "is_current", "is_provisional", "imported_at")
    list_select_related = ("qualification",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
