"""How large a file may be unpacked: what lies beyond is no spreadsheet, and would fill the memory."""

from django.utils.translation import gettext as _

from .problems import FileProblem

# The sizes that spreadsheet programs themselves know.
MOST_ROWS = 1_048_576
# Of a text file, whose rows may be of several lines, or blank.
MOST_LINES = 10 * MOST_ROWS
# In seconds: how long a file may bring no row while it is read.
LONGEST_WAIT = 60
# Characters of a cell, and of a row; what a program writes has at most 32,767 in a cell.
LONGEST_CELL = 131_072
LONGEST_ROW = 1_000_000
MOST_COLUMNS = 1_000
# A sheet of 500,000 activities unpacks to some 400 MB and 25 million elements.
LARGEST_UNPACKED = 1024**3
MOST_ELEMENTS = 30_000_000
# Of the rows together, however few texts they repeat.
MOST_CHARACTERS = 300_000_000
MOST_SHARED_TEXTS = 4_000_000
LARGEST_DIRECTORY = 1024**2
DEEPEST = 32
# What an element may take up with all its attributes.
LONGEST_TAG = 1024**2


def too_large() -> FileProblem:
    return FileProblem(_("The file is too large when unpacked; save it as several files."))


def too_many_rows() -> FileProblem:
    message = _("The file has more than %(limit)d rows; save it as several files.")
    return FileProblem(message % {"limit": MOST_ROWS})


def too_wide() -> FileProblem:
    message = _("A row has more than %(limit)d columns; delete those that are not needed.")
    return FileProblem(message % {"limit": MOST_COLUMNS})


def too_long(row: int) -> FileProblem:
    message = _(
        "Row %(row)d is longer than any row of a spreadsheet; is a quotation mark left open?"
    )
    return FileProblem(message % {"row": row})
