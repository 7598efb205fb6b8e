"""Runs a command, and tells at the end how much memory it held at most, in mebibytes.

For Linux, a process that a large one begins has had that one's memory; this one is small.
"""

import json
import os
import subprocess
import sys

process = subprocess.Popen(sys.argv[1:])
_, status, used = os.wait4(process.pid, 0)
print(json.dumps({"peak": used.ru_maxrss / 1024}), flush=True)
sys.exit(os.waitstatus_to_exitcode(status) != 0)
