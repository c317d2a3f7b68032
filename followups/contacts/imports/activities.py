"""Importing activities: plans, contacts and what they changed (R4.1, R4.5)."""

from functools import cached_property

from django.utils.translation import gettext as _

from accounts.staff.imports import StaffByName, StoreImporter
from foundation.batches import batches
from foundation.history import record_changed
from foundation.importing.cells import choice, day, text, yes_no
from foundation.importing.keysets import KeySet
from foundation.importing.problems import RowErrors
from leads.customers.imports import phone
from leads.grading.imports import Intents
from leads.opportunities.imports import model_name
from leads.opportunities.models import LostReason, Opportunity

from ...activities.models import Mode, Priority, Purpose, Result
from ...deadlines.imports import sync_under_lock
from ...deadlines.services import BATCH, recorded
from .batch import ActivityBatch
from .matching import RunMemory
from .opportunities import OpportunityFinder

ONLY_EXECUTED = (
    "content",
    "feedback",
    "with_decision_maker",
    "note",
    "expected_purchase_date",
    "next_planned_on",
    "lost_reason",
)
# What activities change about their opportunity.
RESHAPED = ("grade_id", "note", "expected_on", "state", "lost_reason", "ended_on")


class ActivitiesImporter(StoreImporter):
    """A row is a plan, or, with ``executed_on`` and ``result``, a contact recorded that same day.

    - ``recorded_on``, where it is not given, is the planned day or that of the execution, whichever is
      earlier, and never later than today, as no plan is made in the future.
    - ``next_planned_on`` makes that plan. Another row that is planned for that day, in this file or a
      later one and in whatever order, is that plan.
    - A row is never entered twice: see ``KnownActivities``. A blank cell leaves what is there.
    - ``note`` and ``expected_purchase_date`` change the opportunity as of ``executed_on``; only the
      note's prefix is checked (R3.1), not the window (R3.3). What an activity once changed stays: a row
      that says otherwise is rejected.
    - ``result`` lost ends the opportunity and its open plans that day.
    - What lies in nights that are audited counts from the first one that is not (``OpenDays``).
    """

    columns = {
        "phone": phone,
        "model": model_name,
        "consultant": text(60),
        "planned_on": day,
        "mode": choice(Mode.choices),
        "recorded_on": day,
        "purpose": choice(Purpose.choices),
        "priority": choice(Priority.choices),
        "expected_content": text(),
        "executed_on": day,
        "result": choice(Result.choices, 拒绝="refused", 失败="lost"),
        "content": text(),
        "feedback": text(),
        "with_decision_maker": yes_no,
        "note": text(),
        "expected_purchase_date": day,
        "next_planned_on": day,
        "lost_reason": choice(LostReason.choices),
    }
    headers = {
        "phone": ("手机", "手机号", "手机号码", "电话", "联系电话"),
        "model": ("车型", "品牌车型", "意向车型"),
        "consultant": ("销售顾问", "顾问"),
        "planned_on": ("计划日期",),
        "mode": ("方式", "联系方式", "跟进方式"),
        "recorded_on": ("录入日期", "登记日期"),
        "purpose": ("目的", "活动目的"),
        "priority": ("优先级",),
        "expected_content": ("计划内容", "预计内容"),
        "executed_on": ("执行日期", "跟进日期"),
        "result": ("联系结果", "结果"),
        "content": ("活动内容", "跟进内容", "内容"),
        "feedback": ("客户反馈", "反馈"),
        "with_decision_maker": ("与决策人谈", "是否决策人"),
        "note": ("备注",),
        "expected_purchase_date": ("预购日期", "预计购车日期"),
        "next_planned_on": ("下次计划日期", "下次跟进日期"),
        "lost_reason": ("失败原因", "流失原因", "战败原因"),
    }
    required = ("phone", "model", "consultant", "planned_on", "mode")

    def __init__(self, context):
        super().__init__(context)
        self.memory = RunMemory()
        self.touched = KeySet()

    @cached_property
    def _people(self):
        return StaffByName(self.context)

    @cached_property
    def intents(self):
        return Intents()

    def read(self, row):
        values = super().read(row)
        consultant = values["consultant"] = self._people.find(values["consultant"], "consultant")
        today = consultant.store.business_date(self.context.now)
        errors = list(_contradictions(values, today))
        if errors:
            raise RowErrors(*errors)
        if "executed_on" not in values and not consultant.is_active:
            raise RowErrors(("consultant", _("This person's account is closed.")))
        values["told_on"] = values.get("recorded_on")
        first = min(values["planned_on"], values.get("executed_on", values["planned_on"]))
        open_day = self._people.open_days.of(consultant.store_id, today)
        values["recorded_on"] = max(values["told_on"] or min(first, today), open_day)
        if "executed_on" in values:
            values["counts_on"] = max(values["executed_on"], open_day)
        return values

    def save(self, entries):
        finder = OpportunityFinder([values for _row, values in entries])
        found = []
        for _row, values in entries:
            try:
                found.append(finder.find(values))
            except RowErrors as errors:
                found.append(errors)
        return ActivityBatch(self, [values for _row, values in entries], found).save()

    def finish(self):
        for ids in batches(self.touched, BATCH):
            sync_under_lock(ids)
            opportunities = Opportunity.objects.in_bulk(ids)
            record_changed(Opportunity, list(opportunities.values()), RESHAPED, self.context)
            for follow in recorded:
                follow(ids)


def _contradictions(values, today):
    executed_on, result = values.get("executed_on"), values.get("result")
    if executed_on and not result:
        yield "result", _("An executed activity has a result.")
    if executed_on is None:
        if result:
            yield "executed_on", _("With a result, say when it was executed.")
        for column in ONLY_EXECUTED:
            if column in values:
                yield column, _("Only an executed activity has this.")
        return
    if executed_on > today:
        yield "executed_on", _("This date lies in the future.")
    if values.get("recorded_on", today) > today:
        yield "recorded_on", _("This date lies in the future.")
    if "next_planned_on" in values:
        if values["next_planned_on"] < executed_on:
            yield "next_planned_on", _("The next activity lies before this one.")
        if result == Result.LOST:
            yield "next_planned_on", _("What is lost needs no next activity.")
