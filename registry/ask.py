"""A partner asks a question: from the parts of a request to a complete answer, or a refusal that says why."""

from dataclasses import replace

from registry.assembly import Registry
from registry.core.protocol import Question, Refusal, Request, not_sparql, read_question
from registry.workers.answers import Answer, NoAnswer, Stop


def read(request: Request, registry: Registry) -> Question | Refusal:
    """Find the question in a request, within the limits of this registry."""
    return read_question(request, registry.limits)


def answer(question: Question, media_type: str, registry: Registry) -> Answer | Refusal:
    """Answer whole, in the media type that the asker chose, or say which limit stood in the way."""
    chosen = replace(question, rows_type=media_type, graph_type=media_type)
    result = registry.answers.answer(chosen)
    return _refusal(result, registry) if isinstance(result, NoAnswer) else result


def _refusal(result: NoAnswer, registry: Registry) -> Refusal:
    limits = registry.limits
    match result.stop:
        case Stop.SYNTAX:
            return not_sparql(result.message)
        case Stop.TIME:
            detail = f"It ran {limits.query_seconds:g} seconds, which is the limit. Ask for less, or bind more."
            return Refusal(503, "The query took too long", detail)
        case Stop.MEMORY:
            detail = (
                f"It ran into the bounds of its process: more than {limits.query_memory_bytes:,} bytes of memory, "
                "or nested too deeply. Ask for less, or bind more."
            )
            return Refusal(503, "The query needed too much", detail)
        case Stop.TOO_LONG:
            detail = f"It would have more than {limits.answer_bytes:,} bytes. Use LIMIT and OFFSET, or ask for less."
            return Refusal(413, "The answer is too long", detail)
        case Stop.BUSY:
            return Refusal(503, "The registry is busy", "All places for queries are taken. Try again in a moment.")
        case Stop.FAILED:
            return Refusal(400, "The query cannot be answered", result.message)
