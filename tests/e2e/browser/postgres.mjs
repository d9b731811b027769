// A PostgreSQL 15 for one test: in a temporary folder, reached by a socket in it and by nothing else.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAMS = '/usr/lib/postgresql/15/bin';

export const postgresIsThere = () => existsSync(join(PROGRAMS, 'initdb'));

/** With one empty database: its address, and how to end it. */
export function startPostgres() {
  const home = mkdtempSync(join(tmpdir(), 'overt-pg-'));
  // PostgreSQL refuses to run as root.
  let who = {};
  if (process.geteuid() === 0) {
    const id = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
    who = { uid: id('-u'), gid: id('-g') };
    chownSync(home, who.uid, who.gid);
  }
  const run = (program, words) => {
    // Its output goes nowhere: the server would keep a pipe open.
    const done = spawnSync(join(PROGRAMS, program), words, { cwd: home, stdio: 'ignore', timeout: 120_000, ...who });
    assert.equal(done.status, 0, `${program} ${words.join(' ')}`);
  };
  const data = join(home, 'data');
  run('initdb', ['-D', data, '-U', 'overt', '-A', 'trust', '--no-sync', '--no-locale', '-E', 'UTF8']);
  run('pg_ctl', ['-D', data, '-l', join(home, 'log'), '-w', '-o', `-k ${home} -h '' -c fsync=off`, 'start']);
  run('createdb', ['-h', home, '-U', 'overt', 'overt']);
  return {
    url: `postgres://overt@/overt?host=${home}`,
    stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
