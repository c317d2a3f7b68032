"""What a name says of itself, so that nobody has to be asked. Pure."""

ENDINGS = {"M": ("先生", "师傅"), "F": ("女士", "小姐", "太太")}
BEGINNINGS = {"M": ("mr ", "mr. "), "F": ("ms ", "ms. ", "mrs ", "mrs. ", "miss ")}


def gender_of(name):
    """``"M"`` or ``"F"`` where the form of address says it, else ``""``.

    >>> gender_of("王先生"), gender_of("Ms Li"), gender_of("李雷")
    ('M', 'F', '')
    """
    text = name.strip().lower()
    for gender in ("M", "F"):
        if text.endswith(ENDINGS[gender]) or text.startswith(BEGINNINGS[gender]):
            return gender
    return ""
