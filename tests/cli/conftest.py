"""The command line called in this process, as a person would type it, at noon."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from towpath.cli.main import towpath


@pytest.fixture
def command(db, noon) -> Callable[..., Result]:
    """command("deals", "list", who=cast.omar): what `towpath deals list --as …` answers."""

    def run(*arguments: object, who=None, at=None, given: str | None = None) -> Result:
        acting = ["--as", who.email] if who else []
        words = [str(argument) for argument in arguments]
        answer = CliRunner().invoke(towpath, [*words, *acting], obj=at or noon, input=given, prog_name="towpath")
        if answer.exception is not None and not isinstance(answer.exception, SystemExit):
            raise answer.exception
        return answer

    return run
