"""What customers answer to surveys, by consultant, model, occasion, month or store (R5.6, R13.3)."""

from datetime import timedelta

from django.db.models import Count, DateField
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import READING_ROLES
from accounts.people.models import Role, Store, User
from foundation.display import day
from foundation.months import month_name
from leads.customers.rules import mask_name
from service.surveys.models import Survey, occasion_label
from service.surveys.queries import TALLIES, anonymous_quarters, reads_anonymous
from service.surveys.rules import CRITIC_TO, FEW, PROMOTER_FROM, Figures

from .lead_rows import NONE
from .sheet import (
    DAY,
    MARK,
    NUMBER,
    RANGE,
    SHARE,
    Column,
    Customer,
    Figure,
    Group,
    Measure,
    Sheet,
    Table,
    tally,
)

WAYS = {
    "person": _("Consultant"),
    "model": _("Model"),
    "occasion": _("Occasion"),
    "month": _("Month"),
    "store": _("Store"),
}
PATHS = {
    "person": "consultant",
    "model": "model",
    "occasion": "occasion",
    "month": "month",
    "store": "store",
}
UNNAMED = {"person": _("Nobody"), "model": _("No model")}
RECOMMEND = _("Would recommend us")
QUARTERS = [
    Column("quarter", _("Quarter"), width=24),
    Column("answered", pgettext_lazy("survey", "Answered"), NUMBER, 8),
    Column("mean", _("Mean, of 10"), NUMBER, 9),
    Column("promoters", _("9 or 10, %"), SHARE, 9),
]
SURVEY_COLUMNS = [
    Column("customer", _("Customer"), width=12),
    Column("occasion", _("Occasion")),
    Column("on", _("Date"), DAY),
    Column("model", _("Model"), width=12),
    Column("recommend", _("Recommends us"), MARK, 7),
    Column("care", _("How one was looked after"), MARK, 7),
    Column("course", _("How it went"), MARK, 7),
    Column("text", _("In their words"), width=30),
    Column("consultant", _("Consultant")),
]


class Surveys(Sheet):
    """Surveys opened in the period, and what came of them to this day.

    Consultants and managers read what is not anonymous; of the others they get whole quarters below, as far
    as those are of enough answers.
    """

    code = "surveys"
    title = _("Satisfaction surveys")
    form_name = "客户满意度统计表"
    hint = _("How many answered, how satisfied they are, who would recommend us.")
    roles = (*READING_ROLES, Role.SERVICE)
    period = RANGE
    reach = timedelta(days=90)
    ways = WAYS
    notes = (
        _("Surveys opened in the period, and their answers to this day."),
        _("Mean: of the three answers from 0 to 10. Net: share of 9 and 10 less that of 0 to 6."),
        _("Few: fewer than 5 answers, which say little."),
    )

    def columns(self, scope):
        return [
            Column("way", WAYS[self.way(scope)], width=16),
            Column("asked", pgettext_lazy("survey", "Asked"), NUMBER, 8),
            Column("answered", pgettext_lazy("survey", "Answered"), NUMBER, 8),
            Column("response", "%", SHARE, 8),
            *([] if _reads_all(scope) else [Column("read", _("Answers to be read"), NUMBER, 8)]),
            Column("mean", _("Mean, of 10"), NUMBER, 9),
            Column("promoters", _("9 or 10"), NUMBER, 8, RECOMMEND),
            Column("promoter_share", "%", SHARE, 8, RECOMMEND),
            Column("critics", _("0 to 6"), NUMBER, 8, RECOMMEND),
            Column("net", _("Net"), NUMBER, 8, RECOMMEND),
            Column("few", _("Few"), MARK, 6),
        ]

    def measures(self, scope):
        if "measures" not in scope.memo:
            asked = self._within(scope, Survey.objects.counted_for(scope.viewer))
            read = self._within(scope, Survey.objects.readable_by(scope.viewer).answered())
            promoters = read.filter(recommend__gte=PROMOTER_FROM)
            critics = read.filter(recommend__lte=CRITIC_TO)
            scope.memo["measures"] = {
                "asked": Measure(pgettext_lazy("survey", "Asked"), asked),
                "read": Measure(_("Answers"), read),
                "promoters": Measure(_("Would recommend us: 9 or 10"), promoters),
                "critics": Measure(_("Would recommend us: 0 to 6"), critics),
            }
        return scope.memo["measures"]

    def behind(self, scope, show, by):
        measure = super().behind(scope, show, {})
        for name, value in by.items():
            if "\x00" in value:
                raise ValueError("no such part")
            if value == NONE:
                narrowed = measure.rows.filter(**{PATHS[name]: "" if name == "model" else None})
            else:
                if name in ("person", "store") and not 0 <= int(value) < 2**63:
                    raise ValueError("no such key")
                narrowed = measure.rows.filter(**{PATHS[name]: value})
            measure = measure.of(narrowed)
        return measure

    def rows(self, scope):
        path = PATHS[self.way(scope)]
        groups = self.measures(scope)["asked"].rows.order_by().values(path)
        return groups.annotate(number=Count("pk")).order_by(
            *(["-month"] if path == "month" else ["-number", path])
        )

    def lines(self, scope, rows):
        way = self.way(scope)
        keys = [row[PATHS[way]] for row in rows]
        names, found = _names(way, keys), self._found(scope)
        for key in keys:
            value = NONE if key in (None, "") else key.isoformat() if way == "month" else key
            name = names.get(key) or UNNAMED[way]
            yield [name, *self._figures(scope, found.get(key, {}), {way: value})]

    def total(self, scope):
        whole = {}
        for numbers in self._found(scope).values():
            for name, number in numbers.items():
                whole[name] = whole.get(name, 0) + number
        return [_("Total"), *self._figures(scope, whole, {})]

    def figures(self, scope):
        measures = self.measures(scope)
        shown = [Figure(m.rows.count(), name, label=m.label) for name, m in measures.items()]
        return [Group(_("Total"), shown)]

    def tables(self, scope):
        """What consultants and managers learn of anonymous answers: never one of them (R1.3)."""
        if _reads_all(scope):
            return []
        lines = []
        for start, end, number, found in anonymous_quarters(scope.viewer, today=scope.today):
            if not number:
                continue
            told = [found.mean, found.promoter_share] if found else [_few(number), None]
            lines.append([f"{day(start)} – {day(end)}", number, *told])
        if not lines:
            return []
        return [Table(_("Answers that are not for the consultant"), QUARTERS, lines)]

    def _within(self, scope, rows):
        rows = rows.filter(opened_on__range=(scope.start, scope.end))
        rows = rows.annotate(month=TruncMonth("opened_on", output_field=DateField()))
        return scope.narrow(rows)

    def _found(self, scope):
        """``{group: numbers}``: all that were asked and answered, and ``TALLIES`` of those to be read."""
        if "found" not in scope.memo:
            path, measures = PATHS[self.way(scope)], self.measures(scope)
            found = {}
            for (key,), number in tally(measures["asked"], path).items():
                found[key] = {"asked": number}
            answered = measures["asked"].of(measures["asked"].rows.answered())
            for (key,), number in tally(answered, path).items():
                found[key]["answered"] = number
            names = ("points", "promoters", "critics")
            rows = measures["read"].rows.order_by().values(path)
            rows = rows.annotate(read=Count("pk"), **{f"of_{n}": TALLIES[n] for n in names})
            for row in rows:
                found[row[path]] |= {"read": row["read"]} | {n: row[f"of_{n}"] for n in names}
            scope.memo["found"] = found
        return scope.memo["found"]

    def _figures(self, scope, numbers, by):
        asked, read = numbers.get("asked", 0), numbers.get("read", 0)
        answered = numbers.get("answered", 0)
        names = ("points", "promoters", "critics")
        found = Figures(read, read, *(numbers.get(name, 0) for name in names))
        response = Figures(asked, answered).response
        every = _reads_all(scope)
        return [
            Figure(asked, "asked", by),
            Figure(read, "read", by) if every else answered,
            response,
            *([] if every else [Figure(read, "read", by)]),
            found.mean,
            Figure(found.promoters, "promoters", by),
            found.promoter_share,
            Figure(found.critics, "critics", by),
            found.net,
            _("few") if 0 < read < FEW else "",
        ]


def _reads_all(scope):
    """Whether the viewer reads anonymous answers too, but for those about themselves or their own team."""
    return scope.viewer.role == Role.SERVICE or scope.viewer.heads


def _few(number):
    return _("too few") if number else None


def _names(way, keys):
    """``{key: what it is called}``, in one query at most."""
    if way == "month":
        return {key: month_name(key) for key in keys}
    if way == "occasion":
        return {key: occasion_label(key) for key in keys}
    if way == "model":
        return {key: key for key in keys}
    found = {"person": User, "store": Store}[way].objects.in_bulk([key for key in keys if key])
    return {key: str(each) for key, each in found.items()}


def survey_line(scope, survey):
    """An answer that the viewer may not read looks like none; whose an anonymous one is, nobody reads here.

    Nor of which day and model: with the consultant they would be the name.
    """
    is_read = survey.is_answered and not survey.is_anonymous
    is_read = is_read or (survey.is_answered and reads_anonymous(survey, scope.viewer))
    is_nameless = is_read and survey.is_anonymous
    name = _("Without a name") if is_nameless else mask_name(survey.customer.name)
    if scope.opens(survey.customer) and not is_nameless:
        name = Customer(survey.customer.name, survey.customer_id)
    answers = [value for _label, value in survey.answers] if is_read else [None] * 3
    return [
        name,
        survey.occasion_label,
        None if is_nameless else survey.happened_on,
        "" if is_nameless else survey.model,
        *answers,
        survey.text if is_read else "",
        str(survey.consultant or ""),
    ]
