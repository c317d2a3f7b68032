"""Setting up a store's chat robots (R10.1)."""

from django.core.exceptions import PermissionDenied

from accounts.access import stores_of
from accounts.models import Role

KEEPERS = (Role.DIRECTOR, Role.ADMINISTRATOR)


def save_robot(robot, *, by):
    """Save a robot of a store that ``by`` looks after; raises ``PermissionDenied`` for another's."""
    if by.role not in KEEPERS or not stores_of(by).filter(pk=robot.store_id).exists():
        raise PermissionDenied
    robot.save()
    return robot
