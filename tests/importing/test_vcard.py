"""Business cards as they are written: versions, foldings, charsets, and what is no card (R5.1)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.importing.card_file import begins_card, cells_of
from foundation.importing.cells import Flaw
from foundation.importing.vcard import Card, read_cards


def read(*texts, encoding="utf-8"):
    """The cards of texts or bytes, each the inside of one."""
    whole = b""
    for text in texts:
        inside = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode(encoding)
        whole += b"BEGIN:VCARD\r\n" + inside + b"\r\nEND:VCARD\r\n"
    return list(read_cards(whole.splitlines(keepends=True)))


def one(text, **more):
    (card,) = read(text, **more)
    assert card.flaw is None
    return card


def test_version_3_with_several_phones_and_types():
    card = one(
        "VERSION:3.0\nN:李;娜;;;\nFN:李娜\nORG:上海宏达贸易有限公司;采购部\nTITLE:经理\n"
        "TEL;TYPE=WORK,VOICE:021-6345 1000\nTEL;TYPE=WORK,FAX:021-6345 1001\n"
        "item1.TEL;TYPE=CELL,VOICE;TYPE=pref:+86 138 0013 8000\nEMAIL;TYPE=INTERNET:li.na@example.com\n"
        "ADR;TYPE=WORK:;;南京西路1号;上海;;200041;中国\nNOTE:想看 ID.4\\, 周末来\\n带孩子\nX-WECHAT:lina88"
    )
    assert card.name == "李娜" and card.wechat == "lina88"
    assert card.phones == ("+86 138 0013 8000", "021-6345 1000", "021-6345 1001")
    assert card.emails == ("li.na@example.com",)
    assert card.said == (
        "上海宏达贸易有限公司 采购部 · 经理",
        "南京西路1号 上海 200041 中国",
        "想看 ID.4, 周末来\n带孩子",
    )


def test_version_2_1_in_quoted_printable_with_soft_breaks():
    card = one(
        "VERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B;=E5=B0=8F=E6=98=8E;;;\n"
        "TEL;CELL;PREF:13800138000\nTEL;WORK:02163451000\n"
        "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E6=83=B3=E7=9C=8B=\n=E8=BD=A6"
    )
    assert (card.name, card.said) == ("王小明", ("想看车",))
    assert card.phones[0] == "13800138000"


def test_version_4_writes_numbers_as_addresses():
    card = one(
        'VERSION:4.0\nFN:Wang\\, Wei\nTEL;VALUE=uri;TYPE="voice,home":tel:+86-21-6345-1000;ext=5\n'
        "TEL;VALUE=uri;PREF=1;TYPE=cell:tel:+86-139-0013-9000\nIMPP:wechat:ww_1\nEMAIL:b@x.cn\nEMAIL;PREF=1:a@x.cn"
    )
    assert card.name == "Wang, Wei" and card.wechat == "ww_1"
    assert card.phones == ("+86-139-0013-9000", "+86-21-6345-1000")
    assert card.emails == ("a@x.cn", "b@x.cn")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "gb2312"])
def test_chinese_in_each_charset_with_or_without_its_name(encoding):
    for charset in ("", f";CHARSET={encoding}"):
        card = one(f"VERSION:2.1\nFN{charset}:张伟\nTEL;CELL:13800138000", encoding=encoding)
        assert card.name == "张伟"


def test_cards_of_one_file_may_differ_in_charset():
    cards = read("FN:李娜".encode(), "FN:王伟".encode("gb18030"))
    assert [card.name for card in cards] == ["李娜", "王伟"]


def test_folded_lines_are_one():
    assert one("VERSION:3.0\nFN:Li\n  Na\nTEL:138001\n 38000").phones == ("13800138000",)
    assert one("VERSION:3.0\nFN:Li\n  Na").name == "Li Na"
    assert one("VERSION:2.1\nFN:Li\n Na").name == "Li Na"


def test_pictures_are_passed_over_however_they_are_folded():
    card = one(
        "VERSION:3.0\nFN:李娜\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\n SkZJRg==\n"
        "PHOTO;JPEG;BASE64:\nQUJD\nREVG\n\nTEL:13800138000"
    )
    assert card.phones == ("13800138000",)
    large = b"FN:Li\r\nPHOTO:" + b"A" * 3_000_000 + b"\r\nTEL:13800138000"
    assert read(large)[0].phones == ("13800138000",)


def test_names_from_their_parts():
    assert one("N:李;娜").name == "李娜"
    assert one("N:Smith;John;;;").name == "John Smith"
    assert one("ORG:宏达公司").name == "宏达公司"
    assert one("FN:\nTEL:1").name == ""


def test_an_agents_card_within_a_card_is_passed_over():
    card = one("VERSION:2.1\nFN:Li\nAGENT:\nBEGIN:VCARD\nFN:Wang\nEND:VCARD\nTEL:13800138000")
    assert (card.name, card.phones) == ("Li", ("13800138000",))


@pytest.mark.parametrize(
    "whole, flaws",
    [
        (b"BEGIN:VCARD\nFN:A\n", [Flaw.UNFINISHED]),
        (b"BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\n", [Flaw.UNFINISHED, None]),
        (b"BEGIN:VCARD\nFN:\xff\xfe\xff\nEND:VCARD\n", [Flaw.UNREADABLE]),
        (b"BEGIN:VCARD\nFN:\xef\xbf\xbd\nEND:VCARD\n", [Flaw.UNREADABLE]),
        (b"BEGIN:VCARD\nno property\nEND:VCARD\n", [Flaw.NO_CARD]),
        (b"BEGIN:VCARD\nFN;ENCODING=b:***\nEND:VCARD\n", [Flaw.NO_CARD]),
        (b"BEGIN:VCARD\nEND:VCARD\nrubbish\nmore\n", [None, Flaw.NO_CARD]),
        (b"BEGIN:VCARD\nNOTE:" + b"x" * 70_000 + b"\nEND:VCARD\n", [Flaw.TOO_LONG]),
    ],
)
def test_a_broken_card_spoils_no_other_and_says_why(whole, flaws):
    after = b"BEGIN:VCARD\nFN:Last\nEND:VCARD\n"
    cards = list(read_cards((whole + after).splitlines(keepends=True)))
    if flaws == [Flaw.UNFINISHED] or flaws[-1] is not None or len(cards) > len(flaws):
        *cards, last = cards
        assert last.name == "Last"
    assert [card.flaw for card in cards] == flaws
    assert [card.number for card in cards] == list(range(1, len(cards) + 1))
    assert all(str(flaw.reason("")) for flaw in flaws if flaw)


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                b"BEGIN:VCARD\n",
                b"END:VCARD\n",
                b"FN:a\n",
                b"TEL;CELL:1\n",
                b"PHOTO:a\n",
                b" x\n",
                b"AGENT:\n",
            ]
        ),
        st.binary(max_size=60),
    ),
    max_size=30,
)


@given(LINES)
@settings(max_examples=300)
def test_whatever_the_bytes_every_card_is_told_of_in_order(lines):
    cards = list(read_cards(lines))
    assert [card.number for card in cards] == list(range(1, len(cards) + 1))
    assert all(len(cells_of(card)) == 6 for card in cards)


def test_what_is_told_of_a_card_says_which_it_is():
    first, same, other = Card(1, "A", ("1",)), Card(9, "A", ("1",)), Card(1, "A", ("2",))
    assert cells_of(first)[-1] == cells_of(same)[-1] != cells_of(other)[-1]
    assert begins_card(b"\xef\xbb\xbf\r\nbegin:vcard") and not begins_card(b"name,phone")
