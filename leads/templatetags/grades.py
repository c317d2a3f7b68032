"""How a grade looks (`{% load grades %}`)."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from foundation.display import NOTHING

register = template.Library()

# From hot to cold, as filled shapes turn into outlined ones; the letter is always there.
GRADE_TONES = {
    "H": "hot",
    "A": "warm",
    "B": "mild",
    "C": "cool",
    "O": "done",
    "1": "hot",
    "2": "hot",
    "3K": "warm",
    "3": "mild",
    "4K": "mild",
    "4": "cool",
    "5": "cold",
    "6": "cold",
    "7": "cold",
    "0": "new",
}


@register.simple_tag
def grade(value, size=""):
    """`{% grade opportunity.grade %}` or `{% grade "H" %}`: the badge; `size="lg"` in a head."""
    if not value:
        return NOTHING
    code = str(getattr(value, "code", value))
    # The catalogue has the names that are shipped; a store's own are shown as they stand.
    name = getattr(value, "name", "")
    return format_html(
        '<span class="grade grade-{}{}" title="{}">'
        '<span class="visually-hidden">{} </span>{}</span>',
        GRADE_TONES.get(code, "cool"),
        " grade-lg" if size == "lg" else "",
        _(name) if name else _("Grade %(code)s") % {"code": code},
        _("Grade"),
        code,
    )
