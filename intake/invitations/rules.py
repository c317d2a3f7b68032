"""Which grade of the floor a customer of the telephone desk gets at the door (R3.3, R12.4). Pure."""

from collections.abc import Sequence

from leads.grading.rules import GradeTerms, fitting


def grade_at_the_door(grades: Sequence[GradeTerms], days: int, *, has_ordered: bool) -> str:
    """The code of the grade that the expected date fits, ``days`` counted days away.

    Who has ordered stays ordered. A date that is past leaves the hottest: they stand in the store, and the talk
    asks for a new one. Where no window holds the date it is the coolest.

    >>> floor = [GradeTerms("H", 3, 0, 7), GradeTerms("C", 30, 31, None), GradeTerms("O", 7, is_ordered=True)]
    >>> [grade_at_the_door(floor, days, has_ordered=False) for days in (5, -3, 60, 10)]
    ['H', 'H', 'C', 'C']
    >>> grade_at_the_door(floor, 5, has_ordered=True)
    'O'
    """
    if has_ordered and (ordered := [grade for grade in grades if grade.is_ordered]):
        return ordered[0].code
    open_ones = [grade for grade in grades if not grade.is_ordered]
    fit = fitting(open_ones, max(days, 0))
    return fit[0].code if fit else max(open_ones, key=lambda grade: grade.rank).code
