"""The confidentiality agreement of the demonstration, which all but one person have signed (R13.4)."""

from datetime import timedelta

from django.db.models import Q

from accounts.confidentiality.models import Signature
from accounts.confidentiality.services import publish
from accounts.people.models import HEADS, Role, User

TEXT_ZH = """一、客户的姓名、手机号、微信、证件号码和购车信息，只用于本店的销售与服务。
二、不抄录、不截图、不转发给店外任何人，也不存入个人手机。
三、离职时交还全部资料，此后继续保密。
四、发现泄露，当天报告总监。"""
TEXT_EN = """1. Customers' names, phone numbers, WeChat, ID numbers and car plans serve this store alone.
2. They are not copied, photographed or passed on to anybody outside, nor kept on a phone of one's own.
3. Whoever leaves hands everything back, and keeps silent afterwards.
4. Whoever learns of a leak tells the director on the same day."""


def keep_silent(people, *, now):
    """Published a year ago; the last consultant of the first store has yet to sign."""
    late = people.of(Role.CONSULTANT, people.stores[0])[-1].pk
    for store in people.stores:
        (head,) = people.of(Role.GENERAL_MANAGER, store)
        then = now - timedelta(days=365)
        (agreement,) = publish(
            by=head,
            now=then,
            stores=[store],
            text_zh=TEXT_ZH,
            text_en=TEXT_EN,
            counts_from=store.business_date(then),
        )
        here = Q(store=store) | Q(store=None, region=store.region_id, role__in=HEADS)
        rows = User.objects.filter(here).exclude(pk=late)
        Signature.objects.bulk_create(
            Signature(agreement=agreement, person=person, signed_at=then + timedelta(hours=2))
            for person in rows
        )
