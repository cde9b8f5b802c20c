"""Wait until a moment, then become a command: python3 start_at.py SECONDS_SINCE_EPOCH COMMAND...; how generators start together."""

import os
import sys
import time

if __name__ == "__main__":
    time.sleep(max(0.0, float(sys.argv[1]) - time.time()))
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - no shell, which is the point
