"""Words compared as people read them: width, case and invisible characters tell nothing apart. Pure."""

import re
import unicodedata

# What a copied text may hold unseen: zero-width and soft characters, and marks of the writing direction.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)


def visible(text: str) -> str:
    """The text without characters that nobody sees, at its ends without blanks."""
    return INVISIBLE.sub("", text).strip()


def words_of(text: str) -> str:
    """The text with its words parted by one blank each, and without what nobody sees."""
    return " ".join(INVISIBLE.sub("", text).split())


def folded(text: str) -> str:
    """What two spellings have in common: ``ＧＯＬＦ`` and ``golf`` fold to the same."""
    return words_of(unicodedata.normalize("NFKC", text)).casefold()


# Family names of two characters; all others have one.
_COMPOUND = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 "
    "公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 呼延 歐陽 諸葛 東方 南宮 司馬"
)


def surname_of(name: str) -> str:
    """What may be said of a customer where others listen: 王 of 王小明, W. of Wang Xiaoming."""
    name = words_of(name)
    if not name:
        return "–"
    if "\u3400" <= name[0] <= "\u9fff":
        return name[:2] if name[:2] in _COMPOUND.split() else name[0]
    return f"{name[0].upper()}."
