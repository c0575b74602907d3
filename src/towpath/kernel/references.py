"""The next human reference of a kind, from a sequence of the database: never given twice, gaps are harmless."""

from django.db import connection

from towpath.basics import references

SEQUENCES = {
    "REG": "registration_reference",
    "ACC": "account_reference",
    "OPP": "opportunity_reference",
    "PAR": "partner_reference",
    "LEG": "legal_request_reference",
    "ACR": "access_request_reference",
    "PRM": "one_off_permission_reference",
    "IMP": "completion_import_reference",
    "VCH": "voucher_reference",
    "AST": "asset_reference",
    "NFR": "licence_request_reference",
    "LIC": "licence_reference",
    "BIL": "billing_record_reference",
    "EMP": "marketplace_page_reference",
    "QUO": "quote_reference",
    "POR": "purchase_order_reference",
    "APC": "approver_change_reference",
    "PIM": "price_import_reference",
    "SAL": "sale_reference",
    "NTC": "customer_notice_reference",
    "DTY": "duty_reference",
    "TND": "tender_reference",
    "BID": "bid_reference",
    "PCS": "preferred_co_sell_reference",
    "MRG": "merger_reference",
    "NCH": "name_change_reference",
    "DRF": "draft_reference",
    "CMP": "comparison_reference",
}


def next_reference(prefix: str) -> str:
    """For example "REG00042"."""
    return next_references(prefix, 1)[0]


def next_references(prefix: str, count: int) -> list[str]:
    """Several at once, for imports."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [SEQUENCES[prefix], count])
        return [references.format(prefix, number) for (number,) in cursor.fetchall()]
