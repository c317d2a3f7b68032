"""The proposal of a week (R12.4)."""

from hypothesis import given
from hypothesis import strategies as st

from intake.desk_week.rules import Item, arrange

DAYS = 5


@st.composite
def weeks(draw):
    shares = draw(st.lists(st.integers(0, 4), min_size=1, max_size=DAYS))
    most = len(shares) - 1
    items = []
    for key in range(draw(st.integers(0, 14))):
        first = draw(st.integers(0, most))
        last = draw(st.integers(first, most))
        present = draw(st.none() | st.integers(0, most))
        items.append(Item(key, first, last, present))
    held = draw(st.lists(st.integers(0, 3), min_size=len(shares), max_size=len(shares)))
    return items, shares, held


def loads(placed, shares, held):
    return [
        sum(day == place for day in placed.values()) + held[place] for place in range(len(shares))
    ]


def fits_within(items, shares, held):
    """Whether all find a day within the shares, by trying everybody after everybody (Hall)."""
    for first in range(len(shares)):
        for last in range(first, len(shares)):
            inside = sum(item.first >= first and item.last <= last for item in items)
            room = sum(max(shares[d] - held[d], 0) for d in range(first, last + 1))
            if inside > room:
                return False
    return True


@given(weeks())
def test_r12_4_everybody_is_placed_and_nobody_later_than_their_maximum(week):
    items, shares, held = week
    placed = arrange(items, shares, held)
    assert placed.keys() == {item.key for item in items}
    assert all(item.first <= placed[item.key] <= item.last for item in items)


@given(weeks())
def test_r12_4_no_day_is_above_its_share_unless_nothing_else_fits(week):
    items, shares, held = week
    placed = arrange(items, shares, held)
    after = loads(placed, shares, held)
    if fits_within(items, shares, held):
        assert all(
            load <= max(share, before)
            for load, share, before in zip(after, shares, held, strict=True)
        )
    for item in items:
        day = placed[item.key]
        if after[day] > shares[day]:
            assert all(after[other] >= shares[other] for other in item.days)


@given(weeks(), st.randoms())
def test_r12_4_it_gives_the_same_answer_again(week, random):
    items, shares, held = week
    placed = arrange(items, shares, held)
    shuffled = list(items)
    random.shuffle(shuffled)
    assert arrange(shuffled, shares, held) == placed


@given(weeks())
def test_r12_4_what_was_taken_on_is_proposed_no_more(week):
    items, shares, held = week
    placed = arrange(items, shares, held)
    stand = [Item(i.key, i.first, i.last, placed[i.key]) for i in items]
    assert arrange(stand, shares, held) == placed


def test_r12_4_a_worked_week():
    """Six on Monday that has room for four: the two who may wait longest go on."""
    items = [Item(key, 0, 0 if key < 3 else 4, 0) for key in range(6)]
    placed = arrange(items, [4, 3, 3, 2, 1])
    assert sorted(placed.values()) == [0, 0, 0, 0, 1, 2]
    assert all(placed[key] == 0 for key in range(3))
    assert sorted(arrange(items, [1, 1, 1, 1, 1]).values()) == [0, 0, 0, 1, 2, 3]
