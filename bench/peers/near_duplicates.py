#!/usr/bin/env python3
"""Near-duplicate text: ours against the Python library datasketch, on the same documents.

usage: near_duplicates.py [--build build/bench] [--posts 20000] [--ours-posts 200000] [--seed 1]

Needs datasketch (pip install datasketch) and a build with benchmarks (make bench, or
cmake --workflow --preset bench). Posts come from bench/generate_posts.cc.

Both are asked for the pairs of a planted group whose sets of 5-character shingles have a Jaccard
index of at least 0.8; the index is computed exactly, on our matching forms. datasketch is given
those forms, so that normalising costs it nothing, and once the quickest hash function that Python
has instead of its default, SHA-1. Ours is timed on everything: normalising, sketches, candidates,
exact comparison, groups; datasketch on sketches, index and candidates, without a verification.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import zlib
from collections import defaultdict
from itertools import combinations
from pathlib import Path

try:
    from datasketch import MinHash, MinHashLSH
except ImportError:
    sys.exit("near_duplicates: datasketch is missing; pip install datasketch")

ROOT = Path(__file__).resolve().parent.parent.parent
SHINGLE = 5
JACCARD_MIN = 0.8


def shingles_of(form):
    return {form[i : i + SHINGLE] for i in range(len(form) - SHINGLE + 1)}


def jaccard(one, other):
    common = len(one & other)
    return common / (len(one) + len(other) - common) if one or other else 0.0


def true_pairs(forms, groups):
    """Pairs of lines of one planted group that are alike enough, as sets of line numbers."""
    members = defaultdict(list)
    for line, group in enumerate(groups):
        if group != "0":
            members[group].append(line)
    pairs = set()
    for lines in members.values():
        sets = {line: shingles_of(forms[line]) for line in lines}
        pairs.update(
            (a, b) for a, b in combinations(lines, 2) if jaccard(sets[a], sets[b]) >= JACCARD_MIN
        )
    return pairs


def crc32_of(data):
    return zlib.crc32(data)


def run_datasketch(forms, threshold, permutations, **options):
    """(seconds, candidate pairs) of sketches, index and one query a document."""
    begin = time.process_time()
    index = MinHashLSH(threshold=threshold, num_perm=permutations)
    pairs = set()
    for line, form in enumerate(forms):
        sketch = MinHash(num_perm=permutations, **options)
        sketch.update_batch([s.encode() for s in shingles_of(form)])
        pairs.update((other, line) for other in index.query(sketch))
        index.insert(line, sketch)
    return time.process_time() - begin, pairs


def run_ours(build, posts, out):
    """(what the program says, pairs of lines in one group, matching forms)"""
    command = [build / "bin" / "near_duplicates", posts, "--repeats", "3"]
    command += ["--forms", out / "forms.txt", "--groups", out / "groups.txt"]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    groups = (out / "groups.txt").read_text().split()
    return said, groups, (out / "forms.txt").read_text(encoding="utf-8").split("\n")[:-1]


def generate(build, posts, seed, out):
    files = out / "posts.txt", out / "truth.txt"
    subprocess.run([build / "bin" / "generate_posts", str(posts), str(seed), *files], check=True)
    return files[0], files[1].read_text().split()


def recall(found, truth):
    return len(truth & found) / len(truth)


def together(groups, truth):
    return {(a, b) for a, b in truth if groups[a] != "-1" and groups[a] == groups[b]}


def row(name, posts, size, seconds, found):
    print(f"{name:34} {posts:8} posts  {seconds:8.3f} s CPU  {posts / seconds:10.0f} posts/s  "
          f"{size / seconds / 1e6:7.2f} MB/s  recall {found:.4f}", flush=True)


def compare(build, options, out):
    posts, groups = generate(build, options.posts, options.seed, out)
    said, ours, forms = run_ours(build, posts, out)
    truth = true_pairs(forms, groups)
    print(f"pairs with Jaccard >= {JACCARD_MIN}: {len(truth)}")
    row("overt", options.posts, said["bytes"], said["cpu_seconds"],
        recall(together(ours, truth), truth))
    variants = {
        "datasketch, threshold .8, SHA-1": (0.8, 128, {}),
        "datasketch, threshold .6, SHA-1": (0.6, 128, {}),
        "datasketch, threshold .6, CRC-32": (0.6, 128, {"hashfunc": crc32_of}),
        "datasketch, 64 of threshold .6, CRC": (0.6, 64, {"hashfunc": crc32_of}),
    }
    for name, (threshold, permutations, more) in variants.items():
        seconds, pairs = run_datasketch(forms, threshold, permutations, **more)
        row(name, options.posts, said["bytes"], seconds, recall(pairs, truth))
        print(f"{'':34} ratio {seconds / said['cpu_seconds']:.0f}, {len(pairs)} candidates")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/bench", help="a build with benchmarks")
    parser.add_argument("--posts", type=int, default=20_000, help="that both get")
    parser.add_argument("--ours-posts", type=int, default=200_000, help="that ours gets after that")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    build = (ROOT / options.build).resolve()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        compare(build, options, out)
        posts, groups = generate(build, options.ours_posts, options.seed, out)
        said, ours, forms = run_ours(build, posts, out)
        truth = true_pairs(forms, groups)
        row("overt", options.ours_posts, said["bytes"], said["cpu_seconds"],
            recall(together(ours, truth), truth))


if __name__ == "__main__":
    main()
