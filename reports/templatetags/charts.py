"""How the numbers of the dashboard look."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from foundation.display import money_text

from ..sheets.queries.sheet import MONEY, SHARE
from .sheets import plain

register = template.Library()


@register.simple_tag
def shown(value, column):
    """`{% shown value column %}`; a dash where there is nothing to tell."""
    return "–" if value is None else plain(value, column)


@register.simple_tag
def more(change, column):
    """`{% more change column %}`: by how much it is more or less now, and whether that is good.

    Of what is neither good nor bad, only by how much.
    """
    if not change.more:
        return "" if change.more is None else "="
    arrow, size = ("▲", change.more) if change.more > 0 else ("▼", -change.more)
    is_money = column.kind == MONEY
    text = (
        money_text(size) if is_money else number_format(size, 1 if column.kind == SHARE else None)
    )
    if change.is_better is None:
        return format_html(
            '<span class="delta"><span aria-hidden="true">{}</span> {}'
            '<span class="visually-hidden"> ({})</span></span>',
            arrow,
            text,
            _("more") if change.more > 0 else _("less"),
        )
    tone = "better" if change.is_better else "worse"
    word = _("better") if change.is_better else _("worse")
    return format_html(
        '<span class="delta delta-{}"><span aria-hidden="true">{}</span> {}'
        '<span class="visually-hidden"> ({})</span></span>',
        tone,
        arrow,
        text,
        word,
    )


@register.filter
def unlocal(value):
    """A length as a drawing wants it, with a point in every language."""
    return str(value)


@register.filter
def centred(length):
    """Where a bar of this length begins to stand in the middle of 100."""
    return str(round((100 - length) / 2, 2))


@register.filter
def middle(part):
    """Where the middle of a part of a bar is."""
    start, length = part
    return str(round(start + length / 2, 2))


@register.filter
def mix_css(code, number):
    """The class of a part of the bar of grades: the ends have their own, grades go from hot to cool."""
    return f"mix-{code}" if code in ("won", "lost") else f"mix-part mix-{min(number, 6)}"
