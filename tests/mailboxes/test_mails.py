"""What a mail says, whatever its charsets and parts; and who asks in it (R5.1, R5.2)."""

import doctest
from email.message import EmailMessage
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.mailboxes.queries import COMMON
from intake.mailboxes.rules import asking, mails
from intake.mailboxes.rules.asking import asked_in, labelled, no_lead
from intake.mailboxes.rules.mails import Unreadable, read_mail
from intake.mailboxes.services import imap
from tests.mailboxes.conftest import mail

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:韩梅\r\nTEL;CELL:139 0013 9000\r\nEND:VCARD\r\n"


@pytest.mark.parametrize("module", [mails, asking, imap])
def test_the_examples_hold(module):
    assert doctest.testmod(module).failed == 0


def asked(raw, labels=COMMON):
    return asked_in(read_mail(raw if isinstance(raw, bytes) else raw.as_bytes()), labels)


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030"])
@pytest.mark.parametrize("transfer", ["base64", "quoted-printable", "8bit"])
def test_chinese_in_every_charset_and_transfer(charset, transfer):
    made = EmailMessage()
    made["From"] = "a@example.com"
    made.set_content("姓名：李雷\n电话：13800138000", charset=charset, cte=transfer)
    assert asked(made).values["name"] == "李雷"


def test_a_charset_that_says_less_than_the_text():
    """Portals write gb2312 and mean gb18030."""
    text = "姓名：张镕\n电话：13800138000".encode("gb18030")
    raw = b"From: a@b.cn\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n" + text
    assert asked(raw).values["name"] == "张镕"


def test_headers_in_encoded_words_and_in_raw_bytes():
    raw = (
        b"From: =?gb2312?B?" + b"wO7A1w==" + b"?= <lilei@example.com>\r\n"
        b"Subject: " + "试驾".encode("gbk") + b"\r\n\r\nhello"
    )
    found = read_mail(raw)
    assert (found.sender, found.subject) == (("李雷", "lilei@example.com"), "试驾")


def test_html_alone_is_read_as_it_is_shown():
    made = EmailMessage()
    made["From"] = "no-reply@portal.example"
    made.set_content(
        "<html><head><style>p{}</style></head><body><table><tr><th>姓名</th><td>李雷</td></tr>"
        "<tr><td>手机&nbsp;</td><td><b>138</b>00138000</td></tr></table><script>x</script></body>",
        subtype="html",
    )
    values = asked(made).values
    assert (values["name"], values["phone"]) == ("李雷", "13800138000")


def test_of_plain_and_html_the_fuller_one_counts():
    made = mail("请用支持 HTML 的程序查看")
    made.add_alternative(
        "<p>姓名：李雷</p><p>电话：13800138000</p><p>车型：Golf GTI</p>", subtype="html"
    )
    assert asked(made).values["model"] == "Golf GTI"


def test_attached_business_cards_are_read_as_well():
    made = mail("名片见附件", sender="assistant@example.com")
    made.add_attachment(
        CARD.encode("gb18030"), maintype="text", subtype="x-vcard", filename="a.vcf"
    )
    made.add_attachment(b"PK", maintype="application", subtype="zip", filename="b.zip")
    values = asked(made).values
    assert (values["name"], values["phone"]) == ("韩梅", "139 0013 9000")


def test_further_cards_stand_in_the_text_of_the_one_lead():
    made = mail("名片", sender="assistant@example.com")
    both = CARD + CARD.replace("韩梅", "林涛").replace("9000", "9001")
    made.add_attachment(both.encode(), maintype="text", subtype="vcard", filename="a.vcf")
    assert "林涛 139 0013 9001" in asked(made).values["text"]


def test_of_several_numbers_in_a_text_none_is_theirs():
    assert "phone" not in asked(mail("13800138000 或 13900139000")).values
    assert asked(mail("13800138000，即 138 0013 8000")).values["phone"]
    assert "phone" not in asked(mail("订单 913800138000123")).values


def test_who_wants_the_answer_counts_before_who_sent_it():
    made = mail("你好", sender="form@site.example", Reply_To="李雷 <lilei@example.com>")
    assert asked(made).values["email"] == "lilei@example.com"


def test_what_is_left_out_and_what_is_too_long():
    values = asked(
        mail("姓名：李雷\n电话：138\n备注：" + "长" * 3000), COMMON | {"电话": ""}
    ).values
    assert "phone" not in values and len(values["text"]) == 2000


def test_a_portals_notice_counts_whatever_it_calls_itself_but_no_answer_by_a_machine():
    notice = mail("姓名：李雷\n电话：13800138000", Precedence="bulk")
    read = read_mail(notice.as_bytes())
    assert no_lead(read, asked_in(read, COMMON), ()) == ""
    answer = mail("姓名：李雷\n电话：13800138000", Auto_Submitted="auto-replied")
    read = read_mail(answer.as_bytes())
    assert no_lead(read, asked_in(read, COMMON), ()) == "auto_reply"


def test_a_mail_nested_without_end_and_one_of_thousands_of_parts():
    nested = b"From: a@b.cn\r\n"
    for number in range(3000):
        nested += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number)
    many = b"From: a@b.cn\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    many += b"--x\r\n\r\nhello\r\n" * 5000 + b"--x--"
    for raw in (nested, many):
        with pytest.raises(Unreadable):
            read_mail(raw)


@given(st.binary(max_size=2000))
@settings(max_examples=200)
def test_whatever_the_bytes_it_is_read_or_said_to_be_unreadable(raw):
    try:
        found = read_mail(b"Content-Type: text/html\r\n" + raw)
    except Unreadable:
        return
    values = asked_in(found, COMMON).values
    assert all("\0" not in value for value in values.values())
    no_lead(found, asked_in(found, COMMON), ("a@b.cn",))


@pytest.mark.parametrize(
    "line",
    [
        " " * 5000 + "试驾",
        "试" + " " * 5000 + "驾",
        "【" + " " * 5000 + "试驾",
        "\t" * 5000 + "试驾",
        "预算：" + " " * 5000 + "x",
    ],
)
def test_many_blanks_take_no_time(line):
    began = perf_counter()
    asked(b"From: a@b.cn\r\n\r\n" + "\r\n".join([line] * 20).encode())
    assert perf_counter() - began < 2


def test_a_charset_that_takes_its_time_is_none():
    """Neither of the text nor of a header: punycode takes the square of what is sent."""
    long = b"abcdefgh" * 25_000
    raw = b"From: =?punycode?q?" + long + b"?= <a@b.cn>\r\nSubject: =?punycode?q?" + long
    began = perf_counter()
    found = read_mail(raw + b"?=\r\nContent-Type: text/plain; charset=punycode\r\n\r\n" + long)
    assert perf_counter() - began < 2 and found.text.startswith("abcdefgh")


@pytest.mark.parametrize("charset", ["big5", "utf-16", "iso-8859-1", "windows-1252", "euc-kr"])
def test_a_charset_of_others_is_read_as_well(charset):
    text = "Jean: 1" if charset in ("iso-8859-1", "windows-1252") else "李: 1"
    raw = f"From: a@b.cn\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
    assert read_mail(raw + text.encode(charset)).text == text


def test_the_form_of_our_own_site_is_somebody_who_asks():
    ours = "leads@example.com"
    read = read_mail(mail("姓名：李雷\n电话：13800138000", sender=ours).as_bytes())
    assert no_lead(read, asked_in(read, COMMON), (ours,)) == ""
    read = read_mail(mail("李雷 13800138000", sender=ours).as_bytes())
    assert no_lead(read, asked_in(read, COMMON), (ours,)) == "own"


@pytest.mark.parametrize("head", ["<head>", "<head><title>试驾", "<head><meta charset=utf-8>"])
def test_a_head_that_nobody_closed_hides_nothing(head):
    made = EmailMessage()
    made["From"] = "no-reply@portal.example"
    made.set_content(f"<html>{head}<body><p>电话：13800138000</p></body>", subtype="html")
    assert asked(made).values["phone"] == "13800138000"


@pytest.mark.parametrize(
    "row",
    [
        "<td>姓名</td><td>李雷</td><td>电话</td><td>13800138000</td>",
        "<td>姓名：</td><td>李雷</td><td>电话：</td><td>13800138000</td>",
        "<td>姓名：李雷</td><td>电话：13800138000</td>",
        "<td>姓名</td><td>李雷</td><td>电话</td><td>13800138000</td><td>备注</td><td></td>",
    ],
)
def test_a_row_with_several_labels_has_a_value_for_each(row):
    made = EmailMessage()
    made["From"] = "no-reply@portal.example"
    made.set_content(f"<table><tr>{row}</tr></table>", subtype="html")
    values = asked(made).values
    assert (values["name"], values["phone"]) == ("李雷", "13800138000")


def test_a_row_with_one_label_keeps_what_stands_beside():
    assert labelled("姓名\t李雷\t先生", {"姓名": "name"}) == {"name": "李雷\t先生"}
    assert labelled("姓名 \t：李雷", {"姓名": "name"}) == {"name": "李雷"}
