"""What a person's calendar holds, and the same as iCalendar (RFC 5545) (R10)."""

from datetime import UTC, datetime, time, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from leads.customers.queries import as_shown_to

from ..deadlines.models import Deadline
from ..deadlines.rules.kinds import Kind
from .models import CalendarFeed

PAST, AHEAD = timedelta(days=30), timedelta(days=180)


def feed_owner(token_hash):
    """Whose address it is, ``None`` where it is nobody's or the account is closed.

    Looked up by the hash in an index: how long that takes says nothing about any token.
    """
    rows = CalendarFeed.objects.filter(token_hash=token_hash, user__is_active=True)
    feed = rows.select_related("user__store").first()
    return feed and feed.user


def feed_rows(user, *, on):
    """The open plans the person owes in the window around ``on``."""
    rows = Deadline.objects.filter(
        responsible=user,
        ended_on=None,
        kind=Kind.OVERDUE_ACTIVITY,
        due_on__range=(on - PAST, on + AHEAD),
    )
    return rows.select_related("activity", "opportunity__customer", "opportunity__grade").order_by(
        "due_on", "activity__priority", "pk"
    )


def calendar_of(user, rows, *, on, link):
    """The bytes of a calendar with one all-day event per plan; ``link(activity)`` is its address.

    The same rows on the same date give the same bytes, so that a calendar is fetched only once a day
    unless something changed.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//crm//worklist//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Customers of %(name)s") % {"name": user})
    calendar.add("x-published-ttl", "PT1H")
    for row in rows:
        calendar.add_component(_event(user, row, on, link(row.activity_id)))
    return calendar.to_ical()


def _event(user, row, on, url):
    event = Event()
    event.add("uid", f"activity-{row.activity_id}@crm")
    event.add("dtstamp", datetime.combine(on, time.min, UTC))
    event.add("dtstart", row.due_on)
    event.add("dtend", row.due_on + timedelta(days=1))
    event.add("summary", _summary(row, on))
    event.add("description", "\n".join(_lines(user, row, url)))
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event


def _summary(row, on):
    values = {"name": row.opportunity.customer.name, "mode": row.activity.get_mode_display()}
    if row.due_on < on:
        return _("Overdue: %(name)s, %(mode)s") % values
    if row.due_on == on:
        return _("Due today: %(name)s, %(mode)s") % values
    return _("%(name)s, %(mode)s") % values


def _lines(user, row, url):
    opportunity = row.opportunity
    yield f"{opportunity.grade} · {opportunity.model}"
    if row.activity.expected_content:
        yield str(row.activity.expected_content)
    if opportunity.customer.consultant_id == user.pk:  # of one's own customer only (R1.3)
        yield as_shown_to(user, opportunity.customer, "phone", opportunity.customer.phone)
    yield url
