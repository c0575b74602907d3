"""Words of a search written into the statement itself, so that each search is planned for its own words.

A statement that a connection repeats is prepared by the server, and after a few times planned once for all parameters. For
“any part of a name” that plan is a guess: it takes the words for common ones and walks the whole table in the list's order,
seconds at two million rows, where the words' own plan reads one index. Written out, the text of each search differs.
"""

from typing import Any

from django.db.models import CharField, Value
from psycopg import sql


class Spelt(Value):
    """A text as a literal; the driver quotes it. `filter(name__contains=Spelt(words))`."""

    def __init__(self, text: str) -> None:
        super().__init__(text.replace("\0", ""), output_field=CharField())

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        connection.ensure_connection()
        return sql.Literal(self.value).as_string(connection.connection).replace("%", "%%"), []
