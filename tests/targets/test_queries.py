"""Progress against targets, equal to the rows behind it (R9.7, R9.10)."""

from datetime import date, timedelta

from orders.orders.models import Order
from orders.orders.services.ending import Cancellation, cancel_order
from orders.targets.models import Target
from orders.targets.queries import FIGURES, GROUPS, Progress, progress, progress_rows
from orders.targets.services import Goal, set_targets
from tests.delivering import deliver
from tests.factories import Floor

LOST = Cancellation("不买了", afterwards="lost", lost_reason="price")


MONTH = date(2026, 11, 1)


def test_progress_stands_against_the_target(floor, place, new_vehicle, who, now, today):
    """R9.7, R9.10"""
    rival = floor.new_consultant()
    october = now - timedelta(days=30)
    late = floor.open(now=october, on=october.date())
    late = place(late, on=october.date(), vehicle=new_vehicle())
    deliver(**who, order=late, delivered_on=today, despite_outstanding=True)
    place(floor.open(now=now, on=today), firm_on=today)
    place(floor.open(now=now, on=today, consultant=rival, model="Polo"), model="Polo")
    gone = place(floor.open(now=now, on=today, consultant=rival), firm_on=today)
    cancel_order(**who, order=gone, cancellation=LOST)
    far = Floor()
    place(far.open(now=now, on=today))
    set_targets(
        by=floor.director,
        now=now,
        store=floor.store,
        month=MONTH,
        goals=[
            Goal(10, 8),
            Goal(6, 5, consultant=floor.consultant.pk),
            Goal(4, 3, model="Polo"),
        ],
    )

    def of(by):
        return progress(Order.objects.all(), Target.objects.all(), month=MONTH, by=by)

    row = Progress
    assert of("consultant") == {
        floor.consultant.pk: row(1, 1, 1, 0, 6, 5),
        rival.pk: row(1, 0, 0, 1),
        far.consultant.pk: row(1, 0, 0, 0),
    }
    assert of("model") == {"Golf": row(2, 1, 1, 1), "Polo": row(1, 0, 0, 0, 4, 3)}
    assert of("store")[floor.store.pk] == row(2, 1, 1, 1, 10, 8)
    assert of("region")[floor.store.region_id] == row(2, 1, 1, 1, 10, 8)
    for by in GROUPS:
        for key, found in of(by).items():
            for figure in FIGURES:
                rows = progress_rows(Order.objects.all(), figure, month=MONTH, **{by: key})
                assert len(rows) == getattr(found, figure)
