"""Names, sentences and payloads of the room's events. Prices stay inside: no sentence of theirs is for a partner."""

from towpath.kernel.events.registry import Happening, register

P, B, R, I = "pricing.product.", "pricing.book.", "pricing.price.", "pricing.import."  # noqa: E741
PRODUCT_ADDED, PRODUCT_CHANGED, PRODUCT_ENDED = P + "added", P + "changed", P + "ended"
BOOK_OPENED, BOOK_RENAMED, BOOK_CLOSED, BOOK_REOPENED = B + "opened", B + "renamed", B + "closed", B + "reopened"
PRICE_SET, PRICE_ENDED, PRICE_WITHDRAWN = R + "set", R + "ended", R + "withdrawn"
RECEIVED, CHECKED, APPLIED, UNDONE, DROPPED = (
    I + "received", I + "checked", I + "applied", I + "undone", I + "dropped",
)  # fmt: skip

# fmt: off
register(
    Happening(PRODUCT_ADDED, "{sku} {name} is a product from {starts_on}.", ""),
    Happening(PRODUCT_CHANGED, "{sku}: {what} changed.", ""),
    Happening(PRODUCT_ENDED, "{sku} is sold until {ends_on}, that day no longer.", ""),
    Happening(BOOK_OPENED, "The price book {name} was opened.", ""),
    Happening(BOOK_RENAMED, "It is called {name} now; it was {before_name}.", ""),
    Happening(BOOK_CLOSED, "It was closed: {reason}.", ""),
    Happening(BOOK_REOPENED, "It was opened again.", ""),
    Happening(PRICE_SET, "{sku} costs {amount} from {starts_on}.", ""),
    Happening(PRICE_ENDED, "{sku} has no price from {ends_on}.", ""),
    Happening(PRICE_WITHDRAWN, "The price of {sku} that was to begin {starts_on} was withdrawn: {reason}.", ""),
    Happening(RECEIVED, "{file} was put aside.", ""),
    Happening(CHECKED, "{file} was checked: {added} new prices, {altered} changed, {refused} rows refused.", ""),
    Happening(APPLIED, "{file} was imported: {added} new prices, {altered} changed, {refused} rows refused.", ""),
    Happening(UNDONE, "The import of {file} was undone.", ""),
    Happening(DROPPED, "{file} was dropped.", ""),
)
# fmt: on
