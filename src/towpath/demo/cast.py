"""Who plays in the demo channel: the vendor's people, the partners and theirs. All invented; addresses cannot receive mail.

The first person of each role is the one worth showing: her desk is fullest. `SHOWN` lists them for a sign-in page.
"""

from dataclasses import dataclass

from towpath.kernel.identity.roles import Role

DOMAIN = "demo.example"  # every address of the demo ends in this
ZONES = {
    "AMER": "America/Denver", "EMEA": "Europe/Berlin", "APJ": "Asia/Singapore", "PUBSEC": "America/New_York",
    "": "Europe/Amsterdam",
}  # fmt: skip


@dataclass(frozen=True)
class Insider:
    """One of the vendor's people. `region` "" is global."""

    first: str
    role: Role
    region: str = ""

    @property
    def name(self) -> str:
        return self.first

    @property
    def email(self) -> str:
        return f"{self.first.lower()}.{self.role.value.replace('_', '')}@{DOMAIN}"


def _region(region: str, esms: str, asms: str, reps: str) -> list[Insider]:
    named = ((esms, Role.ESM), (asms, Role.ASM), (reps, Role.SALES_REP))
    return [Insider(first, role, region) for names, role in named for first in names.split()]


INSIDE = [
    *(Insider(first, Role.OPS) for first in ("Omar", "Olga", "Otis", "Oona")),
    *_region("EMEA", "Elena Emil Edda", "Amir Anna", "Sofia Sami Silke Soren"),
    *_region("AMER", "Erin Enzo Estela", "Alba Arlo", "Saul Selma Shona Sidney"),
    *_region("APJ", "Emiko Eun Esha", "Aiko Arjun", "Sora Sunita Somchai Suda"),
    *_region("PUBSEC", "Edgar Elsa", "Ada Abel", "Stella Simon"),
    *(Insider(first, Role.PROGRAMS) for first in ("Paula", "Piet")),
    *(Insider(first, Role.FINANCE) for first in ("Felix", "Fanny")),
    *(Insider(first, Role.LEGAL) for first in ("Leila", "Lars")),
    Insider("Dilara", Role.CHANNEL_DIRECTOR, "EMEA"),
    Insider("Desmond", Role.CHANNEL_DIRECTOR, "AMER"),
    Insider("Daichi", Role.CHANNEL_DIRECTOR, "APJ"),
    Insider("Delia", Role.CHANNEL_DIRECTOR, "PUBSEC"),
    Insider("Philippa", Role.PROGRAMS_DIRECTOR),
    Insider("Vasco", Role.CHANNELS_VP),
    Insider("Bianca", Role.BILLING_OPS),
    Insider("Delphine", Role.DEAL_DESK),
    Insider("Viola", Role.APPROVER),
    Insider("Selene", Role.PARTNER_SUPPORT),
    Insider("Luca", Role.LICENCE_SUPPORT),
    Insider("Arne", Role.SOLUTION_ARCHITECT),
    Insider("Oskar", Role.OPERATOR),
]

FIRST_NAMES = [
    "Nadia",
    "Nina",
    "Ruth",
    "Bruno",
    "Carla",
    "Dario",
    "Fatima",
    "Goran",
    "Hana",
    "Ines",
    "Jonas",
    "Kira",
    "Lena",
    "Milo",
    "Noor",
    "Pavel",
    "Rosa",
    "Tariq",
    "Uma",
    "Viktor",
    "Wanda",
    "Yara",
    "Zeno",
    "Agnes",
    "Boris",
    "Celia",
    "Dora",
    "Elio",
    "Freya",
    "Gita",
    "Hugo",
    "Irma",
    "Jaro",
    "Kemal",
    "Lotte",
    "Mina",
    "Nils",
    "Orla",
    "Petra",
    "Quinn",
    "Rafi",
    "Sanna",
    "Timo",
    "Ulla",
    "Vera",
    "Wim",
    "Xenia",
    "Yusuf",
    "Zora",
    "Anouk",
    "Bela",
    "Chloe",
    "Dunja",
    "Esra",
    "Fritz",
    "Greta",
    "Henk",
    "Ivo",
    "Juno",
    "Kaya",
    "Lucio",
    "Marta",
    "Nico",
    "Olive",
    "Pia",
    "Remo",
    "Saskia",
    "Thea",
    "Uwe",
    "Vito",
    "Wilma",
    "Yoko",
    "Zita",
    "Akira",
    "Bindu",
    "Chandra",
    "Daiki",
    "Eiji",
    "Farah",
    "Gopal",
    "Haruto",
    "Indira",
    "Jin",
    "Kiran",
    "Lian",
    "Mei",
    "Nami",
    "Ravi",
    "Sakura",
    "Tomo",
    "Wei",
    "Xiu",
    "Yuki",
    "Amara",
    "Bola",
    "Chidi",
    "Dalia",
    "Ebele",
    "Farid",
    "Ghada",
    "Hadi",
    "Idris",
    "Jamila",
]

# Those who learn at a partner and need not sign in.
LEARNERS = """
    Aila Bodo Cleo Dov Edna Falk Gesine Hella Inka Jorun Knut Lilo Malte Nele Ottilie Per Runa Sverre Tilda Ursel Veit
    Wencke Ylva Zelda Aaro Birte Cuno Dorle Eike Fenja Gero Hauke Imke Jule Kasimir Levke Merle Nuno Odo Paavo Rike Silja
    Toke Ute Vilma Wolke Yorrin
""".split()  # noqa: SIM905 - a list of names, one beside the other


@dataclass(frozen=True)
class Company:
    """One partner. `standing` is "", "prospect" (not yet eligible), "bad" (in bad standing), "former" or "active" (OEM).

    `learning` is "" (its people have learned what the program asks), "ending" (until some day soon), "grace" (no longer,
    since a few days), "new" (one of them has, which is enough for a time) or "short" (they have not).
    """

    name: str
    country: str
    region: str
    track: str = "open"
    kinds: tuple[str, ...] = ("reseller",)
    standing: str = ""
    weight: int = 3  # how many deals it registers beside the others
    learning: str = ""

    @property
    def slug(self) -> str:
        return self.name.split()[0].lower()


_R, _M, _A, _G, _O = ("reseller",), ("msp",), ("alliance",), ("gsi",), ("oem",)
_RP, _RPM = ("reseller", "psp"), ("reseller", "psp", "msp")
# fmt: off
PARTNERS = [
    Company("Alderbrook Systems",    "DE", "EMEA",   "select",     _RPM, weight=14),
    Company("Brightfen Software",    "GB", "EMEA",   "select",     _R,  weight=8),
    Company("Calderwick Cloud",      "FR", "EMEA",   "open",       _R),
    Company("Dunmarsh Data",         "NL", "EMEA",   "open",       _R),
    Company("Eskervale IT",          "SE", "EMEA",   "select",     _R,  learning="ending"),
    Company("Fjellgard Digital",     "NO", "EMEA",   "open",       _M),
    Company("Garrowby Technik",      "AT", "EMEA",   "open",       _R),
    Company("Hollinmoor Systemas",   "ES", "EMEA",   "open",       _R),
    Company("Isenholt Engineering",  "CH", "EMEA",   "select",     _R),
    Company("Jarvenport Logic",      "FI", "EMEA",   "open",       _R,  weight=2, learning="short"),
    Company("Kestrelby Networks",    "IE", "EMEA",   "open",       _R,  standing="bad", weight=2),
    Company("Lunevar Consulting",    "IT", "EMEA",   "open",       _RP, learning="grace"),
    Company("Oakenfell Global",      "GB", "EMEA",   "technology", _G),
    Company("Mirrowdale Platforms",  "DE", "EMEA",   "technology", _A),
    Company("Northgarth Solutions",  "US", "AMER",   "select",     _RPM, weight=9),
    Company("Ospreyhill Partners",   "US", "AMER",   "select",     _R,  weight=6),
    Company("Pinecombe Cloudworks",  "US", "AMER",   "open",       _R),
    Company("Quarrystone Tech",      "CA", "AMER",   "open",       _R,  learning="grace"),
    Company("Redmarsh Integrations", "US", "AMER",   "open",       _R),
    Company("Saltmere Software",     "BR", "AMER",   "open",       _R),
    Company("Thornwick DevOps",      "MX", "AMER",   "open",       _R),
    Company("Umberley Consulting",   "US", "AMER",   "open",       _R,  standing="prospect", weight=1),
    Company("Valemont Industries",   "US", "AMER",   "technology", _O,  standing="active", weight=0),
    Company("Westerhay Alliance",    "US", "AMER",   "technology", _A),
    Company("Yarrowgate Services",   "CL", "AMER",   "open",       _R,  weight=2),
    Company("Asagiri Works",         "JP", "APJ",    "select",     _RPM, weight=7),
    Company("Banksiavale IT",        "AU", "APJ",    "select",     _R,  weight=5),
    Company("Chandrapur Systems",    "IN", "APJ",    "open",       _R,  learning="ending"),
    Company("Damarwulan Digital",    "ID", "APJ",    "open",       _R),
    Company("Eulalia Bay Cloud",     "SG", "APJ",    "open",       _R),
    Company("Fernmount Software",    "NZ", "APJ",    "open",       _R),
    Company("Haneulsoft Labs",       "KR", "APJ",    "open",       _R),
    Company("Meridianfall Global",   "IN", "APJ",    "technology", _G),
    Company("Ivorypoint Federal",    "US", "PUBSEC", "select",     _R,  weight=6),
    Company("Juniperfield Public",   "US", "PUBSEC", "open",       _R),
    Company("Kingsmere Government",  "US", "PUBSEC", "open",       _R),
    Company("Larkspurton Civic",     "US", "PUBSEC", "open",       _R),
    Company("Marblehall Defence",    "US", "PUBSEC", "technology", _G),
    Company("Nettlecombe Education", "US", "PUBSEC", "open",       _R,  weight=2),
    Company("Penwithiel Retired",    "GB", "EMEA",   "open",       _R,  standing="former", weight=0),
    Company("Greylark Software",     "DK", "EMEA",   "open",       _R,  weight=0, learning="new"),
    Company("Sundrift Consulting",   "BE", "EMEA",   "open",       _R,  weight=0),
]
# fmt: on
# company -> who looks at its deals, and who looks after its files and training; neither sells
READERS = {
    "alderbrook": ("Nora", "Nuria"),
    "brightfen": ("Renata", "Rhea"),
    "northgarth": ("Noemi", "Nadir"),
    "asagiri": ("Aoi", "Asuka"),
    "ivorypoint": ("Ilsa", "Irene"),
}  # fmt: skip
# name, who works there, and under which code of the program's coverage it sells: made-up houses in the places of real ones
DISTRIBUTORS = (
    ("Carrowmoor Distribution", "Dirk", "amazic"),
    ("Stonehithe Distribution", "Dana", "carahsoft"),
)

SHOWN = (
    # (what to write on the button, whose address)
    ("Partner seller", f"nadia@alderbrook.{DOMAIN}"),
    ("Partner administrator", f"nina@alderbrook.{DOMAIN}"),
    ("Seller of a rival partner", f"ruth@brightfen.{DOMAIN}"),
    ("Distributor", f"dirk@carrowmoor.{DOMAIN}"),
    ("Ecosystem Operations", f"omar.ops@{DOMAIN}"),
    ("Ecosystem Sales Manager, EMEA", f"elena.esm@{DOMAIN}"),
    ("Area Sales Manager, EMEA", f"amir.asm@{DOMAIN}"),
    ("Ecosystem Sales Manager, AMER", f"erin.esm@{DOMAIN}"),
    ("Sales Rep, EMEA", f"sofia.salesrep@{DOMAIN}"),
    ("Programs", f"paula.programs@{DOMAIN}"),
    ("Partner deal viewer", f"nora@alderbrook.{DOMAIN}"),
    ("Partner marketing", f"nuria@alderbrook.{DOMAIN}"),
    ("Partner that has just signed up", f"wilma@wrenfield.{DOMAIN}"),
    ("Regional Channel Director, EMEA", f"dilara.channeldirector@{DOMAIN}"),
    ("Director of Channel Programs", f"philippa.programsdirector@{DOMAIN}"),
    ("VP of Channels", f"vasco.channelsvp@{DOMAIN}"),
    ("Billing Operations", f"bianca.billingops@{DOMAIN}"),
    ("Deal Desk", f"delphine.dealdesk@{DOMAIN}"),
    ("Approver of quotes", f"viola.approver@{DOMAIN}"),
    ("Partner Support", f"selene.partnersupport@{DOMAIN}"),
    ("Licence Support", f"luca.licencesupport@{DOMAIN}"),
    ("Solution Architect", f"arne.solutionarchitect@{DOMAIN}"),
    ("Finance", f"felix.finance@{DOMAIN}"),
    ("Legal", f"leila.legal@{DOMAIN}"),
)
