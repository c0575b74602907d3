"""The words that comparing organisation names needs: legal forms, short forms, words that tell nothing. Data only."""

import re


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Legal forms written without spaces in scripts that have none; they go before the text is transliterated.
NATIVE_FORMS = re.compile(
    "株式会社|有限会社|合同会社|合資会社|股份有限公司|有限责任公司|有限公司|股份公司|集团|集團|주식회사|유한회사"
    r"|\((?:株|有|주|유)\)"
)

# Forms that mean nothing but a legal form wherever they stand, the first word excepted.
FORMS_ANYWHERE = _listed("""
    aktiengesellschaft aps bhd bv bvba cjsc corp corporation cv doo dooel eireli eood gesellschaft ggmbh gmbh
    inc incorporated jsc kft kgaa limited llc llp ltd ltda mbh nv nyrt oao ojsc ooo oyj pjsc plc pte pty pvt
    sab sapi sarl sas sasu sdn spa sprl srl sàrl ug vof zao zrt
""")

# Forms that are ordinary words or initials elsewhere: cut only from the end, as often as they stand there.
FORMS_AT_END = FORMS_ANYWHERE | _listed("""
    ab ad ae ag ans ao as asa berhad ca cia cie co compagnie companies company da dmcc eg ehf epe ev fzc fzco
    fze gaisha gbr gk godo hf ike ip kabushiki kaisha kg kk ks lc lp ohg oo ou oy pa pao pc persero pllc sa
    sau se sia sl slu sp spol sro tbk too uab wll yk yugen zoo
""")

FORMS_IN_FRONT = _listed("""
    firma kabushiki kaisha kk oao ojsc ooo pao pjsc pt zao
""")
FORMS_IN_FRONT_CYRILLIC = FORMS_IN_FRONT | _listed("""
    ao ip too tov
""")

# The full word, then its short forms: said in full, "Intl Mfg" and "International Manufacturing" are the same words.
_FULL_AND_SHORT = """
international: intl internat internatl
manufacturing: mfg manuf manufg manufacturers mfr mfrs
technologies: tech techs technology technol tec
systems: sys syst system
services: svc svcs serv service srvcs
solutions: soln solns sol solution
engineering: eng engg engrg engr engineers
group: grp gruppe groupe grupo gruppo
holdings: hldg hldgs holding
industries: ind inds indus industry industrial industrie industria
labs: lab laboratory laboratories
brothers: bros gebrueder gebruder
associates: assoc assocs assn association associated
university: univ universitat universidad universite universita
national: natl nat
government: govt gov
management: mgmt mgt
marketing: mktg
communications: comm comms communication
telecommunications: telecom telecoms telco telecomm telekom
pharma: pharmaceuticals pharmaceutical pharm
insurance: ins insur
chemicals: chem chems chemical chemie
construction: constr const construc
transport: transp transportation trans
distribution: dist distr distributors
development: dev devel developments
electronics: electron elektronik elec electronic
financial: fin finance
consulting: cons consultants consultancy
centre: ctr center zentrum centro
logistics: log logist logistik
products: prod prods product
enterprises: ent enterprise entp
american: am amer
department: dept
hospital: hosp
networks: netw network ntwk
software: sw softw
medical: med medic
partners: ptnrs partner
energy: energie energia enrg
motors: mtrs motor
foods: food
trading: trdg
global: glob globl
capital: cap
design: dsgn
digital: dig
research: rsch
power: pwr
equipment: equip eqpt
resources: res resource
properties: prop props property
healthcare: hlthcare
automotive: auto autom
"""
SHORT_FORMS = {
    short: full
    for full, shorts in (line.split(": ") for line in _FULL_AND_SHORT.split("\n") if line)
    for short in shorts.split()
}

STOP_WORDS = _listed("""
    a an and da das de del della den der des di die du e el et for i la las le les los of the und y
""")

# Words that very many organisations share: they help to tell names apart but never find one alone.
WEAK_WORDS = frozenset(SHORT_FORMS.values()) - {"brothers", "american", "automotive"} | _listed("""
    africa agency air airlines america asia australia auto bakery bank banking brewery building business
    canada care cars central china city cloud college council creative data deutschland east eastern education
    espana estate europe european express farms first foundation france gas general germany health home hotels
    india institute investment investments italia japan life machinery machines marine market materials media
    metal metals mining ministry mobile new north northern oil online packaging paper plastics press print
    printing publishing rail real restaurants retail school security shipping shop solar south southern steel
    store stores studio studios supply textiles tools travel trust uk united us usa ventures water web west
    western wind world
""")

# Letters that stand together for one sound, which a letter-by-letter transliteration would miss.
TOGETHER = {
    "μπ": "b", "ντ": "d", "γκ": "g", "γγ": "ng", "ου": "u", "ού": "u", "τζ": "j", "ウェ": "we", "ウィ": "wi",
    "ウォ": "wo", "ヴァ": "va", "ヴィ": "vi", "ヴェ": "ve", "ヴォ": "vo", "ー": "", "ファ": "fa", "フィ": "fi", "フェ": "fe",
    "フォ": "fo", "ティ": "ti", "ディ": "di", "トゥ": "tu", "ドゥ": "du",
}  # fmt: skip
