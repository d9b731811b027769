#!/usr/bin/env python3
"""Runs every fuzz target of the fuzz build for a while, from its seed corpus.

usage: fuzz.py [--seconds 20] [--build build/fuzz] [TARGET…]

Exit code 1 where a target crashed, hung or ran out of memory; the input is kept under
build/fuzz/crashes/. Once mended, it becomes a file of fuzz/corpus/TARGET/, which the ordinary
tests replay. New inputs that reach new code stay under build/fuzz/corpus/ and are used next time.
"""

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run_target(binary, build, seconds):
    """(name, what it said) of one target; what it said is '' where nothing was found."""
    name = binary.name
    found, crashes = build / "corpus" / name, build / "crashes" / name
    found.mkdir(parents=True, exist_ok=True)
    crashes.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(
        [
            str(binary), str(found), str(ROOT / "fuzz" / "corpus" / name),
            f"-max_total_time={seconds}", f"-artifact_prefix={crashes}/",
            "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )
    runs = [l.split()[-1] for l in result.stdout.splitlines() if "number_of_executed_units" in l]
    print(f"fuzz: {name}: {runs[0] if runs else '?'} runs, exit {result.returncode}", flush=True)
    return name, result.stdout[-4000:] if result.returncode else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=20, help="for each target")
    parser.add_argument("--build", default="build/fuzz")
    parser.add_argument("targets", nargs="*", help="these only")
    options = parser.parse_args()

    build = (ROOT / options.build).resolve()
    binaries = sorted(build.glob("bin/*_fuzz"))
    if options.targets:
        binaries = [b for b in binaries if b.name in options.targets]
    if not binaries:
        sys.exit(f"fuzz: no targets in {build}/bin; build the fuzz preset first")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda b: run_target(b, build, options.seconds), binaries))
    failed = {name: said for name, said in results if said}
    for name, said in failed.items():
        print(f"\n=== {name}\n{said}")
    print(f"fuzz: {len(binaries)} targets, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
