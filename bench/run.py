#!/usr/bin/env python3
"""Speed and memory of `overt pairs` against its floor and its peers, on files of our own generator;
how fast one thread reads; and what chance and the whole method cost on top.

usage: run.py [--sizes 100k,1M,10M] [--repeats 3] [--slow-peers] [--large] [--method] [--micro] …

What is compared runs in alternation, round by round, in one session of one machine; ratios are
medians over the rounds. Where a peer answers the same question, its pairs are compared with ours
row by row. Results: bench/history/<date>-<commit>.json, or …-2.json and so on, and a table on
standard output.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "bench" / "peers"
DATA = ROOT / "build" / "bench-data"
SEED = 42
SPIKE = 200_000
OURS = {"overt", "floor", "reading", "parquet", "chance", "chance-max-q", "chance-exhaustive",
        "detect", "exhaustive"}


@dataclass
class Case:
    """One input file and one question."""

    name: str
    events: int
    window: int = 60
    min_objects: int = 3
    spike: int = 0
    repeats: int = 3

    @property
    def rows(self):
        return self.events + self.spike


@dataclass
class Measurement:
    wall_s: float
    cpu_s: float
    peak_bytes: int
    outcome: str  # "ok", "cut" at the cap, or what went wrong
    said: str = field(default="", repr=False)


@dataclass
class Contender:
    """A program that is run on a case: how, and up to which size by default."""

    name: str
    command: object  # (case, input, output) → argument list
    events_max: int
    comparable: bool  # its output is the same table as ours
    missing: str = ""  # why it cannot run here
    against: str = "overt"  # whose runs its ratios are to, too
    ending: str = ".csv"  # of its output

    def takes(self, case, slow_peers):
        limit = self.events_max * (10 if slow_peers else 1)
        # A viral object is where the peers do not come back.
        patient = slow_peers or not case.spike or self.name in OURS
        return not self.missing and case.rows <= limit and patient


def measure(command, cap_s):
    """One run in a process of its own; what the kernel says of its time and memory.

    A peak below this program's own memory (some 25 MiB) reads as that.
    """
    complaints = tempfile.TemporaryFile("w+", errors="replace")
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, text=True,
                               errors="replace")
    timer = threading.Timer(cap_s, process.kill)
    timer.start()
    try:
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        raise
    finally:
        timer.cancel()
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    outcome = "ok"
    if process.returncode == -9 and wall >= cap_s:
        outcome = "cut"
    elif process.returncode != 0:
        complaints.seek(0)
        lines = complaints.read().strip().splitlines()
        outcome = lines[-1] if lines else f"exit {process.returncode}"
    cpu = usage.ru_utime + usage.ru_stime
    return Measurement(wall, cpu, usage.ru_maxrss * 1024, outcome, said)


def find_contenders(options):
    def pairs(case, source, *extra):
        return [
            str(options.overt), "pairs", str(source), "--window", f"{case.window}s",
            "--min-objects", str(case.min_objects), "--threads", str(options.threads),
            "--memory", options.memory, "--json", *extra,
        ]

    def overt(case, source, output):
        return pairs(case, source, "--out", str(output))

    def floor(case, source, _):
        return pairs(case, source, "--floor")

    def reading(_case, source, _output):
        return [str(options.reading), str(source)]

    def parquet(case, source, output):
        return pairs(case, source, "--out", str(output))

    def chance(case, source, output):
        return pairs(case, source, "--chance", "--out", str(output))

    def chance_max_q(case, source, output):
        return pairs(case, source, "--chance", "--max-q", "0.05", "--out", str(output))

    def chance_exhaustive(case, source, output):
        return [*chance(case, source, output), "--exhaustive"]

    def detect(case, source, output):
        return [
            str(options.overt), "detect", str(source), "--window", f"{case.window}s",
            "--min-objects", str(case.min_objects), "--threads", str(options.threads),
            "--memory", options.memory, "--json", "--force", "--out", str(output.with_suffix("")),
        ]

    def exhaustive(case, source, output):
        return [*detect(case, source, output), "--exhaustive"]

    def duckdb(sql):
        def command(case, source, output):
            return [
                sys.executable, str(PEERS / "run_sql.py"), str(PEERS / sql), f"input={source}",
                f"output={output}", f"window={case.window}", f"min_objects={case.min_objects}",
                f"threads={options.threads}",
            ]
        return command

    def coortweet(case, source, _):
        return ["Rscript", str(PEERS / "coortweet.R"), str(source), str(case.window),
                str(case.min_objects)]

    not_asked = "" if options.method else "asked for by --method"
    no_r = "" if has_coortweet() else "R with the package CooRTweet is not installed"
    return [
        Contender("overt", overt, 10**9, True),
        Contender("floor", floor, 10**9, False),
        Contender("reading", reading, 10**7, False, not_asked),
        Contender("parquet", parquet, 10**9, False, not_asked, ending=".parquet"),
        Contender("chance", chance, 10**9, False, not_asked, "parquet", ".parquet"),
        Contender("chance-max-q", chance_max_q, 10**9, False, not_asked, "parquet", ".parquet"),
        Contender("chance-exhaustive", chance_exhaustive, 10**9, False, not_asked, "parquet",
                  ".parquet"),
        Contender("detect", detect, 10**9, False, not_asked),
        Contender("exhaustive", exhaustive, 10**7, False, not_asked, "detect"),
        Contender("duckdb-plain", duckdb("plain.sql"), 1_000_000, True),
        Contender("duckdb-bucketed", duckdb("bucketed.sql"), 1_000_000, True),
        Contender("coortweet", coortweet, 100_000, False, no_r),
    ]


def has_coortweet():
    if not shutil.which("Rscript"):
        return False
    question = 'quit(status = !requireNamespace("CooRTweet", quietly = TRUE))'
    return subprocess.run(["Rscript", "-e", question], capture_output=True).returncode == 0


def make_input(case, generator):
    DATA.mkdir(parents=True, exist_ok=True)
    name = f"shares-{case.events}" + (f"-spike-{case.spike}" if case.spike else "")
    path = DATA / f"{name}.csv"
    if not path.exists():
        print(f"bench: making {path.relative_to(ROOT)}", flush=True)
        part = path.with_suffix(".part")
        command = [str(generator), str(case.events), str(SEED), str(part), f"{path}.truth"]
        subprocess.run(command + (["--spike", str(case.spike)] if case.spike else []), check=True)
        part.rename(path)
    with path.open("rb") as file:  # into the page cache, for every contender alike
        while file.read(1 << 24):
            pass
    return path


def same_pairs(ours, theirs):
    command = [sys.executable, str(PEERS / "run_sql.py"), str(PEERS / "compare.sql"),
               f"input={ours}", f"output={theirs}"]
    result = subprocess.run(command, capture_output=True, text=True)
    return result.returncode == 0 and result.stdout.strip() == "0"


def same_findings(one, other):
    """Whether two runs of overt detect found the same, bit for bit; their ids differ."""
    def findings(output):
        folder = output.with_suffix("")
        networks = (folder / "networks.json").read_bytes()
        run_id = json.loads(networks)["run_id"].encode()
        return networks.replace(run_id, b"", 1), (folder / "accounts.parquet").read_bytes()
    return findings(one) == findings(other)


def last_json(said):
    for line in reversed(said.splitlines()):
        if line.startswith("{"):
            try:
                summary = json.loads(line)
            except json.JSONDecodeError:
                return None
            summary.pop("out", None)  # where it lay on this machine is no result
            return summary
    return None


def run_case(case, contenders, options):
    """Rounds of every contender in turn, every other one backwards: memory that one has just given
    back is cheaper for the next."""
    source = make_input(case, options.generator)
    runs = {c.name: [] for c in contenders}
    outputs = {c.name: DATA / f"pairs-{case.name}-{c.name}{c.ending}" for c in contenders}
    for turn in range(case.repeats):
        for contender in contenders if turn % 2 == 0 else contenders[::-1]:
            if any(run.outcome != "ok" for run in runs[contender.name]):
                continue
            output = outputs[contender.name]
            output.unlink(missing_ok=True)  # freeing an old one is nobody's work here
            command = contender.command(case, source, output)
            time.sleep(options.rest)
            if options.warm and measure(command, options.cap).outcome == "ok":
                output.unlink(missing_ok=True)
            run = measure(command, options.cap)
            runs[contender.name].append(run)
            print(f"bench: {case.name} {turn + 1}/{case.repeats} {contender.name}: "
                  f"{run.wall_s:.2f} s, {run.peak_bytes >> 20} MiB, {run.outcome}", flush=True)
    return summarise(case, contenders, runs, outputs)


def summarise(case, contenders, runs, outputs):
    ours = runs.get("overt", [])
    summary = {"case": asdict(case), "contenders": {}}
    for contender in contenders:
        mine = runs[contender.name]
        good = [run for run in mine if run.outcome == "ok"]
        row = {
            "outcome": mine[-1].outcome,
            "wall_s": [round(run.wall_s, 3) for run in mine],
            "cpu_s": [round(run.cpu_s, 3) for run in mine],
            "peak_bytes": max(run.peak_bytes for run in mine),
            "median_wall_s": round(statistics.median(run.wall_s for run in mine), 3),
        }
        for name in {"overt", contender.against} - {contender.name}:
            base = runs.get(name, [])
            if not base or base[-1].outcome != "ok":
                continue
            # A run that was cut says "at least this much".
            ratios = [run.wall_s / its.wall_s for run, its in zip(mine, base)]
            row[f"times_{name}"] = round(statistics.median(ratios), 2)
            ratios = [run.cpu_s / its.cpu_s for run, its in zip(mine, base)]
            row[f"times_{name}_cpu"] = round(statistics.median(ratios), 2)
        if contender.name == "reading" and good:
            row["said"] = [json.loads(run.said) for run in good]
            speeds = [speed for said in row["said"] for speed in said["mb_per_s"]]
            row["median_read_mb_per_s"] = statistics.median(speeds)
        if contender.name == "overt" and good:
            row["bytes_per_row"] = round(row["peak_bytes"] / case.rows, 1)
            row["said"] = last_json(good[-1].said)
        if contender.comparable and contender.name != "overt" and good and ours:
            row["same_pairs"] = same_pairs(outputs["overt"], outputs[contender.name])
        detected = [run for run in runs.get("detect", []) if run.outcome == "ok"]
        if contender.name == "exhaustive" and good and detected:
            row["same_findings"] = same_findings(outputs["detect"], outputs["exhaustive"])
        summary["contenders"][contender.name] = row
    return summary


def list_cases(options):
    units = {"k": 10**3, "M": 10**6}
    cases = []
    for word in options.sizes.split(","):
        events = int(word[:-1]) * units[word[-1]]
        cases.append(Case(word, events, window=options.window, repeats=options.repeats))
    if options.spike:
        cases.append(Case("spike", 100_000, spike=SPIKE, repeats=options.repeats))
        cases.append(Case("spike-rows-without", 100_000 + SPIKE, repeats=options.repeats))
    if options.large:
        cases.append(Case("100M", 10**8, window=10, repeats=1))
    return cases


def spike_ratios(results):
    """The viral object's cost: against the log without it, and against as many ordinary rows."""
    walls = {r["case"]["name"]: r["contenders"].get("overt", {}).get("median_wall_s")
             for r in results}
    spike = walls.get("spike")
    others = {"log_without": walls.get("100k"), "same_rows": walls.get("spike-rows-without")}
    return {name: round(spike / wall, 2) for name, wall in others.items() if spike and wall}


def growth(results):
    """What a row costs in a larger log, times what it costs in the next smaller one."""
    costs = {}
    for result in results:
        case = result["case"]
        if case["spike"]:
            continue
        for name, row in result["contenders"].items():
            if row["outcome"] == "ok":
                cost = row["median_wall_s"] / case["events"]
                costs.setdefault((name, case["window"]), {})[case["events"]] = cost
    ratios = {}
    for (name, window), by_size in sorted(costs.items()):
        sizes = sorted(by_size)
        for smaller, larger in zip(sizes, sizes[1:]):
            ratios[f"{name}, {window} s, {smaller} to {larger} rows"] = round(
                by_size[larger] / by_size[smaller], 2)
    return ratios


def command_line(*command):
    result = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return result.stdout.strip()


def describe_machine(options):
    models = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo")
              if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    dirty = command_line("git", "status", "--porcelain", "--untracked-files=no", "--", "src")
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"),
        "commit": command_line("git", "rev-parse", "--short", "HEAD") + ("-dirty" if dirty else ""),
        "cpu": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory / 2**30, 1),
        "load_before": round(os.getloadavg()[0], 2),
        "system": platform.platform(),
        "compiler": command_line("c++", "--version").splitlines()[0],
        "threads": options.threads,
        "command": " ".join(sys.argv),
    }


def run_micro():
    """Every module's micro-benchmarks, as Google Benchmark reports them."""
    results = {}
    for binary in sorted((ROOT / "build/bench/bin").glob("*_bench")):
        print(f"bench: {binary.name}", flush=True)
        said = command_line(str(binary), "--benchmark_format=json", "--benchmark_min_time=0.1")
        results[binary.name] = json.loads(said)["benchmarks"] if said else []
    return results


def print_table(report):
    print(f"\n{'case':20}{'contender':18}{'median s':>10}{'peak MiB':>10}{'× overt':>9}"
          f"{'× its CPU':>11}  notes")
    for result in report["results"]:
        for name, row in result["contenders"].items():
            unmeasured = 1 if name == "overt" else float("nan")
            notes = [] if row["outcome"] == "ok" else [row["outcome"][:60]]
            if "bytes_per_row" in row:
                notes.append(f"{row['bytes_per_row']} bytes a row")
            if "median_read_mb_per_s" in row:
                notes.append(f"reads {row['median_read_mb_per_s']:.0f} MB/s, on one thread")
            if "times_parquet" in row:
                notes.append(f"{row['times_parquet']} × parquet, "
                             f"{row['times_parquet_cpu']} × its CPU")
            if "same_pairs" in row:
                notes.append("same pairs" if row["same_pairs"] else "DIFFERENT PAIRS")
            if "same_findings" in row:
                notes.append("same findings" if row["same_findings"] else "DIFFERENT FINDINGS")
            print(f"{result['case']['name']:20}{name:18}{row['median_wall_s']:10.2f}"
                  f"{row['peak_bytes'] / 2**20:10.0f}{row.get('times_overt', unmeasured):9.2f}"
                  f"{row.get('times_overt_cpu', unmeasured):11.2f}  "
                  f"{', '.join(notes)}")
    for name, reason in report["skipped"].items():
        print(f"skipped {name}: {reason}")
    for name, ratio in report["growth"].items():
        print(f"cost of a row, {name}: {ratio} times")
    for name, ratio in report["spike"].items():
        print(f"viral object, times overt on {name.replace('_', ' ')}: {ratio}")


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="100k,1M,10M")
    parser.add_argument("--window", type=int, default=60, help="seconds, of these sizes (60)")
    parser.add_argument("--spike", action=argparse.BooleanOptionalAction, default=True,
                        help="200,000 shares of one object on top of 100,000")
    parser.add_argument("--repeats", type=int, default=3, help="rounds a case (3)")
    parser.add_argument("--rest", type=float, default=0,
                        help="seconds before each run: where the machine takes back what is free, "
                             "all runs then begin without warm memory (0)")
    parser.add_argument("--warm", action="store_true",
                        help="each run twice, one right after the other, and only the second "
                             "counts: it has the memory of the first, whoever ran before")
    parser.add_argument("--only", default="", help="these contenders, comma-separated")
    parser.add_argument("--slow-peers", action="store_true",
                        help="peers at ten times the size too: minutes, and 16 GB for 10M")
    parser.add_argument("--large", action="store_true", help="100M shares too: a file of 3.5 GB")
    parser.add_argument("--method", action="store_true",
                        help="reading alone, pairs in Parquet, with their chance, those of "
                             "q <= 0.05 alone, overt detect, and with --exhaustive, too")
    parser.add_argument("--micro", action="store_true", help="the modules' micro-benchmarks too")
    parser.add_argument("--cap", type=int, default=900, help="seconds a run may take (900)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--memory", default="8GiB", help="--memory of overt pairs")
    parser.add_argument("--overt", type=Path, default=ROOT / "build/release/bin/overt")
    parser.add_argument("--generator", type=Path,
                        default=ROOT / "build/bench/bin/generate_shares")
    parser.add_argument("--reading", type=Path, default=ROOT / "build/bench/bin/reading")
    parser.add_argument("--history", type=Path, default=ROOT / "bench/history")
    return parser.parse_args()


def free_path(folder, name):
    """An earlier run of the same commit is kept."""
    path = folder / f"{name}.json"
    runs = 1
    while path.exists():
        runs += 1
        path = folder / f"{name}-{runs}.json"
    return path


def main():
    options = parse_options()
    for program in (options.overt, options.generator):
        if not program.exists():
            sys.exit(f"bench: {program} is missing; run make bench")
    contenders = find_contenders(options)
    if options.only:
        contenders = [c for c in contenders if c.name in options.only.split(",")]
    report = {
        "machine": describe_machine(options),
        "skipped": {c.name: c.missing for c in contenders if c.missing},
        "results": [],
    }
    for case in list_cases(options):
        taking = [c for c in contenders if c.takes(case, options.slow_peers)]
        if taking:
            report["results"].append(run_case(case, taking, options))
    report["spike"] = spike_ratios(report["results"])
    report["growth"] = growth(report["results"])
    if options.micro:
        report["micro"] = run_micro()
    print_table(report)
    options.history.mkdir(parents=True, exist_ok=True)
    machine = report["machine"]
    path = free_path(options.history, f"{machine['date']}-{machine['commit']}")
    path.write_text(json.dumps(report, indent=1) + "\n")
    print(f"written: {path}")
    outcomes = [row for r in report["results"] for row in r["contenders"].values()]
    wrong = any(row.get(same) is False for row in outcomes
                for same in ("same_pairs", "same_findings"))
    ours_failed = any(r["contenders"].get("overt", {}).get("outcome", "ok") != "ok"
                      for r in report["results"])
    return 1 if wrong or ours_failed else 0


if __name__ == "__main__":
    sys.exit(main())
