"""Who may see whose work, and who may decide about it, said once (R1.2, R1.3)."""

from datetime import tzinfo
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone

from foundation.chosen import key_in

from ..people.models import HEADS, Role, Store, User

ASSESSING_ROLES = (Role.MANAGER, Role.DIRECTOR)


def stores_of(user):
    """The stores whose data the user may know of: their own, or all of the region that they head.

    The administrator who sets a new site up belongs to none, and looks after all.
    """
    if user.store_id:
        return Store.objects.filter(pk=user.store_id)
    if user.region_id and user.role in (*HEADS, Role.ADMINISTRATOR):
        return Store.objects.filter(region_id=user.region_id)
    if user.is_superuser and user.role == Role.ADMINISTRATOR:
        return Store.objects.all()
    return Store.objects.none()


def store_asked_for(user, text):
    """``(store, all that they may know of)``: the one whose key ``text`` is, else the first.

    Raises ``PermissionDenied`` for whom there is none.
    """
    stores = list(stores_of(user).order_by("code"))
    if not stores:
        raise PermissionDenied
    key = key_in(text)
    return next((each for each in stores if each.pk == key), stores[0]), stores


def owned_by_visible_staff(user, *, person, store):
    """A ``Q`` over rows owned by ``person`` (a path to a user) in ``store`` (a path to a store).

    Consultant: their own; manager: their team's and their own; director and general
    manager: their store's or region's; others: none.
    """
    if user.role == Role.CONSULTANT:
        return Q(**{person: user.pk})
    if user.role == Role.MANAGER:
        # Through their keys an index leads to the rows of a few; an OR over a join would read the store's.
        team = User.objects.filter(Q(manager=user.pk) | Q(pk=user.pk)).values("pk")
        return Q(**{f"{person}__in": team}, **{store: user.store_id})
    if user.heads:
        return Q(**{f"{store}__in": stores_of(user)})
    return Q(pk__in=[])


def staff_visible_to(user):
    """The people whose work the user oversees, the user included."""
    if user.role == Role.MANAGER:
        return User.objects.filter(Q(manager=user) | Q(pk=user.pk))
    if user.role in (*HEADS, Role.ADMINISTRATOR):
        people = Q(store__in=stores_of(user)) | Q(pk=user.pk)
        if user.store_id is None and user.region_id:
            people |= Q(store=None, region=user.region_id)
        return User.objects.filter(people)
    return User.objects.filter(pk=user.pk)


def access_mark_of(user: User) -> str:
    """A short text that changes once the user may see other people's work than before."""
    seen = [user.role, user.store_id, user.region_id]
    if user.role == Role.MANAGER:
        seen += sorted(user.team.values_list("pk", flat=True))
    elif not user.store_id:
        seen += sorted(stores_of(user).values_list("pk", flat=True))
    return sha256(repr(seen).encode()).hexdigest()


def assessor_of(store):
    """The director who answers for the store: its own, else its region's, else ``None`` (R1.2)."""
    directors = User.objects.filter(role=Role.DIRECTOR, is_active=True).order_by("pk")
    own = directors.filter(store=store).first()
    if own or not store.region_id:
        return own
    return directors.filter(store=None, region_id=store.region_id).first()


def require_director(user, store_id):
    """Raise ``PermissionDenied`` unless the user is a director of the store or of its region."""
    if not (user.is_director and stores_of(user).filter(pk=store_id).exists()):
        raise PermissionDenied


def oversees(user, person, store_id):
    """Whether the user is the person's manager, or a director over the store."""
    if user.is_director:
        return stores_of(user).filter(pk=store_id).exists()
    return user.is_manager and person.manager_id == user.pk


def today_for(user, now):
    """The business date of the person's store; of the first one, where they head several."""
    store = _store_for(user)
    return store.business_date(now) if store else timezone.localtime(now).date()


def zone_for(user: User) -> tzinfo:
    """The clock by which the person's days begin and end: of the same store, else the site's."""
    return zone_of(_store_for(user))


def zone_of(store: Store | None) -> tzinfo:
    return ZoneInfo(store.time_zone) if store else timezone.get_current_timezone()


def _store_for(user):
    return user.store or stores_of(user).order_by("code").first()


FINED_ROLES = (Role.CONSULTANT, Role.MANAGER)

# Who sells, and who leads them, works with customers; others have none (R1.3).
CUSTOMER_ROLES = (Role.CONSULTANT, Role.MANAGER, Role.DIRECTOR)

# The general manager reads what these read, and changes none of it.
READING_ROLES = (*CUSTOMER_ROLES, Role.GENERAL_MANAGER)

# Finance sees the store's orders, without phone numbers, and looks after the money.
ORDER_ROLES = (*READING_ROLES, Role.FINANCE)

MONEY_ROLES = (Role.MANAGER, Role.DIRECTOR, Role.FINANCE)

LEADING_ROLES = (Role.MANAGER, Role.DIRECTOR)

OVERSEEING_ROLES = (*LEADING_ROLES, Role.GENERAL_MANAGER)

DESK_ROLES = (*CUSTOMER_ROLES, Role.RECEPTION)

REGISTER_ROLES = (*READING_ROLES, Role.RECEPTION)
