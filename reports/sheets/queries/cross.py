"""Tables that count one measure by two of its parts, or by one."""

from django.utils.translation import gettext_lazy as _

from .sheet import NUMBER, SHARE, Column, Figure, Table, percent, tally


def cross_table(title, show, measure, down, across, sheet):
    """Counts of ``measure`` (named ``show`` in ``sheet``): a line for each of ``down``, a column of ``across``.

    ``down``, ``across``: a part of the sheet and its ``(value, label)`` choices. What is none of ``down`` has a
    line of its own below them, so that the total holds all rows.
    """
    (row_part, lines), (column_part, columns) = down, across
    found = tally(measure, sheet.parts[row_part], sheet.parts[column_part])
    whole = sum(found.values())
    keys = dict.fromkeys(key for key, _value in found)
    others = [key for key in keys if key not in dict(lines)]

    def line(label, by, keys):
        """``keys``: the values of ``down`` that the line adds up."""
        cells = [
            Figure(sum(found.get((key, value), 0) for key in keys), show, by | {column_part: value})
            for value, _label in columns
        ]
        number = sum(cell.value for cell in cells)
        share = percent(number, whole)
        return [label, *cells, Figure(number, show, by), share]

    shown = [line(label, {row_part: value}, [value]) for value, label in lines]
    if others:
        label, *cells, share = line(_("Not said"), {}, others)
        shown.append([label, *(cell.value for cell in cells), share])
    return Table(
        title,
        [
            Column("of", title, width=14),
            *(Column(f"c{n}", label, NUMBER, 8) for n, (_v, label) in enumerate(columns)),
            Column("all", _("Total"), NUMBER, 8),
            Column("share", _("Share"), SHARE, 8),
        ],
        shown,
        line(_("Total"), {}, keys),
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
