"""The database under the ledger: opened so that a receipt survives a power cut, and brought to the newest revision."""

from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.pool import StaticPool

_FULL = ("disk is full", "disk I/O error", "No space left")
"""How SQLite and PostgreSQL say that they cannot write any more."""


class NoSpace(Exception):
    """The disk takes no more; what was to be written is not kept."""


class Away(Exception):
    """The database does not answer, or cannot be found; whether it kept what it was given last is not known."""


def open_engine(url: str) -> Engine:
    """Open the database at an SQLAlchemy URL."""
    in_memory = url in ("sqlite://", "sqlite:///:memory:")
    options: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    engine = create_engine(url, **options)
    if engine.dialect.name == "sqlite":
        _make_sqlite_durable(engine)
    _tell_what_is_wrong(engine)
    return engine


def _tell_what_is_wrong(engine: Engine) -> None:
    """Whatever is asked, a full disk is told as one, and so is a database that is away."""

    @event.listens_for(engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        said = str(context.original_exception)
        if isinstance(context.sqlalchemy_exception, OperationalError) and any(sign in said for sign in _FULL):
            raise NoSpace(said) from context.original_exception
        if isinstance(context.sqlalchemy_exception, OperationalError | InterfaceError):
            raise Away(said) from context.original_exception


def _make_sqlite_durable(engine: Engine) -> None:
    """A receipt must survive a power cut: WAL and a sync at each commit; a writer takes the lock from the start."""

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401  a DBAPI connection has no type
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest revision."""
    config = Config()
    config.set_main_option("script_location", "registry.ledger:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
