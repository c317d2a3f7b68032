"""What a store's people and robots are owed now, and sending it (R10.1)."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.people.models import Role, Store, User
from followups.calendars.models import Absence
from foundation.deliveries import DeliveryState, NoConnection, NotDelivered, deliver, skip

from ..models import ChatRobot, Delivery
from ..queries import SALES, Digest, digests_for
from ..rules import CLOSING, due_digest
from .deliveries import forget_stale, owe
from .mail import Mailer
from .messages import mail_of, robot_text
from .webhook import send_to_robot


def digest_due(store: Store, *, now: datetime) -> tuple[str | None, date]:
    """``(kind, date)`` of the digest that is worth sending at the store now; the kind may be ``None``."""
    local = now.astimezone(ZoneInfo(store.time_zone))
    kind = due_digest(local, morning=settings.MORNING_TIME, closing=settings.CLOSING_TIME)
    return kind, local.date()


def remind(store: Store, *, clock: Callable[[], datetime]) -> int:
    """Send what the store's receivers are owed and have not got; returns how many were sent.

    May be called at any time, as often as one likes, by several workers at once. ``clock`` gives the
    present moment: sending takes time, and a claim must carry its own.
    """
    now = clock()
    kind, on = digest_due(store, now=now)
    everybody = list(people_of(store))
    away = _away(everybody, on=on)
    people = [person for person in everybody if person.pk not in away]
    robots = list(ChatRobot.objects.filter(store=store, is_active=True).select_related("store"))
    ours = Q(user__in=everybody) | Q(robot__store=store)
    forget_stale(ours, kind=kind or "", on=on)
    if not kind:
        return 0
    owe(
        kind=kind,
        on=on,
        now=now,
        people=[person for person in people if person.email],
        robots=robots,
    )
    waiting = Delivery.objects.filter(
        ours, kind=kind, on=on, state=DeliveryState.WAITING, next_try_at__lte=now
    )
    due = list(waiting.order_by("next_try_at", "pk"))
    if not due:
        return 0
    digests = {
        digest.person.pk: digest for digest in digests_for(people, on=on, closed=kind == CLOSING)
    }
    by_pk = {robot.pk: robot for robot in robots}
    sent = _send_mails([d for d in due if d.user_id], digests, clock=clock)
    for delivery in due:
        if delivery.robot_id in by_pk:
            sent += _send_robot(delivery, by_pk[delivery.robot_id], digests, clock=clock)
    return sent


def people_of(store: Store) -> QuerySet[User]:
    """Who is reminded at this store's hours: its sales staff, and whoever heads its region from here.

    A region's director lives by the first of its stores, as on their pages.
    """
    whose = Q(store=store)
    first = Store.objects.filter(region=store.region_id).order_by("code").first()
    if store.region_id and first == store:
        whose |= Q(store=None, region=store.region_id, role=Role.DIRECTOR)
    people = User.objects.filter(whose, is_active=True, role__in=SALES)
    return people.order_by("full_name", "pk")


def _away(people: list[User], *, on: date) -> set[int]:
    """The keys of those on approved absence: nobody is reminded of work on their days off (R4.7)."""
    rows = Absence.objects.approved().overlapping(on, on).filter(user__in=people)
    return set(rows.values_list("user", flat=True))


def _send_mails(
    deliveries: list[Delivery], digests: dict[int, Digest], *, clock: Callable[[], datetime]
) -> int:
    sent = 0
    with Mailer() as mailer:
        for delivery in deliveries:
            digest = digests.get(delivery.user_id)
            if not digest or not digest.person.email:
                skip(delivery)
                continue
            mail = mail_of(digest, kind=delivery.kind, on=delivery.on)
            try:
                sent += deliver(delivery, partial(mailer.send, **mail), clock=clock)
            except NoConnection:
                break  # nor would the others get through; they wait for the next sweep
            except NotDelivered:
                continue
    return sent


def _send_robot(
    delivery: Delivery,
    robot: ChatRobot,
    digests: dict[int, Digest],
    *,
    clock: Callable[[], datetime],
) -> int:
    filled = [digest for digest in digests.values() if digest]
    if not filled:
        skip(delivery)
        return 0
    text = robot_text(robot, filled, kind=delivery.kind, on=delivery.on)

    def send() -> None:
        send_to_robot(robot, text, at=clock())

    try:
        return int(deliver(delivery, send, clock=clock))
    except NotDelivered:
        return 0
