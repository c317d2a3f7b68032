"""Who gets a lead, by the rules in their order (R5.2)."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.distribution.rules import (
    Asked,
    Candidate,
    Ordered,
    Rule,
    choose,
    shares_of,
)

LI = Candidate(1, place=0, models=("Golf",), districts=("浦东",))
WANG = Candidate(2, place=1, models=("ID.4",), districts=("徐汇",))
ZHAO = Candidate(3, place=2, models=("Golf", "ID.4"))
ALL = [LI, WANG, ZHAO]


def rules(*kinds, **terms):
    return [Ordered(kind, **terms) for kind in kinds]


def chosen(*kinds, people=ALL, asked=None, **terms):
    return choose(rules(*kinds, **terms), people, asked or Asked())


def test_r5_2_whoever_had_them_before_has_them_again():
    choice = chosen(Rule.EARLIER, Rule.TURN, asked=Asked(earlier=(9, 3, 1)))
    assert (choice.person, choice.rule) == (3, Rule.EARLIER)


def test_r5_2_by_district_then_in_turn():
    choice = chosen(Rule.REGION, Rule.TURN, asked=Asked(district="上海市徐汇区"))
    assert (choice.person, choice.rule, choice.narrowed) == (2, Rule.TURN, (Rule.REGION,))


def test_r5_2_by_model_those_who_know_it():
    choice = chosen(Rule.MODEL, Rule.TURN, asked=Asked(model="id.4 x"))
    assert choice.person == 2 and choice.narrowed == (Rule.MODEL,)


def test_a_district_or_model_that_nobody_knows_narrows_nothing():
    choice = chosen(Rule.REGION, Rule.MODEL, Rule.TURN, asked=Asked("Passat", "杭州"))
    assert choice.person == 1 and choice.narrowed == ()


def test_r5_2_in_turn_whoever_has_waited_longest():
    people = [replace(LI, last=7), replace(WANG, last=5), replace(ZHAO, last=6)]
    assert chosen(Rule.TURN, people=people).person == 2


def test_r3_2_the_least_part_of_their_capacity():
    people = [
        replace(LI, open=50, capacity=100),
        replace(WANG, open=40, capacity=60),
        replace(ZHAO, open=49, capacity=100),
    ]
    assert chosen(Rule.LOAD, people=people).person == 3


@pytest.mark.parametrize("hindrance", ["absent", "off_shift", "full", "had_it"])
def test_nobody_who_is_hindered_gets_one_whatever_the_rule(hindrance):
    people = [replace(LI, hindrance=hindrance), WANG]
    asked = Asked("Golf", "浦东", earlier=(1,))
    for kind in (Rule.EARLIER, Rule.REGION, Rule.MODEL, Rule.ABILITY, Rule.TURN, Rule.LOAD):
        assert chosen(kind, people=people, asked=asked).person == 2


def test_where_nobody_is_left_nobody_gets_it():
    people = [replace(each, hindrance="absent") for each in ALL]
    choice = chosen(Rule.TURN, people=people)
    assert (choice.person, choice.rule) == (None, "nobody")


def test_by_hand_leaves_it_to_the_manager():
    assert chosen(Rule.MANAGER, Rule.TURN).rule == Rule.MANAGER
    assert chosen(Rule.MANAGER, Rule.TURN).person is None


def test_r5_2_ability_shares_follow_conversion_with_a_floor_for_each():
    people = [replace(LI, got=10, won=6), replace(WANG, got=10, won=2), replace(ZHAO, got=10)]
    shares = shares_of(people, floor=30)
    assert sum(shares.values()) == 1
    assert shares[1] > shares[2] > shares[3]
    assert shares[3] * 3 * 100 == 30  # who converts nothing still has the floor


def test_a_newcomer_counts_as_converting_like_the_others_together():
    people = [replace(LI, got=10, won=4), replace(WANG, got=10, won=0), ZHAO]
    shares = shares_of(people, floor=0)
    assert shares[3] * 3 == shares[1] * 3 / 2  # 20 % beside 40 %


def test_ability_gives_everybody_what_their_share_says():
    # 200 leads that convert as before: three of four to whoever converts three times as many.
    people = {1: replace(LI, got=100, won=60), 2: replace(WANG, got=100, won=20)}
    got = Counter()
    for turn in range(1, 201):
        person = choose(rules(Rule.ABILITY, floor=0), list(people.values()), Asked()).person
        got[person] += 1
        one = people[person]
        people[person] = replace(one, got=one.got + 1, won=one.won, last=turn)
    assert got[1] > got[2] > 0


people_of_any_store = st.lists(
    st.builds(
        Candidate,
        person=st.integers(1, 50),
        place=st.integers(0, 20),
        last=st.integers(0, 500),
        got=st.integers(0, 30),
        won=st.integers(0, 5),
        open=st.integers(0, 120),
        capacity=st.sampled_from([None, 5, 100]),
        hindrance=st.sampled_from(["", "", "absent", "full"]),
    ).map(lambda each: replace(each, won=min(each.won, each.got))),
    max_size=8,
    unique_by=lambda each: each.person,
)
orders = st.lists(
    st.sampled_from([Rule.EARLIER, Rule.REGION, Rule.MODEL, Rule.ABILITY, Rule.TURN, Rule.LOAD]),
    max_size=6,
    unique=True,
)


@given(people=people_of_any_store, kinds=orders)
def test_the_same_state_gives_the_same_answer_and_only_to_the_free(people, kinds):
    asked = Asked("Golf", "浦东", tuple(each.person for each in people[:1]))
    first = choose(rules(*kinds), people, asked)
    assert first == choose(rules(*kinds), list(reversed(people)), asked)
    free = {each.person for each in people if not each.hindrance}
    assert (first.person in free) if free else first.person is None


@given(kinds=st.just([Rule.TURN]), number=st.integers(2, 6), rounds=st.integers(1, 5))
def test_in_turn_nobody_is_more_than_one_ahead(kinds, number, rounds):
    people = {n: Candidate(n, place=n) for n in range(1, number + 1)}
    got = Counter()
    for turn in range(1, number * rounds + 1):
        person = choose(rules(*kinds), list(people.values()), Asked()).person
        people[person] = replace(people[person], last=turn)
        got[person] += 1
    assert set(got.values()) == {rounds}
