"""Importing people, stores and regions (R1.1)."""

from accounts.people.models import Role, Store, User

LI = {"username": "li.na", "full_name": "李娜", "role": "consultant", "store": "JY01"}
WANG = LI | {"username": "wang.wei", "full_name": "王伟", "role": "manager"}


def test_managers_in_any_order_stores_and_regions_are_made(db, load):
    rows = [LI | {"manager": "wang.wei", "region": "EAST", "password": "s3cret"}, WANG]
    assert load("staff", rows)["created"] == 2
    li = User.objects.get(username="li.na")
    assert (li.manager.username, li.store.code, li.store.region.code) == (
        "wang.wei",
        "JY01",
        "EAST",
    )
    assert li.check_password("s3cret") and not li.manager.has_usable_password()
    assert li.history.count() == 1 and li.history.get().manager_id == li.manager_id
    assert load("staff", rows)["unchanged"] == 2
    assert load("staff", [rows[0] | {"full_name": "李娜娜"}])["updated"] == 1
    assert [h.full_name for h in li.history.all()] == ["李娜娜", "李娜"]


def test_who_may_manage(db, load):
    nobody = LI | {"manager": "nobody"}
    below = LI | {"username": "zhou", "manager": "li.na"}
    alone = WANG | {"manager": "wang.wei"}
    assert load("staff", [nobody, below, alone])["rejected"] == 3
    assert not User.objects.exists() and not Store.objects.exists()


def test_a_region_director_has_no_store(db, load):
    boss = {"username": "boss", "full_name": "总", "role": "director", "store": ""}
    assert load("staff", [boss])["rejected"] == 1
    assert load("staff", [boss | {"region": "EAST"}])["created"] == 1
    assert User.objects.get().region.code == "EAST"


def test_owners_of_customers_stay_r4_8(floor, load, now):
    floor.open(now=now, on=now.date())
    row = LI | {"store": floor.store.code, "full_name": floor.consultant.full_name}
    assert load("staff", [row])["unchanged"] == 1
    for change in ({"active": "no"}, {"role": "manager"}, {"store": "JY99"}):
        assert load("staff", [row | change])["rejected"] == 1
    floor.consultant.refresh_from_db()
    assert floor.consultant.is_active and floor.consultant.role == Role.CONSULTANT


def test_a_name_twice_in_the_file(db, load):
    counts = load("staff", [WANG, WANG, WANG | {"full_name": "另一个"}])
    assert (counts["created"], counts["unchanged"], counts["rejected"]) == (1, 1, 1)


def test_a_general_manager_of_a_store_or_region(db, load):
    """R1.1"""
    shen = LI | {"username": "shen", "role": "general_manager"}
    shao = shen | {"username": "shao", "store": ""}
    assert load("staff", [shen, shao])["rejected"] == 1
    assert load("staff", [shen, shao | {"region": "EAST"}]) | {"read": 2} == {
        "read": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 1,
        "rejected": 0,
    }
    heads = User.objects.filter(role=Role.GENERAL_MANAGER).order_by("username")
    assert [(h.username, h.store and h.store.code) for h in heads] == [
        ("shao", None),
        ("shen", "JY01"),
    ]
