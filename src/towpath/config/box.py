"""The folder Towpath keeps its things in, its secret key, and which database counts: told to all through the environment."""

import os
import secrets
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from towpath.config.embedded import EmbeddedServer


def home() -> Path:
    """TOWPATH_HOME, or `.towpath` beside pyproject.toml in a checkout, or `.towpath` in the current folder."""
    named = os.environ.get("TOWPATH_HOME")
    if named:
        return Path(named).absolute()
    checkout = Path(__file__).resolve().parents[3]
    return (checkout if (checkout / "pyproject.toml").exists() else Path.cwd()) / ".towpath"


def prepare() -> Path:
    """Make the home and its secret key, and name both the home and the database in the environment. Starts nothing."""
    folder = home()
    folder.mkdir(parents=True, exist_ok=True, mode=0o711)
    os.environ["TOWPATH_HOME"] = str(folder)
    make_secret_key(folder / "secret_key")
    if not external_database():
        os.environ["DATABASE_URL"] = server().url()
        os.environ["TOWPATH_EMBEDDED"] = "1"  # so that a process started from here knows it for ours
    return folder


def external_database() -> bool:
    """Whether the operator named a server of her own; then the embedded one is never touched."""
    return bool(os.environ.get("DATABASE_URL")) and os.environ.get("TOWPATH_EMBEDDED") != "1"


def server() -> EmbeddedServer:
    """The embedded server of this home, running or not."""
    return EmbeddedServer(home() / "postgres")


def hold_database() -> AbstractContextManager[object]:
    """Prepare, and have the database running until the context ends. Does nothing to an external server."""
    prepare()
    if external_database():
        return nullcontext()
    ours = server()
    lease = ours.attach()
    try:
        ours.create_database()
    except BaseException:
        lease.close()
        raise
    return lease


def make_secret_key(file: Path) -> None:
    """Write a key that only we can read, unless there is one. Safe when many processes start at once."""
    if file.exists():
        return
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write(secrets.token_urlsafe(64))
    try:
        os.link(fresh, file)  # fails where another process was first: its key counts
    except FileExistsError:
        return
    finally:
        fresh.unlink()
