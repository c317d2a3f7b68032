"""Every total of every sheet is the number (or sum) of the rows behind it, in a random dealership."""

from datetime import timedelta

import pytest

from accounts.people.models import Role, User
from crm_site.demo.fill import fill
from foundation.months import month_before, month_of
from reports.sheets.queries.catalogue import SHEETS, sheets_for
from reports.sheets.queries.scope import Scope
from reports.sheets.queries.sheet import DATE, MONTH, Figure, whole


def figures_of(sheet, scope):
    """Every figure of the whole sheet, as its spreadsheet holds them."""
    found = [figure for group in sheet.figures(scope) for figure in group.figures]
    lines = [line for table in sheet.tables(scope) for line in [*table.lines, table.total or []]]
    if rows := sheet.rows(scope):
        lines += [*sheet.lines(scope, list(rows)), sheet.total(scope) or []]
    return found + [value for line in lines for value in line if isinstance(value, Figure)]


def periods_of(sheet, today):
    if sheet.period == MONTH:
        return [month_of(today), month_of(month_before(today))]
    if sheet.period == DATE:
        return [(day, day) for day in (today, today - timedelta(days=9))]
    return [(today - timedelta(days=90), today)]


@pytest.fixture
def people(db, now):
    """Of each role that reads sheets one, in a dealership that the demonstration makes up."""
    fill(now=now, customers=40, password="secret-word")
    director = User.objects.filter(role=Role.DIRECTOR, store=None).first()
    found = [User.objects.filter(role=role, store__isnull=False).first() for role in Role]
    return [director, *(person for person in found if person and sheets_for(person))]


def test_every_total_equals_the_rows_behind_it(people, now):
    checked = dict.fromkeys(SHEETS, 0)
    for person in people:
        for sheet in sheets_for(person):
            for start, end in periods_of(sheet, now.date()):
                scope = Scope(person, start, end, now.date())
                for figure in figures_of(sheet, scope):
                    by = {name: str(value) for name, value in figure.by.items()}
                    behind = whole(sheet.behind(scope, figure.show, by))
                    assert behind == figure.value, (sheet.code, person.role, figure)
                    checked[sheet.code] += 1
    assert all(checked.values()), checked
