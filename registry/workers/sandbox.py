"""What a worker gives up before it looks at what a stranger sent: new files, sockets, memory, endless computing."""

import resource


def give_up_rights(memory_bytes: int) -> None:
    """Keep the files that are open and open no more, so that no socket either; bound the memory from here on.

    The limit of three descriptors stops SERVICE and every other way out: a socket needs a fourth. Measured in
    docs/limits.md.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    used = _virtual_bytes()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory_bytes, used + memory_bytes))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def allow_seconds(seconds: float) -> None:
    """Bound the processor time of what follows; this holds even when the parent, whose clock is stricter, is gone."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime + seconds) + 2, hard))


def _virtual_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123  a Path object would be one more import
        return int(pages.read().split()[0]) * resource.getpagesize()
