"""The catalogue's rules by subject: which identifiers pages, reasons and tests may cite. What each says is in the rule book's pages."""

# Subject -> how many rules it has; they are numbered from 01 without a gap.
SUBJECTS = {
    "ACT": 1, "APR": 3, "AWD": 5, "BIL": 4, "BRD": 8, "CAS": 6, "CHN": 2, "CMP": 1, "COS": 1, "CRT": 5, "DRG": 27,
    "DSH": 5, "DST": 5, "ELG": 5, "FIS": 1, "FLD": 10, "INC": 10, "INF": 4, "INS": 3, "LIB": 1, "LOA": 5, "MKT": 6,
    "NFR": 2, "ONB": 10, "PRI": 7, "PSC": 8, "QUO": 10, "REB": 3, "ROL": 27, "SLA": 3, "SVC": 8, "TAG": 11,
}  # fmt: skip

RULES = tuple(f"{subject}-{number:02}" for subject, last in SUBJECTS.items() for number in range(1, last + 1))
