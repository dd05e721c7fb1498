"""Prints the table of docs/PERFORMANCE.md in which pictures of real scans are judged beside those of other tools, in one run.

    python3 tests/bench/pictures.py --score PATH --scans DIR... [--program target/release/intrascope] [--bin DIR] [--rounds 3]

PATH is the judge, a program with the functions grey(path) and judge(source, stream, cells), which decodes a stream by itself and compares it
with the exact area average of the source. DIRs hold scans, 8 or 16 bits. Peers are taken from PATH and from --bin; one that is not there is
named as skipped. Processor time is the process's own (user and system, children included); peak memory is that of a process which a small
parent started, because a child inherits its parent's high-water mark.
"""

import argparse
import bisect
import contextlib
import fcntl
import importlib.machinery
import importlib.util
import io
import os
import pathlib
import pty
import re
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

WIDTHS = (800, 1600)
CELLS = ((120, 40), (200, 60))
TOLERANCES = ("0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "5", "6", "7", "8", "10", "12", "15")
"""The dial's places at which the curve is looked at; the lossless picture is one more."""
FAIR_DB = 34.0
"""Below it a peer's picture is no picture to be beaten."""
SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
LONGEST_S = 60


def load_judge(path):
    """The judge's functions: the program is run to where it prints its help."""
    loader = importlib.machinery.SourceFileLoader("judge", path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("judge", loader))
    arguments, sys.argv = sys.argv, [path, "--help"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        loader.exec_module(module)
    sys.argv = arguments
    return module


ANSWERS = (
    (re.compile(rb"\x1b_G[^\x1b]*\x1b\\"), b""),
    (re.compile(rb"\x1b\[\?1;1;0S"), b"\x1b[?1;0;1024S"),
    (re.compile(rb"\x1b\[\?2;[14];0S"), b"\x1b[?2;0;4096;4096S"),
    (re.compile(rb"\x1b\[16t"), b"\x1b[6;16;8t"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;4;22c"),
)
"""What the terminal on the other end of a pseudo-terminal answers: one with sixel, of 8 by 16 pixels a cell."""


def answer(asked):
    found = [(match.start(), text) for query, text in ANSWERS for match in query.finditer(asked)]
    return b"".join(text for _, text in sorted(found))


def run_on_terminal(command, environment):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(command[0], command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 200, 400, 3200, 3200))
    out, begun = b"", time.monotonic()
    while time.monotonic() - begun < LONGEST_S:
        if not select.select([terminal], [], [], 0.5)[0]:
            continue
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        out += chunk
        if said := answer(chunk):
            os.write(terminal, said)
    _, _, usage = os.wait4(pid, 0)
    os.close(terminal)
    return out, usage


def run_into_pipe(command, environment):
    with tempfile.TemporaryFile() as sink:
        null = subprocess.DEVNULL
        child = subprocess.Popen(command, stdout=sink, stderr=null, stdin=null, env=environment)
        _, _, usage = os.wait4(child.pid, 0)
        child.returncode = 0
        sink.seek(0)
        return sink.read(), usage


def run(command, on_terminal, rounds):
    """The stream, the median of processor milliseconds, and the peak in KiB."""
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    start = run_on_terminal if on_terminal else run_into_pipe
    times, out = [], b""
    for _ in range(rounds):
        out, usage = start(command, environment)
        times.append((usage.ru_utime + usage.ru_stime) * 1000)
    return out, statistics.median(times)


def peak_of(command, on_terminal):
    """The peak in MiB, of a process that a small parent started."""
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with tempfile.NamedTemporaryFile("r") as peak:
        measured = ["/usr/bin/time", "-q", "-f", "%M", "-o", peak.name, *command]
        (run_on_terminal if on_terminal else run_into_pipe)(measured, environment)
        return int(peak.read() or 0) / 1024


def pixel_peers(path, width, height):
    """Name, command, and whether it needs a terminal."""
    cells = f"{width // 8}x{height // 8 + 2}"
    chafa = ["chafa", "-f", "sixels", "--font-ratio", "1", "-s", cells]
    return [
        ("chafa", [*chafa, path], False),
        ("chafa, no dither", [*chafa, "--dither", "none", path], False),
        ("img2sixel", ["img2sixel", "-w", str(width), path], False),
        ("img2sixel, full, no dither", ["img2sixel", "-w", str(width), "-q", "full", "-d", "none", path], False),
        ("ImageMagick", ["convert-im6.q16", path, "-scale", f"{width}x", "sixel:-"], False),
        ("timg", ["timg", "-ps", f"-g{width // 8}x{height // 16 + 2}", path], True),
        ("viu", ["viu", "-w", str(width // 6), path], True),
        ("ratatui-image", ["ratatui-image-peer", path, str(width), str(height)], False),
        ("ratatui-image, triangle", ["ratatui-image-peer", path, str(width), str(height), "triangle"], False),
    ]


def cell_peers(path, columns, rows):
    size = f"{columns}x{rows}"
    chafa = ["chafa", "-f", "symbols", "-c", "full", "-s", size]
    return [
        ("chafa", [*chafa, path], False),
        ("chafa, block", [*chafa, "--symbols", "block", path], False),
        ("chafa, block and border", [*chafa, "--symbols", "block+border", path], False),
        ("chafa, block, -w 9", [*chafa, "--symbols", "block", "-w", "9", path], False),
        ("chafa, all", [*chafa, "--symbols", "all", path], False),
        ("timg, half", ["timg", "-ph", f"-g{size}", path], True),
        ("timg, quarter", ["timg", "-pq", f"-g{size}", path], True),
        ("viu", ["viu", "-b", "-w", str(columns), path], True),
        ("ratatui-image", ["ratatui-image-peer", path, str(columns * 8), str(rows * 16), "triangle", "half"], False),
    ]


class Bench:
    def __init__(self, options):
        self.judge = load_judge(options.score)
        self.program, self.rounds = options.program, options.rounds
        self.rows, self.skipped, self.outside, self.compared = {}, set(), [], 0

    def ours(self, path, graphics, size, *more):
        return [self.program, "view", "--graphics", graphics, "--size", size, "--window", "none", *more, path]

    def measure(self, table, name, source, command, on_terminal=False, cells=None):
        """A row of a table: what the judge says, or nothing where the peer is missing or prints no picture."""
        if not shutil.which(command[0]):
            self.skipped.add(f"{command[0]} (not there)")
            return None
        stream, cpu = run(command, on_terminal, self.rounds)
        try:
            row = self.judge.judge(source, stream, cells)
        except Exception as error:
            self.skipped.add(f"{command[0]} in {table}: {error or type(error).__name__}")
            return None
        row = {**row, "cpu": cpu, "peak": peak_of(command, on_terminal)}
        self.rows.setdefault(table, {}).setdefault(name, []).append(row)
        return row

    def pixels(self, path, source, width):
        high, wide = source.shape
        height = max(1, round(width * high / wide))
        table, size = f"sixel, {width} pixels wide", f"{width}x{height}px"
        self.measure(table, "**intrascope**", source, self.ours(path, "sixel", size))
        self.measure(table, "**intrascope --draft**", source, self.ours(path, "sixel", size, "--draft"))
        curves = {}
        for name, command, on_terminal in pixel_peers(path, width, height):
            point = self.measure(table, name, source, command, on_terminal)
            if point and point["psnr_db"] >= FAIR_DB:
                self.compare(path, source, name, point, curves)

    def compare(self, path, source, name, point, curves):
        """Whether none of our pictures of the peer's own size is at least as good in fewer bytes. The more tolerance, the fewer bytes: the
        place to look at is the largest one that is good enough."""
        size = f"{point['width']}x{point['height']}px"

        def ours(dial):
            if (size, dial) not in curves:
                more = [f"--draft={dial}"] if dial else []
                stream, _ = run(self.ours(path, "sixel", size, *more), False, 1)
                curves[size, dial] = self.judge.judge(source, stream, None)
            return curves[size, dial]

        dials = ["", *TOLERANCES]
        place = bisect.bisect_left(dials, True, key=lambda dial: ours(dial)["psnr_db"] < point["psnr_db"]) - 1
        best = ours(dials[max(place, 0)])
        self.compared += 1
        if best["psnr_db"] < point["psnr_db"] or best["bytes"] >= point["bytes"]:
            told = [f"{picture['bytes']} bytes {picture['psnr_db']} dB" for picture in (point, best)]
            self.outside.append(f"{path.name}, {size}, {name}: {told[0]}; ours {told[1]}")

    def cells(self, path, source, columns, rows):
        table, size = f"characters, {columns}×{rows}", f"{columns}x{rows}cells"
        for colours in ("256", "truecolor"):
            command = self.ours(path, "half", size, "--colours", colours)
            self.measure(table, f"**intrascope half, {colours}**", source, command)
        for name, command, on_terminal in cell_peers(path, columns, rows):
            self.measure(table, name, source, command, on_terminal)


def median(rows, key):
    return statistics.median(row[key] for row in rows)


def print_table(title, names):
    print(f"\n{title}:\n")
    print("| tool | scans | bytes | greys | PSNR dB (least) | SSIM | CPU ms | peak MiB (most) |")
    print("|---|---|---|---|---|---|---|---|")
    for name, rows in names.items():
        least, most = min(row["psnr_db"] for row in rows), max(row["peak"] for row in rows)
        print(
            f"| {name} | {len(rows)} | {median(rows, 'bytes'):,.0f} | {median(rows, 'greys'):.0f} | {median(rows, 'psnr_db'):.2f} ({least:.2f}) "
            f"| {median(rows, 'ssim'):.4f} | {median(rows, 'cpu'):.1f} | {median(rows, 'peak'):.1f} ({most:.1f}) |"
        )


def scans(folders):
    files = [file for folder in folders for file in sorted(pathlib.Path(folder).iterdir())]
    return [file for file in files if file.suffix.lower() in SUFFIXES]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--score", required=True)
    parser.add_argument("--scans", required=True, nargs="+")
    parser.add_argument("--program", default="target/release/intrascope")
    parser.add_argument("--bin", help="a folder with more peers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("pixels", "cells"))
    parser.add_argument("--few", type=int, help="so many scans only")
    options = parser.parse_args()
    if options.bin:
        os.environ["PATH"] = f"{options.bin}:{os.environ['PATH']}"
    bench = Bench(options)
    for path in scans(options.scans)[: options.few]:
        source = bench.judge.grey(str(path))
        for width in WIDTHS if options.only != "cells" else ():
            bench.pixels(path, source, width)
        for columns, rows in CELLS if options.only != "pixels" else ():
            bench.cells(path, source, columns, rows)
        print(f"{path.name} done", file=sys.stderr)
    for title, names in bench.rows.items():
        print_table(title, names)
    print(f"\nOf {bench.compared} pictures of peers of {FAIR_DB:.0f} dB or more, {len(bench.outside)} lie outside of the dial's curve.")
    print("\n".join(f"- {line}" for line in bench.outside))
    if bench.skipped:
        print("\nSkipped: " + "; ".join(sorted(bench.skipped)) + ".")


if __name__ == "__main__":
    main()
