#!/usr/bin/env python3
"""Holds the sources to src/LAYERS: who may include whom, and one row a module in src/README.md;
and no two headers define a type of one name.

usage: check_layers.py [ROOT]        exit code 1 and one message a line where something is wrong

Every message says how to mend what it names. LAYERS lists the modules lowest first, each with the
modules that it may include; the build links exactly these, so an include that is refused here
would at best have linked by accident.
"""

import re
import sys
from pathlib import Path

SOURCE_SUFFIXES = {".h", ".cc"}
LAYER_LINE = re.compile(r"^([a-z][a-z0-9_/]*):((?:\s+[a-z][a-z0-9_/]*)*)\s*$")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
NAMESPACE = re.compile(r"^(?:inline )?namespace ([\w:]+)\s*\{")
NAMESPACE_END = re.compile(r"^\}\s*// namespace")
# At the margin, and not a declaration alone.
DEFINITION = re.compile(r"^(?:struct|class|enum class|union)\s+(\w+)\b(?:[^;]*$|.*\{)")
README_ROW = re.compile(r"^\|\s*`?([a-z][a-z0-9_/]*)`?\s*\|")


def read_layers(path, problems):
    """module → modules it may include, in the order of the file."""
    layers = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = LAYER_LINE.match(line)
        where = f"src/LAYERS:{number}"
        if not match:
            problems.append(f"{where}: not of the form 'module: lower lower'; mend the line")
            continue
        module, lower = match.group(1), match.group(2).split()
        if module in layers:
            problems.append(f"{where}: '{module}' has a line already; merge the two")
        for dependency in lower:
            if dependency not in layers:
                problems.append(
                    f"{where}: '{module}' may not stand on '{dependency}', which is not listed "
                    "above it; move it up, or turn the dependency round"
                )
        layers[module] = lower
    return layers


def source_files(src):
    return sorted(p for p in src.rglob("*") if p.suffix in SOURCE_SUFFIXES and p.is_file())


def module_of(relative):
    """'stages/pairs/x.h' → 'stages/pairs'; None for a file right under src/."""
    return relative.rpartition("/")[0] or None


def check_tree(src, layers, problems):
    """Folders and lines of LAYERS must be the same set."""
    present = {module_of(p.relative_to(src).as_posix()) for p in source_files(src)}
    if None in present:
        problems.append("src/: source files outside every module; move them into a module's folder")
        present.discard(None)
    for module in sorted(present - layers.keys()):
        problems.append(
            f"src/{module}: unknown folder; give it a line in src/LAYERS, a row in src/README.md "
            "and an overt_module() in src/CMakeLists.txt, or move its files into a module"
        )
    for module in layers:
        if module not in present:
            problems.append(
                f"src/LAYERS: '{module}' has no sources; delete its line (nothing kept for later)"
            )


def remedy(module, target):
    if module.startswith("stages/") and target.startswith("stages/"):
        return "move the shared type to model/, or let pipeline/ pass it in"
    if module.startswith("stages/"):
        return "stages do no I/O and see only model/ and kernels: let pipeline/ pass it in"
    if module.startswith("kernel/"):
        return "kernels know spans and numbers only: pass the values in"
    if module.startswith("adapters/"):
        return "put the seam in ports/, and let pipeline/ join the two"
    return "move the shared type to a lower module, or name the dependency in src/LAYERS"


def check_include(src, relative, number, target, layers, problems):
    """The module that `target` belongs to, or None where there is nothing to count as used."""
    where = f"src/{relative}:{number}"
    module = module_of(relative)
    if not (src / target).is_file():
        problems.append(
            f'{where}: "{target}" is not a file under src/; write the path from src/ '
            "(\"base/result.h\"), and <…> for outside libraries"
        )
        return None
    owner = module_of(target)
    if owner == module:
        return None
    if "internal" in Path(target).stem.split("_"):
        problems.append(
            f"{where}: '{target}' is internal to '{owner}'; use its public header, "
            "or move what is shared there"
        )
    if owner not in layers.get(module, []):
        problems.append(
            f"{where}: '{module}' may not include '{owner}'; {remedy(module, owner)}"
        )
    return owner


def check_includes(src, layers, problems):
    used = {module: set() for module in layers}
    for path in source_files(src):
        relative = path.relative_to(src).as_posix()
        module = module_of(relative)
        if module not in layers:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                used[module].add(
                    check_include(src, relative, number, match.group(1), layers, problems)
                )
    for module, lower in layers.items():
        for dependency in lower:
            if dependency not in used[module]:
                problems.append(
                    f"src/LAYERS: '{module}' names '{dependency}' and never includes it; "
                    "take it off the line"
                )


def types_defined(path):
    """The types that a header defines at the level of a namespace, with their namespaces."""
    spaces = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if opened := NAMESPACE.match(line):
            spaces.append(opened.group(1))
        elif NAMESPACE_END.match(line) and spaces:
            spaces.pop()
        elif spaces and (defined := DEFINITION.match(line)):
            yield number, "::".join([*spaces, defined.group(1)])


def check_names(src, problems):
    """One name, one type: the linker takes what a template makes of one for that of the other."""
    first = {}
    for path in source_files(src):
        if path.suffix != ".h":
            continue
        relative = path.relative_to(src).as_posix()
        for number, name in types_defined(path):
            if name in first and first[name] != relative:
                problems.append(
                    f"src/{relative}:{number}: '{name}' is also what src/{first[name]} defines; "
                    "give one of the two another name"
                )
            first.setdefault(name, relative)


def check_readme(src, layers, problems):
    path = src / "README.md"
    if not path.is_file():
        problems.append("src/README.md: missing; write one table row a module, in data order")
        return
    rows = [m.group(1) for m in map(README_ROW.match, path.read_text("utf-8").splitlines()) if m]
    rows = [row for row in rows if row != "module"]
    for module in layers:
        if rows.count(module) != 1:
            problems.append(
                f"src/README.md: '{module}' has {rows.count(module)} rows; it needs exactly one"
            )
    for row in sorted(set(rows) - layers.keys()):
        problems.append(f"src/README.md: '{row}' is not a module of src/LAYERS; delete its row")
    if not problems and rows != list(layers):
        problems.append("src/README.md: the rows are not in the order of src/LAYERS; reorder them")


def check(root):
    """All that is wrong with the tree under `root`, one message each."""
    src = Path(root) / "src"
    problems = []
    if not (src / "LAYERS").is_file():
        return ["src/LAYERS: missing; it says who may include whom"]
    layers = read_layers(src / "LAYERS", problems)
    check_tree(src, layers, problems)
    check_includes(src, layers, problems)
    check_names(src, problems)
    check_readme(src, layers, problems)
    return problems


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    problems = check(root)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"layers: {len(problems)} to mend", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
