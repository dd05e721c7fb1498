"""Prints the table of docs/PERFORMANCE.md in which pictures of real scans are judged beside those of other tools, in one run.

    python3 tests/bench/pictures.py --score PATH --scans DIR... [--program target/release/intrascope] [--bin DIR] [--rounds 2]
        [--every N] [--widths 800,1600] [--only pixels|cells] [--checked 1]

PATH is the judge, a program with the functions grey(path), decode_sixel(stream) and judge(source, stream, cells), which decodes a stream by
itself and compares it with the exact area average of the source. Its decoder goes from token to token and takes seconds for a large picture;
here numpy does the same at once. For the first scans, --checked of them, every stream is decoded by both, and a pixel that differs ends the
run. DIRs hold scans, 8 or 16 bits; --every N takes each Nth. Peers are taken from PATH and from --bin; one that is not there is named as
skipped. Processor time is the least of the rounds, user and system together, children included, of the process itself; peak memory is that of
a process which a small parent started, because a child inherits its parent's high-water mark.
"""

import argparse
import bisect
import contextlib
import fcntl
import functools
import importlib.machinery
import importlib.util
import io
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

import numpy

CELLS = ((120, 40), (200, 60))
TOLERANCES = ("0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "5", "6", "7", "8", "10", "12", "15")
"""The dial's places at which the curve is looked at; the lossless picture is one more."""
FAIR_DB = 34.0
"""Below it a peer's picture is no picture to be beaten."""
GOOD_DB = 45.0
"""From here on a peer's picture is as good as ours may have to be, whatever its bytes."""
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


SIXEL = re.compile(rb"\x1bP[0-9;]*q")
RASTER = re.compile(rb'\s*"(\d+);(\d+);(\d+);(\d+)')
DEFINED = re.compile(rb"#(\d+);([12]);(\d+);(\d+);(\d+)")
BAND = 6


class Unusual(Exception):
    """A stream that numpy does not read here: the judge's own decoder does."""


def numbers_before(body, ends):
    """The number whose digits end before each of these places."""
    values, weight, going = numpy.zeros(len(ends), numpy.int64), 1, numpy.ones(len(ends), bool)
    for back in range(1, 6):
        digit = body[numpy.maximum(ends - back, 0)].astype(numpy.int64) - ord("0")
        going &= (digit >= 0) & (digit <= 9) & (ends >= back)
        values += numpy.where(going, digit * weight, 0)
        weight *= 10
    return values


def registers_of(text):
    """The brightness of every register, as the judge counts it."""
    levels = {}
    for match in DEFINED.finditer(text):
        register, kind, *parts = (int(part) for part in match.groups())
        red, green, blue = (round(part * 255 / 100) for part in parts)
        level = 0.299 * red + 0.587 * green + 0.114 * blue if kind == 2 else parts[1] * 2.55
        if levels.setdefault(register, level) != level:
            raise Unusual("a register that changes")
    table = numpy.full(max(levels, default=0) + 1, 255.0, numpy.float32)
    for register, level in levels.items():
        table[register] = level
    return table


def paint(body, raster):
    """One sixel picture; later sixels cover earlier ones."""
    table = registers_of(body)
    text = DEFINED.sub(lambda match: b"#" + match.group(1) + b" ", body[raster.end() :] if raster else body)
    codes = numpy.frombuffer(text, numpy.uint8)
    places = numpy.flatnonzero((codes >= ord("?")) & (codes <= ord("~")))
    digit_before = (codes >= ord("0")) & (codes <= ord("9"))
    counted = digit_before[numpy.maximum(places - 1, 0)] & (places > 0)
    # The sign before the digits tells a count from the number of a register.
    sign = places - 1
    for _ in range(5):
        sign = numpy.where((sign >= 0) & digit_before[numpy.maximum(sign, 0)], sign - 1, sign)
    counted &= codes[numpy.maximum(sign, 0)] == ord("!")
    counts = numpy.where(counted, numbers_before(codes, places), 1)
    chosen = numpy.flatnonzero(codes == ord("#"))
    after = chosen + 1
    for _ in range(4):
        inside = after < len(codes)
        after = numpy.where(inside & digit_before[numpy.minimum(after, len(codes) - 1)], after + 1, after)
    registers = numbers_before(codes, after)
    if registers.size and registers.max() >= len(table):
        table = numpy.append(table, numpy.full(registers.max() + 1 - len(table), 255.0, numpy.float32))
    last = numpy.searchsorted(chosen, places) - 1
    levels = numpy.where(last >= 0, table[registers[numpy.maximum(last, 0)]], 255.0) if registers.size else numpy.full(len(places), 255.0)
    returns = numpy.flatnonzero((codes == ord("$")) | (codes == ord("-")))
    lines = numpy.flatnonzero(codes == ord("-"))
    total = numpy.concatenate(([0], numpy.cumsum(counts)))
    start = numpy.searchsorted(places, returns)
    line = numpy.searchsorted(returns, places)
    base = numpy.where(line > 0, total[start[numpy.maximum(line - 1, 0)]] if start.size else 0, 0)
    columns, rows = total[:-1] - base, BAND * numpy.searchsorted(lines, places)
    bits = codes[places].astype(numpy.int64) - ord("?")
    right = int((columns + counts)[bits > 0].max(initial=0))
    bottom = int(rows.max(initial=0)) + BAND
    width, height = (int(raster[3]), int(raster[4])) if raster else (0, 0)
    canvas = numpy.zeros((max(bottom, height), max(right, width, 1)), numpy.float32)
    lowest = 0
    for bit in range(BAND):
        drawn = numpy.flatnonzero(bits >> bit & 1)
        if not drawn.size:
            continue
        lowest = max(lowest, int(rows[drawn].max()) + bit + 1)
        length = counts[drawn]
        first = (rows[drawn] + bit) * canvas.shape[1] + columns[drawn]
        begun = numpy.cumsum(length) - length
        spots = numpy.arange(length.sum()) + numpy.repeat(first - begun, length)
        canvas.ravel()[spots] = numpy.repeat(levels[drawn], length)
    return canvas[: height or lowest, : width or right]


def decode(stream, slow):
    """The largest sixel picture of a stream."""
    try:
        pictures = []
        for start in SIXEL.finditer(stream):
            end = stream.find(b"\x1b\\", start.end())
            body = stream[start.end() : end if end > 0 else len(stream)]
            pictures.append(paint(body, RASTER.match(body)))
        return max(pictures, key=lambda picture: picture.size, default=None)
    except Unusual:
        return slow(stream)


class Judge:
    """The judge, its decoder done by numpy and looked over by its own where that is asked for."""

    def __init__(self, path):
        self.module, self.is_checked, self.checked = load_judge(path), False, 0
        self.slow, self.structure = self.module.decode_sixel, self.module.structural_similarity
        self.module.decode_sixel = self.decoded
        self.module.ink = functools.lru_cache(None)(self.module.ink)

    def decoded(self, stream):
        picture = decode(stream, self.slow)
        if self.is_checked:
            own = self.slow(stream)
            if own.shape != picture.shape or not numpy.array_equal(own, picture):
                raise SystemExit(f"the judge's own decoder reads a stream otherwise: {own.shape}, {picture.shape}")
            self.checked += 1
        return picture

    def judge(self, source, stream, cells=None):
        return self.module.judge(source, stream, cells)

    def distance(self, source, stream):
        """Without the similarity of structure, which takes longer than all else."""
        self.module.structural_similarity = lambda *_, **__: 0.0
        try:
            return self.module.judge(source, stream, None)
        finally:
            self.module.structural_similarity = self.structure


ANSWERS = (
    (re.compile(rb"\x1b_G[^\x1b]*\x1b\\"), b""),
    (re.compile(rb"\x1b\[\?1;1;0S"), b"\x1b[?1;0;1024S"),
    (re.compile(rb"\x1b\[\?2;[14];0S"), b"\x1b[?2;0;4096;4096S"),
    (re.compile(rb"\x1b\[16t"), b"\x1b[6;16;8t"),
    (re.compile(rb"\x1b\[>0?q"), b"\x1bP>|XTerm(379)\x1b\\"),
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),
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
        # Before the program looks: the parent would be too late.
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("4H", 200, 400, 3200, 3200))
        os.execvpe(command[0], command, environment)
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
    else:
        os.kill(pid, signal.SIGKILL)
    os.close(terminal)
    _, _, usage = os.wait4(pid, 0)
    return out, usage


def run_into_pipe(command, environment):
    with tempfile.TemporaryFile() as sink:
        null = subprocess.DEVNULL
        child = subprocess.Popen(command, stdout=sink, stderr=null, stdin=null, env=environment)
        late = threading.Timer(LONGEST_S, child.kill)
        late.start()
        _, _, usage = os.wait4(child.pid, 0)
        late.cancel()
        child.returncode = 0
        sink.seek(0)
        return sink.read(), usage


def run(command, on_terminal, rounds):
    """The stream, and the least processor milliseconds: what else the machine did is no cost of the tool."""
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    start = run_on_terminal if on_terminal else run_into_pipe
    times, out = [], b""
    for _ in range(rounds):
        out, usage = start(command, environment)
        times.append((usage.ru_utime + usage.ru_stime) * 1000)
    return out, min(times)


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
        self.judge = Judge(options.score)
        self.program, self.rounds = options.program, options.rounds
        self.rows, self.skipped, self.outside, self.compared = {}, set(), [], 0
        self.dearer = {}

    def ours(self, path, graphics, size, *more):
        return [self.program, "view", "--graphics", graphics, "--size", size, "--window", "none", *more, path]

    def measure(self, table, name, source, command, on_terminal=False, cells=None):
        """A row of a table: what the judge says, or nothing where the peer is missing or prints no picture."""
        if not shutil.which(command[0]):
            self.skipped.add(f"{command[0]} (not there)")
            return None
        stream, cpu = run(command, on_terminal, self.rounds)
        if cells is None and table.startswith("sixel") and not SIXEL.search(stream):
            self.skipped.add(f"{command[0]} (prints no sixel, as its package is built)")
            return None
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
        whole = self.measure(table, "**intrascope**", source, self.ours(path, "sixel", size))
        self.measure(table, "**intrascope --draft**", source, self.ours(path, "sixel", size, "--draft"))
        curves = {}
        for name, command, on_terminal in pixel_peers(path, width, height):
            point = self.measure(table, name, source, command, on_terminal)
            if not point:
                continue
            self.weigh(f"{path.name}, {table}", name, whole, point, ("cpu", "peak"))
            if point["psnr_db"] >= GOOD_DB:
                self.weigh(f"{path.name}, {table}", name, whole, point, ("bytes",))
            if point["psnr_db"] >= FAIR_DB:
                self.compare(path, source, name, point, curves)

    def weigh(self, place, name, own, point, keys):
        """Notes what a peer spends less of on this very scan."""
        for key in keys:
            met, lost = self.dearer.setdefault(key, ([], []))
            met.append(place)
            if own[key] >= point[key]:
                lost.append(f"{place}, {name}: {point[key]:,.1f}, ours {own[key]:,.1f}")

    def compare(self, path, source, name, point, curves):
        """Whether none of our pictures of the peer's own size is at least as good in fewer bytes. The more tolerance, the fewer bytes: the
        place to look at is the largest one that is good enough."""
        size = f"{point['width']}x{point['height']}px"

        def ours(dial):
            if (size, dial) not in curves:
                more = [f"--draft={dial}"] if dial else []
                stream, _ = run(self.ours(path, "sixel", size, *more), False, 1)
                curves[size, dial] = self.judge.distance(source, stream)
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
        own = {}
        for colours in ("256", "truecolor"):
            command = self.ours(path, "half", size, "--colours", colours)
            own[colours] = self.measure(table, f"**intrascope half, {colours}**", source, command)
        for name, command, on_terminal in cell_peers(path, columns, rows):
            point = self.measure(table, name, source, command, on_terminal)
            if point:
                self.weigh(f"{path.name}, {table}", name, own["256"], point, ("cpu", "peak"))


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
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", choices=("pixels", "cells"))
    parser.add_argument("--every", type=int, default=1, help="each so manyth scan only")
    parser.add_argument("--widths", default="800,1600", help="pixels, separated by commas")
    parser.add_argument("--checked", type=int, default=1, help="so many scans are decoded by the judge's own decoder too")
    options = parser.parse_args()
    if options.bin:
        os.environ["PATH"] = f"{options.bin}:{os.environ['PATH']}"
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    bench = Bench(options)
    chosen = scans(options.scans)[:: options.every]
    done = 0
    with contextlib.suppress(KeyboardInterrupt):
        for done, took in enumerate(look_at(bench, chosen, options), 1):
            print(f"{done} of {len(chosen)}, {took:.0f} s: {chosen[done - 1].name}", file=sys.stderr, flush=True)
    print(f"{done} scans of {len(chosen)}; {bench.judge.checked} streams were decoded twice, and no pixel differed.")
    for title, names in bench.rows.items():
        print_table(title, names)
    print_faults(bench)


def look_at(bench, chosen, options):
    """Scan by scan, the seconds that all have taken. Ctrl-C, or SIGTERM, ends it with the tables of what was seen."""
    begun = time.monotonic()
    for number, path in enumerate(chosen):
        bench.judge.is_checked = number < options.checked
        source = bench.judge.module.grey(str(path))
        for width in map(int, options.widths.split(",")) if options.only != "cells" else ():
            bench.pixels(path, source, width)
        for columns, rows in CELLS if options.only != "pixels" else ():
            bench.cells(path, source, columns, rows)
        yield time.monotonic() - begun


def print_faults(bench):
    print(f"\nOf {bench.compared} pictures of peers of {FAIR_DB:.0f} dB or more, {len(bench.outside)} lie outside of the dial's curve.")
    print("".join(f"- {line}\n" for line in bench.outside), end="")
    named = {"cpu": "processor milliseconds", "peak": "MiB at the peak", "bytes": f"bytes, of peers of {GOOD_DB:.0f} dB or more"}
    for key, (met, lost) in bench.dearer.items():
        print(f"\n{named[key]}: of {len(met)} comparisons scan by scan, a peer takes no more than ours in {len(lost)}.")
        print("".join(f"- {line}\n" for line in lost), end="")
    if bench.skipped:
        print("\nSkipped: " + "; ".join(sorted(bench.skipped)) + ".")


if __name__ == "__main__":
    main()
