"""The portals by name, one that is told of its leads, and a mailbox; neither calls anybody (R5.1)."""

from datetime import timedelta

from django.db.models import F

from accounts.people.models import Role
from foundation.deliveries import DeliveryState
from intake.arrivals.models import Lead
from intake.mailboxes.models import Mail, MailReason, MailState
from intake.mailboxes.services.keeping import save_mailbox
from intake.sources.services import make_source
from intake.webhooks.models import Event
from intake.webhooks.services import make_webhook, note_changes, pause_webhook
from leads.customers.models import Channel

from .words import MAILS, SOURCES

# Reserved names, which lead nowhere (RFC 2606).
ADDRESS, SERVER = "https://dealers.autohome.example/crm/states", "imap.example.com"
TOLD = 8


def name_sources(people, store, *, now):
    """``{channel: source}`` of the store."""
    (keeper, *_others) = people.of(Role.MARKETING, store)
    at = now - timedelta(days=60)
    sources = {}
    for channel, name in SOURCES.items():
        named = {"name": f"{name} · {store.name}", "channel": channel}
        sources[channel], _token = make_source(by=keeper, now=at, store=store, **named)
    portals = (Channel.AUTOHOME, Channel.YICHE)
    for channel in portals:
        sources[channel].last_used_at = now - timedelta(minutes=7)
        sources[channel].save(update_fields=["last_used_at"])
    make_webhook(sources[Channel.AUTOHOME], url=ADDRESS, by=keeper, now=at)
    _set_up_mailbox(sources[Channel.WEBSITE], keeper, now=now)
    return sources


def tell_sources(sources, *, now):
    """What the first portal was told of its last leads, before somebody paused it."""
    source = sources[Channel.AUTOHOME]
    last = Lead.objects.filter(source=source).order_by("-received_at")[:TOLD]
    note_changes(sorted(lead.pk for lead in last))
    events = list(Event.objects.filter(webhook=source.webhook).order_by("pk"))
    for number, event in enumerate(events):
        at = event.made_at = now - timedelta(hours=3 * (len(events) - number))
        event.attempts, event.state, event.sent_at = 1, DeliveryState.SENT, at
        if number == len(events) - 2:
            event.attempts, event.state, event.sent_at = 10, DeliveryState.FAILED, None
            event.error = "HTTP 422"
    if events:
        events[-1].state, events[-1].sent_at = DeliveryState.WAITING, None
        events[-1].attempts, events[-1].error = 2, "HTTP 503"
    changed = ["made_at", "attempts", "state", "sent_at", "error"]
    Event.objects.bulk_update(events, changed)
    pause_webhook(source.webhook, by=source.made_by, now=now - timedelta(hours=1))


def _set_up_mailbox(source, keeper, *, now):
    at = now - timedelta(hours=2)
    mailbox = save_mailbox(
        source,
        by=keeper,
        now=at,
        host=SERVER,
        user_name="leads@example.com",
        password="demo",
        labels={"客户手机": "phone", "意向车": "model"},
        since=(now - timedelta(days=30)).date(),
        is_paused=True,
    )
    type(mailbox).objects.filter(pk=mailbox.pk).update(polled_at=at, taken=F("taken") + 2)
    for number, (sender, subject, state, reason) in enumerate(MAILS, start=1):
        Mail.objects.create(
            mailbox=mailbox,
            uid_validity=1,
            uid=number,
            key=str(number),
            sender=sender,
            subject=subject,
            came_at=at - timedelta(hours=5 * (len(MAILS) - number)),
            read_at=at,
            state=MailState(state),
            reason=MailReason(reason) if reason else "",
        )
