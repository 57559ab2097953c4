"""Files that are judged later, one after the other, in the order in which they came."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from registry.assembly import Registry
from registry.core.jobs import Failed, Full, Job, Kept, State, ended_of
from registry.core.outcomes import Accepted, KeyReused, NotAllowed, Outcome, Repeated, Submission
from registry.core.repeats import Answered, Remembered
from registry.ledger import Away, Ledger, NoSpace
from registry.ledger.settled import settled
from registry.publish.keeping import Behind
from registry.publish.taking import publish, publish_anew, refused_before

_log = logging.getLogger(__name__)


def receive(submission: Submission, anew: bool, registry: Registry, now: datetime) -> Job | Full | Outcome:
    """Keep a file until it is judged; or say at once what can be said without a look at it."""
    ledger = registry.ledger
    if ledger is None:
        return NotAllowed("this registry serves a copy and takes no contributions")
    key = submission.key
    before = ledger.jobs.with_key(submission.by or submission.group, key.key) if key else None
    if before and key:
        return before if before.fingerprint == key.fingerprint else KeyReused(key.key)
    refused = None if anew else refused_before(submission, ledger)
    return refused or settled(submission, ledger, now) or ledger.jobs.add(submission, anew, now, registry.limits)


def outcome_of(job: Job, ledger: Ledger) -> Outcome | Failed:
    """What came of a file that was judged; what was kept, as its contribution."""
    match job.ended:
        case Kept(sequence=sequence) as kept:
            contribution = ledger.contribution(sequence)
            if contribution is None:
                raise LookupError(f"job {job.id} ended with contribution {sequence}, which is not there")
            said = Answered(None, kept.triples, kept.created, kept.changes)
            return Repeated(Remembered(said, contribution))
        case None:
            raise ValueError(f"job {job.id} has not ended")
        case ended:
            return ended


class Clerk:
    """Judges what waits, in a thread that ends when nothing waits any more."""

    def __init__(self, registry: Registry, clock: Callable[[], datetime]) -> None:
        self._registry, self._clock = registry, clock
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._begun: tuple[str, str] = ("", "")

    def wake(self) -> None:
        """See to it that somebody works as long as something waits."""
        ledger = self._registry.ledger
        with self._changed:
            if ledger is not None and self._thread is None and ledger.jobs.still_open():
                self._thread = threading.Thread(target=self._work, args=[ledger], daemon=True)
                self._thread.start()

    def stage_of(self, job: Job) -> str:
        """What is being done with a file that is judged now: reading, checking, keeping."""
        begun, stage = self._begun
        return stage if begun == job.id else ""

    def seen(self, job: Job) -> Job:
        """The job as it is told: one whose file is in the ledger is under way until the store has shown it too."""
        shows = self._begun[0] == job.id and job.state is State.DONE
        return replace(job, state=State.RUNNING) if shows else job

    def wait_for(self, job: Job, ledger: Ledger, seconds: float) -> Job:
        """Wait some seconds for the end of a job, and say how far it has come then."""
        with self._changed:
            self._changed.wait_for(lambda: _is_done(job, ledger) and self._begun[0] != job.id, timeout=seconds)
        return self.seen(ledger.jobs.find(job.id) or job)

    def _work(self, ledger: Ledger) -> None:
        """Judge one file after the other; first those that were begun and never ended, of which nothing was kept."""
        try:
            again = ledger.jobs.put_all_back()
            if again:
                _log.warning("%d files were begun and not ended; they are judged again", again)
        except (NoSpace, Away) as error:
            _log.error("files wait until the ledger can write again: %s", error)
        while self._goes_on(ledger):
            with self._changed:
                self._begun = ("", "")
                self._changed.notify_all()

    def _goes_on(self, ledger: Ledger) -> bool:
        """Judge one file; False when nothing waits any more, or when nothing can be kept now."""
        try:
            if self._do_next(ledger):
                return True
            stopped = False
        except (Behind, NoSpace, Away) as error:
            _log.error("files wait until the registry can write again: %s", error)
            stopped = True
        except Exception:
            _log.exception("files wait to be judged, and the ledger cannot be asked for them")
            stopped = True
        with self._changed:
            # whoever brings another file now finds this thread gone, or has its file seen here
            if not stopped and ledger.jobs.waiting():
                return True
            self._thread, self._begun = None, ("", "")
            self._changed.notify_all()
        return False

    def _do_next(self, ledger: Ledger) -> bool:
        """Judge the file that waits longest; False when there is none."""
        begun = ledger.jobs.begin_next(self._clock())
        if begun is None:
            return False
        job, submission = begun
        self._begun = (job.id, "")
        do = publish_anew if job.anew else publish
        try:
            outcome = do(submission, self._registry, self._clock(), lambda stage: self._at(job, stage))
            ended = None if isinstance(outcome, Accepted) else ended_of(outcome)
        except (Behind, NoSpace):
            ledger.jobs.put_back(job.id)
            raise
        except Exception:
            _log.exception("job %s failed", job.id)
            # what is kept has ended with its contribution
            reason = "the registry failed over this file; the failure was written to its log"
            ended = None if _is_done(job, ledger) else Failed(reason)
        if ended is not None:
            ledger.jobs.end(job.id, ended, self._clock())
        return True

    def _at(self, job: Job, stage: str) -> None:
        self._begun = (job.id, stage)


def _is_done(job: Job, ledger: Ledger) -> bool:
    found = ledger.jobs.find(job.id)
    return found is None or found.state is State.DONE
