"""Runs a command, and tells at the end what it took: seconds of the wall's clock and of the
processor's, and how much memory it held at most, in mebibytes.

For Linux, a process that a large one begins has had that one's memory; this one is small.
With `--silent` as the first word, what the command writes is thrown away.
"""

import json
import os
import subprocess
import sys
import time

words = sys.argv[1:]
out = None
if words[0] == "--silent":
    words, out = words[1:], subprocess.DEVNULL
began = time.perf_counter()
process = subprocess.Popen(words, stdout=out, stderr=out)
_, status, used = os.wait4(process.pid, 0)
told = {
    "seconds": time.perf_counter() - began,
    "cpu": used.ru_utime + used.ru_stime,
    "peak": used.ru_maxrss / 1024,
}
print(json.dumps(told), flush=True)
sys.exit(os.waitstatus_to_exitcode(status) != 0)
