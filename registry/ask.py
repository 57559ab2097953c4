"""A partner asks a question: from the parts of a request to a complete answer, or a refusal that says why."""

from registry.assembly import Registry
from registry.core.charges import HOUSE, Client
from registry.core.protocol import Question, Refusal, Request, not_sparql, read_question
from registry.core.said import Said
from registry.settings import Limits
from registry.workers.outcome import Answer, NoAnswer, Stop

_NO_WORKER = Said(
    "The registry has no process for it at this moment. Nothing is wrong with the query: ask again in a few seconds."
)


def read(request: Request, registry: Registry) -> Question | Refusal:
    """Find the question in a request, within the limits of this registry."""
    return read_question(request, registry.limits)


def answer(question: Question, media_type: str, registry: Registry, client: Client = HOUSE) -> Answer | Refusal:
    """Answer whole, in the media type that the asker chose, or say which limit stood in the way.

    Who asks is charged for the time; the registry's own questions, as pages ask them, have places of their own.
    """
    result = registry.answers.answer(question, client, media_type)
    return _refusal(result, registry) if isinstance(result, NoAnswer) else result


def _refusal(result: NoAnswer, registry: Registry) -> Refusal:
    match result.stop:
        case Stop.SYNTAX:
            return not_sparql(result.message)
        case Stop.FAILED:
            return Refusal(400, "The query cannot be answered", result.message)
        case Stop.NO_WORKER:
            return Refusal(503, "The query could not be run", _NO_WORKER, result.retry_after)
        case Stop.TIME | Stop.MEMORY | Stop.TOO_LONG:
            return _over_a_limit(result.stop, registry.limits)
        case _:
            return _not_its_turn(result, registry.limits)


def _over_a_limit(stop: Stop, limits: Limits) -> Refusal:
    """It ran, and was ended."""
    if stop is Stop.TIME:
        detail = Said(
            "It ran %(seconds)s seconds, which is the limit. Ask for less, or bind more.",
            seconds=f"{limits.query_seconds:g}",
        )
        return Refusal(503, "The query took too long", detail, more={"limit": limits.query_seconds})
    if stop is Stop.MEMORY:
        detail = Said(
            "It ran into the bounds of its process: more than %(megabytes)s MB of memory, or nested too deeply. "
            "Ask for less, or bind more.",
            megabytes=_megabytes(limits.query_memory_bytes),
        )
        return Refusal(503, "The query needed too much", detail, more={"limit": limits.query_memory_bytes})
    detail = Said(
        "It would have more than %(megabytes)s MB. Use LIMIT and OFFSET, or ask for less.",
        megabytes=_megabytes(limits.answer_bytes),
    )
    return Refusal(413, "The answer is too long", detail, more={"limit": limits.answer_bytes})


def _not_its_turn(result: NoAnswer, limits: Limits) -> Refusal:
    """Others run, or this client did for long enough."""
    wait = result.retry_after
    if result.stop is Stop.SPENT:
        detail = Said(
            "Your queries took more than %(most)s seconds of computing lately; a second is forgiven each second. "
            "Ask again in %(wait)s seconds.",
            most=f"{limits.client_seconds:g}",
            wait=wait,
        )
        return Refusal(429, "You have used your share for now", detail, wait, {"limit": limits.client_seconds})
    if result.stop is Stop.DISPLACED:
        detail = Said(
            "%(count)s queries of more than %(seconds)s seconds run already, and others waited for the place of this "
            "one. Try again later, or ask for less.",
            count=limits.slow_slots,
            seconds=f"{limits.quick_seconds:g}",
        )
        return Refusal(503, "There is no place for another long query", detail, wait, {"limit": limits.slow_slots})
    detail = Said(
        "All %(places)s places for queries are taken, and as many wait as may. One client may run %(running)s at a "
        "time and let %(waiting)s wait.",
        places=limits.query_slots,
        running=limits.client_running,
        waiting=limits.client_waiting,
    )
    status = 503 if result.stop is Stop.BUSY else 429
    return Refusal(status, "The registry is busy", detail, wait, {"limit": limits.query_slots})


def _megabytes(count: int) -> str:
    return f"{count / 1_000_000:g}"
