"""Finance and customer service hear of an order that is sold, paid, delivered (R5.5)."""

from datetime import datetime

from accounts.notices.models import NoticeKind
from accounts.notices.services import News, tell
from accounts.people.models import Role, User
from foundation.words import surname_of

from ..models import Order


def tell_departments(
    kinds: tuple[NoticeKind, NoticeKind], order: Order, *, by: User, now: datetime
) -> None:
    """Once an order and event, however often it is undone and done again."""
    for_finance, for_service = kinds
    people = User.objects.filter(
        store=order.store_id, is_active=True, role__in=(Role.FINANCE, Role.SERVICE)
    )
    values = {
        "customer": surname_of(order.customer.name),
        "model": order.model,
        "order": order.number,
    }
    news = [
        News(for_finance, key, order.pk, values, order.pk)
        if role == Role.FINANCE
        else News(for_service, key, order.pk, values)
        for key, role in people.order_by("pk").values_list("pk", "role")
    ]
    tell(*news, now=now, by=by)
