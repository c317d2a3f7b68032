"""Which mailboxes are due, what portals call our fields, and what became of mails (R5.1)."""

from django.conf import settings
from django.core.checks import Error
from django.db.models import Q

from ..arrivals.imports import LeadsImporter
from ..sources.rules import FIELDS
from .models import Mailbox, MailState, Trouble
from .rules.given import Given, given_in


def due_mailboxes(now):
    """Those in use that are to be visited now; none that is not as the environment gives it."""
    rows = Mailbox.objects.filter(is_paused=False, source__revoked_at=None)
    rows = rows.exclude(error=Trouble.GIVEN)
    return rows.filter(Q(next_poll_at=None) | Q(next_poll_at__lte=now)).order_by("pk")


def given_mailboxes() -> dict[int, Given]:
    """``{number of a source: its mailbox}`` as the environment gives them."""
    return given_in(settings.MAILBOXES)[0]


def given_of(source: int) -> Given | None:
    """What the environment gives for the source's mailbox, which then is not set on its page."""
    return given_mailboxes().get(source)


def check_given(app_configs, **options):
    """Entries of ``MAILBOXES`` that cannot be read, by their place: they may hold a password."""
    return [
        Error(
            f"Entry {place} of MAILBOXES cannot be read.",
            hint="Write NUMBER=imaps://USER:PASSWORD@HOST:PORT/FOLDER, with @ in a name as %40.",
            id="intake.E001",
        )
        for place in given_in(settings.MAILBOXES)[1]
    ]


def labels_of(mailbox):
    """``{label: our field}``: the mailbox's own, beside what our fields are commonly called."""
    return COMMON | mailbox.labels


def mails_of(mailbox, state):
    """What became of the mails, the last first; all of them, or those of a state."""
    rows = mailbox.mails.order_by("-pk")
    return rows.filter(state=state) if state in MailState.values else rows


COMMON = {name: name for name in FIELDS} | {
    label: name
    for name, labels in LeadsImporter.headers.items()
    if name in FIELDS
    for label in labels
}
COMMON |= {
    "联系人": "name",
    "称呼": "name",
    "联系方式": "phone",
    "意向车系": "model",
    "咨询车型": "model",
    "城市": "district",
    "地区": "district",
    "备注": "text",
    "咨询内容": "text",
    "mobile": "phone",
    "e-mail": "email",
    "message": "text",
    "car": "model",
}
