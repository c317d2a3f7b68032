"""The menu and the languages, for the frame of every page (`{% load navigation %}`)."""

from django import template
from django.conf import settings
from django.utils.translation import get_language, get_language_info

from accounts.confidentiality.queries import owed_by
from accounts.emphasis.queries import emphases_for
from accounts.notices.queries import banner_for

from ..device.rules import word_for
from ..home.queries import first_pages_of
from ..menu.queries import menu_of

register = template.Library()

SIGNING = "accounts:confidentiality"


@register.simple_tag(takes_context=True)
def navigation(context):
    """`{% navigation as nav %}`: what this person's role works with, in this order."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return menu_of(
        getattr(request, "user", None),
        view_name=match.view_name if match else "",
        path=request.path if match else "",
        badges=context.get("badges") or {},
    )


@register.simple_tag(takes_context=True)
def device_person(context):
    """`{% device_person %}`: who is logged in, as their device names them; empty for nobody."""
    user = context.get("user")
    return word_for(user.pk) if user and user.is_authenticated else ""


@register.inclusion_tag("accounts/emphasis/_banner.html", takes_context=True)
def emphasis_of_month(context):
    """`{% emphasis_of_month %}`: what the month is about, on the page that the person begins with."""
    request = context.get("request")
    is_first = _is_first_page(request)
    return {"emphases": emphases_for(request.user, now=request.now) if is_first else []}


@register.inclusion_tag("accounts/notices/_banner.html", takes_context=True)
def standing_notice(context):
    """`{% standing_notice %}`: what stands on the person's first page until they have read it (R10.3)."""
    request = context.get("request")
    if not _is_first_page(request):
        return {}
    notice, more = banner_for(request.user)
    return {"notice": notice, "more": more, "back": request.path}


@register.inclusion_tag("accounts/confidentiality/_banner.html", takes_context=True)
def agreement_owed(context):
    """`{% agreement_owed %}`: what the person is to sign; on every page while numbers are masked (R13.4)."""
    request = context.get("request")
    match, user = getattr(request, "resolver_match", None), getattr(request, "user", None)
    if not (match and user and user.is_authenticated) or match.view_name == SIGNING:
        return {}
    owed = owed_by(user)
    is_masked = any(each.counts for each in owed)
    if not (is_masked or _is_first_page(request)):
        return {}
    return {"owed": owed, "is_masked": is_masked, "from_on": owed and owed[0].counts_from}


def _is_first_page(request):
    match, user = getattr(request, "resolver_match", None), getattr(request, "user", None)
    if not (match and user and user.is_authenticated):
        return False
    return match.view_name in first_pages_of(user)


@register.simple_tag
def other_languages():
    """`{% other_languages as languages %}`: those the site speaks besides the present one."""
    present = get_language()
    return [get_language_info(code) for code, _name in settings.LANGUAGES if code != present]
