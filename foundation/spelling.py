"""What people type to find a name or a number, and the keys that it is found by. Pure.

A key is what is typed without case, width, blanks and dashes; what is typed finds all keys that begin with it.
"""

import re
from functools import lru_cache

from .words import folded

LONGEST_KEY = 40
# A name is found from each of its characters on, a company's from so many of the first.
MOST_BEGINNINGS = 12
# What parts a number or a name to the eye only.
PARTING = re.compile(r"[\s'’·•.,\-_/()（）]+")
HAN = re.compile(r"[\u3400-\u9fff]")
# Surnames that are read otherwise than the character is elsewhere.
SURNAMES = {
    "曾": "zeng",
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "朴": "piao",
    "查": "zha",
    "盖": "ge",
    "区": "ou",
    "翟": "zhai",
    "乐": "yue",
    "缪": "miao",
    "覃": "qin",
    "种": "chong",
    "员": "yun",
    "秘": "bi",
    "繁": "po",
    "黑": "he",
}


def spelled(text: str) -> str:
    """What was typed, as keys have it; may be empty."""
    return PARTING.sub("", folded(text))[:LONGEST_KEY]


def name_keys(name: str) -> set[str]:
    """Of 赵飞军: itself, 飞军, zhaofeijun and zfj; of John Smith: johnsmith, smith and js."""
    whole = spelled(name)
    if not whole:
        return set()
    keys = {whole, *sound_keys(name)}
    if HAN.search(whole):
        keys |= {whole[at:] for at in range(1, min(len(whole) - 1, MOST_BEGINNINGS))}
    else:
        words = [word for word in PARTING.split(folded(name)) if word]
        keys |= {spelled(" ".join(words[at:])) for at in range(1, len(words))}
        keys |= {"".join(word[0] for word in words)} if len(words) > 1 else set()
    return {key[:LONGEST_KEY] for key in keys}


def sound_keys(text: str) -> set[str]:
    """Pinyin and initials of a text with Chinese in it, a surname as it is read as one and elsewhere."""
    text = folded(text)
    if not HAN.search(text):
        return set()
    keys = set()
    for sounds in _readings(text):
        sounds = [sound for sound in (spelled(sound) for sound in sounds) if sound]
        keys |= {"".join(sounds), "".join(sound[0] for sound in sounds)}
    return {key[:LONGEST_KEY] for key in keys if key}


def number_keys(number: str) -> set[str]:
    """Of an order's number, a plate or a VIN: the whole, and its last four to eight."""
    whole = spelled(number)
    tails = {whole[-length:] for length in (8, 7, 6, 5, 4) if len(whole) > length}
    return {whole, *tails} if whole else set()


def phone_keys(phone: str) -> set[str]:
    """The last four digits."""
    return {phone[-4:]} if len(phone) >= 4 else set()


def load_readings() -> None:
    """Bring the tables in before somebody waits for them, or a transaction holds a lock meanwhile."""
    _syllables("读")


@lru_cache(maxsize=20_000)
def _syllables(text: str) -> tuple[str, ...]:
    # Its tables take a while to load, and not every process spells.
    from pypinyin.seg.simpleseg import seg

    return tuple(sound for word in seg(text) for sound in _sounds(word)) if text else ()


@lru_cache(maxsize=20_000)
def _sounds(word: str) -> tuple[str, ...]:
    """Of a word as pypinyin parts them: names are made of few."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(word))


def _readings(text: str) -> list[list[str]]:
    usual = list(_syllables(text))
    surname = SURNAMES.get(text[:1])
    return [usual, [surname, *_syllables(text[1:])]] if surname else [usual]
