#!/usr/bin/env python3
"""Runs clang-tidy (.clang-tidy) on what changed, or on everything, as many at once as cores.

usage: lint.py [--build build/dev] [--all] [FILE…]

Without arguments: sources that differ from HEAD, and for a changed header the source of the same
name or the first source that includes it. A source that passed is not looked at again until it,
a header it includes, its compile command or .clang-tidy changes.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def git_lines(*arguments):
    result = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True)
    return result.stdout.splitlines() if result.returncode == 0 else []


def changed_files():
    names = git_lines("diff", "--name-only", "HEAD", "--", "src")
    names += git_lines("ls-files", "--others", "--exclude-standard", "--", "src")
    return sorted(ROOT / name for name in set(names) if (ROOT / name).is_file())


def read_commands(build):
    """Source → its compile command, for the sources under src/."""
    path = build / "compile_commands.json"
    if not path.is_file():
        sys.exit(f"lint: {path} is missing; configure first (make build, make check)")
    entries = json.loads(path.read_text())
    commands = {Path(entry["file"]): entry["command"] for entry in entries}
    return {file: command for file, command in commands.items() if (ROOT / "src") in file.parents}


def read_dependencies(build):
    """Source → the headers of ours that its last build read, as ninja recorded them."""
    command = ["ninja", "-C", str(build), "-t", "deps"]
    output = subprocess.run(command, capture_output=True, text=True).stdout
    dependencies = {}
    for block in output.split("\n\n"):
        files = [(build / line.strip()).resolve() for line in block.splitlines()[1:]]
        if files:
            ours = [file for file in files[1:] if (ROOT / "src") in file.parents]
            dependencies[files[0]] = ours
    return dependencies


def sources_for(changed, commands, dependencies):
    """The sources to look at so that every changed file is looked at once."""
    chosen = {file for file in changed if file in commands}
    for header in (file for file in changed if file.suffix == ".h"):
        readers = [s for s in commands if header in dependencies.get(s, ())]
        same_name = header.with_suffix(".cc")
        if same_name in commands:
            chosen.add(same_name)
        elif readers and not chosen.intersection(readers):
            chosen.add(min(readers))
    return sorted(chosen)


def stamp_of(source, command, headers):
    digest = hashlib.sha256(command.encode())
    for file in [ROOT / ".clang-tidy", source, *sorted(headers)]:
        digest.update(str(file).encode())
        digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


def lint(source, build, stamp):
    """clang-tidy's complaints about one source; '' where there are none."""
    folder = build / "lint"
    marker = folder / stamp
    if marker.exists():
        return ""
    # The commands are g++'s, whose warnings clang does not all know.
    command = ["clang-tidy", "-p", str(build), "--quiet",
               "--extra-arg=-Wno-unknown-warning-option", str(source)]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode == 0:
        folder.mkdir(exist_ok=True)
        marker.touch()
        return ""
    return result.stdout + "".join(
        line + "\n" for line in result.stderr.splitlines() if "warnings generated" not in line
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build/dev", help="a configured and built build folder")
    parser.add_argument("--all", action="store_true", help="every source, not only what changed")
    parser.add_argument("files", nargs="*", help="these files only")
    options = parser.parse_args()

    build = (ROOT / options.build).resolve()
    commands = read_commands(build)
    dependencies = read_dependencies(build)
    if options.all:
        sources = sorted(commands)
    else:
        given = [Path(file).resolve() for file in options.files]
        sources = sources_for(given or changed_files(), commands, dependencies)

    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = [
            pool.submit(lint, s, build, stamp_of(s, commands[s], dependencies.get(s, ())))
            for s in sources
        ]
        for job in jobs:
            complaints = job.result()
            if complaints:
                failed += 1
                print(complaints, flush=True)
    print(f"lint: {len(sources)} looked at, {failed} with complaints")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
