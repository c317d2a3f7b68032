"""The board: what is executing, a column a grade (R3.5)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min

from accounts.people.models import User
from leads.grading.models import Grade
from leads.grading.queries import policy_in_force
from leads.opportunities.models import Opportunity

# So many cards of a column are shown; the list has them all.
CARDS = 30


@dataclass(frozen=True)
class Column:
    """A grade with its first cards, by expected date; ``number``: how many there are in all."""

    grade: Grade
    number: int
    cards: list[Opportunity]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.number - len(self.cards)


def board(user: User, *, on: date) -> list[Column]:
    """The visible intents that go on, the hottest first; of the store's grades each has a column."""
    rows = Opportunity.objects.visible_to(user).in_use().intents().executing()
    counted = rows.order_by().values_list("grade__code").annotate(Count("pk"), Min("grade"))
    numbers = {code: (number, grade) for code, number, grade in counted}
    grades = {
        grade.code: grade
        for grade in Grade.objects.filter(pk__in=[g for _n, g in numbers.values()])
    }
    if user.store:
        policy = policy_in_force(user.store, on=on, person=user)
        grades |= {grade.code: grade for grade in policy.grades.all()}
    wanted = rows.select_related("customer", "consultant").order_by("expected_on", "pk")
    return [
        Column(
            grade,
            numbers.get(grade.code, (0, None))[0],
            list(wanted.filter(grade__code=grade.code)[:CARDS]) if grade.code in numbers else [],
        )
        for grade in sorted(grades.values(), key=lambda grade: (grade.sort_order, grade.code))
    ]
