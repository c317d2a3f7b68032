"""What a person's calendar holds, and the same as iCalendar (RFC 5545) (R10)."""

from datetime import UTC, datetime, time, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from leads.customers.queries import as_shown_to

from ..deadlines.models import Deadline
from ..deadlines.rules.kinds import Kind
from ..errands.queries import for_calendar
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


def feed_errands(user, *, on):
    """The open tasks in the same window (R14.3)."""
    return for_calendar(user, on=on, past=PAST, ahead=AHEAD)


def calendar_of(user, rows, errands, *, on, link):
    """The bytes of a calendar: an all-day event per plan, and one at its time per task.

    ``link(page, key)`` is the address of its page.

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
        calendar.add_component(_event(user, row, on, link("log_plan", row.activity_id)))
    for errand in errands:
        calendar.add_component(_of_errand(errand, on, link("errand", errand.pk)))
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


def _of_errand(errand, on, url):
    event = Event()
    event.add("uid", f"task-{errand.pk}@crm")
    event.add("dtstamp", datetime.combine(on, time.min, UTC))
    event.add("dtstart", errand.due_at.astimezone(UTC))
    event.add("duration", timedelta(minutes=30))
    about = f" · {errand.about}" if errand.about else ""
    event.add("summary", f"{errand.get_kind_display()}{about}")
    event.add("description", f"{errand.text}\n{url}")
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    if errand.remind_at:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", errand.get_kind_display())
        alarm.add("trigger", errand.remind_at.astimezone(UTC), parameters={"VALUE": "DATE-TIME"})
        event.add_component(alarm)
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
