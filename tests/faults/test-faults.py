#!/usr/bin/python3
"""A file that goes bad while it is read: an error, and what was found so far.

test-faults.py CLI FAULT-LIBRARY SAMPLES: runs the program with the library preloaded.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

CLI, LIBRARY, SAMPLES = sys.argv.pop(1), sys.argv.pop(1), sys.argv.pop(1)
TROUBLE = 2
GOOD = 5000  # more than the first look at a file, less than a sample


class Faults(unittest.TestCase):
    """Each test has a file of its own."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def copy(self, name):
        """A sample to spoil."""
        return shutil.copy(os.path.join(SAMPLES, name), self.folder.name)

    def make_trace(self):
        """A log in which the sample trace stands over and over."""
        path = os.path.join(self.folder.name, "trace.txt")
        with open(os.path.join(SAMPLES, "pbx-trace.txt"), encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write((text + "\n") * 20)
        return path

    def check(self, path, fault, *arguments, good=GOOD):
        """Returns the exit status, the findings and what was said on standard error."""
        environment = dict(os.environ, LD_PRELOAD=LIBRARY, UM_FAULT_FILE=path, UM_FAULT=fault,
                           UM_FAULT_AFTER=str(good))
        options = [environment.get("ASAN_OPTIONS", ""), "verify_asan_link_order=0"]
        environment["ASAN_OPTIONS"] = ":".join(filter(None, options))
        run = subprocess.run([CLI, *(arguments or ("check", "--json", path))], env=environment,
                             capture_output=True, text=True, timeout=60, check=False)
        return run.returncode, json.loads(run.stdout), run.stderr

    @staticmethod
    def damage(findings):
        """The kinds of damage."""
        return [entry["kind"] for entry in findings["source"]["damage"]]

    def assert_read_in_part(self, path, fault, messages, word):
        """Status 2, a sentence, and the findings of what came before."""
        status, findings, said = self.check(path, fault)
        self.assertEqual(status, TROUBLE)
        self.assertIn(os.path.basename(path), said)
        self.assertIn(word, said)
        self.assertEqual(len(said.splitlines()), 1)
        self.assertIn("read-failed", self.damage(findings))
        self.assertIn("verdict", findings)
        self.assertGreater(findings["source"]["sip_messages"], 0)
        self.assertLess(findings["source"]["sip_messages"], messages)

    def test_capture_that_fails_midway(self):
        """A pulled stick."""
        self.assert_read_in_part(self.copy("alg-call.pcap"), "error", 24, "Input/output error")

    def test_trace_that_fails_midway(self):
        """The same with a text."""
        path = self.make_trace()
        _, whole, _ = self.check(path, "none")
        self.assert_read_in_part(path, "error", whole["source"]["sip_messages"],
                                 "Input/output error")

    def test_capture_that_becomes_shorter(self):
        """Another program cuts it."""
        self.assert_read_in_part(self.copy("alg-call.pcap"), "truncate", 24, "shorter")

    def test_trace_that_becomes_shorter(self):
        """The same with a text."""
        path = self.make_trace()
        _, whole, _ = self.check(path, "none")
        self.assert_read_in_part(path, "truncate", whole["source"]["sip_messages"], "shorter")

    def test_file_that_fails_at_once(self):
        """Nothing was found: an error in place of findings."""
        status, findings, said = self.check(self.copy("alg-call.pcap"), "error", good=0)
        self.assertEqual(status, TROUBLE)
        self.assertIn("Input/output error", said)
        self.assertNotIn("verdict", findings)
        self.assertIn("message", findings["error"])

    def test_file_that_vanishes_is_read_to_its_end(self):
        """A system without locks: what is open stays readable."""
        path = self.copy("alg-call.pcap")
        _, whole, _ = self.check(path, "none")
        path = self.copy("alg-call.pcap")
        status, findings, said = self.check(path, "unlink", good=12000)
        if os.path.exists(path):
            self.fail("the file is still there")
        if status == TROUBLE:  # it was gone before it was opened for the last time
            self.assertIn("No such file", said)
        else:
            self.assertEqual(findings["verdict"], whole["verdict"])

    def test_part_that_fails_costs_the_rest_only(self):
        """--join: the parts before it are judged."""
        first, second = self.copy("alg-call.pcap"), self.copy("clean-call.pcap")
        status, findings, said = self.check(second, "error", "check", "--json", "--join", first,
                                            second)
        self.assertEqual(status, TROUBLE)
        self.assertIn("clean-call.pcap", said)
        self.assertEqual(findings["verdict"], "alg-detected")
        self.assertIn("read-failed", self.damage(findings))

    def test_side_that_fails_is_told_by_compare(self):
        """The pair is compared as far as it goes."""
        inside, outside = self.copy("clean-call.pcap"), self.copy("alg-call.pcap")
        status, findings, said = self.check(outside, "error", "compare", "--json", inside, outside)
        self.assertEqual(status, TROUBLE)
        self.assertIn("alg-call.pcap", said)
        self.assertIn("verdict", findings)


if __name__ == "__main__":
    unittest.main(verbosity=2)
