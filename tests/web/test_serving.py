"""What a server asks of the system before it serves."""

import subprocess
import sys

import pytest

TELL = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (256, {most}))
from registry.web.serving import _room_for
print(_room_for(2_000), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.parametrize(("most", "connections"), [(4_096, 2_000), (1_000, 500), (520, 64)])
def test_so_many_connections_fit_as_files_may_be_opened(most, connections):
    told = subprocess.run(
        [sys.executable, "-c", TELL.format(most=most)], capture_output=True, check=True, text=True
    ).stdout
    assert [*map(int, told.split())] == [connections, most]
