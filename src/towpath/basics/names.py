"""Organisation names and web domains made comparable: normal forms and the keys under which look-alikes are found. No scoring here."""

import re
import unicodedata
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from anyascii import anyascii

from towpath.basics.countries import normalise_country

__all__ = [
    "KeySet",
    "match_keys",
    "name_key",
    "name_words",
    "normalise_country",
    "normalise_domain",
    "normalise_name",
    "search_sets",
    "skeleton",
]

# Legal forms written without spaces in scripts that have none; they go before the text is transliterated.
_NATIVE_FORMS = re.compile(
    "株式会社|有限会社|合同会社|合資会社|股份有限公司|有限责任公司|有限公司|股份公司|集团|集團|주식회사|유한회사"
    r"|\((?:株|有|주|유)\)"
)

# Forms that mean nothing but a legal form wherever they stand, the first word excepted.
_FORMS_ANYWHERE = frozenset(
    [
        "inc",
        "incorporated",
        "llc",
        "llp",
        "ltd",
        "limited",
        "plc",
        "gmbh",
        "mbh",
        "ggmbh",
        "ug",
        "kgaa",
        "sarl",
        "sàrl",
        "sas",
        "sasu",
        "srl",
        "spa",
        "bv",
        "nv",
        "cv",
        "vof",
        "bvba",
        "sprl",
        "oyj",
        "pty",
        "pte",
        "sdn",
        "bhd",
        "pvt",
        "ltda",
        "eireli",
        "pjsc",
        "ojsc",
        "cjsc",
        "jsc",
        "ooo",
        "oao",
        "zao",
        "aps",
        "aktiengesellschaft",
        "gesellschaft",
        "corp",
        "corporation",
        "sapi",
        "sab",
        "eood",
        "doo",
        "dooel",
        "zrt",
        "nyrt",
        "kft",
    ]
)

# Forms that are ordinary words or initials elsewhere: cut only from the end, as often as they stand there.
_FORMS_AT_END = _FORMS_ANYWHERE | frozenset(
    [
        "co",
        "company",
        "companies",
        "ag",
        "se",
        "sa",
        "sl",
        "slu",
        "sau",
        "ab",
        "asa",
        "as",
        "oy",
        "kk",
        "gk",
        "yk",
        "kg",
        "ohg",
        "gbr",
        "ev",
        "eg",
        "lp",
        "lc",
        "pc",
        "pllc",
        "pa",
        "ae",
        "epe",
        "ike",
        "tbk",
        "pao",
        "ao",
        "too",
        "ip",
        "ad",
        "sp",
        "zoo",
        "sro",
        "spol",
        "oo",
        "ks",
        "ans",
        "da",
        "hf",
        "ehf",
        "ou",
        "uab",
        "sia",
        "ca",
        "cia",
        "compagnie",
        "cie",
        "kaisha",
        "kabushiki",
        "gaisha",
        "yugen",
        "godo",
        "berhad",
        "persero",
        "dmcc",
        "fze",
        "fzco",
        "fzc",
        "wll",
    ]
)
_FORMS_IN_FRONT = frozenset(["ooo", "oao", "zao", "pao", "pjsc", "ojsc", "pt", "kk", "kabushiki", "kaisha", "firma"])
_FORMS_IN_FRONT_CYRILLIC = _FORMS_IN_FRONT | frozenset(["ao", "ip", "too", "tov", "ooo"])

# Said with a word of the full form, so that "Intl Mfg" and "International Manufacturing" are the same words.
_SHORT_FORMS = {
    short: full
    for full, shorts in {
        "international": "intl internat internatl",
        "manufacturing": "mfg manuf manufg manufacturers mfr mfrs",
        "technologies": "tech techs technology technol tec",
        "systems": "sys syst system",
        "services": "svc svcs serv service srvcs",
        "solutions": "soln solns sol solution",
        "engineering": "eng engg engrg engr engineers",
        "group": "grp gruppe groupe grupo gruppo",
        "holdings": "hldg hldgs holding",
        "industries": "ind inds indus industry industrial industrie industria",
        "labs": "lab laboratory laboratories",
        "brothers": "bros gebrueder gebruder",
        "associates": "assoc assocs assn association associated",
        "university": "univ universitat universidad universite universita",
        "national": "natl nat",
        "government": "govt gov",
        "management": "mgmt mgt",
        "marketing": "mktg",
        "communications": "comm comms communication",
        "telecommunications": "telecom telecoms telco telecomm telekom",
        "pharma": "pharmaceuticals pharmaceutical pharm",
        "insurance": "ins insur",
        "chemicals": "chem chems chemical chemie",
        "construction": "constr const construc",
        "transport": "transp transportation trans",
        "distribution": "dist distr distributors",
        "development": "dev devel developments",
        "electronics": "electron elektronik elec electronic",
        "financial": "fin finance",
        "consulting": "cons consultants consultancy",
        "centre": "ctr center zentrum centro",
        "logistics": "log logist logistik",
        "products": "prod prods product",
        "enterprises": "ent enterprise entp",
        "american": "am amer",
        "department": "dept",
        "hospital": "hosp",
        "networks": "netw network ntwk",
        "software": "sw softw",
        "medical": "med medic",
        "partners": "ptnrs partner",
        "energy": "energie energia enrg",
        "motors": "mtrs motor",
        "foods": "food",
        "trading": "trdg",
        "global": "glob globl",
        "capital": "cap",
        "design": "dsgn",
        "digital": "dig",
        "research": "rsch",
        "power": "pwr",
        "equipment": "equip eqpt",
        "resources": "res resource",
        "properties": "prop props property",
        "healthcare": "hlthcare",
        "automotive": "auto autom",
    }.items()
    for short in shorts.split()
}

STOP_WORDS = frozenset(
    [
        "and",
        "the",
        "of",
        "for",
        "de",
        "del",
        "della",
        "di",
        "da",
        "du",
        "des",
        "la",
        "le",
        "les",
        "el",
        "los",
        "las",
        "das",
        "der",
        "die",
        "den",
        "und",
        "et",
        "y",
        "e",
        "i",
        "a",
        "an",
    ]
)

# Words that very many organisations share: they help to tell names apart but never find one alone.
WEAK_WORDS = frozenset(
    set(_SHORT_FORMS.values()) - {"brothers", "american", "automotive"}
    | set(
        [
            "media",
            "trust",
            "business",
            "machines",
            "retail",
            "security",
            "data",
            "cloud",
            "web",
            "online",
            "mobile",
            "health",
            "care",
            "home",
            "life",
            "city",
            "world",
            "first",
            "new",
            "general",
            "united",
            "central",
            "east",
            "west",
            "north",
            "south",
            "northern",
            "southern",
            "eastern",
            "western",
            "european",
            "europe",
            "asia",
            "africa",
            "america",
            "deutschland",
            "germany",
            "france",
            "italia",
            "espana",
            "uk",
            "usa",
            "us",
            "india",
            "japan",
            "china",
            "canada",
            "australia",
            "ventures",
            "investments",
            "investment",
            "bank",
            "banking",
            "ventures",
            "studio",
            "studios",
            "agency",
            "creative",
            "steel",
            "metal",
            "metals",
            "plastics",
            "textiles",
            "paper",
            "packaging",
            "machinery",
            "tools",
            "auto",
            "cars",
            "travel",
            "hotels",
            "restaurants",
            "bakery",
            "brewery",
            "farms",
            "water",
            "oil",
            "gas",
            "mining",
            "solar",
            "wind",
            "real",
            "estate",
            "building",
            "materials",
            "shipping",
            "air",
            "airlines",
            "rail",
            "express",
            "supply",
            "store",
            "stores",
            "shop",
            "market",
            "marine",
            "print",
            "printing",
            "press",
            "publishing",
            "education",
            "school",
            "college",
            "institute",
            "foundation",
            "council",
            "ministry",
        ]
    )
)

# Letters that stand together for one sound, which a letter-by-letter transliteration would miss.
_TOGETHER = {
    "μπ": "b", "ντ": "d", "γκ": "g", "γγ": "ng", "ου": "u", "ού": "u", "τζ": "j",
    "ウェ": "we", "ウィ": "wi", "ウォ": "wo", "ヴァ": "va", "ヴィ": "vi", "ヴェ": "ve", "ヴォ": "vo", "ー": "",
    "ファ": "fa", "フィ": "fi", "フェ": "fe", "フォ": "fo", "ティ": "ti", "ディ": "di", "トゥ": "tu", "ドゥ": "du",
}  # fmt: skip
_ANY_TOGETHER = re.compile("|".join(_TOGETHER))

_INNER_DOT = re.compile(r"(?<=\b[^\W\d_])[./](?=[^\W\d_]\b)")
_APOSTROPHES = re.compile(r"['’`´ʼ]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=4096)
def name_words(text: str) -> tuple[str, ...]:
    """The words of an organisation's name: Latin, lower case, short forms said in full, no legal form, order kept."""
    folded = unicodedata.normalize("NFKC", text)
    cyrillic = False
    if not folded.isascii():
        folded = _NATIVE_FORMS.sub(" ", folded)
        cyrillic = "CYRILLIC" in unicodedata.name(next((c for c in folded if c.isalpha()), "a"), "")
        folded = _APOSTROPHES.sub("", folded)
        folded = anyascii(_ANY_TOGETHER.sub(lambda found: _TOGETHER[found[0]], folded.lower()))
    plain = _INNER_DOT.sub("", _APOSTROPHES.sub("", folded.lower())).replace("&", " and ").replace("+", " and ")
    words = _without_forms(_joined_initials(_NOT_WORD.sub(" ", plain).split()), cyrillic)
    return tuple(_SHORT_FORMS.get(word, word) for word in words)


def _joined_initials(words: list[str]) -> list[str]:
    """Runs of single letters as one word: `i b m` is `ibm`, `s a` is `sa`."""
    joined: list[str] = []
    run = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            joined.append(run)
            run = ""
        joined.append(word)
    if run:
        joined.append(run)
    return joined


def _without_forms(words: list[str], cyrillic: bool) -> list[str]:
    """The words without legal forms; a name that is nothing else keeps its first word."""
    in_front = _FORMS_IN_FRONT_CYRILLIC if cyrillic else _FORMS_IN_FRONT
    start = 0
    while start < len(words) - 1 and words[start] in in_front:
        start += 1
    kept = words[start : start + 1] + [word for word in words[start + 1 :] if word not in _FORMS_ANYWHERE]
    while len(kept) > 1 and (kept[-1] in _FORMS_AT_END or kept[-1] == "and"):
        kept.pop()
    if len(kept) > 1 and kept[0] == "the":
        kept = kept[1:]
    return kept


def normalise_name(text: str) -> str:
    """The name as one comparable line: `Acme Robótica, S.A.` is `acme robotica`; empty when nothing is left.

    At most 255 characters: a name in Chinese grows when it is written in Latin letters.
    """
    return " ".join(name_words(text))[:255].rstrip()


def strong_words(words: tuple[str, ...]) -> list[str]:
    """The words that tell this organisation from others; all but stop words where there are only weak ones."""
    telling = [word for word in words if word not in STOP_WORDS]
    strong = [word for word in telling if word not in WEAK_WORDS]
    return strong or telling or list(words)


def name_key(text: str) -> str:
    """The telling words in alphabetical order: one short line on which equal organisations mostly agree."""
    return " ".join(sorted(strong_words(name_words(text))))


# --- domains ----------------------------------------------------------------------------------------------------------

FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "ymail.com",
        "hotmail.com",
        "outlook.com",
        "live.com",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "t-online.de",
        "freenet.de",
        "mail.com",
        "mail.ru",
        "yandex.ru",
        "yandex.com",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "163.com",
        "126.com",
        "sina.com",
        "naver.com",
        "daum.net",
        "hanmail.net",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "laposte.net",
        "libero.it",
        "virgilio.it",
        "tiscali.it",
        "uol.com.br",
        "bol.com.br",
        "terra.com.br",
        "rediffmail.com",
        "zoho.com",
        "fastmail.com",
        "hey.com",
        "tutanota.com",
        "comcast.net",
        "verizon.net",
        "att.net",
        "sbcglobal.net",
        "btinternet.com",
        "sky.com",
        "bigpond.com",
        "telus.net",
        "shaw.ca",
        "bluewin.ch",
        "seznam.cz",
        "wp.pl",
        "o2.pl",
        "onet.pl",
        "interia.pl",
        "abv.bg",
        "ukr.net",
        "inbox.ru",
        "list.ru",
        "bk.ru",
        "rambler.ru",
    ]
)
# Places where anyone can have a page: the domain says nothing about the organisation.
_SHARED_HOSTS = frozenset(
    [
        "github.io",
        "gitlab.io",
        "wordpress.com",
        "blogspot.com",
        "wixsite.com",
        "weebly.com",
        "myshopify.com",
        "squarespace.com",
        "webflow.io",
        "facebook.com",
        "linkedin.com",
        "instagram.com",
        "twitter.com",
        "x.com",
        "youtube.com",
        "herokuapp.com",
        "netlify.app",
        "vercel.app",
        "sites.google.com",
        "azurewebsites.net",
        "amazonaws.com",
        "cloudfront.net",
    ]
)
_SECOND_LEVELS = frozenset(
    [
        "co",
        "com",
        "net",
        "org",
        "gov",
        "ac",
        "edu",
        "or",
        "ne",
        "go",
        "gob",
        "gouv",
        "govt",
        "mil",
        "ltd",
        "plc",
        "sch",
        "nhs",
        "nom",
        "id",
        "web",
        "firm",
        "gen",
    ]
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def normalise_domain(text: str | None) -> str:
    """The registrable domain of a web address, e-mail address or host, lower case and punycode.

    Empty when there is none, when it is an address number, or when it belongs to a free mail or page host: such
    a domain says nothing about the organisation.
    """
    host = (text or "").strip().lower()
    host = re.sub(r"^[a-z][a-z0-9+.-]*:/*", "", host)
    host = re.split(r"[/?#\s,;]", host, maxsplit=1)[0].rsplit("@", 1)[-1].split(":", 1)[0].strip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        return ""
    depth = 3 if len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS and len(labels) > 2 else 2
    domain = ".".join(labels[-depth:])
    return "" if domain in FREE_MAIL or domain in _SHARED_HOSTS or host in _SHARED_HOSTS else domain


def domain_label(domain: str) -> str:
    """The part of a registrable domain that carries the name, hyphens out: `acme-robotics.co.uk` gives `acmerobotics`."""
    return domain.split(".", 1)[0].replace("-", "")


# --- keys -------------------------------------------------------------------------------------------------------------

_SOUNDS = [
    (re.compile(pattern), into)
    for pattern, into in [
        ("sch|sh|zh", "s"),
        ("ph", "f"),
        ("kh|ck|gh", "k"),
        ("th", "t"),
        ("ts|tz|ch", "t"),
        ("c(?=[eiy])", "s"),
        ("[cqg]", "k"),
        ("x", "ks"),
        ("j", "s"),
        ("z", "s"),
        ("[vw]", "b"),
        ("l", "r"),
        ("d", "t"),
        ("n(?=[pb])", "m"),
    ]
]
_VOWELS = re.compile("[aeiouyh]+")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """What stays of a word when it travels through other scripts and back: `microsoft` and `maikurosofuto` are both `mkrsft`."""
    sounds = word
    for pattern, into in _SOUNDS:
        sounds = pattern.sub(into, sounds)
    bones = _VOWELS.sub("", _DOUBLED.sub(r"\1", sounds))
    return ("a" + bones if word[:1] in "aeiouyh" else bones)[:8]


_REACH = 7  # letters of a word that its keys look at: errors behind them do no harm, and fewer keys are kept


def _spellings(word: str) -> list[str]:
    """Keys of a word with each one letter left out, so that one wrong, missing, extra or swapped letter still meets."""
    head = word[:_REACH]
    if len(head) < 4:
        return ["w" + head]
    return ["w" + head, *{"w" + head[:at] + head[at + 1 :] for at in range(len(head))}]


def _initials(words: tuple[str, ...]) -> str:
    return "".join(word[0] for word in words if word not in STOP_WORDS)


def _keyed_words(words: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The up to three words whose spellings are keys, and the up to five whose skeletons are."""
    telling = [word for word in words if word not in STOP_WORDS] or list(words)
    return strong_words(words)[:3], telling[:5]


def match_keys(name: str, domain: str = "", country: str = "") -> list[str]:
    """The keys under which an account is found; kept in `match_keys text[]` beneath a GIN index.

    `domain` and `country` are normal forms (see normalise_domain, normalise_country). One letter says the kind:
    w a spelling of a telling word, s the skeleton of any word, n the whole name or the domain's label in one piece,
    a the initials, d the domain, c the country, # how many telling words there are.
    """
    words = name_words(name)
    keys: set[str] = set()
    if words:
        strong, telling = _keyed_words(words)
        for word in strong:
            keys.update(_spellings(word))
        keys.update("s" + skeleton(word) for word in telling)
        keys.add("n" + "".join(words)[:24])
        keys.add("n" + "".join(strong)[:24])
        keys.add(f"#{len(strong)}")
        if len(telling) > 1:
            keys.add("a" + _initials(words)[:8])
    if domain:
        keys.add("d" + domain)
        keys.add("n" + domain_label(domain)[:24])
    if country:
        keys.add("c" + country)
    return sorted(keys)


class KeySet(NamedTuple):
    """One way to look: accounts that have any of `either` and all of `every`, at most `cap` of them."""

    either: list[str]
    every: list[str]
    cap: int


def search_sets(name: str, domain: str = "", country: str = "") -> list[KeySet]:
    """The ways to look for the account that a claim means, the surest first; mirrors match_keys."""
    words = name_words(name)
    at_home = ["c" + country] if country else []
    sets: list[KeySet] = []
    if domain:
        sets.append(KeySet(["d" + domain], [], 40))
    pieces = {"n" + domain_label(domain)[:24]} if domain else set()
    if not words:
        return sets + [KeySet(sorted(pieces), [], 40)] if pieces else sets
    strong, telling = _keyed_words(words)
    pieces |= {"n" + "".join(words)[:24], "n" + "".join(strong)[:24]}
    if len(telling) > 1:
        pieces.add("n" + _initials(words)[:8])
    sets.append(KeySet(sorted(pieces), [], 60))
    if len(words) == 1 and 2 <= len(words[0]) <= 6:
        sets += [KeySet(["a" + words[0]], must, 150) for must in ([at_home, []] if at_home else [[]])]
    bones = {word: "s" + skeleton(word) for word in telling}
    sets += [KeySet([bones[a]], [bones[b]], 80) for a, b in combinations(bones, 2)]
    for word in strong:
        spelled = _spellings(word)
        sets.append(KeySet(spelled, [], 120))
        sets += [KeySet(spelled, [bones[other]], 60) for other in telling if other != word]
        if at_home:
            sets.append(KeySet(spelled, at_home, 80))
        if len(strong) == 1:
            sets.append(KeySet(spelled, ["#1"], 80))
            if at_home:
                sets.append(KeySet(spelled, ["#1", *at_home], 80))
    if len(telling) == 1:
        sets.append(KeySet([bones[telling[0]]], ["#1"], 120))
        if at_home:
            sets.append(KeySet([bones[telling[0]]], at_home, 120))
    return sets
