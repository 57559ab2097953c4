"""Where things are and how much is allowed: the only reader of the environment."""

import os
from dataclasses import dataclass, field
from pathlib import Path

_PACKAGE = Path(__file__).parent
# An installed wheel carries ontology, shapes and data inside the package; a checkout keeps them at its top level.
_SHIPPED = _PACKAGE / "shipped" if (_PACKAGE / "shipped").is_dir() else _PACKAGE.parent

ONTOLOGY = _SHIPPED / "ontology"
SHAPES = _SHIPPED / "shapes"
DATA = _SHIPPED / "data"

NAMES = "https://w3id.org/cfit/"
IDS = NAMES + "id/"
GRAPHS = NAMES + "graph/"


@dataclass(frozen=True)
class Limits:
    """What one stranger may cost: seconds of wall clock, bytes, triples; docs/limits.md explains each."""

    upload_bytes: int = 10_000_000
    upload_triples: int = 100_000
    coordinator_bytes: int = 100_000_000
    coordinator_triples: int = 1_000_000
    steward_triples: int = 1_000_000
    upload_seconds: float = 120.0
    upload_slots: int = 2
    upload_memory_bytes: int = 2_000_000_000
    literal_characters: int = 20_000
    iri_characters: int = 2_000
    prefixes: int = 200
    nesting: int = 64
    unpacked_bytes: int = 100_000_000
    findings: int = 1_000
    waiting: int = 20
    waiting_of_group: int = 4
    waiting_bytes: int = 500_000_000
    list_devices: int = 10_000
    gap_rows: int = 100_000
    query_bytes: int = 16_384
    query_nesting: int = 128
    query_seconds: float = 10.0
    query_memory_bytes: int = 512_000_000
    query_slots: int = 4
    kept_slots: int = 1
    slow_slots: int = 2
    quick_seconds: float = 0.2
    client_running: int = 2
    client_waiting: int = 8
    all_waiting: int = 32
    client_seconds: float = 60.0
    connections: int = 1_000
    waiting_answers: int = 64
    arriving_bodies: int = 32
    reader_seconds: float = 60.0
    answer_bytes: int = 10_000_000
    cache_bytes: int = 64_000_000


@dataclass(frozen=True)
class SignIn:
    """A provider of identities (OpenID Connect), and as whom the registry is known there."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    scope: str = "openid profile email"


@dataclass(frozen=True)
class Settings:
    """One installation: its home folder, or the dump it serves read-only, where it is reached, and its limits.

    `site` is what others write to reach it, as https://registry.example, where a proxy stands before it; `proxies` is
    how many servers of ours stand before it and tell whom they saw in X-Forwarded-For. The looks are those through the
    whole store for damage: the first after the start, the next after the one before.
    """

    home: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = 8000
    dump: Path | None = None
    ledger: str | None = None
    proxies: int = 0
    limits: Limits = field(default_factory=Limits)
    sign_in: SignIn | None = None
    site: str | None = None
    first_look_seconds: float = 60.0
    next_look_seconds: float = 86_400.0

    @property
    def origin(self) -> str:
        """How browsers reach the registry, without a slash at the end."""
        return (self.site or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def session_key_file(self) -> Path:
        """The key that signs the cookies of those who are signed in."""
        return self.home / "session-key"

    @property
    def ledger_url(self) -> str:
        """Address of the SQL database that keeps the ledger, as SQLAlchemy writes it; SQLite in the home unless set."""
        return self.ledger or f"sqlite:///{self.home / 'ledger.sqlite'}"

    @property
    def store_folder(self) -> Path:
        """Folder of the RDF store, which can be made again from the ledger at any time."""
        return self.home / "store"

    @property
    def index_folder(self) -> Path:
        """Folder of the search index, which is made again from the store when it is not there."""
        return self.home / "index"

    @property
    def key_file(self) -> Path:
        """The private key with which receipts are signed, where the registry has one."""
        return self.home / "signing-key.pem"

    @property
    def look_folder(self) -> Path:
        """Folder of the copy in which the store is looked through for damage."""
        return self.home / "look"

    @property
    def snapshots_folder(self) -> Path:
        """Folder of the read-only copies that strangers' queries run on."""
        return self.home / "snapshots"


def from_environment() -> Settings:
    """Read CFIT_HOME, CFIT_LEDGER, CFIT_DUMP, CFIT_PROXIES, CFIT_SITE, CFIT_OIDC_..., HOST and PORT."""
    dump = os.environ.get("CFIT_DUMP")
    return Settings(
        home=Path(os.environ.get("CFIT_HOME", "var")),
        host=os.environ.get("HOST", "127.0.0.1"),
        port=int(os.environ.get("PORT", "8000")),
        dump=Path(dump) if dump else None,
        ledger=os.environ.get("CFIT_LEDGER"),
        sign_in=_sign_in(),
        site=os.environ.get("CFIT_SITE"),
        proxies=int(os.environ.get("CFIT_PROXIES", "0")),
    )


def _sign_in() -> SignIn | None:
    issuer, client, secret = (os.environ.get(f"CFIT_OIDC_{name}", "") for name in ("ISSUER", "CLIENT", "SECRET"))
    if not issuer:
        return None
    if not (client and secret):
        raise ValueError("CFIT_OIDC_ISSUER needs CFIT_OIDC_CLIENT and CFIT_OIDC_SECRET too")
    return SignIn(issuer, client, secret, os.environ.get("CFIT_OIDC_SCOPE", SignIn.scope))
