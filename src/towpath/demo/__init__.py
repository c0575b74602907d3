"""The demo channel: made-up partners, people, accounts and registrations in every state, loaded into an empty database.

`load_if_empty()` is what `towpath demo` calls; `load(now)` makes the past that ends at a moment. The past is played by the
product's own actions, each at its own moment and in order of time, so that histories, clocks and constraints are real.
"""

from towpath.demo.load import load, load_if_empty

__all__ = ["load", "load_if_empty"]
