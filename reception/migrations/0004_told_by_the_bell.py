"""Who was told of a visit and has not seen it reads it on the bell, like everything else."""

from zoneinfo import ZoneInfo

from django.db import migrations

BATCH = 500


def to_the_bell(apps, schema_editor):
    Told = apps.get_model("reception", "Notice")
    Notice = apps.get_model("accounts", "Notice")
    rows = Told.objects.filter(seen_at=None, visit__struck_at=None).select_related("visit__store")
    notices = []
    for told in rows.order_by("pk").iterator(chunk_size=BATCH):
        visit = told.visit
        local = visit.arrived_at.astimezone(ZoneInfo(visit.store.time_zone))
        what = "visit.at_the_door" if visit.kind == "walk_in" else "visit.called"
        values = {
            "what": {"code": what, "values": {}},
            "customer": {"code": "visit.somebody", "values": {}},
            "on": {"date": local.date().isoformat()},
            "time": f"{local:%H:%M}",
        }
        notices.append(
            Notice(
                person_id=told.person_id,
                kind="visit.registered",
                key=visit.pk,
                values=values,
                made_at=told.told_at,
                is_owed=False,
            )
        )
    Notice.objects.bulk_create(notices, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_notices"),
        ("reception", "0003_confirmed_lines_and_first_contacts"),
    ]

    operations = [
        migrations.RunPython(to_the_bell, migrations.RunPython.noop, elidable=True),
        migrations.DeleteModel("Notice"),
    ]
