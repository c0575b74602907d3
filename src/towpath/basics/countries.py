"""Countries: ISO 3166-1 two-letter codes and the English names and short forms that people write for them."""

import re

from anyascii import anyascii

# Code, then the names that mean it, the first being the one to show.
_TABLE = """
AD Andorra|AE United Arab Emirates;UAE;Emirates|AF Afghanistan|AG Antigua and Barbuda|AI Anguilla|AL Albania|AM Armenia
AO Angola|AQ Antarctica|AR Argentina|AS American Samoa|AT Austria;Österreich|AU Australia|AW Aruba|AX Åland Islands
AZ Azerbaijan|BA Bosnia and Herzegovina;Bosnia|BB Barbados|BD Bangladesh|BE Belgium;België;Belgique|BF Burkina Faso
BG Bulgaria|BH Bahrain|BI Burundi|BJ Benin|BL Saint Barthélemy|BM Bermuda|BN Brunei;Brunei Darussalam|BO Bolivia
BQ Bonaire, Sint Eustatius and Saba|BR Brazil;Brasil|BS Bahamas;The Bahamas|BT Bhutan|BV Bouvet Island|BW Botswana
BY Belarus|BZ Belize|CA Canada|CC Cocos (Keeling) Islands|CD Democratic Republic of the Congo;Congo, Democratic Republic
CF Central African Republic|CG Congo;Republic of the Congo|CH Switzerland;Schweiz;Suisse;Svizzera
CI Côte d'Ivoire;Ivory Coast|CK Cook Islands|CL Chile|CM Cameroon|CN China;People's Republic of China;PRC;Mainland China
CO Colombia|CR Costa Rica|CU Cuba|CV Cabo Verde;Cape Verde|CW Curaçao|CX Christmas Island|CY Cyprus
CZ Czechia;Czech Republic|DE Germany;Deutschland|DJ Djibouti|DK Denmark;Danmark|DM Dominica|DO Dominican Republic
DZ Algeria|EC Ecuador|EE Estonia|EG Egypt|EH Western Sahara|ER Eritrea|ES Spain;España|ET Ethiopia|FI Finland;Suomi
FJ Fiji|FK Falkland Islands|FM Micronesia|FO Faroe Islands|FR France|GA Gabon
GB United Kingdom;UK;Great Britain;Britain;England;Scotland;Wales;Northern Ireland;United Kingdom of Great Britain and Northern Ireland
GD Grenada|GE Georgia|GF French Guiana|GG Guernsey|GH Ghana|GI Gibraltar|GL Greenland|GM Gambia;The Gambia|GN Guinea
GP Guadeloupe|GQ Equatorial Guinea|GR Greece;Hellas|GS South Georgia and the South Sandwich Islands|GT Guatemala|GU Guam
GW Guinea-Bissau|GY Guyana|HK Hong Kong;Hong Kong SAR|HM Heard Island and McDonald Islands|HN Honduras|HR Croatia;Hrvatska
HT Haiti|HU Hungary|ID Indonesia|IE Ireland;Republic of Ireland;Eire|IL Israel|IM Isle of Man|IN India
IO British Indian Ocean Territory|IQ Iraq|IR Iran;Islamic Republic of Iran|IS Iceland|IT Italy;Italia|JE Jersey|JM Jamaica
JO Jordan|JP Japan;Nippon|KE Kenya|KG Kyrgyzstan|KH Cambodia|KI Kiribati|KM Comoros|KN Saint Kitts and Nevis
KP North Korea;Democratic People's Republic of Korea|KR South Korea;Korea;Republic of Korea;Korea, Republic of|KW Kuwait
KY Cayman Islands|KZ Kazakhstan|LA Laos;Lao People's Democratic Republic|LB Lebanon|LC Saint Lucia|LI Liechtenstein
LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg|LV Latvia|LY Libya|MA Morocco|MC Monaco
MD Moldova;Republic of Moldova|ME Montenegro|MF Saint Martin|MG Madagascar|MH Marshall Islands|MK North Macedonia;Macedonia
ML Mali|MM Myanmar;Burma|MN Mongolia|MO Macao;Macau|MP Northern Mariana Islands|MQ Martinique|MR Mauritania|MS Montserrat
MT Malta|MU Mauritius|MV Maldives|MW Malawi|MX Mexico;México|MY Malaysia|MZ Mozambique|NA Namibia|NC New Caledonia|NE Niger
NF Norfolk Island|NG Nigeria|NI Nicaragua|NL Netherlands;The Netherlands;Holland;Nederland|NO Norway;Norge|NP Nepal|NR Nauru
NU Niue|NZ New Zealand|OM Oman|PA Panama|PE Peru|PF French Polynesia|PG Papua New Guinea|PH Philippines;The Philippines
PK Pakistan|PL Poland;Polska|PM Saint Pierre and Miquelon|PN Pitcairn|PR Puerto Rico|PS Palestine;State of Palestine
PT Portugal|PW Palau|PY Paraguay|QA Qatar|RE Réunion|RO Romania|RS Serbia|RU Russia;Russian Federation|RW Rwanda
SA Saudi Arabia;Kingdom of Saudi Arabia;KSA|SB Solomon Islands|SC Seychelles|SD Sudan|SE Sweden;Sverige|SG Singapore
SH Saint Helena|SI Slovenia|SJ Svalbard and Jan Mayen|SK Slovakia;Slovak Republic|SL Sierra Leone|SM San Marino|SN Senegal
SO Somalia|SR Suriname|SS South Sudan|ST Sao Tome and Principe|SV El Salvador|SX Sint Maarten|SY Syria;Syrian Arab Republic
SZ Eswatini;Swaziland|TC Turks and Caicos Islands|TD Chad|TF French Southern Territories|TG Togo|TH Thailand|TJ Tajikistan
TK Tokelau|TL Timor-Leste;East Timor|TM Turkmenistan|TN Tunisia|TO Tonga|TR Türkiye;Turkey|TT Trinidad and Tobago|TV Tuvalu
TW Taiwan;Taiwan, Province of China|TZ Tanzania;United Republic of Tanzania|UA Ukraine|UG Uganda
UM United States Minor Outlying Islands|US United States;United States of America;USA;America;U.S.;U.S.A.|UY Uruguay
UZ Uzbekistan|VA Holy See;Vatican;Vatican City|VC Saint Vincent and the Grenadines|VE Venezuela
VG British Virgin Islands;Virgin Islands, British|VI US Virgin Islands;Virgin Islands, U.S.|VN Vietnam;Viet Nam
VU Vanuatu|WF Wallis and Futuna|WS Samoa|YE Yemen|YT Mayotte|ZA South Africa|ZM Zambia|ZW Zimbabwe
"""

# Three-letter codes that files carry most; the rest of ISO 3166-1 alpha-3 is refused like any unknown word.
_THREE_LETTERS = """
ARE AE|ARG AR|AUS AU|AUT AT|BEL BE|BGR BG|BRA BR|CAN CA|CHE CH|CHL CL|CHN CN|COL CO|CYP CY|CZE CZ|DEU DE|DNK DK|EGY EG|ESP ES
EST EE|FIN FI|FRA FR|GBR GB|GRC GR|HKG HK|HRV HR|HUN HU|IDN ID|IND IN|IRL IE|ISL IS|ISR IL|ITA IT|JPN JP|KAZ KZ|KEN KE|KOR KR
KWT KW|LTU LT|LUX LU|LVA LV|MAR MA|MEX MX|MLT MT|MYS MY|NGA NG|NLD NL|NOR NO|NZL NZ|PAK PK|PER PE|PHL PH|POL PL|PRT PT|QAT QA
ROU RO|RUS RU|SAU SA|SGP SG|SRB RS|SVK SK|SVN SI|SWE SE|THA TH|TUN TN|TUR TR|TWN TW|UKR UA|URY UY|VNM VN|ZAF ZA
"""


def _plain(text: str) -> str:
    return re.sub(r"[^a-z]+", " ", anyascii(text).lower().replace("'", "").replace(".", "")).strip()


COUNTRY_NAMES: dict[str, str] = {}
_CODES: dict[str, str] = {}
for _entry in re.split(r"[|\n]", _TABLE.strip()):
    _code, _names = _entry.split(" ", 1)
    COUNTRY_NAMES[_code] = _names.split(";")[0]
    _CODES |= {_plain(name): _code for name in _names.split(";")}
_CODES |= {code.lower(): code for code in COUNTRY_NAMES} | {"uk": "GB", "el": "GR"}
_CODES |= {entry[:3].lower(): entry[4:] for entry in re.split(r"[|\n]", _THREE_LETTERS.strip())}


def normalise_country(text: str | None) -> str:
    """The two-letter ISO code that a code or an English name means; empty when the text is empty or unknown."""
    written = (text or "").strip()
    return _CODES.get(written.lower()) or _CODES.get(_plain(written), "") if written else ""
