"""Setting up a store's chat robots, and trying them (R10.1)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.access.queries import stores_of
from accounts.people.models import Role, User
from accounts.people.services import lock_store

from ..models import ChatRobot, PersonalMessages
from .webhook import send_to_robot

KEEPERS = (Role.DIRECTOR, Role.ADMINISTRATOR)


@transaction.atomic
def save_robot(robot: ChatRobot, *, by: User) -> ChatRobot:
    """Save a robot of a store that ``by`` looks after; raises ``PermissionDenied`` for another's.

    ``ValidationError`` for one that the store has already: every room is told once.
    """
    _require_keeper(robot, by)
    lock_store(robot.store_id)
    others = ChatRobot.objects.filter(store=robot.store_id).exclude(pk=robot.pk)
    if any(other.url == robot.url for other in others):
        raise ValidationError({"url": _("The store has a robot with this address already.")})
    robot.save()
    return robot


def save_personal_messages(row: PersonalMessages, *, by: User) -> PersonalMessages:
    """Save how the people of a store are written to; raises ``PermissionDenied`` as ``save_robot``."""
    _require_keeper(row, by)
    row.save()
    return row


def send_test(robot: ChatRobot, *, by: User, at: datetime) -> None:
    """Bring a test message to the robot's room; raises ``NotDelivered`` or ``Unclear``.

    ``PermissionDenied`` as ``save_robot``. Call it outside a transaction: it waits for the network.
    """
    _require_keeper(robot, by)
    with override(robot.language):
        text = _("Test message of %(store)s: the reminders will come here.") % {
            "store": robot.store
        }
    send_to_robot(robot, text, at=at)


def _require_keeper(robot: ChatRobot | PersonalMessages, by: User) -> None:
    if by.role not in KEEPERS or not stores_of(by).filter(pk=robot.store_id).exists():
        raise PermissionDenied
