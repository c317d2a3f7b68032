"""What a name or a number is found by."""

import pytest

from foundation.spelling import name_keys, number_keys, phone_keys, sound_keys, spelled


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("赵飞军", {"赵飞军", "飞军", "zhaofeijun", "zfj"}),
        ("王 芳", {"王芳", "wangfang", "wf"}),
        ("曾毅", {"曾毅", "cengyi", "cy", "zengyi", "zy"}),
        ("尉迟恭", {"尉迟恭", "迟恭", "yuchigong", "ycg"}),
        ("吕布", {"吕布", "lvbu", "lb"}),
        ("John  SMITH", {"johnsmith", "smith", "js"}),
        ("Ｍüller", {"müller"}),
        ("王", {"王", "wang", "w"}),
        ("", set()),
        (" · ", set()),
    ],
)
def test_a_name_is_found_by_itself_its_given_name_and_its_sound(name, keys):
    assert name_keys(name) == keys


def test_a_company_is_found_by_any_part_of_its_beginning():
    keys = name_keys("江苏润泰汽车贸易有限公司")
    assert {"江苏润泰汽车贸易有限公司", "润泰汽车贸易有限公司", "汽车贸易有限公司"} <= keys
    assert "jsrtqcmyyxgs" in keys
    assert all(len(key) <= 40 for key in name_keys("好" * 300) | name_keys("a b" * 300))


@pytest.mark.parametrize(
    ("number", "typed"),
    [
        ("20261128-003", ["20261128003", "1128-003", "28003"]),
        ("苏A12345", ["苏a12345", "苏A·123", "A12345", "12345", "2345"]),
        ("粤AD12345", ["粤ad1", "ad12345", "D12345"]),
        ("LSVAA4182E2123456", ["lsvaa4182e2123456", "LSVAA", "E2123456", "123456", "3456"]),
    ],
)
def test_a_number_is_found_by_its_beginning_and_its_end(number, typed):
    for text in typed:
        assert any(key.startswith(spelled(text)) for key in number_keys(number)), text


def test_a_phone_is_found_by_its_last_four_digits():
    assert phone_keys("13812345678") == {"5678"} and phone_keys("110") == set()


def test_latin_has_no_other_sound():
    assert sound_keys("Home") == set() and sound_keys("今日") == {"jinri", "jr"}
