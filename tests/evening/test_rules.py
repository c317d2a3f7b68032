"""Worked examples of red flags."""

from datetime import date, datetime, timedelta

from followups.evening.rules import Entry, PlanMade, RedFlag, red_flags_of

NINE = datetime(2026, 11, 21, 21, 0)
TODAY = date(2026, 11, 21)


def entries(minutes, text="", *, is_reached=True):
    """Contacts recorded so many minutes after nine; with a text of their own unless one is given."""
    return [
        Entry(n, NINE + timedelta(minutes=at), text or f"谈了第{n}项配置和价格", is_reached)
        for n, at in enumerate(minutes)
    ]


class TestRedFlags:
    def test_an_honest_day_has_none(self):
        assert red_flags_of(entries([0, 12, 30, 31, 55, 80])) == {}

    def test_five_contacts_within_minutes(self):
        found = red_flags_of(entries([0, 1, 2, 4, 6, 40]))
        assert found == {n: {RedFlag.RUSH} for n in range(5)}
        assert red_flags_of(entries([0, 1, 2, 4, 40])) == {}

    def test_imported_contacts_have_no_moment(self):
        assert red_flags_of([Entry(n, None, f"第{n}次谈价格", True) for n in range(9)]) == {}

    def test_three_times_the_same_words(self):
        found = red_flags_of(entries([0, 20, 40], "客户 考虑中"))
        assert found == {n: {RedFlag.SAME_TEXT} for n in range(3)}
        assert red_flags_of(entries([0, 20], "客户考虑中")) == {}

    def test_white_space_makes_no_other_text_and_short_ones_repeat_by_themselves(self):
        same = ["客户考虑中", "客户 考虑中", " 客户考虑中\n"]
        found = red_flags_of([Entry(n, None, text, True) for n, text in enumerate(same)])
        assert len(found) == 3
        assert red_flags_of(entries([0, 20, 40, 60], "没接", is_reached=False)) == {}

    def test_a_talk_without_content(self):
        assert red_flags_of(entries([0], "好的")) == {0: {RedFlag.NO_CONTENT}}
        assert red_flags_of(entries([0], "没接", is_reached=False)) == {}

    def plans(self, ahead):
        days = [(TODAY + timedelta(n), TODAY + timedelta(7)) for n in ahead]
        return [PlanMade(n, planned, last) for n, (planned, last) in enumerate(days)]

    def test_plans_bunched_on_the_last_allowed_day(self):
        assert red_flags_of([], self.plans([7, 7, 7, 7, 7, 3])) == {
            n: {RedFlag.LAST_DAY} for n in range(5)
        }
        assert red_flags_of([], self.plans([7, 7, 7, 7, 7])) == {}
        assert red_flags_of([], self.plans([7, 7, 7, 7, 3, 2])) == {}
