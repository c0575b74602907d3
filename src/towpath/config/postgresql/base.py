"""The connection to PostgreSQL as Django has it, but for how a kept one is looked at before each request."""

import select

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the server whether it lives only when something has come from it unasked.

    A server that ends, restarts or throws a connection out says so or closes its end: there is something to read. Silence
    on an idle connection therefore means that it stands, as far as anybody can know without asking; and asking costs
    every request a round trip. A connection that died without a word (a cable was cut) fails at its first statement, is
    closed, and the next request has a new one.
    """

    def is_usable(self) -> bool:
        return self._silent() or super().is_usable()

    def _silent(self) -> bool:
        """Whether an idle connection on which nothing has failed has heard nothing since its last answer."""
        if self.connection is None or self.errors_occurred:
            return False
        try:
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                return False
            readable, _, _ = select.select([self.connection.fileno()], [], [], 0)
        except (psycopg.Error, OSError, ValueError):  # closed, broken, or a number too large to be asked about
            return False
        return not readable
