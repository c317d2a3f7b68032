"""A sheet as a spreadsheet: real dates and numbers, the head frozen, in constant memory."""

from datetime import date
from decimal import Decimal
from itertools import islice

import xlsxwriter
from django.utils.translation import gettext as _

from leads.rules.phones import mask_phone
from reports.queries.sheet import MONEY, SHARE, Customer, Figure, Phone

CHUNK = 500
# What a cell and the name of a worksheet can hold.
LONGEST_TEXT, LONGEST_NAME = 32_000, 31

# Of the headings, in points: two lines.
HEAD_HEIGHT = 32


class SheetWorkbook:
    """Writes ``sheet`` for ``scope`` to ``path``; ``with_phones``: numbers in full where they are open.

    ``pulse()`` is called every some rows, and may break off by an exception.
    """

    def __init__(self, path, sheet, scope, *, with_phones, pulse=lambda: None):
        self.sheet, self.scope = sheet, scope
        self.with_phones, self.pulse = with_phones, pulse
        self.book = xlsxwriter.Workbook(path, {"constant_memory": True})
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        self.head = self.book.add_format(
            {"bold": True, "bg_color": "#E3F0F3", "border": 1, "text_wrap": True, "valign": "top"}
        )
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.kinds = {
            MONEY: self.book.add_format({"num_format": "#,##0.00"}),
            SHARE: self.book.add_format({"num_format": '0.0"%"'}),
        }
        self.names = set()
        self.rows = 0

    def write(self):
        """Returns the number of rows."""
        with self.book:
            columns = self.sheet.columns(self.scope)
            if columns:
                self._table(str(self.sheet.title), columns, self._lines(), self._total())
            for table in self.sheet.tables(self.scope):
                self._table(str(table.title), table.columns, table.lines, table.total)
            if groups := self.sheet.figures(self.scope):
                self._figures(groups)
        return self.rows

    def _lines(self):
        rows = self.sheet.rows(self.scope).iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            self.pulse()
            yield from self.sheet.lines(self.scope, chunk)

    def _total(self):
        return self.sheet.total(self.scope)

    def _worksheet(self, name):
        name = "".join(" " if c in "[]:*?/\\'" else c for c in name).strip()
        shown, number = name[:LONGEST_NAME], 1
        while shown.lower() in self.names:
            number += 1
            shown = f"{name[: LONGEST_NAME - 4]} {number}"
        self.names.add(shown.lower())
        worksheet = self.book.add_worksheet(shown)
        worksheet.set_paper(9)
        if self.sheet.is_landscape:
            worksheet.set_landscape()
        worksheet.fit_to_pages(1, 0)
        worksheet.set_footer("&C&P / &N")
        return worksheet

    def _table(self, name, columns, lines, total):
        self.pulse()
        worksheet = self._worksheet(name)
        for at, column in enumerate(columns):
            worksheet.set_column(at, at, column.width)
        scope = self.scope
        head = [name, scope.store_name, f"{scope.start} – {scope.end}"]
        head.append(scope.consultant_name or str(scope.team or ""))
        worksheet.write_string(0, 0, "  ".join(filter(None, head)), self.title)
        worksheet.set_row(1, HEAD_HEIGHT)
        for at, column in enumerate(columns):
            worksheet.write_string(1, at, str(column.label), self.head)
        worksheet.freeze_panes(2, 1)
        worksheet.repeat_rows(1)
        number = 1
        for number, line in enumerate(lines, 2):
            self._line(worksheet, number, columns, line)
            self.rows += 1
        if number > 1:
            worksheet.autofilter(1, 0, number, len(columns) - 1)
        if total:
            self._line(worksheet, number + 1, columns, total)

    def _figures(self, groups):
        worksheet = self._worksheet(_("Figures"))
        worksheet.set_column(0, 1, 24)
        row = 0
        for group in groups:
            for figure in group.figures:
                worksheet.write_string(row, 0, str(group.title))
                worksheet.write_string(row, 1, str(figure.label))
                self._cell(worksheet, row, 2, figure.value, None)
                row += 1

    def _line(self, worksheet, row, columns, line):
        for at, (value, column) in enumerate(zip(line, columns, strict=True)):
            self._cell(worksheet, row, at, value, self.kinds.get(column.kind))

    def _cell(self, worksheet, row, at, value, number_format):
        if isinstance(value, Figure):
            value = value.value
        if isinstance(value, Phone):
            is_open = value.is_open and self.with_phones
            value = value.number if is_open else mask_phone(value.number)
        if isinstance(value, Customer):
            value = value.name
        if value is None or value == "":
            return
        if isinstance(value, date):
            worksheet.write_datetime(row, at, value, self.day)
        elif isinstance(value, (int, float, Decimal)):
            worksheet.write_number(row, at, value, number_format)
        else:
            # Written as text whatever it begins with: no cell of a customer's is ever a formula.
            worksheet.write_string(row, at, str(value)[:LONGEST_TEXT])
