// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The record that describes one target: what m2c must know about a core, its
// compilers and the machine that can run its code here. Plain TableGen, no
// dialect: tools/scripts/gen_targets.py reads the JSON dump of these records.

// One level of the memory hierarchy, nearest to the core first. The sizes are
// typical of the core's parts; a budget such as `--ram dtcm` refers to them.
class MemoryLevel<string levelName, int kibibytes> {
  string name = levelName;
  int bytes = !mul(kibibytes, 1024);
}

// A program that compiles C for the target. `package` is the Debian package
// that ships it; `flags` are needed by this compiler only and come before the
// target's own.
class Compiler<string programName, string debianPackage,
               list<string> compilerFlags = []> {
  string program = programName;
  string package = debianPackage;
  list<string> flags = compilerFlags;
}

// How `--verify` and the tests run the built program.
class Runner<string runKind> {
  string kind = runKind;        // none, native, user or system
  string program = "";          // the emulator
  string package = "";          // its Debian package
  string machine = "";          // -machine of a system emulator
  string cpu = "";              // -cpu of a user-mode emulator
  list<string> options = [];    // further options of the emulator
  int codeOrigin = 0;           // code and constants of the board, in bytes
  int codeSize = 0;
  int ramOrigin = 0;            // data, stack and the harness's arena
  int ramSize = 0;
  int vectorOrigin = 0;         // where the core fetches its vector table
}

def RunNone : Runner<"none">;
def RunNative : Runner<"native">;

// A Linux program under QEMU's user mode.
class RunUser<string programName, string cpuName> : Runner<"user"> {
  let program = programName;
  let package = "qemu-user";
  let cpu = cpuName;
}

// A bare-metal program on a board of QEMU, talking to the PC by semihosting.
class RunBoard<string machineName> : Runner<"system"> {
  let program = "qemu-system-arm";
  let package = "qemu-system-arm";
  let machine = machineName;
}

// Arm's MPS2 boards whose memories start at the usual Cortex-M addresses.
class Mps2Board<string machineName> : RunBoard<machineName> {
  let codeOrigin = 0x00000000;
  let codeSize = 0x400000;
  let ramOrigin = 0x20000000;
  let ramSize = 0x400000;
  let vectorOrigin = 0x00000000;
}

class Target<string targetName> {
  // Spelling of --target; that of GCC's -mcpu where it names a core.
  string name = targetName;
  string summary;

  // In order of preference. The first that is installed builds the C.
  list<Compiler> compilers;
  // Links (and finds the C library of) what any of the compilers produced;
  // empty: the compiler itself links.
  string linker = "";
  string linkerPackage = "";
  // Code generation flags that all of the compilers understand.
  list<string> flags = [];

  // Defined by a compiler exactly when it compiles for this architecture; empty
  // when the emitted C is meant for any.
  string archMacro = "";
  // Macros that the flags above define and that the kernel sets rely on. On the
  // target's own architecture their absence is an #error in the emitted C.
  list<string> featureMacros = [];
  // Folders of runtime/kernels, best first; the last is always "c".
  list<string> kernelSets = ["c"];

  int pointerBits = 32;
  int arenaAlignment = 16;
  bit hasFpu = 1;               // binary32 arithmetic in hardware
  list<MemoryLevel> memory = [];

  // key=value, the values in cycles. Keys:
  //   mac.f32   one multiply and add of a convolution, in cache or tightly
  //             coupled memory
  //   mac.s8, mac.s8w4, mac.s4, mac.s4w4
  //             the same on integers: 8- or 4-bit inputs (s), 8- or 4-bit
  //             weights (w4); --latency needs them
  //   elem.f32, elem.s8
  //             one output element of an elementwise operator
  //   func.f32  one exponential or comparable function
  //   copy.byte one byte moved
  //   row       fixed cost of computing one output row (call, pointers)
  list<string> costs = [];

  Runner run = RunNone;
}

// GCC for Cortex-M, and Clang, which borrows GCC's linker and C library and so
// must agree with it on the size of an enum.
def GccArmNone : Compiler<"arm-none-eabi-gcc", "gcc-arm-none-eabi">;
def ClangArmNone : Compiler<"clang-22", "clang-22",
                            ["--target=arm-none-eabi", "-fshort-enums"]>;

class CortexM<string coreName> : Target<coreName> {
  let compilers = [GccArmNone, ClangArmNone];
  let linker = "arm-none-eabi-gcc";
  let linkerPackage = "gcc-arm-none-eabi libnewlib-arm-none-eabi";
  let archMacro = "__arm__";
}

// GCC for 64-bit Arm Linux, and Clang with the same C library.
def GccAArch64 : Compiler<"aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu">;
def ClangAArch64 : Compiler<"clang-22", "clang-22", ["--target=aarch64-linux-gnu"]>;

class CortexA<string coreName> : Target<coreName> {
  let compilers = [GccAArch64, ClangAArch64];
  let linker = "aarch64-linux-gnu-gcc";
  let linkerPackage = "gcc-aarch64-linux-gnu libc6-dev-arm64-cross";
  let flags = ["-mcpu=" # coreName];
  let archMacro = "__aarch64__";
  let featureMacros = ["__ARM_NEON"];
  let kernelSets = ["neon", "c"];
  let pointerBits = 64;
  let run = RunUser<"qemu-aarch64", coreName>;
}

// Whatever the machine offers that m2c itself runs on.
class Native<string targetName> : Target<targetName> {
  let compilers = [Compiler<"gcc", "gcc">, Compiler<"clang-22", "clang-22">,
                   Compiler<"clang", "clang">, Compiler<"cc", "gcc">];
  let pointerBits = 64;
  let run = RunNative;
}
