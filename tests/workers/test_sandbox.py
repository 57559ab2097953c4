"""What a worker has given up it cannot do, and what it needs for its work it still can."""

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from registry.workers.query_child import files_to_come
from registry.workers.sandbox import _SOCKET

FILTERS = Path("/proc/sys/kernel/seccomp")

WITHOUT_SOCKETS = """
import socket, threading
from pathlib import Path
from registry.workers.sandbox import give_up_rights, give_up_sockets
ready, theirs = socket.socketpair()
assert give_up_sockets()
give_up_rights(1_000_000_000, files={files})
def tried(action):
    try:
        action()
        return "done"
    except OSError as error:
        return type(error).__name__
told = []
thread = threading.Thread(target=lambda: told.append(tried(socket.socket)))
thread.start()
thread.join()
theirs.send(b"x")
print(tried(socket.socket), *told, tried(lambda: Path("/proc/self/statm").open()), ready.recv(1).decode())
"""


@pytest.mark.skipif(not FILTERS.exists(), reason="this system has no filters of system calls")
@pytest.mark.skipif(platform.machine() not in _SOCKET, reason="its number of socket() is not known")
@pytest.mark.parametrize(("files", "a_file"), [(60, "done"), (0, "OSError")])
def test_no_socket_is_made_while_files_may_be_opened(files, a_file):
    command = [sys.executable, "-c", WITHOUT_SOCKETS.format(files=files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    first, thread, file, heard = done.stdout.split()
    assert (file, heard) == (a_file, "x"), done.stderr
    assert {first, thread} == {"PermissionError"}


@pytest.mark.parametrize(("files", "more"), [(3, False), (16, False), (17, True), (500, True)])
def test_a_store_of_many_files_may_open_them_all_later(tmp_path, files, more):
    for number in range(files):
        (tmp_path / f"{number:06}.sst").touch()
    assert (files_to_come(str(tmp_path)) > files) is more
    assert more or files_to_come(str(tmp_path)) == 0
