"""Runs a real server for a test, and stops it afterwards."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager


def free_port():
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def running(*words, **environment):
    """Run Python with these words; HOST and PORT tell it where to serve. Gives the address and the process."""
    port = free_port()
    told = os.environ | {"HOST": "127.0.0.1", "PORT": str(port)} | environment
    process = subprocess.Popen(
        [sys.executable, *words], env=told, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield wait_for(f"http://127.0.0.1:{port}", process), process
    finally:
        process.terminate()
        process.communicate(timeout=20)


def wait_for(address, process):
    for _ in range(1_200):
        assert process.poll() is None, process.stdout.read()
        try:
            with urllib.request.urlopen(f"{address}/livez", timeout=1):
                return address
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(address)
