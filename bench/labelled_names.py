"""Made-up customer accounts and the ways in which sellers write them, each labelled with the account that is meant.

Deterministic: the same seed gives the same accounts and claims. The transliterations here are tables of their own,
so that the product's way back to Latin letters is tested against something that it did not make itself.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


SYLLABLES = _listed("""
    al an ar ba be bo bra ca ce co cor da de di do dra el en er fa fe fi fo ga ge go gra ha he hi ho in is ka
    ke ki ko la le li lo lu ma me mi mo na ne ni no nor or pa pe pi po pra ra re ri ro sa se si so sta ta te
    ti to tra ul un va ve vi vo wa we wi xe za ze zo berg feld man son ton ley ford stein bach dal vik sen
""")
TRADES = _listed("""
    Systems Solutions Technologies Industries Services Energy Capital Media Digital Medical Foods Logistics
    Consulting Networks Labs Motors Steel Pharma Design Software Trading Insurance Engineering Construction
    Marketing Electronics Transport Chemicals Power Packaging Robotics Optics Ceramics Semiconductor Biotech
    Analytics Shipping Airlines Bank Communications Manufacturing Management Development Products Partners
    Financial Healthcare Automotive Equipment
""")
FRAMES = _listed("""
    International Global National American United European General First Northern Pacific
""")
FORMS = {
    "US": ("Inc", "Inc.", "LLC", "Corp.", "Corporation", "Company"),
    "GB": ("Ltd", "Limited", "plc", "LLP"),
    "DE": ("GmbH", "AG", "GmbH & Co. KG", "SE"),
    "FR": ("SA", "SAS", "SARL", "S.A."),
    "IT": ("S.p.A.", "Srl"),
    "NL": ("BV", "B.V.", "NV"),
    "SE": ("AB",),
    "DK": ("A/S", "ApS"),
    "FI": ("Oy", "Oyj"),
    "JP": ("KK", "Co., Ltd."),
    "AU": ("Pty Ltd", "Pty. Ltd."),
    "SG": ("Pte Ltd", "Pte. Ltd."),
    "MY": ("Sdn Bhd",),
    "RU": ("PJSC", "OOO"),
    "GR": ("SA", "AE"),
    "BR": ("Ltda", "S.A."),
    "IN": ("Pvt Ltd", "Limited"),
}
COUNTRIES = tuple(FORMS)
COUNTRY_WEIGHTS = (30, 12, 12, 8, 5, 5, 4, 2, 2, 6, 4, 2, 1, 2, 1, 3, 6)
TOP_LEVEL = {"US": "com", "GB": "co.uk", "JP": "co.jp", "AU": "com.au", "BR": "com.br", "SG": "com.sg"}
SHORTENED = {
    "International": "Intl", "Manufacturing": "Mfg", "Technologies": "Tech", "Systems": "Sys", "Services": "Svcs",
    "Solutions": "Soln", "Engineering": "Engg", "Industries": "Ind.", "Labs": "Laboratories", "National": "Natl",
    "Management": "Mgmt", "Marketing": "Mktg", "Communications": "Comms", "Insurance": "Ins", "Chemicals": "Chem",
    "Construction": "Constr.", "Transport": "Transp.", "Development": "Dev", "Electronics": "Electr.", "Financial": "Fin",
    "Pharma": "Pharmaceuticals", "Products": "Prods", "American": "Amer.", "Healthcare": "Hlthcare", "Equipment": "Equip.",
    "Logistics": "Logist.", "Consulting": "Cons.", "Semiconductor": "Semicon", "Automotive": "Auto.", "Analytics": "Analyt.",
}  # fmt: skip
KINDS = (
    "as written", "legal form", "typing error", "two typing errors", "abbreviation", "acronym", "word order",
    "dropped word", "joined words", "Cyrillic", "Greek", "katakana", "domain only", "bare acronym",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadeAccount:
    """An account as the vendor keeps it; `words` is the name without its legal form."""

    id: int
    name: str
    words: tuple[str, ...]
    domain: str
    country: str


@dataclass(frozen=True, slots=True)
class LabelledClaim:
    """What a seller wrote, and the account that is meant (none when no account is)."""

    kind: str
    name: str
    domain: str
    country: str
    means: int | None


def _coined(rng: random.Random, count: int) -> list[str]:
    """Proper names of two to four syllables, all different."""
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3, 3, 3, 4)))).title()] = None
    return list(words)


def made_accounts(count: int, *, seed: int = 20260201) -> Iterator[MadeAccount]:
    """Accounts whose words are spread as in real registers: few very common, most rare. No two of a name in a country."""
    rng = random.Random(seed)
    proper = _coined(rng, max(200, min(count // 8, 60_000)))
    weights = list(accumulate(1 / (rank + 20) ** 0.8 for rank in range(len(proper))))
    trade_weights = list(accumulate(1 / (rank + 3) for rank in range(len(TRADES))))
    country_weights = list(accumulate(COUNTRY_WEIGHTS))
    seen: set[tuple[tuple[str, ...], str]] = set()

    def draw() -> str:
        return rng.choices(proper, cum_weights=weights)[0]

    def trade() -> str:
        return rng.choices(TRADES, cum_weights=trade_weights)[0]

    number = 0
    while number < count:
        pattern = rng.random()
        if pattern < 0.10:
            words: tuple[str, ...] = (draw(),)
        elif pattern < 0.45:
            words = (draw(), trade())
        elif pattern < 0.60:
            words = (draw(), draw())
        elif pattern < 0.75:
            words = (draw(), draw(), trade())
        elif pattern < 0.85:
            words = (draw(), "&", draw())
        elif pattern < 0.93:
            words = (rng.choice(FRAMES), draw(), trade())
        else:
            words = (draw(), trade(), trade())
        country = rng.choices(COUNTRIES, cum_weights=country_weights)[0]
        if (words, country) in seen or len(set(words)) < len(words):
            continue
        seen.add((words, country))
        name = " ".join(words) + " " + rng.choice(FORMS[country])
        number += 1
        yield MadeAccount(number, name, words, _domain(rng, words, country), country)


def _domain(rng: random.Random, words: tuple[str, ...], country: str) -> str:
    """A web domain for seven accounts in ten, made from the name as companies do."""
    if rng.random() > 0.7:
        return ""
    plain = [word.lower() for word in words if word != "&"]
    label = rng.choice(
        ["".join(plain), "-".join(plain), "".join(plain[:2]), plain[0] + "".join(w[0] for w in plain[1:])]
    )
    return f"{label}.{TOP_LEVEL.get(country, country.lower())}"


# --- the ways to write a name -----------------------------------------------------------------------------------------

# Which keys lie beside a key.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
NEARBY = {letter: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _ROWS for at, letter in enumerate(row)}


def mistyped(rng: random.Random, text: str, errors: int = 1) -> str:
    """The text with errors as fingers make them: a letter missing, doubled, swapped with the next, or its neighbour's."""
    letters = list(text)
    for _ in range(errors):
        at = rng.choice([i for i, c in enumerate(letters) if c.isalpha()][1:] or [0])
        how = rng.randrange(4)
        if how == 0 and len(letters) > 4:
            del letters[at]
        elif how == 1:
            letters.insert(at, letters[at].lower())
        elif how == 2 and at + 1 < len(letters) and letters[at + 1].isalpha():
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        else:
            letters[at] = rng.choice(NEARBY.get(letters[at].lower(), "e"))
    return "".join(letters)


_CYRILLIC = (
    ("sch", "щ"), ("sh", "ш"), ("ch", "ч"), ("ph", "ф"), ("th", "т"), ("x", "кс"), ("qu", "кв"), ("w", "в"), ("ce", "се"),
    ("ci", "си"), ("y", "и"), *zip("abcdefghijklmnoprstuvz", "абкдефгхийклмнопрстувз", strict=True),
)  # fmt: skip
_GREEK = (
    ("th", "θ"), ("ph", "φ"), ("ch", "χ"), ("x", "ξ"), ("ps", "ψ"), ("ou", "ου"), ("b", "μπ"), ("d", "ντ"), ("g", "γκ"),
    ("ce", "σε"), ("ci", "σι"), ("c", "κ"), ("f", "φ"), ("h", "χ"), ("j", "τζ"), ("qu", "κου"), ("w", "γου"), ("v", "β"),
    ("u", "ου"), *zip("aeiklmnoprstyz", "αειklμνοπρστιζ".replace("k", "κ").replace("l", "λ"), strict=True),
)  # fmt: skip
_KANA_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "g": "ガギグゲゴ", "s": "サシスセソ", "z": "ザジズゼゾ", "t": "タチツテト",
    "d": ("ダ", "ディ", "ドゥ", "デ", "ド"), "n": "ナニヌネノ", "h": "ハヒフヘホ", "b": "バビブベボ", "p": "パピプペポ", "m": "マミムメモ",
    "r": "ラリルレロ", "y": ("ヤ", "イ", "ユ", "イェ", "ヨ"), "w": ("ワ", "ウィ", "ウ", "ウェ", "ウォ"),
    "f": ("ファ", "フィ", "フ", "フェ", "フォ"), "v": ("ヴァ", "ヴィ", "ヴ", "ヴェ", "ヴォ"),
}  # fmt: skip


def _by_table(text: str, table: tuple[tuple[str, str], ...]) -> str:
    out, at = "", 0
    while at < len(text):
        for latin, other in table:
            if text.startswith(latin, at):
                out, at = out + other, at + len(latin)
                break
        else:
            out, at = out + text[at], at + 1
    return out


def in_cyrillic(text: str) -> str:
    """The text as a Russian seller would spell it."""
    return _by_table(text.lower(), _CYRILLIC).title()


def in_greek(text: str) -> str:
    """The text as a Greek seller would spell it."""
    return _by_table(text.lower(), _GREEK).title()


def in_katakana(text: str) -> str:
    """The text as a Japanese seller would spell it: a vowel after every consonant, r for l."""
    out = []
    for word in text.lower().split():
        for old, new in (
            ("che", "チェ"), ("chi", "チ"), ("cho", "チョ"), ("cha", "チャ"), ("chu", "チュ"), ("ch", "ハ"), ("ph", "f"), ("th", "s"), ("qu", "k"), ("x", "ks"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("l", "r"), ("j", "z"),
        ):  # fmt: skip
            word = word.replace(old, new)
        word = "".join(c for i, c in enumerate(word) if c != word[i - 1 : i])
        kana, at = "", 0
        while at < len(word):
            letter, following = word[at], word[at + 1 : at + 2]
            if letter in "aeiou":
                kana += _KANA_ROWS[""]["aiueo".index(letter)]
            elif letter == "n" and following not in tuple("aiueo"):
                kana += "ン"
            elif letter in _KANA_ROWS:
                has_vowel = following in tuple("aiueo")
                silent = "o" if letter in "td" else "u"
                kana += _KANA_ROWS[letter]["aiueo".index(following if has_vowel else silent)]
                at += has_vowel
            else:
                kana += letter
            at += 1
        out.append(kana)
    return "・".join(out)


def _varied(rng: random.Random, kind: str, account: MadeAccount) -> str | None:
    """The account's name in one kind of variant; None where this name has no such variant."""
    words = list(account.words)
    spoken = [word for word in words if word != "&"]
    form = account.name[len(" ".join(words)) :].strip()
    match kind:
        case "as written":
            return account.name
        case "legal form":
            return " ".join(words) + rng.choice(["", " Ltd", " Inc.", " GmbH", " S.A.", " Co., Ltd.", " Holding B.V."])
        case "typing error":
            return mistyped(rng, " ".join(words)) + rng.choice(["", " " + form])
        case "two typing errors":
            return mistyped(rng, " ".join(words), 2) if len("".join(words)) >= 9 else None
        case "abbreviation":
            short = [SHORTENED.get(word, word) for word in words]
            return " ".join(short) + rng.choice(["", " " + form]) if short != words else None
        case "acronym" if not account.domain:
            return None
        case "acronym" | "bare acronym":
            return "".join(word[0] for word in spoken) if len(spoken) >= 3 else None
        case "word order":
            return f"{' '.join(spoken[1:])}, {spoken[0]}" if len(spoken) > 1 else None
        case "dropped word":
            telling = [word for word in spoken if word not in TRADES and word not in FRAMES]
            may_go = [word for word in spoken[1:] if [word] != telling]  # nobody drops the one word that tells
            gone = rng.choice(may_go) if len(spoken) >= 3 else None
            return " ".join(word for word in spoken if word != gone) if gone else None
        case "joined words":
            return "".join(spoken).title() if len(spoken) == 2 else None
        case "Cyrillic":
            return rng.choice(["", "ООО "]) + in_cyrillic(" ".join(words))
        case "Greek":
            return in_greek(" ".join(words))
        case "katakana":
            return rng.choice(["", "株式会社"]) + in_katakana(" ".join(spoken))
        case "domain only":
            return rng.choice(["Head office", "IT department", "Procurement"]) if account.domain else None
    raise ValueError(f"unknown kind of variant: {kind}")


def labelled_claims(accounts: list[MadeAccount], per_kind: int, *, seed: int = 7) -> Iterator[LabelledClaim]:
    """`per_kind` claims of every kind against randomly picked accounts.

    The country is given nine times in ten, as the form asks for it; the domain half of the time where the account has
    one, and always with an acronym and with a name that says nothing. A bare acronym comes with its country only: three
    letters alone mean hundreds of companies, so this kind shows where finding by name ends.
    """
    rng = random.Random(seed)
    for kind in KINDS:
        made = 0
        while made < per_kind:
            account = rng.choice(accounts)
            name = _varied(rng, kind, account)
            if name is None:
                continue
            made += 1
            domain = account.domain if rng.random() < 0.5 or kind in ("domain only", "acronym") else ""
            country = account.country if rng.random() < 0.9 or kind == "bare acronym" else ""
            domain = "" if kind == "bare acronym" else domain
            yield LabelledClaim(kind, name, domain, country, account.id)


def strangers(accounts: list[MadeAccount], count: int, *, seed: int = 8) -> Iterator[LabelledClaim]:
    """Claims that mean no account at all: names made from other syllables, with a trade and a country as anyone's."""
    rng = random.Random(seed)
    known = {account.words[0].lower() for account in accounts}
    made = 0
    while made < count:
        word = "".join(
            rng.choice(["quy", "thra", "zwi", "glo", "pfe", "mbu", "xio", "kry", "jaz", "oud"]) for _ in range(3)
        ).title()
        if word.lower() in known:
            continue
        made += 1
        country = rng.choice(COUNTRIES)
        yield LabelledClaim(
            "no such account", f"{word} {rng.choice(TRADES)} {rng.choice(FORMS[country])}", "", country, None
        )
