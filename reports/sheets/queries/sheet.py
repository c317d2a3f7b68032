"""What a sheet is: a title, filters, columns, lines, and figures that lead to the rows behind them (R9).

A sheet says once, in ``measures``, which records each of its figures counts. The figure and the list
behind it are both made of that one queryset, so that they cannot differ.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.db.models import Count, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.queries import READING_ROLES

TEXT, DAY, NUMBER, MONEY, SHARE, MARK = "text", "day", "number", "money", "share", "mark"
# Periods of a sheet's filter.
DATE, MONTH, RANGE = "date", "month", "range"


@dataclass(frozen=True)
class Column:
    """``width`` in characters of the spreadsheet; on paper it is the share of the line.

    ``above``: what stands over the heading; neighbours that say the same share it.
    """

    code: str
    label: str
    kind: str = TEXT
    width: int = 12
    above: str = ""


@dataclass(frozen=True)
class Heading:
    """A cell of the head of a table: over ``across`` columns, ``down`` rows high."""

    label: str
    column: Column
    across: int = 1
    down: int = 1


def headings(columns):
    """The rows of a table's head: two where anything stands above some of the columns."""
    if not any(column.above for column in columns):
        return [[Heading(column.label, column) for column in columns]]
    over, under = [], []
    for column in columns:
        if not column.above:
            over.append(Heading(column.label, column, down=2))
            continue
        under.append(Heading(column.label, column))
        if over and over[-1].label == column.above and over[-1].down == 1:
            over[-1] = replace(over[-1], across=over[-1].across + 1)
        else:
            over.append(Heading(column.above, column))
    return [over, under]


def numbered(rows, *order):
    """``rows`` in the order, each with its running ``number`` on whatever page."""
    return rows.annotate(number=Window(RowNumber(), order_by=list(order))).order_by(*order)


@dataclass(frozen=True)
class Measure:
    """``rows``: what is counted; with ``amount`` (a money field) it is added up instead.

    ``parts``: where the rows have the parts of the sheet, if not where the sheet says.
    """

    label: str
    rows: QuerySet
    amount: str = ""
    parts: dict | None = None

    def of(self, rows):
        """The same of these rows."""
        return replace(self, rows=rows)


@dataclass(frozen=True)
class Figure:
    """``value`` of the measure ``show``, narrowed to the parts ``by`` of the sheet."""

    value: object
    show: str
    by: dict = field(default_factory=dict)
    label: str = ""

    @property
    def query(self):
        """What an address says to list the rows behind it."""
        return {"show": self.show} | {f"by_{name}": value for name, value in self.by.items()}


@dataclass(frozen=True)
class Group:
    """Figures that stand together above a sheet."""

    title: str
    figures: list


@dataclass(frozen=True)
class Customer:
    """A name that leads to the card."""

    name: str
    pk: int

    def __str__(self):
        return self.name


@dataclass(frozen=True)
class Link:
    """A text that leads to the page ``address`` of the record ``pk``."""

    text: str
    address: str
    pk: int

    def __str__(self):
        return self.text


@dataclass(frozen=True)
class Phone:
    """A number that is shown in full only where ``is_open`` (R1.3)."""

    number: str
    is_open: bool


@dataclass(frozen=True)
class Table:
    """A small table of a sheet; lines and total hold values and figures, in the order of the columns."""

    title: str
    columns: list
    lines: list
    total: list | None = None


NUMBER_COLUMN = Column("number", _("No."), NUMBER, 5)


class Sheet:
    """``parts``: by what a figure may be narrowed, as ``{name: lookup of the rows it counts}``."""

    code = ""
    title = ""
    # As the paper form is headed, in whatever language one works.
    form_name = ""
    hint = ""
    roles = READING_ROLES
    period = MONTH
    # How far back a sheet from one day to another reaches when it is opened.
    reach = timedelta(days=30)
    by_person = True
    # By what its rows may be put together, as ``{name: label}``; the first one unless another is chosen.
    ways = {}
    ways_label = pgettext_lazy("sheet", "By")
    is_landscape = True
    # Who adds records to it, and where.
    makers = ()
    make_address = ""
    make_label = ""
    # What is filled in by hand on paper.
    blank_fields = ()
    legend = ""
    # How the form is to be read, printed below it.
    notes = ()
    parts = {}

    def way(self, scope):
        """By what its rows are put together: as was chosen, else the first of ``ways``."""
        return scope.by or next(iter(self.ways))

    def measures(self, scope):
        """``{name: Measure}``: every figure of the sheet counts one of them, whole or narrowed."""
        raise NotImplementedError

    def figures(self, scope):
        """Groups of figures above the sheet."""
        return []

    def tables(self, scope):
        """Small tables, each as a whole."""
        return []

    def columns(self, scope):
        """The columns of the long list; none where the sheet is made of tables alone."""
        return []

    def rows(self, scope):
        """The records of the long list, in order."""
        return None

    def number(self, scope):
        """How many records the long list has, where the sheet knows; else ``None``."""
        return None

    def lines(self, scope, rows):
        """The lines of some of these records, in a number of queries that does not grow with them."""
        return []

    def total(self, scope):
        """The last line of the long list."""
        return None

    def behind(self, scope, show, by):
        """The measure ``show`` (or the first one) narrowed to ``by``.

        Raises ``KeyError``, ``ValueError`` or ``ValidationError`` for nonsense.
        """
        measures = self.measures(scope)
        measure = measures[show or next(iter(measures))]
        if any("\x00" in value or _is_huge(value) for value in by.values()):
            raise ValueError("no such part")
        parts = measure.parts or self.parts
        narrowed = {parts[name]: value for name, value in by.items()}
        return replace(measure, rows=measure.rows.filter(**narrowed))


def _is_huge(value):
    """Whether it is a number beyond any key: SQLite breaks on it."""
    digits = value.strip().removeprefix("-").removeprefix("+").replace("_", "")
    return digits.isdecimal() and len(digits) > 18


def percent(part, whole):
    """With one decimal; ``None`` of nothing.

    >>> percent(1, 3), percent(0, 0)
    (33.3, None)
    """
    return round(100 * part / whole, 1) if whole else None


def tally(measure, *paths):
    """``{(value of each path, …): figure}`` in one query, for the groups that have any rows."""
    wanted = Sum(measure.amount) if measure.amount else Count("pk")
    rows = measure.rows.order_by().values_list(*paths).annotate(wanted)
    return {tuple(row[:-1]): row[-1] for row in rows}


def whole(measure):
    """The figure of all rows of the measure."""
    if measure.amount:
        return measure.rows.order_by().aggregate(value=Sum(measure.amount))["value"] or 0
    return measure.rows.count()
