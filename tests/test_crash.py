"""A server that is killed at any point loses no receipt, keeps nothing half, and accepts nothing twice."""

import subprocess
import sys
from pathlib import Path

from bench.crash_points import POINTS

SCRIPT = Path(__file__).parent.parent / "bench/crash.py"


def test_thirty_times_killed_at_every_point_and_by_chance():
    command = [sys.executable, str(SCRIPT), "--rounds", "30", "--checks-inside"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"({len(POINTS)} of {len(POINTS)})" in done.stdout
    assert "0 lost, 0 half, 0 doubled; the store is what the ledger says" in done.stdout
