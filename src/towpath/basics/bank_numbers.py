"""Numbers of bank accounts, checked by their form: IBANs, and account numbers with a bank code where there are none."""

import re
from dataclasses import dataclass

from stdnum import bic, iban
from stdnum.exceptions import ValidationError
from stdnum.us import rtn

# Countries whose banks have account numbers of their own and no IBAN; the United States' routing numbers are checked.
_NO_IBAN = "AU BD CA CN HK ID IN JP KR LK MX MY NZ PH SG TH TW US VN ZA"
WITHOUT_IBAN = frozenset(_NO_IBAN.split())
EXAMPLE = "DE89 3704 0044 0532 0130 00"


class BadBankNumber(ValueError):
    """A number that cannot be one; `field` names which ("number" or "code"), the text says what would be right."""

    def __init__(self, field: str, text: str):
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class BankNumber:
    """An account in compact form. `code` is a BIC or a national code of the bank, "" where the IBAN is enough."""

    kind: str  # "iban" or "account"
    number: str
    code: str

    @property
    def hint(self) -> str:
        """What may be shown: the country of an IBAN and the last four digits."""
        return f"{self.number[:2] if self.kind == 'iban' else ''}••••{self.number[-4:]}"


def read(number: str, code: str, country: str) -> BankNumber:
    """What somebody typed as an account at a bank of a country (ISO 3166). BadBankNumber says what is wrong."""
    typed, bank = re.sub(r"[\s.\-]", "", number).upper(), re.sub(r"[\s.\-]", "", code).upper()
    if not typed:
        raise BadBankNumber("number", "Write the number of the account.")
    if country not in WITHOUT_IBAN:
        return BankNumber("iban", _iban(typed, country), _bic(bank) if bank else "")
    if not re.fullmatch(r"[A-Z0-9]{5,34}", typed):
        raise BadBankNumber("number", "An account number has 5 to 34 digits and letters.")
    if not bank:
        raise BadBankNumber("code", "Write the code of the bank too: there is no IBAN in this country.")
    if country == "US":
        if not rtn.is_valid(bank):
            raise BadBankNumber("code", "This is no routing number: nine digits, the last one a check digit.")
        return BankNumber("account", typed, bank)
    if not re.fullmatch(r"[A-Z0-9]{3,12}", bank):
        raise BadBankNumber("code", "The code of a bank has 3 to 12 digits and letters.")
    return BankNumber("account", typed, bank)


def _iban(typed: str, country: str) -> str:
    try:
        compact = str(iban.validate(typed))
    except ValidationError as error:
        raise BadBankNumber(
            "number", f"This is no valid IBAN: check each digit. It is written like {EXAMPLE}."
        ) from error
    if compact[:2] != country:
        raise BadBankNumber("number", f"This IBAN is of {compact[:2]}, and the bank's country is {country}.")
    return compact


def _bic(bank: str) -> str:
    if not bic.is_valid(bank):
        raise BadBankNumber("code", "This is no BIC: eight or eleven letters and digits, such as DEUTDEFF.")
    return bank
