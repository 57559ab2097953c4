"""Whether the process answers, and whether it can do its work."""

import json
import shutil

from flask import Blueprint, Response

from registry import __version__, publish
from registry.assembly import Registry
from registry.ledger import Ledger
from registry.settings import Settings
from registry.web import here

health = Blueprint("health", __name__)

_LEAST_FREE_SHARE = 0.05


@health.get("/livez")
def alive() -> Response:
    """Say that the process answers; looks at nothing."""
    return Response("alive\n", mimetype="text/plain")


@health.get("/readyz")
def ready() -> Response:
    """Say line by line whether all that the registry needs is there; a store that is behind is let follow first."""
    registry = here.registry()
    checks: dict[str, object] = {"version": __version__, **registry.devices.standing()}
    if registry.mended:
        checks["store_made_anew_because"] = registry.mended
    failing = ["index"] if registry.devices.making else []
    if registry.ledger is not None:
        failing += [*_of_the_ledger(registry, registry.ledger, checks), *_of_the_disk(registry.settings, checks)]
    checks["revision"] = registry.store.revision()
    content = {"ready": not failing, "failing": failing, **checks}
    return Response(json.dumps(content, indent=2) + "\n", 503 if failing else 200, mimetype="application/json")


def _of_the_ledger(registry: Registry, ledger: Ledger, checks: dict[str, object]) -> list[str]:
    if fault := ledger.unreadable():
        checks["ledger_says"] = fault
        return ["ledger"]
    if publish.follow(registry, here.now()) is None:
        here.clerk().wake()
    behind = ledger.last_sequence() - registry.store.revision()
    checks["contributions_behind_the_ledger"] = behind
    checks["files_waiting"] = ledger.jobs.waiting()
    return ["store"] if behind else []


def _of_the_disk(settings: Settings, checks: dict[str, object]) -> list[str]:
    disk = shutil.disk_usage(settings.home)
    checks["free_disk_share"] = round(disk.free / disk.total, 3)
    return ["disk"] if disk.free < _LEAST_FREE_SHARE * disk.total else []
