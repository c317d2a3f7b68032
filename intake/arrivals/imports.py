"""Importing leads (R5.1): recorded as they stand in the file; sorted and given afterwards by the sweep."""

from collections import defaultdict
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.history import create_all
from foundation.importing.cells import amount, choice, email, identity, moment, text
from foundation.importing.importer import Outcome
from foundation.importing.problems import RowErrors
from foundation.locks import lock_name
from foundation.words import folded, words_of
from leads.customers.imports import PlacedImporter
from leads.customers.models import Channel
from leads.events.models import STILL_NAMED, MarketEvent

from .models import Lead
from .services.recording import Arrival, callable_phone, lead_of

CONTACTS = ("phone", "wechat", "email")
# What of a lead is read to know it again.
KNOWN_BY = (
    "sent_to_id",
    "channel",
    "sent_id",
    "received_at",
    "phone_given",
    "wechat",
    "email",
    "content",
    "meant_for_id",
)


def words(max_length):
    """A text whose words are parted by one space each."""
    read = text(max_length)
    return lambda cell: read(words_of(cell))


class LeadsImporter(PlacedImporter):
    """A lead is known by store, channel and ``source_id``, else by store, channel, moment and contact.

    One that is known is unchanged; where the file says otherwise of it, the row is rejected. A row belongs to
    the store of its consultant, else to the one it names, else to the only one of whoever imports.
    """

    channels = Channel.choices
    columns = {
        "name": words(80),
        "phone": identity(text(60)),
        "channel": choice(Channel.choices),
        "received_at": moment,
        "wechat": identity(text(60)),
        "email": email,
        "source_id": identity(text(80)),
        "model": words(80),
        "budget": amount(12, 2),
        "district": words(80),
        "event": words(80),
        "text": text(2000),
        "consultant": text(60),
        "store": text(20),
    }
    headers = {
        "name": ("姓名", "客户姓名", "客户名称"),
        "phone": ("手机", "手机号", "手机号码", "电话", "联系电话"),
        "channel": ("渠道",),
        "received_at": ("收到时间", "留资时间", "线索时间"),
        "wechat": ("微信", "微信号"),
        "email": ("邮箱", "电子邮箱"),
        "source_id": ("来源编号", "线索编号"),
        "model": ("车型", "品牌车型", "意向车型"),
        "budget": ("预算", "购车预算"),
        "district": ("区域", "所在区域", "所属区域"),
        "event": ("市场活动", "活动"),
        "text": ("留言", "留言内容"),
        "consultant": ("销售顾问", "顾问"),
        "store": ("门店", "特约店"),
    }
    required = ("name", "channel", "received_at")
    either = CONTACTS

    def lock(self):
        """Only for other files of leads: at the endpoint and on the pages leads go on arriving."""
        lock_name("leads of a file")

    @cached_property
    def _zones(self):
        return {store.pk: ZoneInfo(store.time_zone) for store in self._stores.values()}

    @cached_property
    def _events(self):
        """``{(store, name): [event]}``."""
        found = defaultdict(list)
        for event in MarketEvent.objects.filter(store__in=list(self._zones)):
            found[event.store_id, folded(event.name)].append(event)
        return found

    def read(self, row):
        values = super().read(row)
        if not any(name in values for name in CONTACTS):
            column = next(name for name in CONTACTS if name in row.values)
            reason = _("Give a number, a WeChat ID or an e-mail address.")
            raise RowErrors((column, reason))
        values["person"], store = self.place(values)
        values["store"] = store
        at = values["received_at"]
        if at.tzinfo is None:
            at = values["received_at"] = at.replace(tzinfo=self._zones[store.pk])
        if at > self.context.now:
            raise RowErrors(("received_at", _("This date lies in the future.")))
        return values

    def save(self, entries):
        leads = [self._lead(values) for _row, values in entries]
        known = self._known(leads)
        new, results = [], []
        for lead in leads:
            keys = _keys_of(lead)
            before = next((known[key] for key in keys if key in known), None)
            if before is None:
                known |= dict.fromkeys(keys, lead)
                new.append(lead)
                results.append(Outcome.CREATED)
            elif _told(before) == _told(lead):
                results.append(Outcome.UNCHANGED)
            else:
                column = "source_id" if lead.sent_id else "received_at"
                results.append(RowErrors((column, _("Recorded before, with other content."))))
        create_all(Lead, new, self.context)
        return results

    def _known(self, leads):
        """``{key: lead}`` of those that were recorded before, in two queries."""
        rows = Lead.objects.filter(sent_to__in={lead.sent_to_id for lead in leads}, source=None)
        rows = rows.order_by().values_list(*KNOWN_BY, named=True)
        found = []
        if numbers := {lead.sent_id for lead in leads if lead.sent_id}:
            found += rows.filter(sent_id__in=numbers)
        if others := [lead for lead in leads if not lead.sent_id]:
            # What was mended since is known by what was sent.
            same = Q(content__in={lead.content for lead in others})
            for name in ("phone_given", "wechat", "email"):
                if told := {getattr(lead, name) for lead in others} - {""}:
                    same |= Q(**{f"{name}__in": told})
            moments = {lead.received_at for lead in others}
            found += rows.filter(same, sent_id="", received_at__in=moments)
        return {key: lead for lead in found for key in _keys_of(lead)}

    def _lead(self, values):
        store, at = values["store"], values["received_at"]
        phone = values.get("phone", "")
        arrival = Arrival(
            channel=values["channel"],
            received_at=at,
            name=values["name"],
            phone=callable_phone(phone) or phone,
            wechat=values.get("wechat", ""),
            email=values.get("email", ""),
            model=values.get("model", ""),
            budget=values.get("budget"),
            district=values.get("district", ""),
            event_name=values.get("event", ""),
            text=values.get("text", ""),
            sent_id=values.get("source_id", ""),
        )
        event = self._event(store, values["event"], at) if "event" in values else None
        lead = lead_of(arrival, store=store, by=self.context.by, now=self.context.now, event=event)
        lead.meant_for = values["person"]
        return lead

    def _event(self, store, name, at):
        """The store's event of that name that may have brought them."""
        on = at.astimezone(self._zones[store.pk]).date()
        for event in self._events[store.pk, folded(name)]:
            if event.starts_on <= on <= event.ends_on + STILL_NAMED:
                return event
        return None


def _keys_of(lead):
    """What the lead is known by."""
    of = lead.sent_to_id, lead.channel
    if lead.sent_id:
        return [(*of, lead.sent_id)]
    contact = lead.phone_given or lead.wechat or lead.email
    return [(*of, lead.received_at, contact), (*of, lead.received_at, "", lead.content)]


def _told(lead):
    """What a file says of the lead."""
    return lead.content, lead.meant_for_id
