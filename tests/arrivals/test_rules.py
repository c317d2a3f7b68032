"""What speaks against a lead (R5.2)."""

import pytest

from intake.arrivals.rules import Site, is_outside, is_test, judge, place_store, says_no


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


@pytest.mark.parametrize(
    ("district", "chosen"),
    [
        # 1 and 2 name Pudong, and only 2 has the model, though more wait there.
        ("浦东新区", 2),
        # Nobody names Hangzhou: of those that name none, 4 has the model.
        ("杭州", 4),
        # Without a district any store may have it: of 2 and 4, which have the model, fewer wait at 4.
        ("", 4),
    ],
)
def test_r5_2_among_the_nearest_the_model_in_stock_and_then_the_fewest_waiting(district, chosen):
    sites = [
        Site(1, ("浦东",), 0),
        Site(2, ("浦东",), 9, has_model=True),
        Site(3, (), 0),
        Site(4, (), 5, has_model=True),
    ]
    assert place_store(district, sites) == chosen
