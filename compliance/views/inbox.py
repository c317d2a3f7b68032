"""One list of all that waits for a decision, and of what was decided."""

from django.shortcuts import render

from accounts.models import Role
from accounts.pages import only_for, page_of, today_for
from foundation.decisions import kind_of, kinds

from ..inbox_queries import decided_items, load_things, waiting_items

PER_PAGE = 25


@only_for(Role.MANAGER, Role.DIRECTOR)
def inbox(request):
    """`?kind=` of one kind only, `?show=decided` what was decided, by whom and why."""
    shows_decided = request.GET.get("show") == "decided"
    everything = (decided_items if shows_decided else waiting_items)(request.user)
    kind = request.GET.get("kind", "")
    kind = kind if kind_of(kind) else ""
    page = page_of(request, [i for i in everything if kind in ("", i.code)], PER_PAGE)
    items = load_things(list(page))
    context = {
        "page_obj": page,
        "items": items,
        "may_choose": not shows_decided and any(item.is_choosable for item in items),
        "shows_decided": shows_decided,
        "kinds": _kinds(everything, kind),
        "total": len(everything),
        "kind": kind,
        "today": today_for(request.user, request.now),
    }
    return render(request, "compliance/inbox.html", context)


def _kinds(items, chosen):
    numbers = {kind.code: 0 for kind in kinds()}
    for item in items:
        numbers[item.code] += 1
    return [
        (kind.code, kind.label, numbers[kind.code], kind.code == chosen)
        for kind in kinds()
        if numbers[kind.code] or kind.code == chosen
    ]
