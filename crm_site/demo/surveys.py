"""Who was asked after a visit or a delivery, and what they said: with and without a name, low and high (R5.6)."""

from datetime import timedelta

from accounts.people.models import Role
from service.surveys.models import Survey
from service.surveys.rules import QUESTIONS
from service.surveys.services import answer, call_back, open_surveys, set_policy

# What was answered, in their words, and whether without a name.
SAID = [
    ((10, 10, 9), "讲解很专业，交车准时", False),
    ((9, 9, 8), "", False),
    ((4, 3, 5), "等了四十分钟没有人接待", False),
    ((8, 9, 7), "试驾路线可以再长一点", False),
    ((3, 2, 4), "报价前后不一致", True),
    ((10, 9, 10), "", True),
    ((9, 10, 9), "下次换车还来", False),
]
CALLED = "已电话致歉，约周末到店重新报价"
MOST = 12


def ask_customers(people, *, now):
    """What was opened by yesterday is answered by most, the first dissatisfied one was called back."""
    for store in people.stores:
        (head,) = people.of(Role.GENERAL_MANAGER, store)
        then = now - timedelta(days=7)
        terms = {"good_for": 14, "low": 6, "call_back_minutes": 540}
        set_policy(
            store, by=head, now=then - timedelta(days=30), days={"visit": 1, "delivery": 3}, **terms
        )
        open_surveys(store, now=then)
        open_surveys(store, now=now - timedelta(hours=1))
        desk = people.of(Role.SERVICE, store)[0]
        rows = Survey.objects.filter(store=store).order_by("opened_at", "pk")[:MOST]
        for number, survey in enumerate(rows):
            given, text, is_anonymous = SAID[number % len(SAID)]
            if number % 4 == 3:
                continue
            moment = survey.opened_at + timedelta(minutes=20 + number)
            answer(
                survey,
                by=desk if number % 3 == 0 else None,
                now=moment,
                answers=dict(zip(QUESTIONS, given, strict=True)),
                text=text,
                is_anonymous=is_anonymous,
            )
        low = Survey.objects.filter(store=store).to_call_back().order_by("pk").first()
        if low:
            call_back(low, by=desk, now=low.answered_at + timedelta(minutes=15), note=CALLED)
