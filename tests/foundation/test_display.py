"""How values look: grades, dates, money and phone numbers in templates."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

TODAY = date(2026, 11, 21)


def render(source, **context):
    return Template("{% load grades ui %}" + source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("on", "words", "tone"),
    [
        (date(2026, 11, 18), "3 days late", "late"),
        (date(2026, 11, 20), "1 day late", "late"),
        (TODAY, "due today", "today"),
        (date(2026, 11, 22), "in 1 day", "soon"),
        (date(2026, 12, 1), "in 10 days", "later"),
        (None, "", "later"),
    ],
)
def test_days_left_in_words(on, words, tone):
    assert render("{{ on|days_from:today }}", on=on, today=TODAY) == words
    assert render("{{ on|due_tone:today }}", on=on, today=TODAY) == tone


@pytest.mark.parametrize(
    ("on", "words"),
    [(TODAY, "today"), (date(2026, 11, 20), "1 day ago"), (None, "never")],
)
def test_days_since_in_words(on, words):
    assert render("{{ on|days_ago:today }}", on=on, today=TODAY) == words


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (Decimal("1234.5"), "¥1,234.50"),
        (Decimal("-50"), "\N{MINUS SIGN}¥50.00"),
        (0, "¥0.00"),
        (Decimal("1234567.89"), "¥1,234,567.89"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_money_as_both_languages_write_it(amount, text, language):
    with override(language):
        assert f">{text}<" in render("{% money amount %}", amount=amount)


def test_money_that_is_not_there():
    assert render("{% money amount %}", amount=None) == "–"


@pytest.mark.parametrize("code", ["H", "A", "B", "C", "O", "3K", "0", "Z"])
def test_a_grade_shows_its_letter_and_says_what_it_is(code):
    html = render("{% grade code %}", code=code)
    assert f"</span>{code}</span>" in html
    assert '<span class="visually-hidden">Grade </span>' in html


def test_values_are_escaped():
    html = render("{% grade code %}{% pill code 'bad' %}{% phone_link code %}", code="<b>")
    assert "<b>" not in html


def test_phone_link_calls_and_mask_hides():
    html = render("{% phone_link '13800138000' %}")
    assert 'href="tel:13800138000"' in html
    assert "138 0013 8000" in html
    assert "0013" not in render("{% masked_phone '13800138000' %}")
