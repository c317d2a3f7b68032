"""What board, review and lists of an evening share: the date, the team, the address to go back to."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from accounts.pages import today_for
from followups.forms.board import EveningForm
from followups.models import Activity
from followups.queries.board import team_of
from followups.queries.sham import signs_on


@dataclass
class Evening:
    """``people``: keys of the consultants looked at; ``team``: all whom the user leads."""

    form: EveningForm
    team: list
    people: list
    on: date
    today: date

    @classmethod
    def of(cls, request):
        today = today_for(request.user, request.now)
        team = team_of(request.user)
        data = {
            "on": request.GET.get("on") or today.isoformat(),
            "consultant": request.GET.get("consultant", ""),
        }
        form = EveningForm(data, team=team, today=today)
        chosen = form.person
        team = list(team)
        people = [chosen.pk] if chosen else [person.pk for person in team]
        return cls(form, team, people, form.day, today)

    @property
    def query(self):
        """The query string that leads to the same evening."""
        values = {"on": self.on.isoformat()} if self.on != self.today else {}
        if self.form.person:
            values["consultant"] = self.form.person.pk
        return urlencode(values)


def add_signs(user, activities, evening):
    """Give each activity of a page its ``signs`` of that evening."""
    signs = signs_on(Activity.objects.visible_to(user), evening.people, on=evening.on)
    for activity in activities:
        activity.signs = sorted(signs.get(activity.pk, ()))
