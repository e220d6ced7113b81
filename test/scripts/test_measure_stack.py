# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""measure_stack.py on functions whose frames hold arrays of known sizes."""

import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/scripts"))
import measure_stack  # noqa: E402 (its folder is only known here)

SOURCE = """
__attribute__((noinline)) void leaf(void) { volatile char a[1000]; a[0] = 1; a[999] = a[0]; }
static __attribute__((noinline)) void inner(void) { volatile char a[500]; a[1] = 1; leaf(); a[2] = a[1]; }
void chain(void) { volatile char a[200]; a[1] = 1; inner(); leaf(); a[2] = a[1]; }
void outside(void *p, void *q) { extern void *memmove(void *, const void *, unsigned long); memmove(p, q, 9999); }
"""
RECURSION = """
int odd(int);
int even(int n) { volatile int k = n; return k ? odd(n - 1) : 1; }
int odd(int n) { volatile int k = n; return k ? even(n - 1) : 0; }
"""
BARE = """
__attribute__((naked, noinline)) void bare(void) {
  __asm__ volatile("push {r0, r4, r5, r6, lr}; push {r1, r2}; add sp, sp, #8; pop {r0, r4, r5, r6, pc}");
}
void caller(void) { volatile char a[100]; a[1] = 1; bare(); a[2] = a[1]; }
"""
VECTORS = """
__attribute__((naked, noinline)) void vectors(void) {
  __asm__ volatile("push {r4, lr}; vpush {d8, d9}; vpush {d10-d13}; sub sp, sp, #40;"
                   "add sp, sp, #40; vpop {d10-d13}; vpop {d8, d9}; pop {r4, pc}");
}
"""
POINTERS = """
static __attribute__((noinline)) void small(void) { volatile char a[100]; a[0] = 1; }
static __attribute__((noinline)) void large(void) { volatile char a[3000]; a[0] = 1; }
static void (*const table[2])(void) = {small, large};
void by_table(int i) { volatile char a[200]; a[1] = 1; table[i & 1](); a[2] = a[1]; }
__attribute__((noinline)) static void by_argument(void (*f)(void)) { volatile char a[400]; a[1] = 1; f(); a[2] = a[1]; }
void giver(int i) { volatile char a[50]; a[1] = 1; by_argument(i ? small : large); a[2] = a[1]; }
"""


def depths(text, target_name):
    (target,) = [t for t in measure_stack.targets() if t["name"] == target_name]
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "source.c"
        source.write_text(text)
        return measure_stack.measure(target, [source])


class MeasureStackTest(unittest.TestCase):
    def test_paths_add_up(self):
        for target in ("host", "cortex-m0plus", "cortex-m4", "cortex-a72"):
            with self.subTest(target=target):
                found = depths(SOURCE, target)
                self.assertTrue(1000 <= found["leaf"] <= 1100, found)
                self.assertTrue(1700 <= found["chain"] <= 1950, found)
                self.assertGreaterEqual(found["outside"], measure_stack.EXTERNAL)

    def test_what_assembly_pushes(self):
        found = depths(BARE, "cortex-m4")
        self.assertEqual(found["bare"], 28)
        self.assertTrue(128 <= found["caller"] <= 160, found)

    def test_vectors_pushed_and_bytes_taken(self):
        self.assertEqual(depths(VECTORS, "cortex-m55")["vectors"], 8 + 6 * 8 + 40)

    def test_calls_by_pointers(self):
        for target in ("host", "cortex-m0plus", "cortex-m55", "cortex-a72"):
            with self.subTest(target=target):
                found = depths(POINTERS, target)
                self.assertTrue(3200 <= found["by_table"] <= 4000, found)
                self.assertTrue(3450 <= found["giver"] <= 4000, found)

    def test_recursion_is_an_error(self):
        with self.assertRaisesRegex(SystemExit, "recursion"):
            depths(RECURSION, "host")

    def test_table_has_all_kernels_and_targets(self):
        self.assertFalse(measure_stack.check())
        names, rows = measure_stack.read_table()
        self.assertTrue(all(len(sizes) == len(names) for sizes in rows.values()))
        self.assertTrue(all(min(sizes) > 0 for sizes in rows.values()))


if __name__ == "__main__":
    unittest.main()
