"""What customers wanted to know of the departments: answered, late, and asked just now (R5.4)."""

from datetime import timedelta

from accounts.people.models import Role
from leads.opportunities.models import Opportunity
from service.questions.rules import FINANCE, MARKETING, PARTS, SERVICE, TERMS
from service.questions.services import answer, ask, tell_late

ASKED = [
    (FINANCE, "首付三成、三年期，月供是多少？", "三年期月供约3180元，利率以银行批复为准"),
    (SERVICE, "首保在哪里做，需要预约吗？", "本店售后即可，提前一天电话预约"),
    (MARKETING, "网上看到的置换补贴这个月还有吗？", "有，月底截止，凭旧车行驶证办理"),
    (PARTS, "原厂行李架现在有货吗？", ""),
    (FINANCE, "公司户贷款要准备什么材料？", ""),
]


def put_questions(people, *, now):
    """The last but one is late, the last was asked this hour."""
    for store in people.stores:
        consultants = people.of(Role.CONSULTANT, store)
        for number, (department, text, said) in enumerate(ASKED):
            person = consultants[number % len(consultants)]
            rows = Opportunity.objects.executing().filter(consultant=person, store=store)
            opportunity = rows.select_related("customer__store").order_by("-pk").first()
            if opportunity is None:
                continue
            then = now - timedelta(days=2 * (len(ASKED) - 1 - number), minutes=20)
            question = ask(
                by=person,
                now=then,
                customer=opportunity.customer,
                department=department,
                text=text,
                minutes=TERMS[number % len(TERMS)],
            )
            if said:
                desk = people.of(Role(department), store)[0]
                answer(question, by=desk, now=then + timedelta(minutes=25), text=said)
    tell_late(now=now)
