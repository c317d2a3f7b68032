"""What stands on people's bells goes to their mail or messenger, once, outside the quiet hours (R10.3)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.notices.models import Notice
from accounts.notices.services import KEPT_FOR
from accounts.people.models import HEADS, Store, User
from foundation.deliveries import DeliveryState, NoConnection, NotDelivered, deliver, skip

from ..models import Letter, LetterLine, PersonalMessages, Way
from ..rules import LONGEST_TEXT, STALE, is_quiet, shortened
from .mail import Mailer
from .messenger import MessengerApp

# So many notices at a time: what is left waits for the next minute.
AT_ONCE = 2000


def write_to_people(store: Store, *, clock: Callable[[], datetime]) -> int:
    """Send what the store's people were told of and have not read; returns how many messages went out.

    May be called at any time, as often as one likes, by several workers at once.
    """
    now = clock()
    found = PersonalMessages.objects.filter(store=store).first()
    how = found or PersonalMessages(store=store)
    local = now.astimezone(ZoneInfo(store.time_zone)).time()
    if is_quiet(local, quiet_from=how.quiet_from, quiet_until=how.quiet_until):
        return 0
    people = receivers_of(store)
    _write(people, how, now=now)
    waiting = Letter.objects.filter(
        user__in=people, state=DeliveryState.WAITING, next_try_at__lte=now
    )
    due = list(waiting.select_related("user").order_by("next_try_at", "pk"))
    return _send_mails(due, clock=clock) + _send_messages(due, how, clock=clock)


def is_anything_owed() -> bool:
    """Whether anybody is still to be written to."""
    waiting = Letter.objects.filter(state=DeliveryState.WAITING)
    return Notice.objects.filter(is_owed=True).exists() or waiting.exists()


def forget_letters(now: datetime) -> None:
    """What nobody could be told in time is of no use; what was sent is kept as long as the notices."""
    waiting = Letter.objects.filter(state=DeliveryState.WAITING, made_at__lt=now - STALE)
    waiting.update(state=DeliveryState.SKIPPED)
    Letter.objects.filter(made_at__lt=now - KEPT_FOR).delete()


def receivers_of(store: Store) -> QuerySet[User]:
    """Who works at the store; a region's heads are written to at the hours of its first one."""
    whose = Q(store=store)
    first = Store.objects.filter(region=store.region_id).order_by("code").first()
    if store.region_id and first == store:
        whose |= Q(store=None, region=store.region_id, role__in=HEADS)
    return User.objects.filter(whose, is_active=True)


@transaction.atomic
def _write(people: QuerySet[User], how: PersonalMessages, *, now: datetime) -> None:
    """A letter for each person with news; what is read, old or cannot be sent is owed no more."""
    rows = Notice.objects.select_for_update(skip_locked=True, of=("self",))
    owed = list(rows.filter(is_owed=True, person__in=people).order_by("made_at", "pk")[:AT_ONCE])
    if not owed:
        return
    Notice.objects.filter(pk__in=[notice.pk for notice in owed]).update(is_owed=False)
    news = defaultdict(list)
    for notice in owed:
        if notice.read_at is None and notice.made_at > now - STALE:
            news[notice.person_id].append(notice)
    letters = []
    for person in User.objects.in_bulk(news).values():
        if way := _way_to(person, how):
            letters.append(Letter(user=person, way=way, made_at=now, next_try_at=now))
    Letter.objects.bulk_create(letters)
    LetterLine.objects.bulk_create(
        LetterLine(letter=letter, notice=notice)
        for letter in letters
        for notice in news[letter.user_id]
    )


def _way_to(person: User, how: PersonalMessages) -> str | None:
    if how.format and person.messenger == how.format and person.messenger_id:
        return Way.MESSENGER
    return Way.MAIL if person.email else None


def _send_mails(due: Iterable[Letter], *, clock: Callable[[], datetime]) -> int:
    sent = 0
    with Mailer() as mailer:
        for letter in due:
            if letter.way != Way.MAIL:
                continue
            with override(letter.user.language or settings.LANGUAGE_CODE):
                lines = _lines(letter)
                mail = {"to": letter.user.email, "subject": _title(lines), "text": _text(lines)}
                context = {"lines": lines, "site": settings.SITE_URL, "title": _title(lines)}
                mail["html"] = render_to_string("compliance/reminders/letter.html", context)
            if not lines:
                skip(letter)
                continue
            try:
                sent += deliver(letter, partial(mailer.send, **mail), clock=clock)
            except NoConnection:
                break  # nor would the others get through
            except NotDelivered:
                continue
    return sent


def _send_messages(
    due: Iterable[Letter], how: PersonalMessages, *, clock: Callable[[], datetime]
) -> int:
    sent, app = 0, MessengerApp(how) if how.format else None
    for letter in due:
        if letter.way != Way.MESSENGER:
            continue
        person = letter.user
        with override(person.language or settings.LANGUAGE_CODE):
            lines = _lines(letter)
            text = shortened(_text(lines).split("\n"), LONGEST_TEXT.get(how.format, 0), _more)
        if not lines or app is None or person.messenger != how.format:
            skip(letter)
            continue
        send = partial(app.send, to=person.messenger_id, text=text, once=f"letter-{letter.pk}")
        try:
            sent += deliver(letter, send, clock=clock)
        except NoConnection:
            break
        except NotDelivered:
            continue
    return sent


def _lines(letter: Letter) -> list[str]:
    """A line for each notice that is still unread, in the present language."""
    rows = Notice.objects.unread().filter(pk__in=letter.lines.values("notice"))
    return [f"{notice} · {notice.act}" for notice in rows.order_by("made_at", "pk")]


def _title(lines: list[str]) -> str:
    number = len(lines)
    return ngettext("%(n)d notice for you", "%(n)d notices for you", number) % {"n": number}


def _text(lines: list[str]) -> str:
    address = [f"{settings.SITE_URL}/notices/"] if settings.SITE_URL else []
    return "\n".join([_title(lines), *address, *(f"- {line}" for line in lines)])


def _more(number: int) -> str:
    return _("… and %(n)d more on your bell") % {"n": number}
