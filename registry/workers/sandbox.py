"""What a worker gives up before it looks at what a stranger sent: new files, sockets, memory, endless computing."""

import ctypes
import platform
import resource
import struct

_SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""The machines that we know: their names for the kernel, and the number of the call that makes a socket."""
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _NOT_PERMITTED = 0x7FFF0000, 0x00050001
_NO_NEW_PRIVILEGES, _SET_FILTER, _FILTER = 38, 22, 2


def give_up_rights(memory_bytes: int, files: int = 0) -> None:
    """Keep the files that are open and open no more but so many; bound the memory from here on.

    The limit of three descriptors stops SERVICE and every other way out: a socket needs a fourth. Measured in
    docs/limits.md. Who must open more files gives up sockets by name before: `give_up_sockets`.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    used = _virtual_bytes()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory_bytes, used + memory_bytes))
    most = 3 + files
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def give_up_sockets() -> bool:
    """Let this process, and all threads and processes that it starts, make no socket; False where that cannot be done.

    A filter of system calls (Linux: seccomp(2)): on a machine that we know, socket() is not permitted.
    """
    if platform.machine() not in _SOCKET:
        return False
    machine, call = _SOCKET[platform.machine()]
    steps = (
        (_LOAD, 0, 0, 4),
        (_IF_EQUAL, 0, 3, machine),
        (_LOAD, 0, 0, 0),
        (_IF_EQUAL, 0, 1, call),
        (_RETURN, 0, 0, _NOT_PERMITTED),
        (_RETURN, 0, 0, _ALLOW),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code)))
    prctl = ctypes.CDLL(None).prctl
    return bool(prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and prctl(_SET_FILTER, _FILTER, program) == 0)


def allow_seconds(seconds: float) -> None:
    """Bound the processor time of what follows; this holds even when the parent, whose clock is stricter, is gone."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime + seconds) + 2, hard))


def _virtual_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123  a Path object would be one more import
        return int(pages.read().split()[0]) * resource.getpagesize()
