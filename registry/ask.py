"""A partner asks a question: from the parts of a request to a complete answer, or a refusal that says why."""

from registry.assembly import Registry
from registry.core.charges import HOUSE, Client
from registry.core.protocol import Question, Refusal, Request, not_sparql, read_question
from registry.workers.answers import Answer, NoAnswer, Stop


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
    limits = registry.limits
    match result.stop:
        case Stop.SYNTAX:
            return not_sparql(result.message)
        case Stop.TIME:
            detail = f"It ran {limits.query_seconds:g} seconds, which is the limit. Ask for less, or bind more."
            return Refusal(503, "The query took too long", detail, more={"limit": limits.query_seconds})
        case Stop.MEMORY:
            detail = (
                f"It ran into the bounds of its process: more than {limits.query_memory_bytes:,} bytes of memory, "
                "or nested too deeply. Ask for less, or bind more."
            )
            return Refusal(503, "The query needed too much", detail, more={"limit": limits.query_memory_bytes})
        case Stop.TOO_LONG:
            detail = f"It would have more than {limits.answer_bytes:,} bytes. Use LIMIT and OFFSET, or ask for less."
            return Refusal(413, "The answer is too long", detail, more={"limit": limits.answer_bytes})
        case Stop.DISPLACED:
            detail = (
                f"{limits.slow_slots} queries of more than {limits.quick_seconds:g} seconds run already, and others "
                "waited for the place of this one. Try again later, or ask for less."
            )
            title = "There is no place for another long query"
            return Refusal(503, title, detail, result.retry_after, {"limit": limits.slow_slots})
        case Stop.BUSY | Stop.QUEUE:
            detail = (
                f"All {limits.query_slots} places for queries are taken, and as many wait as may. "
                f"One client may run {limits.client_running} at a time and let {limits.client_waiting} wait."
            )
            status = 503 if result.stop is Stop.BUSY else 429
            return Refusal(status, "The registry is busy", detail, result.retry_after, {"limit": limits.query_slots})
        case Stop.SPENT:
            detail = (
                f"Your queries took more than {limits.client_seconds:g} seconds of computing lately; a second is "
                f"forgiven each second. Ask again in {result.retry_after} seconds."
            )
            title = "You have used your share for now"
            return Refusal(429, title, detail, result.retry_after, {"limit": limits.client_seconds})
        case Stop.FAILED:
            return Refusal(400, "The query cannot be answered", result.message)
