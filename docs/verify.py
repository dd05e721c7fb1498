#!/usr/bin/env python3
"""Checks an export of Intrascope without Intrascope.

    verify.py [--key VKEY]... FOLDER|FILE.tar

VKEY is the booth's public key as it was written down on paper when the booth was set up (intrascope journal key). A booth
that was put back from a backup has had several: give each. Without --key the key inside the export is used, which shows
that the export agrees with itself and says nothing of who made it.

Exit code: 0 all holds, 1 something does not hold, 2 all holds but signatures could not be checked because the package
"cryptography" is not installed (Debian: python3-cryptography).

What an export cannot show by itself: that no fact of the case was left out, or written down after its checkpoint. Whoever
must know that compares with the booth's own journal (intrascope verify --against checkpoint.txt, intrascope case show).
"""

import argparse
import base64
import binascii
import hashlib
import json
import os
import struct
import sys
import tarfile
import zlib

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None

HEAD = struct.Struct("<IIQBH")  # length of the record, CRC-32, number, kind, schema
HASH_BYTES = 32
MAX_RECORD_BYTES = 256 * 1024
MAX_TEXT_BYTES = 256 * 1024 * 1024
CHUNK_BYTES = 1 << 20
OPENS_WRITE = 0x80
PEM_PREFIX = bytes.fromhex("302a300506032b6570032100")

NEEDED = ["SHA256SUMS", "VERIFY.txt", "record.json", "frames.bin", "frames.jsonl", "proof.json", "checkpoint.txt",
          "booth.vkey", "booth.pem"]


class Broken(Exception):
    """Something does not hold."""


class Report:
    """What was found, line by line."""

    def __init__(self):
        self.failures = 0
        self.unchecked = 0

    def ok(self, text):
        print("ok    " + text)

    def note(self, text):
        print("note  " + text)

    def fail(self, text):
        print("FAIL  " + text)
        self.failures += 1

    def unable(self, text):
        print("????  " + text)
        self.unchecked += 1

    def run(self, what, check, *arguments):
        """Runs one check; anything that goes wrong in it is a failure with its place."""
        try:
            found = check(*arguments)
        except Broken as broken:
            self.fail(f"{what}: {broken}")
            return None
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, OSError, struct.error,
                RecursionError, binascii.Error, tarfile.TarError) as error:
            self.fail(f"{what}: not as it must be: {type(error).__name__}: {error}")
            return None
        self.ok(what)
        return True if found is None else found


def expect(condition, text):
    if not condition:
        raise Broken(text)


def sha256(data):
    return hashlib.sha256(data).digest()


def strict_json(text):
    """JSON in which no name comes twice: two readers must not read two things."""
    def pairs(items):
        names = [name for name, _ in items]
        expect(len(names) == len(set(names)), "a name comes twice in an object")
        return dict(items)
    return json.loads(text, object_pairs_hook=pairs)


def unbase64(text):
    data = base64.b64decode(text, validate=True)
    expect(base64.b64encode(data).decode() == text, "base64 in another form than its only one")
    return data


# ---- where the files are ----

class Folder:
    """An export in a folder."""

    def __init__(self, root):
        self.root = root
        self.files = []
        for at, folders, names in os.walk(root):
            for name in folders + names:
                path = os.path.join(at, name)
                expect(not os.path.islink(path), f"{path} is a link")
            self.files += [os.path.relpath(os.path.join(at, name), root) for name in names]

    def open(self, name):
        return open(os.path.join(self.root, name), "rb")

    def size(self, name):
        return os.path.getsize(os.path.join(self.root, name))


class Archive:
    """An export in an archive. Nothing is unpacked."""

    def __init__(self, path):
        self.tar = tarfile.open(path, "r:")
        self.members = {}
        for member in self.tar:
            expect(member.isfile(), f"{member.name} is no plain file")
            expect(not member.name.startswith("/") and ".." not in member.name.split("/"), "a name leads out of it")
            expect(member.name not in self.members, f"{member.name} comes twice")
            self.members[member.name] = member
        self.files = list(self.members)

    def open(self, name):
        return self.tar.extractfile(self.members[name])

    def size(self, name):
        return self.members[name].size


class Case:
    """The files of one case."""

    def __init__(self, tree, prefix):
        self.tree, self.prefix = tree, prefix
        self.names = [name[len(prefix):] for name in tree.files if name.startswith(prefix)]

    def read(self, name):
        expect(name in self.names, f"{name} is missing")
        expect(self.tree.size(self.prefix + name) <= MAX_TEXT_BYTES, f"{name} is too large")
        with self.tree.open(self.prefix + name) as file:
            return file.read()

    def text(self, name):
        return self.read(name).decode("utf-8")

    def sha256(self, name):
        digest = hashlib.sha256()
        with self.tree.open(self.prefix + name) as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
        return digest.hexdigest()


def cases_of(tree):
    """A case lies wherever there is a record."""
    prefixes = sorted(name[:-len("record.json")] for name in tree.files
                      if name == "record.json" or name.endswith("/record.json"))
    expect(prefixes, "there is no record.json: this is no export")
    strays = [name for name in tree.files if not any(name.startswith(prefix) for prefix in prefixes)]
    expect(not strays, f"files that belong to no case: {', '.join(strays[:5])}")
    return [Case(tree, prefix) for prefix in prefixes]


# ---- keys and signatures ----

class Key:
    """A C2SP verifier key: name+id+base64(1 || key)."""

    def __init__(self, text):
        self.text = text.strip()
        self.name, number, data = self.text.split("+", 2)
        data = unbase64(data)
        expect(len(data) == 33 and data[0] == 1, "no Ed25519 key")
        self.bytes = data[1:]
        self.id = sha256(self.name.encode() + b"\n" + data)[:4]
        expect(self.id.hex() == number, "the key's id is not its own")

    def __eq__(self, other):
        return self.text == other.text

    def verify(self, data, signature):
        expect(len(signature) == 64, "a signature has 64 bytes")
        try:
            Ed25519PublicKey.from_public_bytes(self.bytes).verify(signature, data)
        except InvalidSignature:
            raise Broken("the signature does not hold") from None


def check_signature(report, what, key, data, signature):
    if Ed25519PublicKey is None:
        report.unable(f"{what}: not checked")
    else:
        report.run(what, key.verify, data, signature)


def open_note(text, key):
    """The signed text of a note and this key's signature."""
    end = text.index("\n\n")
    signed, lines = text[:end + 1], text[end + 2:]
    expect(lines.endswith("\n"), "the note does not end with a line's end")
    found = []
    for line in lines[:-1].split("\n"):
        expect(line.startswith("\u2014 "), "a line under the note is no signature")
        name, data = line[2:].split(" ")
        data = unbase64(data)
        if name == key.name and data[:4] == key.id:
            found.append(data[4:])
    expect(len(found) == 1, f"there is no signature by {key.name}+{key.id.hex()}")
    return signed, found[0]


# ---- the journal's frames ----

def root_of(leaf, index, size, path):
    """RFC 9162, 2.1.3.2."""
    expect(0 <= index < size, "the leaf lies outside the tree")
    first, last, at = index, size - 1, leaf
    for sibling in path:
        expect(last > 0, "the path is too long")
        if first & 1 or first == last:
            at = sha256(b"\x01" + sibling + at)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            at = sha256(b"\x01" + at + sibling)
        first, last = first >> 1, last >> 1
    expect(last == 0, "the path is too short")
    return at


def read_frame(data):
    """One frame: its number, schema, record and hash, and what the hash covers besides the hash before it."""
    length, crc, seq, kind, schema = HEAD.unpack_from(data)
    expect(length <= MAX_RECORD_BYTES and len(data) == HEAD.size + length + HASH_BYTES, "its length is wrong")
    body = data[8:-HASH_BYTES]
    expect(zlib.crc32(data[:4] + body) == crc, "its checksum does not match")
    expect(kind & ~OPENS_WRITE == 1, "it is no fact of a case")
    return {"seq": seq, "schema": schema, "record": data[HEAD.size:-HASH_BYTES], "hash": data[-HASH_BYTES:],
            "covered": data[:-HASH_BYTES]}


def check_frames(case, proof):
    """Every frame is whole, in order, and in the tree under the root."""
    data, size, root = case.read("frames.bin"), proof["size"], unbase64(proof["root"])
    frames, end = [], 0
    for listed in proof["frames"]:
        place = f"fact {listed['seq']}"
        expect(listed["offset"] == end, f"{place}: frames do not lie one after another")
        raw = data[end:end + listed["bytes"]]
        end += listed["bytes"]
        try:
            frame = read_frame(raw)
        except struct.error:
            raise Broken(f"{place}: it is cut short") from None
        except Broken as broken:
            raise Broken(f"{place}: {broken}") from None
        expect(frame["seq"] == listed["seq"] == listed["leaf_index"] + 1, f"{place}: its number is another")
        leaf = sha256(b"\x00" + raw)
        expect(leaf == unbase64(listed["leaf"]), f"{place}: its leaf hash is another")
        path = [unbase64(sibling) for sibling in listed["path"]]
        expect(root_of(leaf, listed["leaf_index"], size, path) == root, f"{place}: its path leads to another root")
        if frames:
            before = frames[-1]
            expect(before["seq"] < frame["seq"], f"{place}: the order is wrong")
            if before["seq"] + 1 == frame["seq"]:
                expect(sha256(before["hash"] + frame["covered"]) == frame["hash"], f"{place}: the chain is broken")
        frames.append(frame)
    expect(end == len(data) and frames, "frames.bin has more than is proved, or nothing")
    return frames


def check_lines(case, frames):
    """The readable facts are the facts."""
    lines = case.read("frames.jsonl").split(b"\n")
    expect(lines.pop() == b"" and len(lines) == len(frames), "another count of lines than of facts")
    for line, frame in zip(lines, frames):
        expect(line == b'{"seq":%d,"record":%s}' % (frame["seq"], frame["record"]), f"fact {frame['seq']} differs")


# ---- the case ----

class Facts:
    """What the facts make of the case, as far as it is checked."""

    def __init__(self, frames):
        self.number, self.images, self.marks, self.signed = None, {}, {}, []
        self.conclusion = self.officer = self.sheet = self.purged = None
        for frame in frames:
            entry = strict_json(frame["record"])
            expect(entry["of"] == "case" and self.number in (None, entry["number"]), "a fact is of another case")
            self.number = entry["number"]
            self.take(frame["seq"], entry, entry["fact"], entry.get("detail"))

    def take(self, seq, entry, fact, detail):
        if fact == "imported":
            self.image(seq, self.number.replace("/", "-") + "-1", detail)
        elif fact == "image_accepted":
            self.image(seq, detail["scan"], detail)
        elif fact == "mark_placed":
            self.marks[detail["number"]] = detail
        elif fact == "mark_removed":
            self.marks.pop(detail["number"], None)
        elif fact == "verdict_given":
            self.conclusion = detail
            self.officer = {name: entry[name] for name in ("id", "name", "role")} if entry["by"] == "officer" else None
            self.add_signed(seq, f"signed/verdict-{seq}", detail.get("record"),
                            {"marks": list(self.marks.values()), "conclusion": detail, "officer": self.officer})
        elif fact == "sheet_printed":
            self.sheet = detail["sha256"]
        elif fact == "purged":
            self.purged = detail

    def image(self, seq, scan, detail):
        self.images[scan] = detail["image"]
        self.add_signed(seq, f"signed/manifest-{scan}-{seq}", detail.get("manifest"),
                        {"scan": scan, "image": detail["image"]})

    def add_signed(self, seq, name, signed, of):
        self.signed.append((seq, name, signed, of))


def check_record(case, facts, count):
    """record.json says what the facts say."""
    record = strict_json(case.text("record.json"))
    expect(record["number"] == facts.number, "it is of another case")
    expect(record["revision"] == count, f"it was made of {record['revision']} facts, not of {count}")
    images = {scan["id"]: scan["image"] for scan in record["scans"] if scan["image"]}
    expect(images == facts.images, "its images are others")
    expect(record["conclusion"] == facts.conclusion, "its verdict is another")
    expect({mark["number"]: mark for mark in record["marks"]} == facts.marks, "its marks are others")
    expect((record["sheet"] or {}).get("sha256") == facts.sheet, "its sheet is another")
    stamp = record["stamps"]["verdict"]
    expect((stamp or {}).get("officer") == facts.officer, "its officer is another")
    expect(record.get("purge") == facts.purged, "its purge is another")


def check_originals(case, facts):
    """The originals are the images that the facts name."""
    found = {name.split("/", 1)[1].rsplit(".", 1)[0]: name for name in case.names if name.startswith("originals/")}
    expect(set(found) <= set(facts.images), "there are originals of no scan")
    for scan, image in facts.images.items():
        if scan not in found and facts.purged:
            continue
        expect(scan in found, f"the original of scan {scan} is missing")
        expect(case.tree.size(case.prefix + found[scan]) == image["bytes"], f"{found[scan]} has another size")
        expect(case.sha256(found[scan]) == image["sha256"], f"{found[scan]} is not the image that was taken in")
    if facts.sheet and not facts.purged:
        expect("sheet.pdf" in case.names, "the printed sheet is missing")
    if "sheet.pdf" in case.names:
        expect(case.sha256("sheet.pdf") == facts.sheet, "sheet.pdf is not the sheet that was printed")


def check_manifest(text, facts, of):
    expect(text["what"] == "intrascope scan manifest 1", "it is no scan manifest")
    expect(text["case"] == facts.number and text["scan"] == of["scan"], "it is of another scan")
    expect(text["image"] == of["image"], "it is of another image")


def check_verdict(text, facts, of):
    conclusion = of["conclusion"]
    expect(text["what"] == "intrascope verdict record 1" and text["case"] == facts.number, "it is of another case")
    for name in ("verdict", "analysis", "recommendation", "filters", "viewed_percent"):
        expect(text[name] == conclusion[name], f"its {name} is another")
    expect(text["officer"] == of["officer"], "its officer is another")
    shas = [image["sha256"] for image in facts.images.values()]
    expect(text["image_sha256"] is None or text["image_sha256"] in shas, "it is on another image")
    places = ("number", "x", "y", "width", "height")
    marks = [[mark[place] for place in places] + [sha256(mark["note"].encode()).hex()] for mark in of["marks"]]
    signed = [[mark[place] for place in places] + [mark["note_sha256"]] for mark in text["marks"]]
    expect(sorted(signed) == sorted(marks), "its marks are others")


def check_signed_files(case, facts, name, signed, of):
    """The signed text is the one in the fact, and agrees with the case."""
    text = case.read(name + ".json")
    expect(text == signed["text"].encode(), "the text is not the one in the fact")
    expect(case.read(name + ".sig") == unbase64(signed["signature"]), "the signature is not the one in the fact")
    expect(case.text(name + ".vkey").strip() == signed["key"], "the key is not the one in the fact")
    (check_manifest if "scan" in of else check_verdict)(strict_json(text), facts, of)


def check_sums(case):
    """Every file is listed and is as listed."""
    listed = {}
    for line in case.text("SHA256SUMS").splitlines():
        digest, name = line.split("  ", 1)
        expect(name not in listed, f"{name} is listed twice")
        listed[name] = digest
    expect(set(listed) == set(case.names) - {"SHA256SUMS"}, "files were added or are missing: "
           + ", ".join(sorted(set(listed) ^ (set(case.names) - {"SHA256SUMS"}))[:5]))
    for name, digest in listed.items():
        expect(case.sha256(name) == digest, f"{name} was altered")


def check_checkpoint(signed, proof, key):
    """The checkpoint names the tree that the proofs lead to."""
    origin, size, root, epoch, head = signed.split("\n")[:5]
    expect(origin == key.name, f"it is of {origin}")
    expect(int(size) == proof["size"] and str(int(size)) == size, "it names another count of facts")
    expect(root == proof["root"], "it names another root")
    expect(epoch.startswith("epoch ") and int(epoch[6:]) >= 1, "it has no epoch")
    expect(head.startswith("head ") and len(bytes.fromhex(head[5:])) == HASH_BYTES, "it has no head")


def check_pem(case, key):
    lines = case.text("booth.pem").split("\n")
    expect(unbase64("".join(lines[1:-2])) == PEM_PREFIX + key.bytes, "it is another key than booth.vkey")


def check_case(report, case, trusted):
    """Everything of one case."""
    print(f"      {case.prefix.rstrip('/') or '.'}")
    missing = [name for name in NEEDED if name not in case.names]
    if missing:
        return report.fail(f"missing: {', '.join(missing)}")
    report.run("digests of all files", check_sums, case)
    key = report.run("the booth's key reads", lambda: Key(case.text("booth.vkey")))
    proof = report.run("the proof reads", lambda: strict_json(case.text("proof.json")))
    if not key or not proof:
        return None
    report.run("booth.pem is the same key", check_pem, case, key)
    if trusted and key not in trusted:
        report.fail("the key in the export is not the given one")
    note = report.run("the checkpoint has a signature", lambda: open_note(case.text("checkpoint.txt"), key))
    if note:
        check_signature(report, "the checkpoint's signature", key, note[0].encode(), note[1])
        report.run("the checkpoint is of the proved tree", check_checkpoint, note[0], proof, key)
    frames = report.run("every fact is in the journal's tree", check_frames, case, proof)
    if not frames:
        return None
    report.run("the readable facts are the facts", check_lines, case, frames)
    if any(frame["schema"] != 1 for frame in frames):
        return report.fail("records of a later version than this script knows: what they say was not compared")
    facts = report.run("the facts are of one case", lambda: Facts(frames))
    if facts:
        check_facts(report, case, facts, len(frames), trusted)
    return None


def check_facts(report, case, facts, count, trusted):
    report.run("the proof is of this case", lambda: expect(
        strict_json(case.text("proof.json"))["case"] == facts.number, "it is of another case"))
    report.run("the record says what the facts say", check_record, case, facts, count)
    report.run("originals and sheet are those of the facts", check_originals, case, facts)
    names = {name for name in case.names if name.startswith("signed/")}
    for _, name, signed, of in facts.signed:
        if signed is None:
            report.note(f"{name}: written by a version that did not sign")
            continue
        names -= {name + end for end in (".json", ".sig", ".vkey")}
        if not report.run(f"{name} agrees with the case", check_signed_files, case, facts, name, signed, of):
            continue
        key = report.run(f"{name}: its key reads", lambda text=signed["key"]: Key(text))
        if not key:
            continue
        if trusted and key not in trusted:
            report.fail(f"{name}: signed by another key, {key.text}")
        check_signature(report, f"{name}: its signature", key, signed["text"].encode(), unbase64(signed["signature"]))
    if names:
        report.fail(f"signed files that no fact names: {', '.join(sorted(names)[:5])}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key", action="append", default=[], metavar="VKEY", help="the booth's public key from paper")
    parser.add_argument("export", help="a folder or a .tar file")
    arguments = parser.parse_args()
    report = Report()
    try:
        trusted = [Key(text) for text in arguments.key]
        cases = cases_of((Folder if os.path.isdir(arguments.export) else Archive)(arguments.export))
    except (Broken, ValueError, OSError, tarfile.TarError) as error:
        report.fail(str(error))
        return 1
    if not trusted:
        report.note("no --key: the key inside the export is used, which says nothing of who made it")
    for case in cases:
        check_case(report, case, trusted)
    if report.failures:
        print(f"DOES NOT HOLD: {report.failures} failures")
        return 1
    if report.unchecked:
        print('All else holds, but SIGNATURES WERE NOT CHECKED: install the package "cryptography"'
              " (Debian: python3-cryptography)")
        return 2
    print(f"Holds: {len(cases)} cases")
    return 0


if __name__ == "__main__":
    sys.exit(main())
