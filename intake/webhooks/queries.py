"""What is due to be sent, and what its source was told last (R5.1)."""

from django.db.models import Exists, Max, OuterRef, Q

from foundation.deliveries import DeliveryState

from .models import Event, Webhook

UNFINISHED = (DeliveryState.WAITING, DeliveryState.SENDING)


def due_webhooks(now):
    """Those in use to which something may be sent now."""
    rows = Webhook.objects.filter(paused_at=None, source__revoked_at=None)
    rows = rows.filter(Q(rests_until=None) | Q(rests_until__lte=now))
    waiting = Event.objects.filter(webhook=OuterRef("pk"), state=DeliveryState.WAITING)
    return rows.filter(Exists(waiting)).select_related("source").order_by("pk")


def due_events(webhook, now):
    """What may be sent now, the first of each lead before its others."""
    earlier = Event.objects.filter(
        lead=OuterRef("lead"), pk__lt=OuterRef("pk"), state__in=UNFINISHED
    )
    rows = Event.objects.filter(webhook=webhook, state=DeliveryState.WAITING, next_try_at__lte=now)
    return rows.filter(~Exists(earlier.filter(webhook=webhook))).order_by("pk")


def last_told(keys):
    """``{lead: body}`` of what was written last of each of the leads."""
    last = Event.objects.filter(lead__in=keys).order_by().values("lead").annotate(last=Max("pk"))
    rows = Event.objects.filter(pk__in=[row["last"] for row in last])
    return dict(rows.order_by().values_list("lead", "body"))


def events_of(webhook):
    """What its source was told, and is to be told, the last first."""
    return webhook.events.order_by("-pk") if webhook else Event.objects.none()
