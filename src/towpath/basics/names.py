"""Organisation names and web domains made comparable: normal forms and the keys under which look-alikes are found. No scoring here."""

import re
import unicodedata
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from anyascii import anyascii

from towpath.basics.countries import normalise_country
from towpath.basics.domains import domain_label, normalise_domain
from towpath.basics.name_vocabulary import (
    FORMS_ANYWHERE,
    FORMS_AT_END,
    FORMS_IN_FRONT,
    FORMS_IN_FRONT_CYRILLIC,
    NATIVE_FORMS,
    SHORT_FORMS,
    STOP_WORDS,
    TOGETHER,
    WEAK_WORDS,
)

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
    "strong_words",
]

_ANY_TOGETHER = re.compile("|".join(TOGETHER))

_INNER_DOT = re.compile(r"(?<=\b[^\W\d_])[./](?=[^\W\d_]\b)")
_APOSTROPHES = re.compile(r"['’`´ʼ]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=4096)
def name_words(text: str) -> tuple[str, ...]:
    """The words of an organisation's name: Latin, lower case, short forms said in full, no legal form, order kept."""
    folded = unicodedata.normalize("NFKC", text)
    cyrillic = False
    if not folded.isascii():
        folded = NATIVE_FORMS.sub(" ", folded)
        cyrillic = "CYRILLIC" in unicodedata.name(next((c for c in folded if c.isalpha()), "a"), "")
        folded = _APOSTROPHES.sub("", folded)
        folded = anyascii(_ANY_TOGETHER.sub(lambda found: TOGETHER[found[0]], folded.lower()))
    plain = _INNER_DOT.sub("", _APOSTROPHES.sub("", folded.lower())).replace("&", " and ").replace("+", " and ")
    words = _without_forms(_joined_initials(_NOT_WORD.sub(" ", plain).split()), cyrillic)
    return tuple(SHORT_FORMS.get(word, word) for word in words)


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
    in_front = FORMS_IN_FRONT_CYRILLIC if cyrillic else FORMS_IN_FRONT
    start = 0
    while start < len(words) - 1 and words[start] in in_front:
        start += 1
    kept = words[start : start + 1] + [word for word in words[start + 1 :] if word not in FORMS_ANYWHERE]
    while len(kept) > 1 and (kept[-1] in FORMS_AT_END or kept[-1] == "and"):
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
    w a spelling of a strong word, s the skeleton of any word but a stop word, f all of those in one piece, n the strong
    ones or the domain's label in one piece, a the initials, d the domain, c the country, # the number of words.
    """
    words = name_words(name)
    keys: set[str] = set()
    if words:
        strong, telling = _keyed_words(words)
        for word in strong:
            keys.update(_spellings(word))
        keys.update("s" + skeleton(word) for word in telling)
        keys.add("f" + "".join(telling)[:24])
        keys.add("n" + "".join(strong)[:24])
        keys.add(f"#{len(telling)}")
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
    pieces = {"n" + domain_label(domain)[:24], "f" + domain_label(domain)[:24]} if domain else set()
    if not words:
        return [*sets, KeySet(sorted(pieces), [], 40)] if pieces else sets
    strong, telling = _keyed_words(words)
    whole = "".join(telling)[:24]
    pieces |= {"n" + "".join(strong)[:24], "n" + whole}
    if len(telling) > 1:
        pieces |= {"n" + _initials(words)[:8], "f" + _initials(words)[:8]}
    sets.append(KeySet(["f" + whole], [], 60))
    sets.append(KeySet(sorted(pieces), [], 60))
    if at_home:
        sets.append(KeySet(["f" + whole, *sorted(pieces)], at_home, 60))
    if len(words) == 1 and 2 <= len(words[0]) <= 6:
        sets += [KeySet(["a" + words[0]], must, 150) for must in ([at_home, []] if at_home else [[]])]
    bones = {word: "s" + skeleton(word) for word in telling}
    sets += [KeySet([bones[one]], [bones[other]], 80) for one, other in combinations(bones, 2)]
    size = f"#{len(telling)}"
    if len(telling) == 1:
        sets += _narrowed([bones[telling[0]]], [], size, at_home)
    for word in strong:
        others = [bones[other] for other in telling if other != word]
        sets += _narrowed(_spellings(word), others, size, at_home)
    return sets


def _narrowed(either: list[str], others: list[str], size: str, at_home: list[str]) -> list[KeySet]:
    """Sets for keys that may be very common: as they are, with each other word, of the same size, at home, and both."""
    sets = [KeySet(either, [], 100), KeySet(either, [size], 60)]
    sets += [KeySet(either, [other], 60) for other in others]
    if at_home:
        sets += [KeySet(either, at_home, 60), KeySet(either, [size, *at_home], 100)]
    return sets
