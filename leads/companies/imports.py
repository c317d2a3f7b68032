"""Importing target customers with their contact people, from spreadsheets and business cards (R14.2)."""

from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.history import change_all, create_all
from foundation.importing.cells import choice, email, identity, text
from foundation.importing.importer import Outcome
from foundation.importing.problems import RowErrors
from foundation.locks import lock_name
from foundation.words import folded, words_of

from ..customers.imports import PlacedImporter, phone
from ..customers.models import Customer, CustomerType
from ..prospecting.models import FoundIn, Size, TargetCustomer
from .models import ContactPerson

OF_PERSON = ("phone", "wechat", "email")
OF_TARGET = ("trade", "size", "district", "address", "found_in", "remark")


def words(max_length):
    """A text whose words are parted by one space each."""
    read = text(max_length)
    return lambda cell: read(words_of(cell))


def remark(cell):
    """What else is known, cut off where a remark ends: a business card may say more."""
    return text()(words_of(cell))[:300]


class TargetsImporter(PlacedImporter):
    """A row is a person, alone or as the contact person of the ``company`` that it names.

    A company is known by its name in its store, a person alone by number, else by name; a contact person by
    name within the company. What is blank of one that is known is filled in, nothing else of it is changed. A
    number that is on a card of the store is rejected (R2.5), and so is what is inactive or a customer by now.
    """

    columns = {
        "company": words(80),
        "name": words(80),
        "position": words(40),
        "phone": phone,
        "wechat": identity(text(60)),
        "email": email,
        "trade": words(80),
        "size": choice(Size.choices),
        "district": words(80),
        "address": words(200),
        "found_in": choice(FoundIn.choices),
        "text": remark,
        "consultant": text(60),
        "store": text(20),
    }
    headers = {
        "company": ("公司", "公司名称", "单位", "企业名称"),
        "name": ("姓名", "联系人", "客户姓名", "客户名称"),
        "position": ("角色", "职务", "职位"),
        "phone": ("手机", "手机号", "手机号码", "电话", "联系电话"),
        "wechat": ("微信", "微信号"),
        "email": ("邮箱", "电子邮箱"),
        "trade": ("行业",),
        "size": ("规模", "公司规模"),
        "district": ("区域", "所在区域", "所属区域"),
        "address": ("地址",),
        "found_in": ("获取途径",),
        "text": ("备注",),
        "consultant": ("销售顾问", "顾问"),
        "store": ("门店", "特约店"),
    }
    required = ()
    either = ("name", "company")

    def lock(self):
        """Only for other files of target customers."""
        lock_name("target customers of a file")

    def require(self, table):
        """Business cards have a key of their own, which tells nothing here."""
        table.require(
            self.columns | {"source_id": text()}, self.required, self.headers, self.either
        )

    def read(self, row):
        values = super().read(row)
        if not any(name in values for name in self.either):
            column = next(name for name in self.either if name in row.values)
            raise RowErrors((column, _("Give the name of a person or a company.")))
        values["person"], values["store"] = self.place(values)
        values["remark"] = values.get("text", "")
        return values

    def save(self, entries):
        rows = [values for _row, values in entries]
        targets, on_cards = self._known(rows)
        people = self._known_people(targets)
        self._new, self._filled, self._contacts = {}, {}, []
        results = []
        for values in rows:
            try:
                results.append(self._put(values, targets, people, on_cards))
            except RowErrors as errors:
                results.append(errors)
        create_all(TargetCustomer, list(self._new.values()), self.context)
        change_all(TargetCustomer, list(self._filled.values()), OF_ALL, self.context)
        for contact in self._contacts:
            contact.target_id = contact.target.pk
        create_all(ContactPerson, self._contacts, self.context)
        return results

    def _known(self, rows):
        """``({key: target customer}, {(store, number) on a card})`` of the batch, in two queries."""
        stores = {values["store"].pk for values in rows}
        names = {values.get("company") or values.get("name") for values in rows}
        numbers = {values["phone"] for values in rows if "phone" in values}
        same = Q(name__in=names) | Q(phone__in=numbers)
        targets = {}
        for target in TargetCustomer.objects.filter(same, store__in=stores).order_by("pk"):
            for key in _keys_of(target):
                targets.setdefault(key, target)
        cards = Customer.objects.filter(store__in=stores, phone__in=numbers)
        return targets, set(cards.values_list("store_id", "phone"))

    def _known_people(self, targets):
        rows = ContactPerson.objects.filter(target__in={target.pk for target in targets.values()})
        return {(row.target_id, folded(row.name)) for row in rows}

    def _put(self, values, targets, people, on_cards):
        store, company = values["store"], values.get("company")
        wanted = TargetCustomer(
            store=store,
            consultant=values["person"],
            registered_on=store.business_date(self.context.now),
            name=company or values["name"],
            customer_type=CustomerType.COMPANY if company else CustomerType.PRIVATE,
            **{name: values[name] for name in OF_TARGET if values.get(name)},
        )
        if not company or folded(values.get("name", company)) == folded(company):
            for name in OF_PERSON:
                setattr(wanted, name, values.get(name, ""))
        if wanted.phone and (store.pk, wanted.phone) in on_cards:
            raise RowErrors(("phone", _("This number is already on a card of this store.")))
        known = next((targets[key] for key in _keys_of(wanted) if key in targets), None)
        outcome = Outcome.CREATED
        if known is None:
            self._new[id(wanted)] = known = wanted
        else:
            outcome = self._fill(known, wanted)
        targets |= dict.fromkeys(_keys_of(known), known)
        is_person = company and folded(values.get("name", company)) != folded(company)
        is_new = is_person and self._add_person(known, values, people)
        if is_new and outcome == Outcome.UNCHANGED:
            outcome = Outcome.UPDATED
        return outcome

    def _fill(self, known, wanted):
        """What is blank, where it is on the list."""
        column = "company" if wanted.is_company else "name"
        if known.customer_id:
            raise RowErrors((column, _("This has become a customer meanwhile: go on at the card.")))
        if known.inactive_on:
            raise RowErrors((column, _("This is inactive: take it up again first.")))
        blank = [name for name in OF_ALL if getattr(wanted, name) and not getattr(known, name)]
        for name in blank:
            setattr(known, name, getattr(wanted, name))
        if blank and known.pk:
            self._filled[known.pk] = known
        return Outcome.UPDATED if blank else Outcome.UNCHANGED

    def _add_person(self, target, values, people):
        key = target.pk or id(target), folded(values["name"])
        if key in people:
            return False
        people.add(key)
        told = {name: values.get(name, "") for name in ("name", "position", *OF_PERSON)}
        self._contacts.append(ContactPerson(target=target, **told))
        return True


# What is filled in where it is blank.
OF_ALL = (*OF_PERSON, *OF_TARGET, "consultant")


def _keys_of(target):
    """What it is known by."""
    store = target.store_id
    keys = [(store, "phone", target.phone)] if target.phone else []
    if target.is_company or not target.phone:
        keys.append((store, target.customer_type, folded(target.name)))
    return keys
