"""A link that is far away and thin: a command on a terminal of its own, its output handed on so many bytes a second, all of it late.

    python3 relay.py KBPS ROUND_TRIP_MS LOG COMMAND...

Whatever the command writes is taken at once, as a network's buffers do, and waits its turn here; half of the round trip passes in either
direction. LOG tells what the near side saw, in its order: of each piece a letter, D for what came down and U for what was sent up, its
length in four bytes, and itself.
"""

import collections
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
import tty

PIECE = 256
"""Bytes that come down at once: eight milliseconds of 256 kbit/s."""


def main():
    rate, delay = float(sys.argv[1]) * 125, float(sys.argv[2]) / 2000
    log = open(sys.argv[3], "wb", buffering=0)
    size = fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8))
    begin, go = os.pipe()
    child, terminal = pty.fork()
    if child == 0:
        os.read(begin, 1)
        os.execvp(sys.argv[4], sys.argv[4:])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    before = termios.tcgetattr(0)
    tty.setraw(0)
    os.write(go, b".")
    carry(terminal, rate, delay, log)
    termios.tcsetattr(0, termios.TCSANOW, before)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def carry(terminal, rate, delay, log):
    down, up, free, is_open = collections.deque(), collections.deque(), 0.0, True
    while is_open or down:
        now = time.monotonic()
        while down and down[0][0] <= now:
            hand(1, down.popleft()[1], b"D", log)
        while up and up[0][0] <= now and is_open:
            os.write(terminal, up.popleft()[1])
        due = min((queue[0][0] for queue in (down, up) if queue), default=now + 1)
        ready = select.select([0, terminal] if is_open else [], [], [], max(0, min(due - time.monotonic(), 1)))[0]
        now = time.monotonic()
        if 0 in ready and (keys := os.read(0, 4096)):
            log.write(b"U" + struct.pack("<I", len(keys)) + keys)
            up.append((now + delay, keys))
        if terminal in ready:
            try:
                taken = os.read(terminal, 65536)
            except OSError:
                taken = b""
            is_open = bool(taken)
            for place in range(0, len(taken), PIECE):
                piece = taken[place : place + PIECE]
                free = max(free, now) + len(piece) / rate
                down.append((free + delay, piece))


def hand(to, piece, letter, log):
    log.write(letter + struct.pack("<I", len(piece)) + piece)
    while piece:
        piece = piece[os.write(to, piece) :]


if __name__ == "__main__":
    main()
