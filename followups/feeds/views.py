"""The private calendar of one's worklist: its page, and the address that calendars fetch (R10)."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access.queries import CUSTOMER_ROLES, today_for
from foundation.pages import only_for

from .models import CalendarFeed
from .queries import calendar_of, feed_errands, feed_owner, feed_rows
from .services import hash_of, renew_feed, revoke_feed


@only_for(*CUSTOMER_ROLES)
def feed_settings(request):
    """Give oneself an address, which is shown this once, or take it back."""
    user, context = request.user, {}
    if request.method == "POST":
        if "revoke" in request.POST:
            revoke_feed(user=user)
            messages.success(request, _("The calendar address no longer works."))
            return redirect("followups:feed_settings")
        token = renew_feed(user=user, now=request.now)
        path = reverse("followups:feed", args=[token])
        context["address"] = request.build_absolute_uri(path)
    context["feed"] = CalendarFeed.objects.filter(user=user).first()
    response = render(request, "followups/feeds/settings.html", context)
    return response


@login_not_required
@require_safe
def feed(request, token):
    """The calendar of whoever holds the token; 404 for every other token. It sets no cookie."""
    user = feed_owner(hash_of(token))
    if user is None:
        raise Http404
    on = today_for(user, request.now)

    def link(page, key):
        return request.build_absolute_uri(reverse(f"followups:{page}", args=[key]))

    with override(user.language or get_language()):
        body = calendar_of(
            user, feed_rows(user, on=on), feed_errands(user, on=on), on=on, link=link
        )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="worklist.ics"'
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, response=response)
