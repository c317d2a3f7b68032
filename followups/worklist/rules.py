"""What apps above say beside each plan of a customer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from foundation.registry import Registry


@dataclass(frozen=True)
class Beside:
    """``template`` finds ``content``."""

    template: str
    content: Any


# `source({customer keys})` gives `{customer: Beside}`.
beside: Registry[Callable[[set[int]], Mapping[int, Beside]]] = Registry()


def with_beside(page: Any) -> Any:
    """Each row gets ``beside``: what the apps above say of its customer."""
    customers = {row.opportunity.customer_id for row in page}
    found = [source(customers) for source in beside] if customers else []
    for row in page:
        customer = row.opportunity.customer_id
        row.beside = [each[customer] for each in found if customer in each]
    return page
