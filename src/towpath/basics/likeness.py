"""How alike a claimed organisation and a known one are: points from 0 to 100, each with its ground in words. No database."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from towpath.basics.countries import COUNTRY_NAMES
from towpath.basics.domains import domain_label
from towpath.basics.name_vocabulary import STOP_WORDS, WEAK_WORDS
from towpath.basics.names import name_words, skeleton, strong_words

# The points that each ground can give; together they make 100.
NAME_POINTS = 50
DOMAIN_POINTS = 40
COUNTRY_POINTS = 10
SAME_LABEL_POINTS = 25  # acme.com and acme.de
DOMAIN_FITS_NAME_POINTS = 10  # the web domain of one says the other's name, whose own domain is unknown
OTHER_DOMAIN_POINTS = -5  # little: one organisation often has several domains
OTHER_COUNTRY_POINTS = -10
INITIALS = 78.0  # likeness of a name and its initials: hundreds of organisations share three letters
PART = 93.0  # likeness of names of which one has every word of the other and more besides
UNLIKE = 40  # names under this likeness (0-100) earn nothing

STRONG = 75
LIKELY = 50


@dataclass(frozen=True, slots=True)
class Claim:
    """An organisation in a partner's words: name as typed, domain and country in normal form, empty when not given."""

    name: str
    domain: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class AccountWords:
    """The words of a known account that are compared: name as kept, domain and country in normal form."""

    name: str
    domain: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason for a score: what was compared (name, domain or country), the points it gave, a sentence for people."""

    what: str
    points: int
    says: str


@dataclass(frozen=True, slots=True)
class Match:
    """A score from 0 to 100 and its grounds; the score is the sum of their points, kept within those bounds."""

    score: int
    grounds: tuple[Ground, ...]

    @property
    def strength(self) -> str:
        """`strong`, `likely` or `possible`, for people who do not read numbers."""
        return "strong" if self.score >= STRONG else "likely" if self.score >= LIKELY else "possible"


def score(claim: Claim, account: AccountWords) -> Match:
    """How sure it is that the claim means the account, and why."""
    grounds = [_by_name(claim, account)]
    grounds += [ground for ground in (_by_domain(claim, account), _by_country(claim, account)) if ground]
    return Match(max(0, min(100, sum(ground.points for ground in grounds))), tuple(grounds))


def _by_name(claim: Claim, account: AccountWords) -> Ground:
    alike, how = name_likeness(claim.name, account.name)
    points = round(NAME_POINTS * max(0.0, alike - UNLIKE) / (100 - UNLIKE))
    pair = f"“{claim.name.strip()}” and “{account.name}”"
    if how == "same":
        says = f"same name: {pair}"
    elif how == "initials":
        says = f"one name is the initials of the other: {pair}"
    elif how == "sound":
        says = f"names sound alike {alike:.0f} %: {pair}"
    elif not points:
        says = f"names differ: {pair}"
    else:
        says = f"names alike {alike:.0f} %: {pair}"
    return Ground("name", points, says)


def _by_domain(claim: Claim, account: AccountWords) -> Ground | None:
    if claim.domain and account.domain:
        if claim.domain == account.domain:
            return Ground("domain", DOMAIN_POINTS, f"same web domain {claim.domain}")
        if len(domain_label(claim.domain)) > 2 and domain_label(claim.domain) == domain_label(account.domain):
            return Ground(
                "domain",
                SAME_LABEL_POINTS,
                f"web domains differ only in the ending: {claim.domain} and {account.domain}",
            )
        return Ground("domain", OTHER_DOMAIN_POINTS, f"other web domain: {claim.domain} and {account.domain}")
    domain, name = (claim.domain, account.name) if claim.domain else (account.domain, claim.name)
    if domain and _says_name(domain_label(domain), name_words(name)):
        return Ground("domain", DOMAIN_FITS_NAME_POINTS, f"web domain {domain} says the name “{name.strip()}”")
    return None


def _by_country(claim: Claim, account: AccountWords) -> Ground | None:
    if not claim.country or not account.country:
        return None
    theirs = COUNTRY_NAMES.get(account.country, account.country)
    if claim.country == account.country:
        return Ground("country", COUNTRY_POINTS, f"same country: {theirs}")
    return Ground(
        "country",
        OTHER_COUNTRY_POINTS,
        f"other country: {COUNTRY_NAMES.get(claim.country, claim.country)}, not {theirs}",
    )


def _says_name(label: str, words: tuple[str, ...]) -> bool:
    joined = "".join(words)
    return len(label) > 3 and label in (joined, "".join(strong_words(words)))


# --- names ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16384)
def name_likeness(one: str, other: str) -> tuple[float, str]:
    """How alike two names are, 0 to 100, and how it was seen: `same`, `spelling`, `initials` or `sound`."""
    left, right = name_words(one), name_words(other)
    if not left or not right:
        return 0.0, "spelling"
    if left == right:
        return 100.0, "same"
    ways = [(_by_spelling(left, right), "spelling")]
    if _are_initials(left, right) or _are_initials(right, left):
        ways.append((INITIALS, "initials"))
    if not one.isascii() or not other.isascii():
        ways.append((_by_sound(left, right), "sound"))
    return max(ways)


def _by_spelling(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    as_written = fuzz.ratio(" ".join(left), " ".join(right))
    in_order = 0.99 * fuzz.ratio(" ".join(sorted(left)), " ".join(sorted(right)))
    by_word = 100 * _aligned(left, right)
    both = (max(as_written, in_order) + by_word) / 2
    joined = 0.97 * fuzz.ratio("".join(left), "".join(right)) if len(left) != len(right) else 0.0
    return max(both, joined if joined > 85 else 0.0, _part(left, right))


def _part(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Likeness when one name has all words of the other, a telling one among them: less for each weight that is missing."""
    few, many = sorted((set(left), set(right)), key=len)
    if not few <= many or not any(_weight(word) == 1 for word in few):
        return 0.0
    return PART - 8 * sum(_weight(word) for word in many - few)


def _weight(word: str) -> float:
    return 0.1 if word in STOP_WORDS else 0.4 if word in WEAK_WORDS else 1.0


def _aligned(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Share, 0 to 1, of the words' weight that finds its like in the other name, whatever the order."""
    few, many = (left, list(right)) if len(left) <= len(right) else (right, list(left))
    total = sum(map(_weight, left)) + sum(map(_weight, right))
    found = 0.0
    for word in sorted(few, key=_weight, reverse=True):
        if not many:
            break
        alike, like = max((_word_likeness(word, candidate), candidate) for candidate in many)
        if alike > 0.6:
            many.remove(like)
            found += alike * (_weight(word) + _weight(like))
    return found / total


def _word_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 3 and longer.startswith(shorter):
        return 0.9
    return fuzz.ratio(one, other) / 100


def _are_initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    telling = [word for word in long if word not in STOP_WORDS]
    return (
        len(short) == 1
        and len(telling) > 1
        and short[0] in ("".join(w[0] for w in telling), "".join(w[0] for w in long))
    )


def _by_sound(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Likeness of the bones of the words, for a name that came from another script."""
    bones = [sorted(map(skeleton, words)) for words in (left, right)]
    alike = max(
        fuzz.ratio(" ".join(bones[0]), " ".join(bones[1])),
        fuzz.ratio("".join(map(skeleton, left)), "".join(map(skeleton, right))),
    )
    return 0.7 * alike + 0.25 * fuzz.ratio(" ".join(left), " ".join(right))
