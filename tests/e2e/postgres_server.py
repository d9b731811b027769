"""A PostgreSQL 15 for one test: in a temporary folder, reached by a socket in it alone."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


def installed():
    return (PROGRAMS / "initdb").exists()


class PostgresServer:
    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="overt-pg-"))
        self.databases = 0
        # PostgreSQL refuses to run as root.
        self.who = {"user": "postgres"} if os.geteuid() == 0 else {}
        if self.who:
            shutil.chown(self.home, "postgres")
        self.run("initdb", "-D", self.home / "data", "-U", "overt", "-A", "trust", "--no-sync",
                 "--no-locale", "-E", "UTF8")
        self.run("pg_ctl", "-D", self.home / "data", "-l", self.home / "log", "-w", "-o",
                 f"-k {self.home} -h '' -c fsync=off", "start")

    def run(self, name, *arguments):
        # Its output goes nowhere: the server would keep a pipe open.
        subprocess.run([PROGRAMS / name, *map(str, arguments)], check=True, timeout=120,
                       cwd=self.home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       **self.who)

    def new_database(self):
        """The address of an empty one."""
        self.databases += 1
        name = f"test{self.databases}"
        self.run("createdb", "-h", self.home, "-U", "overt", name)
        return f"postgres://overt@/{name}?host={self.home}"

    def stop(self):
        self.run("pg_ctl", "-D", self.home / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.home, ignore_errors=True)


@unittest.skipUnless(installed(), "PostgreSQL 15 is not installed")
class OnPostgres:
    """Before a test case: its store is a database of its own, made before everything else."""

    @classmethod
    def setUpClass(cls):
        postgres = PostgresServer()
        cls.addClassCleanup(postgres.stop)
        cls.store = postgres.new_database()
        super().setUpClass()
