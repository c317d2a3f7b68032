"""How values look on every page: dates, money, phone numbers, states (`{% load ui %}`)."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext, to_locale
from django.utils.translation import gettext as _

from . import looked_for
from .registry import addresses
from .registry import fragments as registered

register = template.Library()

NOTHING = "–"

PILL_ICONS = {
    "good": "check-circle",
    "warn": "clock",
    "bad": "exclamation-triangle",
    "info": "info-circle",
}


@register.simple_tag
def pill(text: Any, tone: str = "neutral", icon: str | None = None) -> SafeString:
    """`{% pill proposal.get_state_display "warn" %}`: tones neutral, info, good, warn, bad."""
    icon = PILL_ICONS.get(tone) if icon is None else icon
    mark = format_html('<i class="bi bi-{}" aria-hidden="true"></i> ', icon) if icon else ""
    return format_html('<span class="pill pill-{}">{}{}</span>', tone, mark, text)


@register.filter
def who(person: Any) -> str:
    """`{{ change.by|who }}`: a person's name; what nobody did, the system did."""
    return str(person) if person else _("the system")


def _as_date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value if isinstance(value, date) else None


@register.filter
def days_from(value: Any, today: date | None) -> str:
    """`{{ plan.planned_on|days_from:today }}`: "3 days late", "due today", "in 2 days"."""
    day = _as_date(value)
    if day is None or not today:
        return ""
    days = (day - today).days
    if days == 0:
        return _("due today")
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


@register.filter
def days_ago(value: Any, today: date) -> str:
    """`{{ opportunity.last_contact_on|days_ago:today }}`: "today", "5 days ago", "never"."""
    day = _as_date(value)
    if day is None:
        return _("never")
    days = (today - day).days
    if days < 0:
        return days_from(day, today)
    if days == 0:
        return _("today")
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}


@register.filter
def due_tone(value: Any, today: date) -> str:
    """late, today, soon (under 3 days) or later: the class `due-…` of a due date."""
    day = _as_date(value)
    if day is None:
        return "later"
    days = (day - today).days
    if days < 0:
        return "late"
    return "today" if days == 0 else "soon" if days < 3 else "later"


DUE_ICONS = {
    "late": "exclamation-triangle-fill",
    "today": "bell-fill",
    "soon": "clock",
    "later": "",
}


@register.simple_tag
def due(value: Any, today: date) -> str:
    """`{% due deadline.due_on today %}`: the days left in words, with colour and sign."""
    on = _as_date(value)
    if not on:
        return NOTHING
    tone = due_tone(value, today)
    mark = (
        format_html('<i class="bi bi-{}" aria-hidden="true"></i> ', DUE_ICONS[tone])
        if DUE_ICONS[tone]
        else ""
    )
    return format_html(
        '<time class="due due-{}" datetime="{}" title="{}">{}{}</time>',
        tone,
        on.isoformat(),
        day(value),
        mark,
        days_from(value, today),
    )


@register.filter
def day(value: Any) -> str:
    """`{{ customer.registered_on|day }}`: 21 Nov 2026."""
    found = _as_date(value)
    # Translators: a date in Django's letters, for example "Y年n月j日".
    return date_format(found, pgettext("date format", "j M Y")) if found else NOTHING


@register.filter
def short_day(value: Any) -> str:
    """`{{ plan.planned_on|short_day }}`: Sat 21 Nov."""
    found = _as_date(value)
    # Translators: weekday, day and month in Django's letters, for example "n月j日 D".
    return date_format(found, pgettext("date format", "D j M")) if found else NOTHING


@register.filter
def moment(value: datetime | None) -> str:
    """`{{ run.finished_at|moment }}`: 21 Nov 2026, 18:05."""
    if not value:
        return NOTHING
    return f"{day(value)} {date_format(timezone.localtime(value), 'H:i')}"


def money_text(amount: Decimal | int) -> str:
    """The amount in yuan and fen as the present language groups digits: ¥1,234.50."""
    digits = format_decimal(
        abs(Decimal(amount)), "#,##0.00", locale=to_locale(get_language() or "en")
    )
    return ("\N{MINUS SIGN}" if amount < 0 else "") + "¥" + digits


@register.simple_tag
def money(amount: Any) -> str:
    """`{% money entry.amount %}`: ¥1,234.50 in aligned figures; a minus stands before the sign."""
    if amount is None or amount == "":
        return NOTHING
    amount = Decimal(str(amount))
    return format_html(
        '<span class="money{}">{}</span>', " money-minus" if amount < 0 else "", money_text(amount)
    )


def _grouped(number: Any) -> str:
    digits = str(number)
    if len(digits) == 11 and digits.isdigit():
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return digits


@register.simple_tag
def phone_link(number: Any, button: bool = False, short: bool = False) -> str:
    """`{% phone_link customer.phone %}`: tap to call. With `button=True` a button for the thumb.

    One that is ``short`` says the number on wide screens only.
    """
    if not number:
        return NOTHING
    css = "btn btn-call btn-short" if short else "btn btn-call" if button else "phone"
    return format_html(
        '<a class="{}" href="tel:{}"><i class="bi bi-telephone{}" aria-hidden="true"></i>'
        '<span class="call-word visually-hidden">{} </span><span class="call-number">{}</span></a>',
        css,
        number,
        "-fill" if button else "",
        _("Call"),
        _grouped(number),
    )


@register.simple_tag
def masked_phone(number: Any) -> str:
    """`{% masked_phone customer.phone %}`: 138 **** 8000, for those who may not see it all."""
    digits = str(number or "")
    if not digits:
        return NOTHING
    shown = f"{digits[:3]} **** {digits[-4:]}" if len(digits) > 7 else "*" * len(digits)
    return format_html('<span class="phone phone-masked" title="{}">{}</span>', _("Masked"), shown)


@register.simple_tag
def page_numbers(page: Page[Any]) -> Iterator[Any]:
    """The numbers of `partials/pagination.html`, with gaps."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def has_errors(form: BaseForm) -> bool:
    """Whether the bound form was refused."""
    return bool(form.is_bound and form.errors)


@register.filter
def refused_fields(form: BaseForm) -> list[BoundField]:
    """The visible fields of the form that have errors, but for those that somebody changed meanwhile."""
    if not form.is_bound:
        return []
    changed = {field.name for field, *_values in getattr(form, "conflicts", ())}
    return [f for f in form.visible_fields() if f.errors and f.name not in changed]


@register.simple_tag(takes_context=True)
def word_for(context: Any, text: str) -> str:
    """`?phone={% word_for phone %}`: in an address, in place of what is personal."""
    return looked_for.word_for(context["request"], text)


@register.simple_tag(takes_context=True)
def fragments(context: Any, place: str) -> SafeString:
    """`{% fragments "card_links" %}`: what apps above add to this place, drawn with the page's context."""
    engine = context.template.engine
    drawn = (engine.get_template(name).render(context) for name in registered.get(place, ()))
    return format_html_join("", "{}", ((part,) for part in drawn))


@register.simple_tag
def address_of(page: str) -> str:
    """`{% address_of "policies" %}`: a page that an app above has, by what it is."""
    return reverse(addresses[page])
