"""Which store grades by which policy on a date (R3.2), and a note and its date read by that policy
(R3.1, R3.3).
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.holidays.queries import closed_days, days_off
from accounts.holidays.rules import EVERY_DAY, DayCount
from accounts.people.models import Store, User
from foundation.read_once import once

from .models import Grade, GradingPolicy, StorePolicy
from .rules import GradeError, days_until, fits, fitting, read_note

DEFAULT_POLICY = "S0"
# The class of new leads, of a policy that has one (R12.1).
NEW_LEAD = "0"
NO_ORDER = gettext_lazy(
    "Grade %(grade)s comes from an order: take the order, or choose another grade."
)


@dataclass(frozen=True)
class Intent:
    grade: Grade
    note: str
    expected_on: date


class WindowError(ValidationError):
    """Grade and date disagree; ``fitting`` are the codes of the grades that fit the date (R3.3)."""

    def __init__(self, message, fitting):
        super().__init__(message, code="window")
        self.fitting = fitting


def all_grades():
    """``{key of a policy: its grades}``, each with its policy; read once in an act (``reading_once``)."""

    def read():
        found = defaultdict(list)
        for grade in Grade.objects.select_related("policy"):
            found[grade.policy_id].append(grade)
        return found

    return once(all_grades, read)


def team_of(person):
    """The key of the manager in whose team the person works, their own where they lead one; or ``None``."""
    return person.pk if person.is_manager else person.manager_id


def policy_in_force(store, *, on, person=None, team=None):
    """The store's grading policy on the date, with its grades; S0 where it adopted none (R3.2).

    Of a ``person``, or of a ``team`` by its manager's key, it is what the team adopted, if it did (R12.1).
    """
    adoption = _adoption(store, on, team if person is None else team_of(person))
    return adoption.policy if adoption else GradingPolicy.objects.get(code=DEFAULT_POLICY)


def _adoption(store, on, team):
    return once(
        (StorePolicy, store.pk, on, team),
        lambda: StorePolicy.objects.in_force(store, on=on, team=team),
    )


def policies_of(people, *, on):
    """``{key of a person: the policy they grade by}``, of whatever stores, in two queries at most."""
    people = list(people)
    latest = {}
    rows = StorePolicy.objects.filter(
        store__in={person.store_id for person in people}, effective_from__lte=on
    )
    for adoption in rows.select_related("policy").order_by("effective_from"):
        latest[adoption.store_id, adoption.team_id] = adoption.policy
    found = {
        person.pk: latest.get((person.store_id, team_of(person)))
        or latest.get((person.store_id, None))
        for person in people
    }
    if None in found.values():
        usual = GradingPolicy.objects.get(code=DEFAULT_POLICY)
        found = {key: policy or usual for key, policy in found.items()}
    return found


def policy_of(opportunity, *, on):
    """The policy by which an opportunity's next note is read: that of its consultant on the date.

    One that was entered under a policy its store never graded by stays with that (R3.2).
    """
    own = opportunity.grade.policy
    if own.code == DEFAULT_POLICY:
        adoption = _adoption(opportunity.store, on, team_of(opportunity.consultant))
        return adoption.policy if adoption else own
    if StorePolicy.objects.filter(store=opportunity.store_id, policy=own).exists():
        return policy_in_force(opportunity.store, on=on, person=opportunity.consultant)
    return own


def days_without_work(policy, first_year, last_year):
    """The dates on which nobody works where the policy holds (R4.3, R4.11).

    A desk that counts working days rests on the days off of the calendar. A dealership sells on
    weekends and holidays: it rests on the days that were entered.
    """
    known = days_off if policy.counts_working_days else closed_days
    return known(first_year, last_year)


def day_count(policy, *, on):
    """How the policy counts days around the date."""
    if not policy.counts_working_days:
        return EVERY_DAY
    return DayCount(days_off(on.year, on.year + 1))


class IntentReader:
    """Reads intents by one policy on one date; holds the grades, so that a batch asks once."""

    def __init__(self, policy, *, on):
        self.on = on
        self.policy = policy
        self.grades = {grade.code: grade for grade in all_grades()[policy.pk]}
        self.count = day_count(policy, on=on)

    @classmethod
    def of_store(cls, store, *, on, person=None):
        """By the store's policy, or by that of the ``person`` whose intents they are."""
        return cls(policy_in_force(store, on=on, person=person), on=on)

    @classmethod
    def of_person(cls, person, *, on):
        """By the policy of the person's team, else of their store."""
        return cls.of_store(person.store, on=on, person=person)

    @classmethod
    def of_opportunity(cls, opportunity, *, on):
        return cls(policy_of(opportunity, on=on), on=on)

    @property
    def unasked(self):
        """The grade of whom nobody has asked yet: that of a new lead (R12.1), else the coolest."""
        if NEW_LEAD in self.grades:
            return self.grades[NEW_LEAD]
        grades = [grade for grade in self.grades.values() if not grade.is_ordered]
        return max(grades, key=lambda grade: grade.sort_order)

    def read_note(self, note):
        """``(grade, note as stored)``; raises ``ValidationError`` where the prefix is wrong (R3.1)."""
        try:
            code, stored = read_note(note, self.grades)
        except GradeError as error:
            raise ValidationError(
                _("Start the note with the grade letter: %(codes)s."),
                code="prefix",
                params={"codes": _listed(error.codes)},
            ) from error
        return self.grades[code], stored

    def check_date(self, grade, expected_on):
        """Raise ``ValidationError`` where the date is past, ``WindowError`` where it misfits (R3.3)."""
        if expected_on < self.on:
            raise ValidationError(_("The expected purchase date is past."), code="past")
        days = days_until(expected_on, self.on, self.count)
        if grade.is_ordered or fits(grade.terms, days):
            return
        codes = self.fitting(expected_on)
        if codes:
            message = _("%(date)s does not fit grade %(grade)s. Fitting: %(codes)s.")
        else:
            message = _("%(date)s does not fit grade %(grade)s, nor any other.")
        values = {"date": date_format(expected_on), "grade": grade.code, "codes": _listed(codes)}
        raise WindowError(message % values, codes)

    def fitting(self, expected_on):
        """The codes of the grades whose window holds the date, the tightest first."""
        days = days_until(expected_on, self.on, self.count)
        terms = [grade.terms for grade in self.grades.values()]
        return [found.code for found in fitting(terms, days)]

    def read(self, note, expected_on):
        """The ``Intent``; raises ``ValidationError`` by field (``note``, ``expected_on``)."""
        try:
            grade, stored = self.read_note(note)
        except ValidationError as error:
            raise ValidationError({"note": error}) from error
        try:
            self.check_date(grade, expected_on)
        except ValidationError as error:
            raise ValidationError({"expected_on": error}) from error
        return Intent(grade, stored, expected_on)


def _listed(codes):
    return _(", ").join(codes)


@dataclass(frozen=True)
class Held:
    """Who grades by the policy of a code: a whole store, or the team of a manager."""

    store: Store
    code: str
    team: User | None = None


def policies_in_force(stores, *, on):
    """``[Held]``: what each store grades by, S0 where it adopted none, and each team that has its own."""
    latest = defaultdict(dict)
    rows = StorePolicy.objects.filter(store__in=stores, effective_from__lte=on)
    for adoption in rows.select_related("policy", "team").order_by("effective_from"):
        latest[adoption.store_id][adoption.team] = adoption.policy.code
    found = []
    for store in stores:
        held = latest[store.pk]
        found.append(Held(store, held.pop(None, DEFAULT_POLICY)))
        found += [Held(store, code, team) for team, code in held.items()]
    return found


def grade_choices(stores, *, on):
    """The codes of the grades in use in the stores, as choices of a filter."""
    policies = {held.code for held in policies_in_force(stores, on=on)}
    grades = Grade.objects.filter(policy__code__in=policies).values_list("code", flat=True)
    return [(code, code) for code in dict.fromkeys(grades)]
