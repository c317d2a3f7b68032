"""The grading policies S0 (default), S1 and S2 (R3.2)."""

from django.db import migrations

S0 = [
    # code, name, window from, window to, cadence, ordered
    ("H", "Within 7 days", 0, 7, 3, False),
    ("A", "Within 15 days", 0, 15, 7, False),
    ("B", "Within 30 days", 0, 30, 15, False),
    ("C", "Over 30 days", 31, None, 30, False),
    ("O", "Ordered", None, None, 7, True),
]
S1 = [
    ("O", "Ordered", None, None, 7, True, "Deposit taken; bought and delivered on the same day."),
    (
        "H",
        "Within 7 days",
        0,
        7,
        1,
        False,
        "Model and colour chosen; payment and delivery date given; "
        "instalment or used-car paperwork under way.",
    ),
    (
        "A",
        "Within 1 month",
        0,
        30,
        7,
        False,
        "Terms negotiated; purchase time fixed; next meeting fixed; "
        "came back to see the car; asked help with the old car.",
    ),
    ("B", "1 to 3 months", 30, 90, 15, False, "Showed intent; choosing or hesitating among models."),
    ("C", "Over 3 months", 91, None, 30, False, "Judged able to buy."),
]
S2 = [
    # code, name, least cadence, cadence, window to, capacity, capacity in practice; working days
    ("1", "Contract returned, unpaid", None, 1, 2, 5, None),
    ("2", "Decision maker found, no objection, contract sent", 1, 3, 5, 5, 15),
    ("3K", "Key: wants it, small objection", 2, 5, 10, 15, 30),
    ("3", "Ordinary: willing, some objection", 5, 8, 20, 30, 60),
    ("4K", "Key: larger objection, warmer", 5, 7, None, 150, 300),
    ("4", "Lukewarm", 8, 14, None, 150, 300),
    ("5", "No decision maker; hung up; three calls unanswered", None, 22, None, 50, 100),
    ("6", "Broke a promise to pay", None, 22, None, 5, 10),
    ("7", "Long term, within half a year", None, 22, None, 20, None),
    ("0", "Newly assigned, not yet classed", None, 1, None, 100, 200),
]


def ship(apps, schema_editor):
    GradingPolicy = apps.get_model("leads", "GradingPolicy")
    Grade = apps.get_model("leads", "Grade")
    s0 = GradingPolicy.objects.create(code="S0", name="Dealership: H A B C O")
    s1 = GradingPolicy.objects.create(code="S1", name="Car maker: O H A B C")
    s2 = GradingPolicy.objects.create(code="S2", name="Telesales desk: 0 to 7", counts_working_days=True)
    grades = []
    for order, (code, name, start, end, cadence, ordered) in enumerate(S0, 1):
        grades.append(
            Grade(
                policy=s0,
                code=code,
                name=name,
                window_from=start,
                window_to=end,
                cadence=cadence,
                is_ordered=ordered,
                sort_order=order,
            )
        )
    for order, (code, name, start, end, cadence, ordered, criteria) in enumerate(S1, 1):
        grades.append(
            Grade(
                policy=s1,
                code=code,
                name=name,
                window_from=start,
                window_to=end,
                cadence=cadence,
                is_ordered=ordered,
                criteria=criteria,
                sort_order=order,
            )
        )
    for order, (code, name, least, cadence, end, capacity, practice) in enumerate(S2, 1):
        grades.append(
            Grade(
                policy=s2,
                code=code,
                name=name,
                window_from=0,
                window_to=end,
                cadence_min=least,
                cadence=cadence,
                capacity=capacity,
                capacity_in_practice=practice,
                sort_order=order,
            )
        )
    Grade.objects.bulk_create(grades)


def withdraw(apps, schema_editor):
    apps.get_model("leads", "GradingPolicy").objects.filter(code__in=["S0", "S1", "S2"]).delete()


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial")]
    operations = [migrations.RunPython(ship, withdraw)]
