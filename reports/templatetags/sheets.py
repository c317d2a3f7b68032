"""How the values of a sheet look, on the screen and on paper."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import pgettext

from accounts.access.queries import READING_ROLES, access_mark_of
from foundation.display import masked_phone, money_text
from leads.customers.rules import mask_phone

from ..exports.models import Export, ExportState
from ..exports.services import title_of
from ..sheets.queries.catalogue import SHEETS
from ..sheets.queries.sheet import (
    DAY,
    MARK,
    MONEY,
    NUMBER,
    SHARE,
    Customer,
    Figure,
    Link,
    Phone,
    headings,
)

register = template.Library()


def address_of(sheet, form, figure):
    """Where the rows behind the figure are."""
    query = urlencode(form.values | {k: _plain(v) for k, v in figure.query.items()})
    return f"{reverse(f'reports:{sheet.code}_rows')}?{query}"


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


@register.simple_tag(takes_context=True)
def figure_url(context, figure):
    """`{% figure_url figure %}`: the address of the rows behind it."""
    return address_of(context["sheet"], context["form"], figure)


@register.simple_tag(takes_context=True)
def cell(context, value, column=None):
    """`{% cell value column %}`: linked on the screen; on paper (``on_paper``) plain."""
    on_paper = context.get("on_paper")
    if value is None or value == "":
        return ""
    if isinstance(value, Figure):
        text = plain(value.value, column)
        if on_paper or not value.show:
            return text
        url = figure_url(context, value)
        css = "number" if value.value else "number number-none"
        return format_html('<a class="{}" href="{}">{}</a>', css, url, text)
    if isinstance(value, Customer):
        if on_paper or context["user"].role not in READING_ROLES:
            return value.name
        url = reverse("followups:customer_card", args=[value.pk])
        return format_html('<a href="{}">{}</a>', url, value.name)
    if isinstance(value, Link):
        if on_paper:
            return value.text
        return format_html('<a href="{}">{}</a>', reverse(value.address, args=[value.pk]), value)
    if isinstance(value, Phone):
        if not on_paper and not value.is_open:
            return masked_phone(value.number)
        shown = value.number if value.is_open else mask_phone(value.number)
        return format_html('<span class="phone">{}</span>', shown)
    return plain(value, column)


@register.simple_tag(takes_context=True)
def cells(context, line, columns):
    """`{% cells line columns %}`: a line of a table, headed by its first cell.

    Without a template of each cell, of which a long sheet has tens of thousands.
    """
    shown = [
        (css_of(column), cell(context, value, column))
        for value, column in zip(line, columns, strict=True)
    ]
    head = format_html('<th scope="row" class="{}">{}</th>', *shown[0])
    return head + format_html_join("", '<td class="{}">{}</td>', shown[1:])


def plain(value, column=None):
    """The value as text."""
    kind = column.kind if column else ""
    if kind == MONEY:
        return money_text(value)
    if kind == SHARE:
        return f"{number_format(value, 1)}%"
    if isinstance(value, date):
        # Translators: a date without its year in Django's letters, for example "n月j日".
        return date_format(value, "Y-m-d")
    if isinstance(value, (int, Decimal)):
        return number_format(value)
    return str(value)


@register.inclusion_tag("reports/exports/_notice.html", takes_context=True)
def export_notice(context):
    """`{% export_notice %}`: what was made in the background and has not been fetched yet."""
    user = context["user"]
    ready = Export.objects.filter(
        by=user, state=ExportState.DONE, is_announced=True, fetched_at=None
    )[:3]
    sight = access_mark_of(user) if ready else ""
    open_ones = [export for export in ready if not export.is_withdrawn(user, sight)]
    return {"exports": [export for export in open_ones if export.has_file]}


@register.filter
def sheet_title(export):
    """`{{ export|sheet_title }}`: what was exported; of a sheet that is gone, its code."""
    return title_of(export)


@register.simple_tag
def anew_url(export, user):
    """`{% anew_url export user as url %}`: the sheet with the same filter, if it is still the user's."""
    sheet = SHEETS.get(export.sheet)
    if not sheet or user.role not in sheet.roles:
        return ""
    start, end = export.start, export.end
    asked = {"start": start, "end": end, "on": start, "month": f"{start:%Y-%m}"}
    asked |= {"store": export.store_id, "team": export.team_id, "consultant": export.person_id}
    asked["by"] = export.way
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse(f'reports:{sheet.code}')}?{query}"


@register.filter
def css_of(column):
    """The classes of the column's cells: how they stand, and how wide."""
    kinds = {NUMBER: "num", MONEY: "num", SHARE: "num", DAY: "day", MARK: "mid"}
    wide = "long" if column.width > 20 else f"w{column.width}"
    return f"{kinds.get(column.kind, '')} {wide}".strip()


register.filter("headings", headings)


@register.filter
def beside(values, columns):
    """`{% for value, column in line|beside:columns %}`."""
    return zip(values, columns, strict=True)


@register.simple_tag
def period(scope):
    """`{% period scope %}`: "November 2026", one date, or from–to."""
    start, end = scope.start, scope.end
    if start == end:
        # Translators: weekday and date in Django's letters, for example "Y年n月j日 l".
        return date_format(start, pgettext("date format", "l, j M Y"))
    if start.day == 1 and (end.month, end.year) == (start.month, start.year) and end.day > 27:
        # Translators: a month in Django's letters, for example "Y年n月".
        return date_format(start, pgettext("month format", "F Y"))
    pattern = pgettext("date format", "j M Y")
    return f"{date_format(start, pattern)} – {date_format(end, pattern)}"
