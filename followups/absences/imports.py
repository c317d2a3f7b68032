"""Importing leave and training (R4.7)."""

from collections import defaultdict
from datetime import timedelta
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.staff.imports import StaffByName, StoreImporter
from foundation.history import save_as
from foundation.importing.cells import choice, day, text
from foundation.importing.importer import Outcome
from foundation.importing.problems import RowErrors
from leads.opportunities.models import Opportunity

from ..calendars.models import STANDING, Absence, AbsenceKind, AbsenceState, PlanHandling
from ..deadlines.imports import sync_under_lock
from .services.registering import move_plans, target_day

ASKED_FOR = (AbsenceKind.LEAVE, AbsenceKind.TRAINING)


class AbsencesImporter(StoreImporter):
    """An absence is known by person, first and last day; it may not overlap another one.

    It counts as known since the day before it began, or since today if that is still to come: an
    import tells of what was approved in its time. What is audited by then stays as it is judged
    (``OpenDays``). ``plans`` moves the open plans in it accordingly.
    """

    columns = {
        "username": text(60),
        "from": day,
        "to": day,
        "kind": choice([(kind.value, kind.label) for kind in ASKED_FOR]),
        "plans": choice(PlanHandling.choices),
    }
    headers = {
        "username": ("用户名", "账号"),
        "from": ("开始日期", "起始日期"),
        "to": ("结束日期", "截止日期"),
        "kind": ("类型", "请假类型"),
        "plans": ("计划处理", "计划安排", "计划"),
    }
    required = ("username", "from", "to", "kind")

    def __init__(self, context):
        super().__init__(context)
        self._known_since = {}

    @cached_property
    def _people(self):
        return StaffByName(self.context)

    def read(self, row):
        values = super().read(row)
        values["person"] = self._people.find(values["username"], "username")
        if values["to"] < values["from"]:
            raise RowErrors(("to", _("The absence ends before it begins.")))
        return values

    def save(self, entries):
        registered = defaultdict(list)
        people = {values["person"].pk for _row, values in entries}
        for absence in Absence.objects.filter(user__in=people, state__in=STANDING):
            registered[absence.user_id].append(absence)
        results = []
        for _row, values in entries:
            try:
                results.append(self._place(values, registered[values["person"].pk]))
            except RowErrors as errors:
                results.append(errors)
        return results

    def finish(self):
        sync_under_lock(_opportunities_of(self._known_since))

    def _place(self, values, registered):
        for absence in registered:
            same_days = (absence.from_on, absence.to_on) == (values["from"], values["to"])
            if same_days and absence.state == AbsenceState.APPROVED:
                # Of a run that was broken off before its deadlines were written, too.
                self._touch(absence)
                return _same(absence, values)
            if absence.from_on <= values["to"] and values["from"] <= absence.to_on:
                message = _("Overlaps the absence from %(start)s to %(end)s.")
                dates = {"start": absence.from_on, "end": absence.to_on}
                raise RowErrors(("from", message % dates))
        absence = self._register(values)
        registered.append(absence)
        self._touch(absence)
        return Outcome.CREATED

    def _touch(self, absence):
        known = self._known_since.get(absence.user_id, absence.recorded_on)
        self._known_since[absence.user_id] = min(known, absence.recorded_on)

    def _register(self, values):
        person = values["person"]
        today = person.store.business_date(self.context.now)
        open_day = self._people.open_days.of(person.store_id, today)
        absence = Absence(
            user=person,
            kind=values["kind"],
            from_on=values["from"],
            to_on=values["to"],
            plans=values.get("plans", ""),
            recorded_on=max(min(today, values["from"] - timedelta(days=1)), open_day),
            by=self.context.by,
        )
        if absence.plans == PlanHandling.PULL_FORWARD:
            target = target_day(absence)
            if target < (open_day if absence.from_on <= today else max(today, open_day)):
                raise RowErrors(("plans", _("It is too late to pull the plans forward.")))
            if absence.from_on <= today:
                # Plans were pulled forward while there still was time to do so.
                absence.recorded_on = min(absence.recorded_on, target)
        save_as(absence, by=self.context.by, now=self.context.now)
        move_plans(absence, by=self.context.by, now=self.context.now, on=absence.recorded_on)
        return absence


def _same(absence, values):
    for column, present in (("kind", absence.kind), ("plans", absence.plans)):
        if column in values and values[column] != present:
            message = _("This absence is already registered as “%(value)s”.")
            raise RowErrors((column, message % {"value": present or "–"}))
    return Outcome.UNCHANGED


def _opportunities_of(known_since):
    """The opportunities in whose life, since then, one of the people had a part."""
    for person, since in known_since.items():
        part = Q(changes__consultant=person) | Q(activities__consultant=person)
        part |= Q(activities__planned_for=person)
        alive = Q(ended_on=None) | Q(ended_on__gte=since)
        yield from (
            Opportunity.objects.filter(part, alive)
            .order_by("pk")
            .values_list("pk", flat=True)
            .distinct()
        )
