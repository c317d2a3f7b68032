"""The figures of a monthly report: counted while it is written, kept as they were once it is closed (R13.2)."""

from dataclasses import asdict

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from followups.activities.models import Activity
from foundation.months import month_before, month_of
from leads.customers.models import Channel
from service.surveys.models import Survey
from service.surveys.queries import figures_of as figures_of_surveys
from service.surveys.rules import Figures

from ..sheets.queries.lead_rows import LABELS, answered, measures_of
from ..sheets.queries.leads import RATES
from ..sheets.queries.percentiles import percentiles
from ..sheets.queries.scope import Scope
from ..sheets.queries.sheet import NUMBER, SHARE, Column, Table, percent, tally

COMPARED = [
    Column("figure", gettext_lazy("Figure"), width=20),
    Column("now", gettext_lazy("This month"), NUMBER, 10),
    Column("now_share", "%", SHARE, 8),
    Column("before", gettext_lazy("The month before"), NUMBER, 10),
    Column("before_share", "%", SHARE, 8),
]
OF_CHANNEL = ("leads", "counted", "valid", "assigned", "in_time", "came", "ordered")
BY_CHANNEL = [
    Column("channel", gettext_lazy("Channel"), width=14),
    Column("leads", gettext_lazy("Leads"), NUMBER, 8),
    Column("counted", gettext_lazy("Persons counted"), NUMBER, 8),
    Column("valid", gettext_lazy("Valid"), NUMBER, 8),
    Column("assigned", pgettext_lazy("lead", "Assigned"), NUMBER, 8),
    Column("in_time", gettext_lazy("Contacted in time"), NUMBER, 8),
    Column("came", gettext_lazy("Came to the store"), NUMBER, 8),
    Column("ordered", gettext_lazy("Became an order"), NUMBER, 8),
    Column("share", gettext_lazy("Rate"), SHARE, 8),
]


def count(report, *, viewer, today):
    """What of the report's month is kept as JSON: numbers now and of the month before, and by channel."""
    scopes = [
        Scope(viewer, *month_of(month), today, store=report.store)
        for month in (report.month, month_before(report.month))
    ]
    measures = [measures_of(scope) for scope in scopes]
    by_channel = {name: tally(measures[0][name], "channel") for name in OF_CHANNEL}
    channels = sorted(by_channel["leads"], key=lambda key: (-by_channel["leads"][key], key))
    return {
        "numbers": {name: [found[name].rows.count() for found in measures] for name in measures[0]},
        "waits": [_waits(found) for found in measures],
        "satisfied": [_satisfied(scope) for scope in scopes],
        "surveys": [asdict(_surveys(scope)) for scope in scopes],
        "channels": [
            [channel, {name: found.get((channel,), 0) for name, found in by_channel.items()}]
            for (channel,) in channels
        ],
    }


def tables(figures):
    """The figures in words, in the language of whoever reads them."""
    return [_compared(figures), _by_channel(figures)]


def figures_of(report, *, viewer, today):
    """As they were when it was closed, else as they are."""
    return report.figures if report.is_closed else count(report, viewer=viewer, today=today)


def _compared(figures):
    numbers, lines = figures["numbers"], []
    for name, (now, before) in numbers.items():
        of = numbers.get(RATES.get(name), [0, 0])
        lines.append(
            [LABELS.get(name, name), now, percent(now, of[0]), before, percent(before, of[1])]
        )
    for place, label in enumerate(
        (_("First contact, median in minutes"), _("90 % within, minutes"))
    ):
        now, before = (waits[place] for waits in figures["waits"])
        lines.append([label, now, None, before, None])
    for place, label in enumerate(
        (_("Buyers asked how satisfied they are"), _("Of these satisfied"))
    ):
        now, before = (found[place] for found in figures["satisfied"])
        shares = [percent(found[1], found[0]) if place else None for found in figures["satisfied"]]
        lines.append([label, now, shares[0], before, shares[1]])
    return Table(_("Figures"), COMPARED, [*lines, *_of_surveys(figures)])


def _of_surveys(figures):
    """A report that was closed before there were surveys has none."""
    if "surveys" not in figures:
        return []
    now, before = (Figures(**found) for found in figures["surveys"])
    return [
        [_("Surveys sent"), now.asked, None, before.asked, None],
        [_("Surveys answered"), now.answered, now.response, before.answered, before.response],
        [_("Satisfaction, of 10"), now.mean, None, before.mean, None],
        [
            _("Promoters"),
            now.promoters,
            now.promoter_share,
            before.promoters,
            before.promoter_share,
        ],
    ]


def _by_channel(figures):
    names, lines = dict(Channel.choices), []
    for channel, numbers in figures["channels"]:
        counted = [numbers[name] for name in OF_CHANNEL]
        share = percent(numbers["ordered"], numbers["counted"])
        lines.append([names.get(channel, channel), *counted, share])
    return Table(_("Leads by channel"), BY_CHANNEL, lines)


def _waits(measures):
    return list(percentiles(answered(measures["assigned"]), "wait").get(None, (None, None)))


def _satisfied(scope):
    """``[asked, satisfied]``: of the buyers' answers of the month those of 4 or 5."""
    rows = Activity.objects.executed().filter(
        opportunity__store=scope.store,
        executed_on__range=(scope.start, scope.end),
        satisfaction__isnull=False,
    )
    return [rows.count(), rows.filter(satisfaction__gte=4).count()]


def _surveys(scope):
    """Of those opened in the month, anonymous answers too: they are nobody's here (R5.6)."""
    rows = Survey.objects.filter(store=scope.store, opened_on__range=(scope.start, scope.end))
    return figures_of_surveys(rows)
