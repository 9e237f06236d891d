"""A small site around the real frame: where the menu and the shared scripts are tried."""

import threading
import time

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path
from django.views.decorators.cache import never_cache

FRAME = (
    '{% extends "base.html" %}{% block title %}Trial{% endblock %}'
    "{% block content %}CONTENT{% endblock %}"
)
NARRATIVE = """
<h1>Narrative</h1>
<form method="post" action="/sent/" data-autosave-url="/save/">{% csrf_token %}
  <input type="hidden" name="version" value="{{ note.version }}">
  <label for="n">What you did</label>
  <textarea class="form-control" id="n" name="narrative">{{ note.text }}</textarea>
  {% saved_stamp %}
  <button type="submit">Send</button>
</form>"""
DESK = """
<h1>Desk</h1>
<p><a href="/note/" data-drawer>Add a note</a></p>
<form method="post" action="/count/">{% csrf_token %}<button type="submit">Count</button></form>
<p id="counted">{{ note.counted }}</p>"""
ADD_NOTE = """
<p data-page-only>Back to the desk</p>
<h1>Add a note</h1>
{% if wrong %}<p class="error-summary" tabindex="-1" autofocus>Write a note</p>{% endif %}
<form method="post">{% csrf_token %}
  <label for="note">Note</label><input id="note" name="note"><button type="submit">Add</button>
</form>"""
MATRIX = """
<div data-matrix><table>
{% for row in "ab" %}<tr>{% for column in "123" %}
  <td data-matrix-cell>{{ row }}{{ column }}</td>{% endfor %}</tr>{% endfor %}
</table></div>
<script src="{% static "js/matrix.js" %}" defer></script>"""


class Note:
    """What this site remembers, and how it is told to behave."""

    def __init__(self):
        self.start()

    def start(self):
        self.text, self.version, self.counted, self.trouble = "", 1, 0, None
        self.first_count = threading.Event()

    def save(self, text):
        self.text = text
        self.version += 1


note = Note()


def page(content, request, status=200, **context):
    template = engines["django"].from_string(FRAME.replace("CONTENT", content))
    return HttpResponse(template.render({"note": note, **context}, request), status=status)


@never_cache
def narrative(request):
    return page(NARRATIVE, request)


def save(request):
    if note.trouble:
        return HttpResponse(status=note.trouble)
    if request.POST["version"] != str(note.version):
        answer = {
            "theirs": {"narrative": note.text},
            "their_version": note.version,
            "their_name": "Tess Turner",
            "their_time": "14:01:55",
            "yours": {"narrative": request.POST["narrative"]},
        }
        return JsonResponse(answer, status=409)
    note.save(request.POST["narrative"])
    return JsonResponse({"version": note.version, "saved_at": "14:02:11"})


def sent(request):
    note.save(request.POST["narrative"] + " (sent)")
    return redirect("/narrative/")


def desk(request):
    return page(DESK, request)


def count(request):
    note.counted += 1
    note.first_count.set()
    time.sleep(0.5)
    return redirect("/desk/")


def add_note(request):
    if request.method == "GET":
        return page(ADD_NOTE, request)
    if not request.POST["note"]:
        return page(ADD_NOTE, request, status=422, wrong=True)
    messages.success(request, f"Noted: {request.POST['note']}")
    return redirect("/desk/")


def matrix(request):
    return page(MATRIX, request)


@login_not_required
def empty(request):
    return page("<h1>Here</h1>", request)


def trial(*names):
    """Addresses that the frame leads to."""
    return [path(f"{name}/", empty, name=name) for name in names]


urlpatterns = [
    path("", empty, name="home"),
    path("narrative/", narrative),
    path("save/", save),
    path("sent/", sent),
    path("desk/", desk),
    path("count/", count),
    path("note/", add_note),
    path("matrix/", matrix),
    path("account/", include("allauth.urls")),
    *trial("visit", "study", "teach", "both", "run"),
    path("teach/queue/", empty, name="queue"),
    path("enrolments/", include(([*trial("privacy_notice", "interest_register")], "enrolments"))),
    path("accounts/", include(([*trial("profile", "session_clock")], "accounts"))),
]
