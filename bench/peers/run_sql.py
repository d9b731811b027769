#!/usr/bin/env python3
"""Runs the statements of one SQL file in an in-memory DuckDB, the library the build uses itself.

usage: run_sql.py FILE.sql input=… output=… [window=60] [min_objects=3] [threads=2] [memory=8GB]

Prints the first value of the last statement. $input, $output, $window and $min_objects in the file
are replaced by the arguments.
"""

import ctypes
import string
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LIBRARY = ROOT / "third_party" / "duckdb" / "libduckdb.so"


class QueryResult(ctypes.Structure):
    """duckdb_result of duckdb.h: five fields kept for old programs, then the real one."""

    _fields_ = [("old", ctypes.c_uint64 * 3), ("pointers", ctypes.c_void_p * 3)]


class Duckdb:
    def __init__(self):
        self.library = ctypes.CDLL(str(LIBRARY))
        self.library.duckdb_result_error.restype = ctypes.c_char_p
        self.library.duckdb_value_varchar.restype = ctypes.c_void_p
        self.library.duckdb_value_varchar.argtypes = [
            ctypes.POINTER(QueryResult), ctypes.c_uint64, ctypes.c_uint64
        ]
        database = ctypes.c_void_p()
        self.connection = ctypes.c_void_p()
        if self.library.duckdb_open(None, ctypes.byref(database)) != 0:
            sys.exit("run_sql: DuckDB does not open")
        if self.library.duckdb_connect(database, ctypes.byref(self.connection)) != 0:
            sys.exit("run_sql: DuckDB does not connect")

    def query(self, statements):
        """The first value of the last statement as text; None where there is none."""
        result = QueryResult()
        if self.library.duckdb_query(self.connection, statements.encode(), ctypes.byref(result)):
            error = self.library.duckdb_result_error(ctypes.byref(result)) or b"no message"
            sys.exit(f"run_sql: {error.decode()}")
        value = self.library.duckdb_value_varchar(ctypes.byref(result), 0, 0)
        text = ctypes.string_at(value).decode() if value else None
        self.library.duckdb_destroy_result(ctypes.byref(result))
        return text


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    values = {"window": "60", "min_objects": "3", "threads": "2", "memory": ""}
    values.update(argument.split("=", 1) for argument in sys.argv[2:])
    sql = string.Template(Path(sys.argv[1]).read_text()).substitute(values)
    duckdb = Duckdb()
    duckdb.query(f"SET threads = {int(values['threads'])}")
    if values["memory"]:
        duckdb.query(f"SET memory_limit = '{values['memory']}'")
    print(duckdb.query(sql))


if __name__ == "__main__":
    main()
