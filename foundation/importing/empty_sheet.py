"""An empty spreadsheet with the columns of a kind of file, to be filled in and imported."""

from io import BytesIO

import xlsxwriter

from .importer import Importer

COLUMN_WIDTH = 16


def empty_sheet(importer: type[Importer], *, in_chinese: bool) -> bytes:
    """The XLSX file; what every row must fill stands first and in bold. All cells are text."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        # A phone number typed into a cell of text keeps its digits.
        text = book.add_format({"num_format": "@"})
        needed = book.add_format({"num_format": "@", "bold": True, "bg_color": "#E3F0F3"})
        others = [name for name in importer.headers if name not in importer.required]
        for at, column in enumerate([*importer.required, *others]):
            sheet.set_column(at, at, COLUMN_WIDTH, text)
            heading = importer.headers[column][0] if in_chinese else column
            sheet.write_string(0, at, heading, needed if column in importer.required else text)
        sheet.freeze_panes(1, 0)
    return made.getvalue()
