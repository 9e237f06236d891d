"""A form that came too late: nothing was done, and nothing typed is lost.

The session was over, or the page was older than the sign-in. What was typed comes back on the page
that says so, with a button to send it again. Only what a page of ours sent is given back: browsers
say so in a header that no other site can write.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Never written into a page, even for whoever typed it.
SECRET = ("password", "code", "credential", "oldpassword", "password1")
NOT_TYPED = ("csrfmiddlewaretoken",)


def can_be_given_back(request: HttpRequest) -> bool:
    """Whether a page of ours sent this form, with nothing secret in it."""
    return (
        request.method == "POST"
        and request.headers.get("Sec-Fetch-Site") == "same-origin"
        and not any(name in request.POST for name in SECRET)
    )


def give_back(request: HttpRequest, *, is_signed_out: bool) -> HttpResponse:
    """What was typed, what became of it, and how to send it again."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_TYPED
        for value in values
    ]
    context = {
        "fields": fields,
        "texts": [value for _, value in fields if len(value) > 40],
        "has_files": bool(request.FILES),
        "is_signed_out": is_signed_out,
        "address": request.get_full_path(),
    }
    response = render(request, "accounts/unsent.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response
