"""A digest as an e-mail and as the message of a chat robot, in the receiver's language (R10.1)."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from foundation.display import day

from ..models import ChatRobot, DigestKind
from ..queries import Digest, items_of, summary
from ..rules import LONGEST_TEXT, shortened


def mail_of(digest: Digest, *, kind: str, on: date) -> dict[str, str]:
    """The keyword arguments of ``Mailer.send``."""
    with override(digest.person.language or settings.LANGUAGE_CODE):
        context = {
            "person": digest.person,
            "title": _title(kind, on),
            "items": items_of(digest),
            "site": settings.SITE_URL,
        }
        return {
            "to": digest.person.email,
            "subject": context["title"],
            "text": render_to_string("compliance/reminders/digest.txt", context),
            "html": render_to_string("compliance/reminders/digest_mail.html", context),
        }


def robot_text(robot: ChatRobot, digests: Iterable[Digest], *, kind: str, on: date) -> str:
    """One line per person with numbers alone: a robot's room is open to many (R1.3)."""
    with override(robot.language):
        lines = [f"{_title(kind, on)} · {robot.store}"]
        if settings.SITE_URL:
            lines.append(settings.SITE_URL)
        lines += [summary(digest) for digest in digests]
        return shortened(lines, LONGEST_TEXT[robot.format], _more)


def _title(kind: str, on: date) -> str:
    if kind == DigestKind.MORNING:
        return _("This morning, %(date)s") % {"date": day(on)}
    return _("At closing time, %(date)s") % {"date": day(on)}


def _more(number: int) -> str:
    said = ngettext("… and %(count)d more person", "… and %(count)d more people", number)
    return said % {"count": number}
