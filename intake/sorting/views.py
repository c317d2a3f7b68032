"""The list of leads, a lead by hand, the page of one, and what is done with it (R5.1, R5.2)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.queries import today_for
from accounts.confidentiality.views import signed_first
from accounts.people.models import Role
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from leads.customers.models import Channel
from leads.opportunities.queries import models_to_offer

from ..arrivals.models import SORTING_ROLES, Lead, LeadState, SetAside
from ..arrivals.services.mending import close_lead, join_leads, send_on, take_lead
from ..arrivals.services.recording import Arrival
from ..distribution.services.arriving import carry_on, take_in
from ..distribution.services.assigning import assign_by_hand, lock_turns
from ..distribution.services.contacting import note_contact
from ..lead_changes.services import mend
from ..sources.queries import KEEPERS
from ..urging.queries import WATCHING, road_context, road_of
from .forms import (
    AssignForm,
    CloseForm,
    ContactedForm,
    JoinForm,
    LeadFilter,
    LeadForm,
    MendForm,
    OnceForm,
    ReasonFilter,
    SendOnForm,
)
from .queries import (
    ENTERING_ROLES,
    READING_LEADS,
    counts_of,
    get_lead_for,
    lead_rows,
    may_see_number,
    reasons_of,
    shown_number,
    usual_channel,
)

PER_PAGE = 25
# Of those who ask again and again the last.
JOINED_SHOWN = 20
# What most of those who take leads in by hand are called or asked by.
FIRST_CHANNEL = {Role.MARKETING: Channel.EVENT, Role.RECEPTION: Channel.STORE}

sorters_only = only_for(*SORTING_ROLES)


@only_for(*READING_LEADS)
def lead_list(request):
    user = request.user
    leads = LeadFilter(request.GET, lead_rows(user), user=user, now=request.now)
    page = page_of(request, leads.qs, PER_PAGE)
    on = today_for(user, request.now)
    context = {
        "filter": leads,
        "page_obj": page,
        "road": road_of(user, on=on, now=request.now) if user.role in WATCHING else None,
        "step": leads.form.cleaned_data.get("step") if leads.form.is_valid() else "",
        **road_context(user, page.object_list, on=on, now=request.now),
        "counts": counts_of(user) if user.role in SORTING_ROLES else None,
        "may_enter": user.role in ENTERING_ROLES and user.store_id,
        "may_rule": user.role in (Role.MARKETING, Role.DIRECTOR),
        "may_make_forms": user.role in (Role.MARKETING, Role.DIRECTOR),
        "may_keep_sources": user.role in KEEPERS,
        "has_stores": not user.store_id,
        "now": request.now,
    }
    return render(request, "intake/sorting/list.html", context)


@only_for(*ENTERING_ROLES)
def lead_create(request):
    """A lead by hand; whoever takes it in sees at once who has it."""
    user = request.user
    if user.store_id is None:
        raise PermissionDenied
    on = user.store.business_date(request.now)
    initial = {"channel": usual_channel(user) or FIRST_CHANNEL.get(user.role)}
    form = LeadForm(sent(request), store=user.store, on=on, initial=initial)

    def save():
        lock_turns(user.store)
        told = form.cleaned_data
        arrival = Arrival(
            channel=told["channel"],
            received_at=request.now,
            name=told["name"],
            phone=told["phone_given"],
            wechat=told["wechat"],
            email=told["email"],
            model=told["model"],
            budget=told["budget"],
            district=told["district"],
            text=told["text"],
        )
        lead, _new = take_in(
            by=user, now=request.now, store=user.store, arrival=arrival, event=told["event"]
        )
        messages.success(request, said_of(lead))
        return _page_after(user, lead.pk)

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "cancel_url": reverse("intake:lead_list"),
        "models": models_to_offer(user.store),
    }
    return render(request, "intake/sorting/form.html", context)


def said_of(lead):
    """What became of a lead, in a sentence."""
    if lead.state == LeadState.ASSIGNED:
        return _("%(name)s has the lead.") % {"name": lead.assigned_to}
    if lead.state == LeadState.KNOWN:
        return _("A customer of %(name)s, who is told.") % {"name": lead.assigned_to}
    if lead.state == LeadState.MERGED:
        return _("They asked before; it stands with the lead %(number)s.") % {
            "number": lead.into_id
        }
    if lead.state == LeadState.SET_ASIDE:
        return _("Set aside: %(reason)s.") % {"reason": lead.get_reason_display()}
    return _("On file; it waits for somebody to take it.")


@only_for(*READING_LEADS)
def lead(request, pk):
    """Everything of one lead: what was said, what became of it, who had it by which rule."""
    user, found = request.user, get_lead_for(request.user, pk)
    may_sort = user.role in SORTING_ROLES and found.state in (LeadState.NEW, LeadState.SET_ASIDE)
    context = {
        "lead": found,
        "number": shown_number(user, found),
        "sees_number": may_see_number(user, found),
        "change": found.changes.waiting().select_related("asked_by").first(),
        "joined": found.joined.select_related("source").order_by("-received_at", "-pk")[
            :JOINED_SHOWN
        ],
        "assignments": found.assignments.select_related("person", "before", "by"),
        "may_sort": may_sort,
        "may_assign": may_sort and found.state == LeadState.NEW and found.sorted_at,
        "may_close": may_sort or _is_without_card(user, found),
        "may_send": may_sort and found.store.region_id,
        "may_open_card": found.customer_id
        and (user.pk in _owners(found) or user.heads)
        and user.role != Role.MARKETING,
        "owes_contact": found.state == LeadState.ASSIGNED
        and found.opportunity_id is None
        and found.assigned_to_id == user.pk,
        "urges": found.urges.select_related("by"),
        "measures": found.measures.select_related("by"),
        **road_context(user, [found], on=found.store.business_date(request.now), now=request.now),
        "now": request.now,
        "today": found.store.business_date(request.now),
    }
    return render(request, "intake/sorting/lead.html", context)


def _is_without_card(user, found):
    """Whether it was given to somebody, became no card, and the user sorts leads."""
    given = found.state == LeadState.ASSIGNED and found.opportunity_id is None
    return given and user.role in SORTING_ROLES


def _page_after(user, pk):
    """The page of the lead where the user may still open it, else the list."""
    if Lead.objects.visible_to(user).filter(pk=pk).exists():
        return reverse("intake:lead", args=[pk])
    return reverse("intake:lead_list")


def _owners(found):
    owner = found.customer.consultant
    return {owner.pk, owner.manager_id}


def _act(request, pk, title, make, do, *, hint="", waits=True):
    """One act upon a lead: its form on a page, what follows, and a word about it.

    ``waits``: it is only for one that waits or was set aside; of another its form would tell too much.
    """
    found = get_lead_for(request.user, pk)
    if waits and found.state not in (LeadState.NEW, LeadState.SET_ASIDE):
        messages.warning(request, _("This lead is no longer waiting: look at what became of it."))
        return redirect(_page_after(request.user, pk))
    form = make(found)

    def save():
        lock_turns(found.store)
        messages.success(request, do(found, form.cleaned_data))
        return _page_after(request.user, pk)

    if answer := save_once(request, form, save):
        return answer
    context = {
        "form": form,
        "lead": found,
        "title": title,
        "hint": hint,
        "cancel_url": reverse("intake:lead", args=[pk]),
    }
    return render(request, "intake/sorting/act.html", context)


@sorters_only
@signed_first
def lead_mend(request, pk):
    acting = {"by": request.user, "now": request.now}

    def make(found):
        on = found.store.business_date(request.now)
        return MendForm(sent(request), lead=found, store=found.store, on=on)

    def do(found, told):
        fields = {name: told[name] for name in told if name != "token"}
        kept, asked = mend(found, **fields, **acting)
        if asked:
            return _("The change waits for a leader.")
        return said_of(kept)

    return _act(request, pk, gettext_lazy("Mend the lead"), make, do)


@sorters_only
def lead_take(request, pk):
    acting = {"by": request.user, "now": request.now}

    def do(found, told):
        return said_of(carry_on(take_lead(found, **acting), **acting))

    hint = gettext_lazy("It is valid after all, and is given to somebody now.")
    return _act(
        request,
        pk,
        gettext_lazy("Take it all the same"),
        lambda _f: OnceForm(sent(request)),
        do,
        hint=hint,
    )


@sorters_only
def lead_join(request, pk):
    def do(found, told):
        acting = {"by": request.user, "now": request.now}
        return said_of(join_leads(found, into=told["into"], **acting))

    def make(found):
        return JoinForm(sent(request), by=request.user)

    return _act(request, pk, gettext_lazy("Join to another lead"), make, do)


@sorters_only
def lead_send_on(request, pk):
    acting = {"by": request.user, "now": request.now}

    def do(found, told):
        carry_on(send_on(found, to=told["store"], **acting), **acting)
        return _("%(store)s has the lead.") % {"store": told["store"]}

    def make(found):
        return SendOnForm(sent(request), lead=found)

    return _act(request, pk, gettext_lazy("Send on to another store"), make, do)


@sorters_only
def lead_close(request, pk):
    def do(found, told):
        close_lead(found, remark=told["remark"], by=request.user, now=request.now)
        return _("The lead is closed; it stays on file.")

    found = get_lead_for(request.user, pk)
    return _act(
        request,
        pk,
        gettext_lazy("Close the lead"),
        lambda _f: CloseForm(sent(request)),
        do,
        waits=not _is_without_card(request.user, found),
    )


@sorters_only
def lead_assign(request, pk):
    def do(found, told):
        acting = {"by": request.user, "now": request.now}
        return said_of(assign_by_hand(found, to=told["to"], reason=told["reason"], **acting))

    def make(found):
        return AssignForm(sent(request), lead=found)

    return _act(request, pk, gettext_lazy("Give it to somebody"), make, do)


@only_for(Role.CONSULTANT)
def lead_contacted(request, pk):
    def do(found, told):
        acting = {"by": request.user, "now": request.now}
        kept = note_contact(found, text=told["text"], phone=told["phone"], **acting)
        if kept.state == LeadState.KNOWN:
            return said_of(kept)
        if kept.opportunity_id:
            return _("The card is open: log the contact there and plan the next.")
        return _("The first contact is on file.")

    return _act(
        request,
        pk,
        gettext_lazy("First contact"),
        lambda _f: ContactedForm(sent(request)),
        do,
        waits=False,
    )


@sorters_only
def reason_list(request):
    """Why leads of a span were set aside, per source and channel (R5.2)."""
    user = request.user
    today = today_for(user, request.now)
    leads = ReasonFilter(request.GET, Lead.objects.visible_to(user), user=user, today=today)
    page = page_of(request, reasons_of(leads.qs), PER_PAGE)
    for row in page:
        row["said_source"] = row["source__name"] or Channel(row["channel"]).label
        row["said_reason"] = SetAside(row["reason"]).label
    context = {"page_obj": page, "filter": leads}
    return render(request, "intake/sorting/reasons.html", context)
