"""One search, on a page and in the dialog over any page; what was typed stands in no address."""

from http import HTTPStatus

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from foundation.pace import within_pace

from ..menu.queries import pages_of
from .queries import found_for, recent_for

LONGEST = 80
# As fast as anybody types; who copies out customers is slower with it than by hand.
A_MINUTE = 60


@require_http_methods(["GET", "HEAD", "POST"])
def find(request):
    """Find anything within one's sight (R1.3); without words, what was opened lately and all pages."""
    user, text = request.user, ""
    status = HTTPStatus.OK
    if request.method == "POST":
        text = " ".join(request.POST.get("q", "").replace("\0", "")[:LONGEST].split())
    context = {"text": text}
    if not text:
        context |= {"recent": recent_for(user), "pages": pages_of(user)}
    elif within_pace(by=user, what="find", most=A_MINUTE, now=request.now):
        parts = found_for(user, text)
        context |= {"parts": parts, "may_look_up": not parts and text.isdecimal()}
    else:
        context["refused"] = True
        status = HTTPStatus.OK if request.htmx else HTTPStatus.TOO_MANY_REQUESTS
    part = "find/_hits.html" if text else "find/_start.html"
    return render(request, part if request.htmx else "find/page.html", context, status=status)
