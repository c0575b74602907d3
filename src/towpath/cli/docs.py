"""`towpath docs`: the documents that are made from the code, written or checked. Reads tables of the code, never the database."""

import difflib
import importlib
import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from towpath.cli.main import towpath
from towpath.domain.accounts import access as accounts_access
from towpath.domain.accounts import lifecycles as accounts_lives
from towpath.domain.deals import access as deals_access
from towpath.domain.deals import lifecycles as deals_lives
from towpath.domain.distribution import access as distribution_access
from towpath.domain.distribution import lifecycles as distribution_lives
from towpath.domain.enablement import access as enablement_access
from towpath.domain.enablement import lifecycles as enablement_lives
from towpath.domain.library import access as library_access
from towpath.domain.library import lifecycles as library_lives
from towpath.domain.partners import access as partners_access
from towpath.domain.partners import lifecycles as partners_lives
from towpath.domain.pricing import access as pricing_access
from towpath.domain.pricing import lifecycles as pricing_lives
from towpath.domain.pursuits import access as pursuits_access
from towpath.domain.pursuits import lifecycles as pursuits_lives
from towpath.domain.quotes import access as quotes_access
from towpath.domain.quotes import lifecycles as quotes_lives
from towpath.domain.rulebook import access as rulebook_access
from towpath.domain.rulebook import lifecycles as rulebook_lives
from towpath.kernel.access.grants import Access
from towpath.kernel.events.registry import HAPPENINGS
from towpath.kernel.identity.roles import WORDS
from towpath.kernel.lifecycle import Lifecycle
from towpath.program.book import Book

FOLDER = Path("docs/generated")
NOTE = "<!-- Written by `towpath docs` (make docs). Change the code, not this page. -->\n"
LIVES = {
    "Registration": deals_lives.REGISTRATION,
    "Opportunity": accounts_lives.OPPORTUNITY,
    "One-off permission": accounts_lives.ONE_OFF,
    "Partner": partners_lives.PARTNER,
    "Access request": partners_lives.ACCESS_REQUEST,
    "Legal request": partners_lives.LEGAL_REQUEST,
    "Asset": library_lives.ASSET,
    "Billing record": distribution_lives.BILLING,
    "E-marketplace page": distribution_lives.MARKETPLACE,
    "Import of completions": enablement_lives.IMPORT,
    "Voucher": enablement_lives.VOUCHER,
    "Licence request": enablement_lives.LICENCE_REQUEST,
    "Licence": enablement_lives.LICENCE,
    "Quote": quotes_lives.QUOTE,
    "Change of an approver": quotes_lives.CHANGE,
    "Purchase order": quotes_lives.ORDER,
    "Price book": pricing_lives.BOOK,
    "Price import": pricing_lives.IMPORT,
    "Customer's notice": pursuits_lives.NOTICE,
    "Duty of an incumbent": pursuits_lives.DUTY,
    "Tender": pursuits_lives.TENDER,
    "Bid": pursuits_lives.BID,
    "Preferred co-sell": pursuits_lives.PREFERRED,
    "Draft of the program": rulebook_lives.DRAFT,
    "Comparison of a draft": rulebook_lives.COMPARISON,
}
ROOMS = {
    "partners": partners_access,
    "library": library_access,
    "distribution": distribution_access,
    "accounts": accounts_access,
    "enablement": enablement_access,
    "quotes": quotes_access,
    "pricing": pricing_access,
    "deals": deals_access,
    "pursuits": pursuits_access,
    "rulebook": rulebook_access,
}


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; say what is stale, with exit code 1 when anything is.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=FOLDER,
    show_default=True,
    help="Where they are.",
)
@click.option(
    "--program", type=click.Path(exists=True, path_type=Path), default=Path("program/gitlab"), envvar="TOWPATH_PROGRAM",
    show_default=True, help="The rule pages to list.",
)  # fmt: skip
def group(check: bool, folder: Path, program: Path) -> None:
    """Write the generated documents, or check that they are fresh."""
    made = {name: make() for name, make in documents(program).items()}
    stale = [name for name, text in made.items() if _read(folder / name) != text]
    orphans = sorted({file.name for file in folder.glob("*")} - set(made)) if folder.exists() else []
    if check:
        for name in stale:
            click.echo(f"{folder / name} is stale: {_first_difference(_read(folder / name), made[name])}", err=True)
        for name in orphans:
            click.echo(f"{folder / name} is made by nothing any more. Delete it.", err=True)
        if stale or orphans:
            click.echo("Run `make docs`, look at what changed, and commit it.", err=True)
            raise SystemExit(1)
        click.echo(f"{len(made)} generated documents are fresh.")
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (folder / name).write_text(made[name], encoding="utf-8")
        click.echo(f"written: {folder / name}")
    for name in orphans:
        (folder / name).unlink()
        click.echo(f"deleted: {folder / name}")
    click.echo(f"{len(made)} documents, {len(made) - len(stale)} of them unchanged.")


def documents(program: Path) -> dict[str, Callable[[], str]]:
    """Each document's file name and what makes its text; the text follows from the code alone."""
    made: dict[str, Callable[[], str]] = {
        "lifecycles.md": lifecycles,
        "permissions.md": permissions,
        "events.md": events,
        "rules.md": lambda: rules(Book(program)),
        "commands.md": commands,
    }
    if importlib.util.find_spec("towpath.api.urls"):
        made["openapi.json"] = lambda: str(importlib.import_module("towpath.api.urls").render())
    return made


def lifecycles() -> str:
    """Each thing's life as a diagram and as a table."""
    parts = [NOTE, "# Lifecycles\n"]
    for title, life in LIVES.items():
        parts += [f"\n## {title}\n", "```mermaid", "stateDiagram-v2", *_arrows(life), "```\n"]
        rows = (
            [
                m.label,
                f"`{m.name}`",
                ", ".join(m.sources) or "(new)",
                m.target or "stays",
                f"`{m.permission}`",
                f"`{m.event}`",
            ]
            for m in life.moves.values()
        )
        parts += _table(("Move", "Name", "From", "To", "Permission", "Event"), rows)
    return "\n".join(parts) + "\n"


def _arrows(life: Lifecycle) -> Iterator[str]:
    for move in life.moves.values():
        if move.target and move.sources != (move.target,):
            yield from (f"    {source} --> {move.target}: {move.label}" for source in move.sources or ("[*]",))
    sources = {source for move in life.moves.values() if move.target for source in move.sources}
    yield from (f"    {state} --> [*]" for state in life.states if state not in sources)


def permissions() -> str:
    """Who may do what to which rows, room by room."""
    parts = [NOTE, "# Permissions\n", "Rows are named by the condition in the room's `access.py`.\n"]
    for room, module in ROOMS.items():
        access: Access = module.ACCESS
        rows = (
            [f"`{g.permission}`", str(WORDS[g.role]), g.rows.__name__.replace("_", " "), _first_line(g.rows.__doc__)]
            for g in access.grants
        )
        parts += [f"\n## {room}\n", *_table(("Permission", "Role", "Rows", "In words"), rows)]
        parts += [f"\nHeld by nobody by hand: {', '.join(nobody)}." for nobody in [_unheld(access)] if nobody]
    return "\n".join(parts) + "\n"


def _unheld(access: Access) -> list[str]:
    return sorted(f"`{p}`" for p in access.permissions - {g.permission for g in access.grants})


def events() -> str:
    """Every event with its sentence for the vendor and for a partner."""
    rows = (
        [f"`{h.name}`", h.says, h.outside or "(not shown)", ", ".join(h.personal)]
        for h in sorted(HAPPENINGS.values(), key=lambda h: h.name)
    )
    return (
        "\n".join([NOTE, "# Events\n", *_table(("Event", "The vendor reads", "A partner reads", "Personal"), rows)])
        + "\n"
    )


def rules(book: Book) -> str:
    """Every page of the reference program."""
    rows = (
        [f"`{p.name}`", p.title, ", ".join(str(day) for day in p.since), " ".join(p.rules), p.audience,
         "yes" if p.invented else "", p.source]
        for p in book
    )  # fmt: skip
    headers = ("Page", "Question", "Wordings since", "Rules", "Read by", "Invented figures", "Source")
    return "\n".join([NOTE, "# Rule pages of the reference program\n", *_table(headers, rows)]) + "\n"


def commands() -> str:
    """The help of every command."""
    parts = [NOTE, "# Commands\n"]
    context = click.Context(
        towpath, info_name="towpath", terminal_width=100, max_content_width=100, help_option_names=["-h", "--help"]
    )
    context.meta["only_help"] = True
    for path, command, each in _commands(towpath, context):
        parts += [
            f"\n{'#' * min(4, 2 + path.count(' ') - 1) if ' ' in path else '##'} {path}\n",
            "```text",
            command.get_help(each).rstrip(),
            "```",
        ]
    return "\n".join(parts) + "\n"


def _commands(command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    yield context.command_path, command, context
    if isinstance(command, click.Group):
        for name in sorted(command.list_commands(context)):
            inner = command.get_command(context, name)
            if inner is not None:
                below = click.Context(inner, parent=context, info_name=name, terminal_width=100, max_content_width=100)
                yield from _commands(inner, below)


def _table(headers: tuple[str, ...], rows: Iterator[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headers)} |"
    yield f"|{'---|' * len(headers)}"
    for row in rows:
        yield f"| {' | '.join(' '.join(cell.split()).replace('|', '\\|') for cell in row)} |"


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _first_difference(old: str, new: str) -> str:
    """The first line that differs, to see at a glance what changed."""
    if not old:
        return "it is missing."
    changed = [
        line for line in difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="") if line[:1] in "+-"
    ]
    return next((line[:160] for line in changed if not line.startswith(("+++", "---"))), "its line ends differ")
