// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The passes of the memory phase, in pipeline order; the last part of Passes.td.
#ifndef M2C_PASSES_MEMORYPASSES_TD
#define M2C_PASSES_MEMORYPASSES_TD

include "mlir/Pass/PassBase.td"

//===-- memory: plan -> plan -----------------------------------------------===//

def PlanEntries : Pass<"plan-entries", "plan::ModelOp"> {
  let summary = "cuts a model of several inputs into entries";
  let description = [{
    Calls that depend on one model input only belong to that input's entry, all
    others to the fusion. They are named (plan.call `entry`), put together in
    the order of the inputs, the fusion last, and a plan.entry says what each
    entry reads, writes and needs. Branches may write slices of one buffer, as a
    concat has them; otherwise what several calls write is the fusion's. A model
    with one entry only stays as it is.

    The inputs in `stream` get entries that take them row by row (plan.entry
    `pushed`), with one input too; calls of such a branch that write an output of
    the model belong to the fusion.
  }];
  let options = [
    ListOption<"stream", "stream", "std::string", "inputs that are pushed by rows">
  ];
}

def PlanPush : Pass<"plan-push", "plan::ModelOp"> {
  let summary = "lets rows of a pushed input take the place of the input";
  let description = [{
    The first call of a pushed entry becomes one that copies the input's rows,
    channels last, and is all that reads the input: where rows are pushed it does
    not run. A planar input that is first quantised is gathered before that.
  }];
}

def PlanOrder : Pass<"plan-order", "::m2c::plan::ModelOp"> {
  let summary = "puts calls in the order with the lowest peak of live bytes";
  let description = [{
    Within each entry; as far as a beam search and an exact search of limited
    size get, which also bounds what is possible from below. The first call of a
    pushed entry stays the first.

    Not in the default pipeline by itself: `plan-stream` tries this order beside
    the given one, because what is live is another matter where rows are streamed.
  }];
}

def PlanStream : Pass<"plan-stream", "plan::ModelOp"> {
  let summary = "runs chains of calls row by row where that lowers the peak of the arena";
  let description = [{
    Cuts the calls, in order, into runs. A run of several calls becomes a segment
    (plan.call `segment`): its calls make their rows interleaved, so that a
    buffer between them is a ring of the few rows that are in use at once. No row
    is computed twice. Calls that go element by element, copies between layouts
    and global average pools get the form of one row for it. The cuts are those
    with the least peak of live bytes whose estimated overhead stays within
    `most-overhead`, a part of all instructions; among equal ones those with the
    least overhead (a bottleneck path, O(n^2) runs). Segments never cross
    entries.

    The given order of calls and that of `plan-order` are both tried, and the
    given one is kept unless the other peaks lower. Lifetimes come after it.
  }];
  let options = [
    Option<"mostOverhead", "most-overhead", "double", "0.1",
           "instructions that streaming may add, as a part of all; 0 streams nothing">
  ];
}

def PlanComputeLifetimes : Pass<"plan-compute-lifetimes", "::m2c::plan::ModelOp"> {
  let summary = "number the calls between which each buffer is live";
  let description = [{
    Sets `first` and `last` (both included) of every `plan.buffer`; a buffer
    that no call touches is removed.
  }];
}

def PlanArena : Pass<"plan-arena", "::m2c::plan::ModelOp"> {
  let summary = "place the buffers in one arena";
  let description = [{
    Greedy best fit over several static orders, then, while the arena is larger
    than the bound (at first max live bytes), branch and bound and Z3's
    difference logic (compiler/Solvers/ArenaExact.cpp). Ends by numbers of nodes
    and Z3's resources, not by time; then the status is "feasible" and the bound
    what was proved. The result is checked by compiler/Solvers/ArenaCheck.cpp,
    which shares nothing with the planner.
  }];
  let options = [
    Option<"exact", "exact", "bool", "true", "go on after the greedy planner">
  ];
}

def PlanVerify : Pass<"plan-verify", "::m2c::plan::ModelOp"> {
  let summary = "close the memory phase: no two live buffers overlap";
  let description = [{
    Recomputes the lifetimes from the calls and checks offsets, alignment and
    the arena's size against them.
  }];
}

def PlanMissing : Pass<"plan-missing", "::m2c::plan::ModelOp"> {
  let summary = "what a branch leaves when its input is missing";
  let description = [{
    For each NAME=zero or NAME=mean in `policies`: the tensors that the branch of
    that input leaves to others, and the outputs that it writes, are zero or the
    mean over the samples in `data`, element by element, as plan.missing ops. The
    mean is that of the stored values, integers rounded half to even.
  }];
  let options = [
    ListOption<"policies", "policies", "std::string", "NAME=mean|zero">,
    Option<"data", "data", "std::string", "", "samples for the means">
  ];
}

def PlanVerifyEntries : Pass<"plan-verify-entries", "::m2c::plan::ModelOp"> {
  let summary = "each entry can run by itself";
  let description = [{
    Checks what entries touch, that all they need has run, and that nothing
    overlaps in their arenas or in the state between them.
  }];
}

def PlanStack : Pass<"plan-stack", "::m2c::plan::ModelOp"> {
  let summary = "the most stack that a function of the library takes";
  let description = [{
    Sets `stack_bytes`: the deepest kernel of those that are called, from a table
    that was measured over compilers and levels of optimisation, its row
    pointers, the arrays of all segments, and what the functions above take.
  }];
}

#endif
