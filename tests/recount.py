"""Counts the figures of a period from the journal, independently of the program that made it.

Reads what `intrascope journal --json` prints and prints what `intrascope stats --json` must print. The definitions are
those of docs/STATISTICS.md; no line of code is shared. Only the standard library of Python 3 is used.

    intrascope journal --json | python3 tests/recount.py --from 2026-11-01 --to 2026-11-30
"""

import argparse
import datetime
import json
import math
import sys

BOOTH = datetime.timezone(datetime.timedelta(hours=5))
DAY_NS = 86_400 * 10**9
CASE_LEAD_NS = 31 * DAY_NS
BOOTH_LEAD_NS = 92 * DAY_NS
MIN_EVENTS = 100
GROUNDS = ["live_animals", "live_fish", "hatching_eggs", "oversize"]


def moment(text):
    """Nanoseconds since 1970 of `2026-11-23T02:13:20.120Z`; whole numbers, so that nothing is rounded."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    at = datetime.datetime.fromisoformat(whole).replace(tzinfo=datetime.timezone.utc)
    return int(at.timestamp()) * 10**9 + int((fraction + "000000000")[:9])


def midnight(text):
    day = datetime.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=BOOTH)
    return int(day.timestamp()) * 10**9


def written(at):
    seconds = datetime.datetime.fromtimestamp(at // 10**9, datetime.timezone.utc)
    return seconds.strftime("%Y-%m-%dT%H:%M:%SZ")


def rounded(part, of, scale):
    return None if of == 0 else (2 * part * scale + of) // (2 * of)


def rate(part, of):
    return {"part": part, "of": of, "permille": rounded(part, of, 1_000)}


def nearest_rank(values, percent):
    return sorted(values)[math.ceil(percent * len(values) / 100) - 1] if values else None


class Case:
    def __init__(self):
        self.image_in = None
        self.begun = None
        self.author = None
        self.standing = None
        self.finished = False
        self.outcome = None


class Recount:
    def __init__(self, begin, end, now):
        self.begin, self.end, self.now = begin, end, now
        self.facts = 0
        self.cases = {}
        self.counts = dict.fromkeys(
            ["registered", "imported", "cancelled", "not_applied", "reopened", "overridden"], 0
        )
        self.scans = dict.fromkeys(["first", "repeat", "completed", "failed", "no_image", "unfit"], 0)
        self.by_hour = [0] * 24
        self.hours = set()
        self.spans = {"waiting": [], "decision": []}
        self.left_out = {"waiting": 0, "decision": 0}
        self.exemptions = dict.fromkeys(GROUNDS, 0)
        self.malfunctions = 0
        self.stops = []
        self.late = 0
        self.beams = []
        self.hours_tenths = None
        self.people = {}

    def take(self, entry):
        at = moment(entry["at"])
        if at >= self.end:
            return
        within = at >= self.begin
        self.facts += within
        if entry["of"] == "case" and self.begin - at <= CASE_LEAD_NS:
            self.case(entry, at, within)
        if entry["of"] == "booth" and self.begin - at <= BOOTH_LEAD_NS:
            self.booth(entry["fact"], entry.get("detail"), at, within)

    def person(self, officer, name=None):
        person = self.people.setdefault(
            officer, {"name": None, "registered": 0, "scans": 0, "analyses": 0, "verdicts": 0}
        )
        if name is not None:
            person["name"] = name
        return person

    def case(self, entry, at, within):
        fact, detail = entry["fact"], entry.get("detail")
        case = self.cases.setdefault(entry["number"], Case())
        by = (entry["id"], entry["name"]) if entry["by"] == "officer" else None
        if within:
            self.count(fact, detail, at, by)
        if fact in ("imported", "image_accepted"):
            case.image_in = at
        elif fact == "image_unfit":
            case.image_in = case.begun = None
        elif fact == "analysis_began":
            self.span("waiting", case.image_in, at, within)
            case.image_in, case.begun = None, at
        elif fact == "verdict_given":
            self.span("decision", case.begun, at, within)
            case.begun = None
            case.standing, case.author = (detail["verdict"] if within else None), by
        elif fact == "overridden":
            case.finished = False
            case.standing, case.author = (detail["conclusion"]["verdict"] if within else None), by
        elif fact == "reopened":
            case.finished = False
            case.standing = case.author = None
        elif fact in ("sealed", "handed_over", "not_applied", "cancelled"):
            case.finished = case.finished or within
        elif fact == "outcome_recorded" and within:
            case.outcome = (detail["result"] == "confirmed", case.author)

    def count(self, fact, detail, at, by):
        if fact in self.counts:
            self.counts[fact] += 1
        if fact == "imported":
            self.counts["registered"] += 1
        if fact == "not_applied":
            self.exemptions[detail["ground"]] += 1
        if fact == "delay_explained":
            self.late += 1
        if fact == "scan_requested":
            self.scans["repeat" if detail["kind"]["kind"] == "repeat" else "first"] += 1
        if fact == "scan_ended":
            completed = detail["end"]["end"] == "completed"
            self.scans["completed" if completed else "failed"] += 1
            if completed:
                time = datetime.datetime.fromtimestamp(at // 10**9, BOOTH)
                self.by_hour[time.hour] += 1
                self.hours.add((time.date(), time.hour))
        if fact == "scan_exposed":
            self.beam("scans", detail["exposure"])
        if fact == "image_missing":
            self.scans["no_image"] += 1
        if fact == "image_unfit":
            self.scans["unfit"] += 1
        deed = {
            "registered": "registered",
            "scan_requested": "scans",
            "analysis_began": "analyses",
            "verdict_given": "verdicts",
            "overridden": "verdicts",
        }.get(fact)
        if deed and by:
            self.person(*by)[deed] += 1

    def beam(self, where, exposure):
        for counter in ("hours_before", "hours_after"):
            if exposure[counter] is not None:
                self.hours_tenths = exposure[counter]
        lost = exposure.get("followed", "to_its_end") == "lost"
        if lost or exposure["beam_ms"] or exposure["kv_max"] is not None:
            self.beams.append((where, lost, exposure))

    def exposures(self):
        """Sums and peaks of what was told; how many beams did not tell."""

        def told(name):
            return [exposure[name] for _, _, exposure in self.beams if exposure.get(name) is not None]

        return {
            "scans": sum(where == "scans" for where, _, _ in self.beams),
            "outside": sum(where == "outside" for where, _, _ in self.beams),
            "lost": sum(lost for _, lost, _ in self.beams),
            "beam_ms": sum(told("beam_ms")),
            "charge_uas": sum(told("charge_uas")),
            "without_charge": len(self.beams) - len(told("charge_uas")),
            "dose_nsv": sum(told("dose_nsv")),
            "without_dose": len(self.beams) - len(told("dose_nsv")),
            "kv_max": max(told("kv_max"), default=None),
            "current_max": max(told("current_max"), default=None),
            "hours_tenths": self.hours_tenths,
        }

    def span(self, name, begin, end, within):
        if begin is None or not within:
            return
        length = (abs(end - begin) // 10**6) * (1 if end >= begin else -1)
        if 0 <= length < 2**32:
            self.spans[name].append(length)
        else:
            self.left_out[name] += 1

    def booth(self, fact, detail, at, within):
        if fact == "malfunction_found":
            self.malfunctions += within
            if detail["symptom"]["service"] == "stopped":
                self.stops.append([detail["number"], at, None])
        if fact == "source_exposed" and within:
            self.beam("outside", detail["exposure"])
        if fact == "returned_to_service":
            for stop in self.stops:
                if stop[0] == detail["number"] and stop[2] is None:
                    stop[2] = at

    def downtime(self):
        """The union of all stops, cut to the period."""
        total, reached = 0, self.begin
        ends = [(begin, self.now if end is None else end) for _, begin, end in self.stops]
        for begin, end in sorted(ends):
            begin, end = max(begin, reached), min(end, self.end)
            if end > begin:
                total += (end - begin) // 10**6
                reached = end
        return total

    def span_figures(self, name):
        spans = self.spans[name]
        return {
            "count": len(spans),
            "median_ms": nearest_rank(spans, 50),
            "p90_ms": nearest_rank(spans, 90),
            "left_out": self.left_out[name],
        }

    def everybody(self):
        events = {}
        for case in self.cases.values():
            if case.outcome and case.outcome[1]:
                officer, name = case.outcome[1]
                confirmed, of = events.get(officer, (0, 0))
                events[officer] = (confirmed + case.outcome[0], of + 1)
                person = self.person(officer)
                person["name"] = person["name"] or name
        people = []
        for officer in sorted(self.people):
            person = self.people[officer]
            confirmed, of = events.get(officer, (0, 0))
            permille = rounded(confirmed, of, 1_000) if of >= MIN_EVENTS else None
            people.append({"id": officer, **person, "hit_rate": {"events": of, "permille": permille}})
        return people

    def figures(self):
        standing = [case.standing for case in self.cases.values()]
        without, under = standing.count("without_suspicion"), standing.count("under_suspicion")
        outcomes = [case.outcome[0] for case in self.cases.values() if case.outcome]
        return {
            "from": written(self.begin),
            "to": written(self.end),
            "facts": self.facts,
            "completeness": "whole",
            "cases": {
                **self.counts,
                "finished": sum(case.finished for case in self.cases.values()),
                "without_suspicion": without,
                "under_suspicion": under,
            },
            "scans": self.scans,
            "throughput": {
                "by_hour": self.by_hour,
                "working_hours": len(self.hours),
                "per_hour_hundredths": rounded(self.scans["completed"], len(self.hours), 100),
            },
            "waiting": self.span_figures("waiting"),
            "decision": self.span_figures("decision"),
            "suspicion": rate(under, under + without),
            "confirmed": rate(sum(outcomes), len(outcomes)),
            "exemptions": self.exemptions,
            "service": {"malfunctions": self.malfunctions, "downtime_ms": self.downtime()},
            "exposures": self.exposures(),
            "late_steps": self.late,
            "people": self.everybody(),
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="first", required=True, help="first day, 2026-11-01")
    parser.add_argument("--to", dest="last", required=True, help="last day, 2026-11-30")
    parser.add_argument("--now", help="until when an open malfunction has lasted, 2026-11-23T09:00:00Z")
    asked = parser.parse_args()
    begin, end = midnight(asked.first), midnight(asked.last) + DAY_NS
    recount = Recount(begin, end, moment(asked.now) if asked.now else end)
    for line in sys.stdin:
        recount.take(json.loads(line))
    print(json.dumps(recount.figures(), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
