#!/usr/bin/env python3
"""Checks STIX 2.1 bundles with the specification's own validator (OASIS cti-stix-validator).

usage: validate_stix.py FILE...

What the specification says MUST be is an error. What it says SHOULD be is a warning and is printed;
only warnings that are known and meant are passed over: ids that are no UUIDv4 (ours name what they
stand for, so that a later version updates an earlier one), links without a hash (to pages that
change), account types that the open vocabulary does not list, and the marking extension of TLP 2.0.
Without the library (pip install stix2-validator, in a virtual environment) it says so and exits
with 3.
"""

import sys

MEANT = ("{103}", "{302}", "account-type-ov", "account_type", "tlp_2_0",
         "extension-definition--60a3c5c5")


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        from stix2validator import ValidationOptions, validate_file
    except ImportError:
        print("validate_stix: the stix2-validator library is not installed", file=sys.stderr)
        return 3
    bad = 0
    for path in sys.argv[1:]:
        result = validate_file(path, ValidationOptions(version="2.1", strict=False))
        for file in [result] if not isinstance(result, list) else result:
            for one in file.object_results or []:
                for error in one.errors or []:
                    bad += 1
                    print(f"{path}: {one.object_id}: {error}")
                for warning in one.warnings or []:
                    if any(word in str(warning) for word in MEANT):
                        continue
                    bad += 1
                    print(f"{path}: {one.object_id}: warning: {warning}")
            if not file.is_valid and not bad:
                bad += 1
                print(f"{path}: {file.fatal or 'is not valid'}")
        print(f"{path}: {'valid' if not bad else 'NOT valid'}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
