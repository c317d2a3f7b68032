"""Tables that count one measure by two of its parts, or by one."""

from django.utils.translation import gettext_lazy as _

from .sheet import NUMBER, SHARE, Column, Figure, Table, tally


def cross_table(title, show, measure, down, across, sheet):
    """Counts of ``measure`` (named ``show`` in ``sheet``): a line for each of ``down``, a column of ``across``.

    ``down``, ``across``: a part of the sheet and its ``(value, label)`` choices.
    """
    (row_part, lines), (column_part, columns) = down, across
    found = tally(measure, sheet.parts[row_part], sheet.parts[column_part])
    whole = sum(found.values())

    def line(label, by, keys):
        """``keys``: the values of ``down`` that the line adds up."""
        cells = [
            Figure(sum(found.get((key, value), 0) for key in keys), show, by | {column_part: value})
            for value, _label in columns
        ]
        number = sum(cell.value for cell in cells)
        share = round(100 * number / whole, 1) if whole else None
        return [label, *cells, Figure(number, show, by), share]

    return Table(
        title,
        [
            Column("of", title, width=14),
            *(Column(f"c{n}", label, NUMBER, 8) for n, (_v, label) in enumerate(columns)),
            Column("all", _("Total"), NUMBER, 8),
            Column("share", _("Share"), SHARE, 8),
        ],
        [line(label, {row_part: value}, [value]) for value, label in lines],
        # Also of what has no such part, and so no line.
        line(_("Total"), {}, {key for key, _column in found}),
    )


def one_way_table(title, show, measure, part, sheet, *, most):
    """The ``most`` frequent values of a part that are not blank, each with its number."""
    found = [(key, n) for (key,), n in tally(measure, sheet.parts[part]).items() if key]
    found.sort(key=lambda pair: (-pair[1], pair[0]))
    return Table(
        title,
        [Column("of", title, width=16), Column("number", _("Number"), NUMBER, 8)],
        [[key, Figure(number, show, {part: key})] for key, number in found[:most]],
    )
