"""What speaks against a lead (R5.2)."""

import pytest

from intake.arrivals.rules import is_outside, is_test, judge, says_no


@pytest.mark.parametrize(
    "name, phone, text",
    [
        ("测试", "13800138000", ""),
        ("test", "13800138000", ""),
        ("测试1", "13800138000", ""),
        ("李雷", "12345678901", ""),
        ("asdfgh", "13800138000", ""),
        ("李雷", "13800138000", "测试"),
    ],
)
def test_r5_2_somebody_tried_the_form_out(name, phone, text):
    assert is_test(name, phone, text)


@pytest.mark.parametrize(
    "name", ["李雷", "Tess Tester-Lee", "Testarossa", "王试", "东方软件测试公司"]
)
def test_people_are_no_test_data(name):
    assert not is_test(name, "18888888888", "想试驾，测试一下续航")


@pytest.mark.parametrize(
    "text", ["点错了，不买车", "不买了，谢谢", "没有意向", "误操作，请忽略", "Not interested."]
)
def test_r5_2_they_write_that_they_want_no_car(text):
    assert says_no(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "不知道买哪个",
        "不需要贷款",
        "没有试过电车",
        "不想买贵的",
        "还没想好买不买车，想先试驾",
        "贷款不需要了，全款买",
        "别的品牌不考虑了，就要这款",
        "有没有意向金要求",
        "有没有兴趣合作团购五台",
        "刚才点错店了，请转浦东店",
    ],
)
def test_doubts_are_no_refusal(text):
    assert not says_no(text)


def test_r5_2_outside_the_region_only_where_the_store_named_its_districts():
    assert is_outside("杭州市", ["浦东", "徐汇"])
    assert not is_outside("上海市浦东新区张江", ["浦东新区"])
    assert not is_outside("杭州市", []) and not is_outside("", ["浦东"])


def test_the_plainest_reason_comes_first():
    told = {
        "name": "测试",
        "phone": "",
        "has_other_contact": False,
        "text": "点错",
        "outside": True,
    }
    assert judge(**told) == "test_data"
    assert judge(**told | {"name": "李雷"}) == "bad_phone"
    assert judge(**told | {"name": "李雷", "has_other_contact": True}) == "no_intent"
    assert judge(**told | {"name": "李雷", "phone": "13800138000", "text": ""}) == "outside"
    good = {"name": "李雷", "phone": "", "has_other_contact": True, "text": "", "outside": False}
    assert judge(**good) == ""
