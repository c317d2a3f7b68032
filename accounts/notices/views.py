"""The bell: a page of what one was told (R10.3)."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from foundation.pages import page_of

from .queries import count_unread, last_of, notices_for
from .services import read, read_all


def notice_list(request):
    """The latest first; what is unread stands out."""
    page = page_of(request, notices_for(request.user))
    context = {
        "page_obj": page,
        "unread": count_unread(request.user),
        "last": last_of(request.user),
    }
    return render(request, "accounts/notices/list.html", context)


@require_POST
def notice_read(request, pk):
    """It is read; with ``open`` on to its page, else back to where one was."""
    notice = get_object_or_404(notices_for(request.user), pk=pk)
    read(notice, now=request.now)
    return redirect(notice.url if "open" in request.POST else _back(request))


@require_POST
def notice_read_all(request):
    """All that there was when the page was shown; what arrives meanwhile stays unread."""
    last = request.POST.get("last", "")
    if last.isdecimal() and len(last) < 19:
        read_all(by=request.user, now=request.now, last=int(last))
    return redirect("notice_list")


def _back(request):
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return back if is_ours and back.startswith("/") else "notice_list"
