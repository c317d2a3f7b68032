"""Importing the staff, with their stores and regions (R1.1), and finding the people whom other files name."""

from collections import Counter
from copy import copy
from datetime import date

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Max, Min
from django.utils.translation import gettext as _

from foundation.bulk import insert_objects, update_objects
from foundation.dates import ONE_DAY
from foundation.history import change_all, record_new
from foundation.importing.cells import choice, email, text, yes_no
from foundation.importing.importer import Importer, Outcome
from foundation.importing.problems import RowErrors

from ..log_in.services.sessions import end_sessions
from ..people.models import HEADS, Region, Role, Store, User
from ..people.services import lock_all_stores
from .queries import customers_of, held_by, second_persons
from .rules import Place, gives_power
from .services import keep_changes, place_of, rights_changes

LEADING = {Role.MANAGER, Role.DIRECTOR}
WITHOUT_STORE = {*HEADS, Role.ADMINISTRATOR}
COMPARED = ("full_name", "role", "email", "is_active", "store_id", "region_id", "manager_id")


def username(cell):
    name = User.normalize_username(text(60)(cell))
    try:
        User._meta.get_field("username").run_validators(name)
    except ValidationError as error:
        raise ValueError(" ".join(error.messages)) from error
    return name


class StoreImporter(Importer):
    """Base of the imports that write records of stores, one at a time in the whole database."""

    def lock(self):
        lock_all_stores()


class StaffImporter(StoreImporter):
    """A person is known by the user name; a blank cell leaves what is there.

    Stores and regions that do not exist are made, named by their code: a dealership moves in by these
    files. A manager may stand anywhere in the file, and works in the same store or heads the region.
    Someone who still owns customers or leads a team can neither be deactivated nor change store or role
    (R4.8). Whoever looks after some stores imports into these only, and no directors or administrators;
    nobody changes their own role, store or account.
    """

    columns = {
        "username": username,
        "full_name": text(80),
        "role": choice(Role.choices),
        "store": text(20),
        "region": text(20),
        "manager": username,
        "password": text(128),
        "email": email,
        "active": yes_no,
    }
    headers = {
        "username": ("用户名", "账号"),
        "full_name": ("姓名",),
        "role": ("岗位", "角色", "职务"),
        "store": ("门店", "特约店"),
        "region": ("区域", "大区"),
        "manager": ("销售经理", "上级", "经理"),
        "password": ("密码",),
        "email": ("邮箱", "电子邮箱"),
        "active": ("在职", "启用"),
    }
    required = ("username", "full_name", "role", "store")
    secret = ("password",)
    may_be_blank = ("store",)
    # At once, as a manager may be named before their own row.
    batch_size = 100_000

    def __init__(self, context):
        super().__init__(context)
        self._hashes = {}

    def _load(self):
        people = User.objects.select_related("manager", "store", "region")
        self._people = {person.username: person for person in people}
        self._stores = {store.code: store for store in Store.objects.all()}
        self._regions = {region.code: region for region in Region.objects.all()}
        team = User.objects.filter(is_active=True, manager__isnull=False)
        self._teams = Counter(team.values_list("manager_id", flat=True))

    def prepare(self, rows):
        """Hash the passwords before the transaction: each takes a good part of a second."""
        self._load()
        for _row, values in rows:
            name, password = values["username"], values.get("password")
            person = self._people.get(name)
            if password and not (person and person.check_password(password)):
                self._hashes[name] = make_password(password)

    def save(self, entries):
        self._load()
        errors, first = {}, {}
        for row, values in entries:
            if first.setdefault(values["username"], values) != values:
                reason = _("This user name stands in the file twice, with different values.")
                errors[row.number] = RowErrors(("username", reason))
            elif found := list(self._wrong(values)):
                errors[row.number] = RowErrors(*found)
        self._check_managers(entries, errors)
        right = [(row, values) for row, values in entries if row.number not in errors]
        self._make_places([values for _row, values in right])
        outcomes = self._write(right)
        return [errors.get(row.number) or outcomes[row.number] for row, _values in entries]

    def _wrong(self, values):
        role, code = values["role"], values.get("store")
        person = self._people.get(values["username"])
        if not code and role not in WITHOUT_STORE:
            yield "store", _("This must be filled in.")
        if not code and role in HEADS and "region" not in values:
            yield (
                "region",
                _("A director or general manager without a store heads a region: name it."),
            )
        yield from self._wrong_place(code, values.get("region"))
        if self.context.stores is not None:
            yield from self._beyond_reach(person, role, code)
        if self.context.by and self._needs_a_second(person, values):
            yield (
                "role",
                _("A second person has to approve this: enter it on the page of the person."),
            )
        if self.context.by and "password" in values:
            yield from _weak_password(values["password"], person)
        if person:
            yield from self._orphans(person, values)

    def _needs_a_second(self, person, values):
        """Power takes two also by a file, where there is somebody else to ask (R1.1)."""
        store, region = (
            self._stores.get(values.get("store")),
            self._regions.get(values.get("region")),
        )
        is_active = values.get("active", person.is_active if person else True)
        wanted = Place(values["role"], store and store.pk, None, is_active)
        if not store:
            wanted = Place(values["role"], None, region and region.pk, is_active)
        if not gives_power(person and place_of(person), wanted):
            return False
        if not (store or region):
            return False
        aside = {self.context.by.pk, person.pk if person else 0}
        return bool(second_persons(store=store, region=region, aside=aside))

    def _orphans(self, person, values):
        """What keeps the person in the present place."""
        store = self._stores.get(values.get("store"))
        leaving = {
            "active": person.is_active and values.get("active") is False,
            "role": values["role"] != person.role,
            "store": person.store_id != (store.pk if store else None),
        }
        columns = [name for name, is_so in leaving.items() if is_so]
        reasons = []
        if columns and customers_of(person):
            reasons.append(_("This person still owns customers; hand them over first."))
        if {"active", "store"} & set(columns) and held_by(person):
            reasons.append(
                _("This person still has target customers or tasks; hand them over first.")
            )
        if columns and (team := self._teams[person.pk]):
            message = _("Give the team another manager first: this person still leads %(count)d.")
            reasons.append(message % {"count": team})
        by = self.context.by
        if by and person.pk == by.pk and (columns or values.get("active") is False):
            reasons.append(_("Nobody changes their own role, store or account by a file."))
        yield from ((column, reason) for column in columns for reason in reasons)

    def _wrong_place(self, code, region):
        store = self._stores.get(code)
        if store and region and store.region_id:
            present = next(r for r in self._regions.values() if r.pk == store.region_id)
            if present.code != region:
                message = _("The store %(store)s belongs to the region %(region)s.")
                yield "region", message % {"store": code, "region": present.code}

    def _beyond_reach(self, person, role, code):
        store = self._stores.get(code)
        if store is None or store.pk not in self.context.stores:
            yield "store", _("You may import into your own store only.")
        if person and person.store_id not in self.context.stores:
            yield "username", _("This user name belongs to someone of another store.")
        if (
            role in WITHOUT_STORE
            or person
            and (person.role in WITHOUT_STORE or person.is_superuser)
        ):
            yield (
                "role",
                _(
                    "Directors, general managers and administrators are entered by an administrator."
                ),
            )

    def _check_managers(self, entries, errors):
        """Mark rows whose manager is nobody; each may make another row's manager a nobody."""
        codes = {store.pk: code for code, store in self._stores.items()}
        places = {
            person.username: (person.role, codes.get(person.store_id))
            for person in self._people.values()
        }
        managers = {p.pk: p.username for p in self._people.values()}
        self._present = {
            p.username: managers[p.manager_id] for p in self._people.values() if p.manager_id
        }
        while True:
            right = [(row, values) for row, values in entries if row.number not in errors]
            known = places | {
                values["username"]: (values["role"], values.get("store")) for _row, values in right
            }
            wrong = {
                row.number: RowErrors(("manager", reason))
                for row, values in right
                if (reason := self._wrong_manager(values, known))
            }
            if not wrong:
                return
            errors |= wrong

    def _wrong_manager(self, values, places):
        """``places``: role and store of everybody, as they will be."""
        name = values.get("manager") or self._present.get(values["username"])
        if name is None:
            return None
        if name == values["username"]:
            return _("Nobody can be their own manager.")
        if name not in places:
            message = _("There is no person with the user name “%(name)s”.")
            return message % {"name": name}
        role, store = places[name]
        if role not in LEADING:
            return _("“%(name)s” is neither a manager nor a director.") % {"name": name}
        heads_a_region = role == Role.DIRECTOR and not store
        if store != values.get("store") and not heads_a_region:
            return _("The manager works in another store.")
        return None

    def _make_places(self, rows):
        regions = {values["region"] for values in rows if "region" in values}
        new = [Region(code=code, name=code) for code in sorted(regions - self._regions.keys())]
        self._regions |= {region.code: region for region in Region.objects.bulk_create(new)}
        for values in rows:
            code, region = values.get("store"), self._regions.get(values.get("region"))
            if not code:
                continue
            if code not in self._stores:
                self._stores[code] = Store.objects.create(code=code, name=code, region=region)
            elif region and self._stores[code].region_id is None:
                self._stores[code].region = region
                self._stores[code].save(update_fields=["region"])

    def _write(self, rows):
        new, before = [], {}
        self._stored = {}
        for _row, values in rows:
            person = self._people.get(values["username"])
            if person is None:
                person = User(username=values["username"])
                person.set_unusable_password()
                self._people[person.username] = person
                new.append(person)
            elif person.pk:
                before.setdefault(person.username, self._state(person))
                self._stored.setdefault(person.username, copy(person))
            self._fill(person, values)
        # Managers need their keys before anyone can name them.
        insert_objects(User, new)
        for _row, values in rows:
            if "manager" in values:
                self._people[values["username"]].manager = self._people[values["manager"]]
        outcomes = {}
        changed = []
        done = set()
        for row, values in rows:
            person = self._people[values["username"]]
            if person.username in done:
                outcomes[row.number] = Outcome.UNCHANGED
            elif person.username not in before:
                outcomes[row.number] = Outcome.CREATED
            elif self._state(person) == before[person.username]:
                outcomes[row.number] = Outcome.UNCHANGED
            else:
                outcomes[row.number] = Outcome.UPDATED
                changed.append(person)
            done.add(person.username)
        self._save_fields(new, changed)
        return outcomes

    def _save_fields(self, new, changed):
        update_objects(User, [person for person in new if person.manager_id], ["manager_id"])
        record_new(User, new, self.context)
        change_all(User, changed, ["password", *COMPARED], self.context)
        self._note_rights([*new, *changed])

    def _note_rights(self, people):
        rows = []
        for person in people:
            before = self._stored.get(person.username)
            has_new = before is not None and before.password != person.password
            rows += rights_changes(person, before, self.context.by, self.context.now, has_new)
        keep_changes(rows, by=self.context.by, now=self.context.now)
        stored = self._stored
        before = {p.pk: stored[p.username] for p in people if p.username in stored}
        end_sessions([p for p in people if p.pk in before and _is_out(before[p.pk], p)])

    def _fill(self, person, values):
        person.full_name, person.role = values["full_name"], values["role"]
        store = self._stores.get(values.get("store"))
        if store:
            person.store, person.region = store, None
        elif "region" in values:
            person.store, person.region = None, self._regions[values["region"]]
        person.email = values.get("email", person.email)
        person.is_active = values.get("active", person.is_active)
        person.password = self._hashes.get(person.username, person.password)

    def _state(self, person):
        return [getattr(person, name) for name in (*COMPARED, "password")]


def _is_out(before, after):
    """Whether the sessions of somebody end: by a closed account or a new password."""
    return before.is_active and not after.is_active or before.password != after.password


def _weak_password(password, person):
    try:
        validate_password(password, person)
    except ValidationError as error:
        yield "password", " ".join(error.messages)


class OpenDays:
    """From which day on each store's nights are not audited yet; loaded once per run.

    A store that moves in has no audited night, nor one that was taken back: its history counts from the
    days that it tells. Later, what an import tells of audited nights counts from the first night that is
    not, as what a person enters late does; it undoes no finding. An administrator imports while a store
    moves in, later its director does, as on the pages.
    """

    def __init__(self, context):
        self._by = context.by
        nights = Store.objects.annotate(
            night=Max("audit_runs__on"), withdrawn=Min("audit_withdrawals__first_on")
        )
        self._open = {
            store: night + ONE_DAY if night else withdrawn
            for store, night, withdrawn in nights.values_list("pk", "night", "withdrawn")
            if night or withdrawn
        }

    def of(self, store_id, today):
        """The first day on which something may still be written down for the store."""
        first = self._open.get(store_id)
        return min(first, today) if first else date.min

    def require_right(self, store_id, column):
        """Raise ``RowErrors`` where the store is no longer the administrator's to fill."""
        if store_id in self._open and self._by and not self._by.is_director:
            raise RowErrors((column, _("This store is in operation: its director imports.")))


class StaffByName:
    """The staff by user name; loaded once per run, as an import adds customers, not colleagues."""

    def __init__(self, context):
        self._context = context
        self.open_days = OpenDays(context)
        staff = User.objects.select_related("store")
        self._by_name = {person.username: person for person in staff}

    def find(self, username, column):
        """The person of some store that this import may write to; raises ``RowErrors``."""
        person = self._by_name.get(username)
        if person is None:
            message = _("There is no person with the user name “%(name)s”.")
            raise RowErrors((column, message % {"name": username}))
        if person.store_id is None:
            raise RowErrors((column, _("This person belongs to no store.")))
        stores = self._context.stores
        if stores is not None and person.store_id not in stores:
            raise RowErrors((column, _("This person belongs to another store.")))
        self.open_days.require_right(person.store_id, column)
        return person
