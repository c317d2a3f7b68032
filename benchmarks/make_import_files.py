"""Write a dealership's spreadsheets for measuring imports: staff, customers, activities, absences.

python benchmarks/make_import_files.py FOLDER --customers 50000 --activities 500000
"""

import argparse
import csv
import random
from datetime import date, timedelta
from pathlib import Path

TODAY = date(2026, 11, 20)
MODELS = ["Golf", "Passat", "Tiguan", "Polo", "途观L", "帕萨特"]
GRADES = [("H", 0, 7), ("A", 0, 15), ("B", 0, 30), ("C", 31, 120)]
RESULTS = ["reached", "reached", "reached", "no_answer", "appointment", "visited", "test_driven"]
MODES = ["phone", "phone", "wechat", "store_visit"]
STORES = 4
CONSULTANTS = 25


def days(count):
    return timedelta(days=count)


def note(chance):
    grade, start, end = chance.choice(GRADES)
    text = chance.choice(["周末看车，喜欢白色", "想要贷款，等审批", "对比竞品，再联系"])
    return grade + text, chance.randint(start, end)


def staff():
    yield ["username", "full_name", "role", "store", "region", "manager"]
    for s in range(1, STORES + 1):
        yield [f"director{s}", f"总监{s}", "director", f"JY{s:02}", "EAST", ""]
        yield [f"manager{s}", f"经理{s}", "manager", f"JY{s:02}", "EAST", f"director{s}"]
        for n in range(1, CONSULTANTS + 1):
            person = [f"c{s}.{n}", f"顾问{s}-{n}", "consultant", f"JY{s:02}", "EAST", f"manager{s}"]
            yield person


def phone(number):
    return str(13800000000 + number)


def customer(number, chance):
    registered_on = TODAY - days(chance.randint(20, 700))
    text, ahead = note(chance)
    consultant = f"c{number % STORES + 1}.{number // STORES % CONSULTANTS + 1}"
    return {
        "name": f"客户{number}",
        "gender": chance.choice("MFU"),
        "phone": phone(number),
        "birthday": "1900-01-01",
        "source": chance.randint(1, 6),
        "customer_type": "private",
        "district": "朝阳区",
        "model": chance.choice(MODELS),
        "expected_purchase_date": registered_on + days(ahead),
        "note": text,
        "consultant": consultant,
        "registered_on": registered_on,
        "budget": chance.randint(80, 300) * 1000,
    }


def activities(who, count, chance):
    """A chain of contacts, each with the next planned, the last of them still open."""
    on = who["registered_on"]
    step = max(1, (TODAY - on).days // (count + 1))
    for n in range(count):
        planned_on = min(on + days(step), TODAY)
        executed_on = min(planned_on + days(chance.choice([0, 0, 0, 1])), TODAY)
        changed = note(chance) if n % 4 == 3 else ("", 0)
        yield {
            "phone": who["phone"],
            "model": who["model"],
            "consultant": who["consultant"],
            "planned_on": planned_on,
            "mode": chance.choice(MODES),
            "recorded_on": on,
            "purpose": "gather",
            "executed_on": executed_on,
            "result": chance.choice(RESULTS),
            "content": "谈了价格和交车时间，客户要再考虑",
            "note": changed[0],
            "expected_purchase_date": executed_on + days(changed[1]) if changed[0] else "",
            "next_planned_on": executed_on + days(7) if n == count - 1 else "",
        }
        on = executed_on


def absences(chance):
    for s in range(1, STORES + 1):
        for n in range(1, CONSULTANTS + 1):
            start = TODAY - days(chance.randint(0, 300))
            yield {
                "username": f"c{s}.{n}",
                "from": start,
                "to": start + days(chance.randint(0, 6)),
                "kind": chance.choice(["leave", "training"]),
                "plans": chance.choice(["pull-forward", "postpone", ""]),
            }


def write(path, rows):
    rows = iter(rows)
    first = next(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(first)
        writer.writerow(first.values()) if isinstance(first, dict) else None
        writer.writerows(row.values() if isinstance(row, dict) else row for row in rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--customers", type=int, default=5000)
    parser.add_argument("--activities", type=int, default=50000)
    parser.add_argument("--shuffle", action="store_true", help="activities in random order")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(1)
    customers = [customer(n, chance) for n in range(options.customers)]
    each = options.activities // options.customers
    rows = (row for who in customers for row in activities(who, each, chance))
    if options.shuffle:
        rows = list(rows)
        chance.shuffle(rows)
    write(options.folder / "staff.csv", staff())
    write(options.folder / "customers.csv", customers)
    write(options.folder / "activities.csv", rows)
    write(options.folder / "absences.csv", absences(chance))


if __name__ == "__main__":
    main()
