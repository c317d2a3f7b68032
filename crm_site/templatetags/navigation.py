"""The menu and the languages, for the frame of every page (`{% load navigation %}`)."""

from django import template
from django.conf import settings
from django.utils.translation import get_language, get_language_info

from ..menu.queries import menu_of

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context):
    """`{% navigation as nav %}`: what this person's role works with, in this order."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return menu_of(
        getattr(request, "user", None),
        view_name=match.view_name if match else "",
        badges=context.get("badges") or {},
    )


@register.simple_tag
def other_languages():
    """`{% other_languages as languages %}`: those the site speaks besides the present one."""
    present = get_language()
    return [get_language_info(code) for code, _name in settings.LANGUAGES if code != present]
