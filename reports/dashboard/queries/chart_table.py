"""A table with its drawing beside it: the same numbers, to be seen and to be read."""

from dataclasses import dataclass, field

from ...sheets.queries.sheet import Table


@dataclass(frozen=True)
class ChartTable:
    """``drawn``: the geometry of each line of the table; ``charts``: drawings of the whole."""

    table: Table
    drawn: list = field(default_factory=list)
    charts: list = field(default_factory=list)

    @property
    def pairs(self):
        return zip(self.table.lines, self.drawn, strict=True)
