"""The pieces of a page: what they say, with colour taken away, and that they escape."""

import re
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import strip_tags

from assessments.choices import UnitState
from pmatraining.pieces import STATES


def render(source, **context):
    return Template(source).render(Context(context))


def said(html):
    """What is read aloud: no tags, nothing hidden from assistive technology, single spaces."""
    heard = re.sub(r'<span class="strip-cells" aria-hidden="true">.*?</span></span>', "", html)
    return " ".join(strip_tags(heard).split())


# ---- states -------------------------------------------------------------------------------------


def test_every_state_of_a_unit_has_a_look_and_its_own_word():
    assert {state.value: STATES[state.value].word for state in UnitState} == {
        state.value: state.label for state in UnitState
    }


@pytest.mark.parametrize("trait", ["letter", "word", "drawing"])
def test_no_two_states_share_a_letter_a_word_or_a_shape(trait):
    traits = [getattr(look, trait) for look in STATES.values()]
    assert len(set(traits)) == len(STATES)


def test_the_letters_are_those_of_the_mark_book():
    assert "".join(look.letter for look in STATES.values()) == "–DSRPQL"


@pytest.mark.parametrize("state, look", STATES.items())
def test_a_pill_says_its_state_in_words_beside_its_shape(state, look):
    html = render("{% status_pill state %}", state=state)
    assert strip_tags(html) == look.word
    assert look.drawing in html
    assert look.css_class in html


def test_a_pill_takes_the_choice_itself():
    assert render("{% status_pill state %}", state=UnitState.REFERRED) == render(
        '{% status_pill "referred" %}'
    )


def test_the_key_explains_every_state_there_is():
    html = render("{% state_key %}")
    assert [strip_tags(item) for item in re.findall(r"<li>.*?</li>", html)] == [
        f"{STATES[state].letter}  {state.label}" for state in UnitState
    ]


@pytest.mark.parametrize("state, look", STATES.items())
def test_strip_matrix_and_key_show_a_state_by_the_same_square(state, look):
    square = f'<span class="cell {look.css_class}">{look.letter}</span>'

    assert square in render("{% strip units %}", units=[unit(states=[state])])
    row = render(
        "{% state_cells cells codes reference %}",
        cells=[SimpleNamespace(shown_state=state, days=4)],
        codes=["P07"],
        reference=UUID(int=7),
    )
    assert f'<a class="cell {look.css_class}"' in row
    assert strip_tags(row) == f"{look.letter}4 d"
    key = render("{% state_key state %}", state=state)
    assert square in key
    assert look.drawing in key  # the shape of the pills


def test_the_key_can_be_kept_to_the_states_shown():
    assert strip_tags(render('{% state_key "passed" "referred" %}')) == "P  PassedR  Referral"


# ---- strips -------------------------------------------------------------------------------------


def unit(**changes):
    values = {
        "code": "P07",
        "title": "Communication, knowledge",
        "states": ["passed", "referred", "passed"],
        "url": "/units/p07/",
        "needs_you": True,
    }
    return values | changes


def test_the_strip_says_each_unit_in_words():
    html = render("{% strip units %}", units=[unit()])
    assert said(html) == (
        "P07 Communication, knowledge: 2 passed, 1 referral; the next step is yours"
    )
    assert html.count('class="cell ') == 3
    assert 'href="/units/p07/"' in html


def test_the_strip_takes_objects_too_and_needs_no_address():
    thing = SimpleNamespace(code="P01", title="Leading People", states=["not_started"])
    html = render("{% strip units %}", units=[thing])
    assert said(html) == "P01 Leading People: 1 not started"
    assert "<a" not in html


def test_the_strip_escapes_what_it_is_given():
    html = render("{% strip units %}", units=[unit(title="<script>", code="<b>")])
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "&lt;b&gt;" in html


# ---- meters and figures -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag, words",
    [
        ('{% meter "Units" 11 17 %}', "Units 11 of 17"),
        ('{% meter "Criteria" 29 37 "criteria" %}', "Criteria 29 of 37 criteria"),
        ('{% meter "One-to-one" 320 420 "minutes" %}', "One-to-one 5 h 20 of 7 h"),
        ('{% meter "Study" 1200 %}', "Study 1,200"),
    ],
)
def test_a_meter_says_the_count_and_its_target(tag, words):
    assert said(render(tag).replace("</dt>", "</dt> ")) == words


@pytest.mark.parametrize(
    "value, width", [(0, "0.0"), (210, "50.0"), (420, "100.0"), (500, "100.0"), (-5, "0.0")]
)
def test_the_bar_stays_within_its_track(value, width):
    html = render('{% meter "One-to-one" value 420 "minutes" %}', value=value)
    assert f'<rect width="{width}"' in html
    assert ("is-reached" in html) == (value >= 420)


def test_a_meter_without_a_target_has_no_bar():
    assert "<svg" not in render('{% meter "Study" 12 %}')


def test_a_figure_leads_to_the_people_behind_it():
    html = render('{% figure_link 4 "behind" "?show=behind" "attention" %}')
    assert 'href="?show=behind"' in html
    assert said(html) == "4 behind"
    assert "figure-attention" in html


def test_a_figure_of_nobody_asks_for_no_attention():
    assert "figure-attention" not in render('{% figure_link 0 "behind" "?x" "attention" %}')


def test_the_figure_being_looked_at_is_marked():
    assert 'aria-current="true"' in render('{% figure_link 4 "behind" "?x" "" True %}')


# ---- lists --------------------------------------------------------------------------------------


def test_an_empty_state_teaches_and_offers_the_first_step():
    html = render('{% empty_state "No tutorials yet" "They will stand here." "/new/" "Log one" %}')
    assert said(html) == "No tutorials yet They will stand here. Log one"
    assert 'href="/new/"' in html


def page_links(address, number, count=134):
    request = RequestFactory().get(address)
    page = Paginator(range(count), 10).page(number)
    return " ".join(render("{% page_links page %}", request=request, page=page).split())


def test_page_links_keep_the_filters_and_mark_where_one_is():
    html = page_links("/enquiries/?q=o%26k&state=new&page=6", 6)
    assert 'href="?q=o%26k&amp;state=new&amp;page=7" rel="next"' in html
    assert 'page=6" aria-current="page"' in html
    assert html.count("aria-current") == 1
    assert "51 to 60 of 134" in html


def test_the_first_page_has_none_before_it():
    html = page_links("/enquiries/", 1)
    assert "Previous" not in html
    assert 'href="?page=2" rel="next"' in html


def test_a_list_of_one_page_has_no_links():
    assert page_links("/enquiries/", 1, count=10) == ""


def test_filters_in_the_address_cannot_break_out_of_a_link():
    assert '"><script' not in page_links('/enquiries/?q="><script>', 1)
