"""The manager's verdict through its page (R6.5)."""

from compliance.findings.models import Verdict
from tests.penalties.conftest import said


def test_a_manager_confirms_once_r6_5(fined, client):
    finding = fined.suspicions().first()
    url = f"/findings/{finding.pk}/verdict/"
    client.force_login(fined.manager)
    assert client.post(url, {"verdict": "confirmed", "reason": " "}).status_code == 200
    finding.refresh_from_db()
    assert finding.verdict == ""

    shown = {"shown": client.get(url).context["shown"]}
    client.post(url, {"verdict": "confirmed", "reason": "never called"} | shown)
    again = client.post(url, {"verdict": "dismissed", "reason": "no"} | shown, follow=True)
    assert said(again)[-1] == "This suspicion was decided before."
    finding.refresh_from_db()
    assert (finding.verdict, finding.verdict_by) == (Verdict.CONFIRMED, fined.manager)
    assert b"never called" in client.get("/findings/?state=all").content
