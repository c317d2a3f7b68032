"""Many findings are annotated at once; red flags stand beside them (R4.9, R6.5)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from followups.annotations.models import Annotation
from tests.browsing import (  # noqa: F401
    at_fixed_now,
    browse,
    client,
    count_queries,
    floor,
    today,
)
from tests.evening.conftest import manager  # noqa: F401
from tests.factories import Floor

MANY = reverse("compliance:findings_annotate")


@pytest.fixture
def findings(floor, now, today):
    """Two customers with overdue plans, found last night; the first has been talked to before."""
    early = today - timedelta(days=4)
    first = floor.open(now=now, on=early, plan_in=9, days=7)
    floor.contact(first, now=now, on=early, next_in=2)
    first.activities.planned().order_by("-planned_on").first().delete()
    floor.open(now=now, on=early, plan_in=2, days=7)
    run_audit(floor.store, on=today - timedelta(days=1), now=now)
    return list(Finding.objects.filter(rule="overdue_activity").order_by("pk"))


class TestManyFindings:
    def test_the_latest_activity_of_each_is_annotated(self, manager, floor, findings):
        sent = {"finding": [f.pk for f in findings], "text": "今天必须联系"}
        answer = manager.post(MANY + "?rule=overdue_activity&page=1", sent)
        assert answer.url == "/findings/?rule=overdue_activity&page=1"
        notes = Annotation.objects.order_by("activity")
        assert {n.addressee for n in notes} == {floor.consultant}
        assert {n.activity.opportunity_id for n in notes} == {f.opportunity_id for f in findings}
        # The contact that took place; where there was none, the plan.
        assert sorted(n.activity.state for n in notes) == ["executed", "planned"]

    def test_two_findings_of_one_customer_are_one_annotation(self, manager, findings, now, today):
        same = Finding.objects.filter(opportunity=findings[0].opportunity)
        sent = {"finding": list(same.values_list("pk", flat=True)), "text": "今天必须联系"}
        manager.post(MANY, sent)
        assert Annotation.objects.count() == 1

    @pytest.mark.parametrize("sent", [{}, {"text": "x"}, {"finding": ["abc"], "text": "x"}])
    def test_nothing_chosen_is_said(self, manager, findings, sent):
        answer = manager.post(MANY, sent, follow=True)
        assert len(answer.context["messages"]) == 1
        assert not Annotation.objects.exists()

    def test_others_findings_are_not_reached(self, browse, findings):
        stranger = browse(Floor().manager)
        stranger.post(MANY, {"finding": [findings[0].pk], "text": "x"})
        assert not Annotation.objects.exists()

    def test_signs_stand_beside_the_responsible(self, manager, floor, findings, now, today):
        for _n in range(3):
            opportunity = floor.open(now=now, on=today, plan_in=1)
            floor.contact(opportunity, now=now, on=today, content="客户再考虑", next_in=1)
        answer = manager.get("/findings/")
        assert answer.context["page_obj"][0].red_flags.number == 3
        assert "3 unusual entries in the last week" in answer.content.decode()

    def test_a_consultant_sees_neither(self, client, findings):
        page = client.get("/findings/").content.decode()
        assert 'name="finding"' not in page and MANY not in page
        assert "in the last week" not in page
        assert client.post(MANY).status_code == 403

    def test_the_number_of_queries_stays(self, manager, floor, findings, now, today, count_queries):
        one = count_queries(manager, "/findings/")
        early = today - timedelta(days=4)
        for _n in range(2):
            person = floor.new_consultant()
            floor.open(now=now, on=early, plan_in=2, days=7, consultant=person)
        run_audit(floor.store, on=today, now=now)
        assert count_queries(manager, "/findings/") == one
