#!/usr/bin/python3
"""The program ruhu-hq as a script uses it: exit codes, a running server and a stopped one.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
FORM = os.path.abspath(sys.argv.pop(1))


class Program(unittest.TestCase):
    def setUp(self):
        self.work = tempfile.TemporaryDirectory(prefix="ruhu-program-")
        self.cwd = pathlib.Path(self.work.name)
        self.hq = self.cwd / ('long' * 30) / 'hq'  # longer than a socket's path may be
        self.server = None

    def tearDown(self):
        self.stop()
        self.work.cleanup()

    def run_hq(self, *words, code=0):
        env = dict(os.environ, RUHU_HQ_DIR=str(self.hq))
        done = subprocess.run([PROGRAM, *map(str, words)], cwd=self.cwd, env=env, text=True,
                              capture_output=True, timeout=60)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def start(self):
        self.server = subprocess.Popen([PROGRAM, 'serve', str(self.hq), '--listen', '127.0.0.1:0'],
                                       stdout=subprocess.PIPE, text=True)
        line = self.server.stdout.readline()
        self.assertRegex(line, r'^listening on https://127\.0\.0\.1:\d+\n$')
        return line.split()[-1]

    def stop(self):
        if self.server is not None:
            self.server.terminate()
            self.assertEqual(self.server.wait(20), 0)
            self.server.stdout.close()
            self.server = None

    def test_init_prints_fingerprint_and_two_halves(self):
        out = self.run_hq('init', self.hq, '--name', 'localhost')
        self.assertRegex(out, r'CA fingerprint \(SHA-256\): ([0-9A-F]{2}:){31}[0-9A-F]{2}\n')
        self.assertRegex(out, r'(?m)^1(-[A-Z2-7]{4}){14}$')
        self.assertRegex(out, r'(?m)^2(-[A-Z2-7]{4}){14}$')
        self.assertEqual((self.hq / 'keys').stat().st_mode & 0o777, 0o700)
        for key in (self.hq / 'keys').iterdir():
            self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        before = sorted(path.name for path in self.hq.iterdir())
        self.assertIn('not empty', self.run_hq('init', self.hq, code=1))
        self.assertEqual(before, sorted(path.name for path in self.hq.iterdir()))

    def test_init_refused_leaves_nothing(self):
        self.run_hq('init', self.hq, '--store', 'postgresql://nowhere', code=1)
        self.run_hq('init', self.hq, '--name', 'no host', code=1)
        self.assertFalse(self.hq.exists())

    def test_command_lines_that_are_none(self):
        self.run_hq(code=64)
        self.run_hq('nonsense', code=64)
        self.run_hq('user', 'add', code=64)
        self.run_hq('user', 'list', '--colour', 'red', code=64)
        self.run_hq('user', 'list', 'more', code=64)
        self.run_hq('init', code=64)
        self.run_hq('serve', '--nonsense', code=64)
        self.assertIn('register import FILE.csv', self.run_hq('--help'))

    def test_dir_may_stand_before_the_command(self):
        self.run_hq('init', self.hq)
        here = self.run_hq('user', 'list')
        env = dict(os.environ, RUHU_HQ_DIR='/nowhere')
        for words in (('--dir', self.hq, 'user', 'list'), (f'--dir={self.hq}', 'user', 'list'),
                      ('user', 'list', '--dir', self.hq)):
            done = subprocess.run([PROGRAM, *map(str, words)], env=env, text=True,
                                  capture_output=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout), (0, here), done.stderr)
        self.run_hq('--dir', code=64)
        self.run_hq('--dir', self.hq, code=64)
        self.run_hq('--colour', 'red', 'user', 'list', code=64)
        self.run_hq('--dir', self.hq, 'user', 'list', '--dir', self.hq, code=64)

    def test_no_hq_is_said_plainly(self):
        self.assertIn('holds no HQ', self.run_hq('user', 'list', code=1))
        self.assertIn('holds no HQ', self.run_hq('serve', self.hq, code=1))

    def test_same_command_with_the_server_up_and_down(self):
        self.run_hq('init', self.hq, '--name', 'localhost')
        url = self.start()
        self.run_hq('user', 'add', 'w1', '--role', 'village', '--scope', '990101101201')
        self.assertIn('published', self.run_hq('form', 'publish', FORM))
        out = self.run_hq('device', 'enrol', '--scope', '990101101201', '--user', 'w1')
        self.assertIn('URL: ' + url.replace('127.0.0.1', 'localhost'), out)
        self.assertRegex(out, r'code: ([0-9A-Z]{4}-){4}[0-9A-Z]{4}\n')
        self.assertEqual((self.cwd / 'code.png').read_bytes()[:4], b'\x89PNG')
        second = self.run_hq('serve', self.hq, '--listen', '127.0.0.1:0', code=1)
        self.assertIn('in use', second)
        up = self.run_hq('user', 'list')
        self.stop()
        self.assertEqual(up, self.run_hq('user', 'list'))
        self.assertIn('0 faults', self.run_hq('verify'))

    def test_server_that_was_killed_leaves_a_whole_hq(self):
        self.run_hq('init', self.hq)
        self.start()
        self.run_hq('user', 'add', 'w1', '--role', 'village', '--scope', '990101101201')
        self.server.kill()
        self.server.wait(20)
        self.server.stdout.close()
        self.server = None
        self.assertIn('w1', self.run_hq('user', 'list'))
        self.start()
        self.assertIn('w1', self.run_hq('user', 'list'))

    def test_form_that_is_none_is_refused_whole(self):
        self.run_hq('init', self.hq)
        bad = self.cwd / 'bad.xml'
        bad.write_text('<h/>')
        self.assertIn('bad.xml:1: ', self.run_hq('form', 'publish', FORM, 'bad.xml', code=1))
        self.assertIn('is published', self.run_hq('form', 'publish', FORM))
        changed = self.cwd / 'changed.xml'
        changed.write_text(pathlib.Path(FORM).read_text() + '\n')
        self.assertIn('never changes', self.run_hq('form', 'publish', 'changed.xml', code=1))

    def restore(self, halves, where, code=0):
        read, write = os.pipe()
        os.write(write, '\n'.join(halves).encode())
        os.close(write)
        done = subprocess.run([PROGRAM, 'restore', 'night.rbk', '--dir', str(where),
                               '--recovery-key-fd', str(read)], cwd=self.cwd, text=True,
                              pass_fds=[read], capture_output=True, timeout=60)
        os.close(read)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def test_backup_of_a_running_server_and_back(self):
        halves = self.run_hq('init', self.hq).split()[-2:]
        self.start()
        self.run_hq('user', 'add', 'w1', '--role', 'village', '--scope', '990101101201')
        self.assertIn('read back', self.run_hq('backup', 'night.rbk'))
        self.run_hq('user', 'add', 'w2', '--role', 'village', '--scope', '990101101201')
        self.assertEqual((self.cwd / 'night.rbk').stat().st_mode & 0o777, 0o600)

        # No half alone opens it, and a folder that is in use is left alone.
        self.assertIn('half 2', self.restore([halves[0], halves[0]], 'again', code=1))
        self.assertIn('not empty', self.restore(halves, self.hq, code=1))
        self.run_hq('restore', 'night.rbk', '--dir', 'again', code=64)
        self.assertFalse((self.cwd / 'again').exists())

        self.assertIn('0 faults', self.restore(halves, 'again'))
        self.stop()
        self.hq = self.cwd / 'again'
        for key in (self.hq / 'keys').iterdir():
            self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        self.start()
        listed = self.run_hq('user', 'list')
        self.assertIn('w1 ', listed)
        self.assertNotIn('w2 ', listed)
        self.stop()
        self.assertIn('read back', self.run_hq('backup', 'night.rbk'))

    def test_names_and_exports(self):
        self.run_hq('init', self.hq)
        names = self.cwd / 'names.csv'
        names.write_text('code,name\n990101101,东塬镇\n')
        self.assertIn('1 names', self.run_hq('division', 'import', 'names.csv'))
        names.write_text('code,name\n99,东塬镇\n')
        self.assertIn('names.csv:2:1: ', self.run_hq('division', 'import', 'names.csv', code=1))
        persons = self.cwd / 'persons.csv'
        persons.write_text('person_name,division_code,cert_status\n甲,990101101201,valid\n')
        self.run_hq('register', 'import', 'persons.csv')
        today = datetime.date.today()
        report = json.loads(self.run_hq('report', 'night', '--period', today, '--format', 'json'))
        self.assertEqual(report['townships'][0]['name']['zh'], '东塬镇')
        self.assertEqual(report['totals']['due'], 1)
        for period, lines in ((today.year, 2), (today.strftime('%Y-%m'), 2), (today, 2), (2001, 0),
                              (f'2001-{today.year}', 2), (f'{today.year}Q{(today.month + 2) // 3}', 2),
                              (f'{today.year}H{(today.month + 5) // 6}', 2)):
            self.run_hq('export', 'log', '--period', period, '-o', 'log.ndjson')
            text = (self.cwd / 'log.ndjson').read_text()
            self.assertEqual(len(text.splitlines()), lines, period)
        for period in ('20', '2026-13', '2026Q5', '2026H3', '2026-02-30', 'x', ''):
            self.run_hq('export', 'log', '--period', period, '-o', 'no', code=1)
        self.run_hq('export', 'log', '--period', '2026', code=64)
        self.run_hq('export', 'secrets', '--period', '2026', '-o', 'no', code=1)
        self.assertFalse((self.cwd / 'no').exists())


if __name__ == '__main__':
    unittest.main()
