// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The ops of the plan dialect.
#ifndef M2C_DIALECTS_PLAN_OPS_TD
#define M2C_DIALECTS_PLAN_OPS_TD

include "dialects/Plan/PlanDialect.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Plan_Op<string mnemonic, list<Trait> traits = []> : Op<Plan_Dialect, mnemonic, traits>;
class Plan_BodyOp<string mnemonic, list<Trait> traits = []>
    : Plan_Op<mnemonic, !listconcat(traits, [HasParent<"ModelOp">])>;

def Plan_ModelOp : Plan_Op<"model", [Symbol, SingleBlock, NoTerminator, NoRegionArguments,
                                     IsolatedFromAbove]> {
  let summary = "one C library";
  let description = [{
    `target` names the target record. `plan-arena` sets `arena_bytes`,
    `arena_lower_bound` (no arena for this order can be smaller) and
    `arena_status` ("optimal" when the two agree, else "feasible"), and
    `state_bytes` where there are entries. `plan-stack` sets `stack_bytes`.
    `plan-stream` says with `order_peak`, `order_lower_bound` and `order_status`
    which peak of live bytes the best known order of whole tensors has.

    Example:
    ```mlir
    plan.model @m target "generic" arena_align 16 {
      %x = plan.input "x" shape [1, 4] c_name "x" : !plan.buffer<1x4xf32>
      %y = plan.output "y" shape [1, 4] c_name "y" : !plan.buffer<1x4xf32>
      plan.call "relu_f32" out(%y) in(%x) {n = 4 : i32} consts() : (!plan.buffer<1x4xf32>, !plan.buffer<1x4xf32>)
    }
    ```
    Emitted C:
    ```c
    int m_run(void *arena, const m_inputs *in, const m_outputs *out);
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$target, I64Attr:$arena_align,
    OptionalAttr<I64Attr>:$arena_bytes, OptionalAttr<I64Attr>:$arena_lower_bound,
    OptionalAttr<StrAttr>:$arena_status, OptionalAttr<DictionaryAttr>:$model_info,
    OptionalAttr<I64Attr>:$state_bytes, OptionalAttr<I64Attr>:$stack_bytes,
    OptionalAttr<I64Attr>:$order_peak, OptionalAttr<I64Attr>:$order_lower_bound,
    OptionalAttr<StrAttr>:$order_status);
  let regions = (region SizedRegion<1>:$body);
  let extraClassDeclaration = [{
    /// What the caller must reserve: the arena and the state; where an input is
    /// pushed by rows, the largest arena of the calls that make up an inference
    /// then, and the state.
    int64_t getRamBytes();
  }];
  let assemblyFormat = [{
    $sym_name `target` $target `arena_align` $arena_align attr-dict-with-keyword $body
  }];
  let hasVerifier = 1;
}

def Plan_InputOp : Plan_BodyOp<"input"> {
  let summary = "a model input, in the caller's memory";
  let description = [{
    `name` and `shape` are those of the ONNX graph, `c_name` the member of the
    input struct. `layout` is "nhwc" where the caller's elements are in
    channels-last order instead of ONNX's. An integer element q stands for
    `(q - zero_point) * scale`.

    Example:
    ```mlir
    %x = plan.input "image" shape [1, 3, 32, 32] c_name "image" : !plan.buffer<1x3x32x32xf32>
    ```
    Emitted C:
    ```c
    const float *image;  /* a member of NAME_inputs */
    ```
  }];
  let arguments = (ins StrAttr:$name, DenseI64ArrayAttr:$shape, StrAttr:$c_name,
                       OptionalAttr<StrAttr>:$layout, OptionalAttr<F32Attr>:$scale,
                       OptionalAttr<I64Attr>:$zero_point);
  let results = (outs Plan_BufferType:$buffer);
  let assemblyFormat = "$name `shape` $shape `c_name` $c_name attr-dict `:` type($buffer)";
}

def Plan_OutputOp : Plan_BodyOp<"output"> {
  let summary = "a model output, in the caller's memory";
  let description = [{
    As `plan.input`. Calls write it and may read it back. `exact` promises the
    same bits on every core, compiler and PC.

    Example:
    ```mlir
    %y = plan.output "probs" shape [1, 10] c_name "probs" : !plan.buffer<1x10xf32>
    ```
    Emitted C:
    ```c
    float *probs;  /* a member of NAME_outputs */
    ```
  }];
  let arguments = (ins StrAttr:$name, DenseI64ArrayAttr:$shape, StrAttr:$c_name,
                       OptionalAttr<StrAttr>:$layout, OptionalAttr<F32Attr>:$scale,
                       OptionalAttr<I64Attr>:$zero_point, UnitAttr:$exact);
  let results = (outs Plan_BufferType:$buffer);
  let assemblyFormat = "$name `shape` $shape `c_name` $c_name attr-dict `:` type($buffer)";
}

def Plan_ConstOp : Plan_BodyOp<"const"> {
  let summary = "a constant array of NAME_weights.c, in the order that its kernel reads";
  let description = [{
    The value of a buffer of 4-bit elements has a byte for each of them; the
    emitter packs two to a byte. Weights of layers are bytes that are packed
    already, row by row.

    Example:
    ```mlir
    %w = plan.const "conv1_weights" dense<0.0> : tensor<27x8xf32> : !plan.buffer<27x8xf32>
    ```
    Emitted C:
    ```c
    const float NAME_const_conv1_weights[216] = { 0.0f };
    ```
  }];
  let arguments = (ins StrAttr:$name, ElementsAttr:$value);
  let results = (outs Plan_BufferType:$buffer);
  let assemblyFormat = "$name $value attr-dict `:` type($buffer)";
}

def Plan_BufferOp : Plan_BodyOp<"buffer"> {
  let summary = "a buffer in the arena";
  let description = [{
    `first` and `last` number the calls between which it is live (both
    included), set by `plan-compute-lifetimes`; `offset` in bytes from the
    arena's start is set by `plan-arena`. `scale` and `zero_point` say, for the
    report, what integer elements stand for, as for `plan.input`.

    A buffer that only one entry touches lies at `entry_offset` when that entry
    runs by itself; one that several touch is kept in NAME_state between their
    calls, at `state_offset`. `offset` is its place in NAME_run.

    With `rows` = R it is a ring: of the rows of `row_elements` elements that
    its type has it holds R, row y in place y mod R. Only calls of one segment
    touch it.

    Example:
    ```mlir
    %t = plan.buffer "conv1" {first = 0 : i64, last = 1 : i64, offset = 0 : i64} : !plan.buffer<1x8x8x4xf32>
    ```
    Emitted C:
    ```c
    float *const conv1 = (float *)(void *)((unsigned char *)arena + 0);
    ```
  }];
  let arguments = (ins StrAttr:$name, OptionalAttr<I64Attr>:$first, OptionalAttr<I64Attr>:$last,
                       OptionalAttr<I64Attr>:$offset, OptionalAttr<F32Attr>:$scale,
                       OptionalAttr<I64Attr>:$zero_point, OptionalAttr<I64Attr>:$rows,
                       OptionalAttr<I64Attr>:$row_elements,
                       OptionalAttr<I64Attr>:$entry_offset,
                       OptionalAttr<I64Attr>:$state_offset);
  let builders = [OpBuilder<(ins "BufferType":$type, "::mlir::StringAttr":$name), [{
    $_state.addTypes(type);
    $_state.getOrAddProperties<Properties>().name = name;
  }]>];
  let results = (outs Plan_BufferType:$buffer);
  let assemblyFormat = "$name attr-dict `:` type($buffer)";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Elements that it has memory for: those of its ring, or all.
    int64_t getStorageElements();
    int64_t getStorageBytes();
  }];
}

def Plan_EntryOp : Plan_BodyOp<"entry"> {
  let summary = "a part of the network with an external function of its own";
  let description = [{
    What one input alone determines, or (`fusion`) the rest. `inputs` and
    `outputs` are the C names of the model inputs that its calls read and of the
    outputs that they write; `needs` are the entries that must have run before.
    Its calls name it and stand together. `plan-arena` sets `arena_bytes`.

    A `pushed` entry can also take its input row by row. What it keeps between
    rows lies in the state, and at `counters_offset` there the number of rows
    that each call of its first segment has made. The first of these calls only
    copies rows of the input; it does not run when rows are pushed.

    Example:
    ```mlir
    plan.entry "audio" inputs ["audio"] outputs [] needs []
    ```
    Emitted C:
    ```c
    int NAME_run_audio(NAME_state *state, void *arena, const NAME_inputs *in,
                       const NAME_outputs *out);
    int NAME_push_audio(NAME_state *state, void *arena, const float *row);
    ```
  }];
  let arguments = (ins StrAttr:$name, StrArrayAttr:$inputs, StrArrayAttr:$outputs,
                       StrArrayAttr:$needs, OptionalAttr<I64Attr>:$arena_bytes,
                       UnitAttr:$pushed, OptionalAttr<I64Attr>:$counters_offset);
  let extraClassDeclaration = [{
    /// Its calls, in order.
    ::llvm::SmallVector<CallOp> getCalls();
    /// Of NAME_push_<input>: what its scratch takes.
    int64_t getPushArenaBytes();
  }];
  let assemblyFormat = "$name `inputs` $inputs `outputs` $outputs `needs` $needs attr-dict";
}

def Plan_MissingOp : Plan_BodyOp<"missing"> {
  let summary = "what an entry leaves when its input is missing";
  let description = [{
    Where the input of `entry` is NULL its calls do not run. Instead the elements
    `first` on of `output`, which others read or which is the caller's, become
    `value`.

    Example:
    ```mlir
    plan.missing "image" out(%t) value(%mean) first 64 : !plan.buffer<128xi8>, !plan.buffer<64xi8>
    ```
    Emitted C:
    ```c
    memcpy(base + 100, NAME_const_image_missing_0, 64u);
    ```
  }];
  let arguments = (ins StrAttr:$entry, Plan_BufferType:$output, Plan_BufferType:$value,
                       I64Attr:$first);
  let assemblyFormat = [{
    $entry `out` `(` $output `)` `value` `(` $value `)` `first` $first attr-dict `:`
    type($output) `,` type($value)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Bytes from the output's start on, and how many.
    int64_t getFirstByte();
    int64_t getBytes();
  }];
}

def Plan_ViewOp : Plan_BodyOp<"view"> {
  let summary = "the same memory with another shape";
  let description = [{
    Example:
    ```mlir
    %v = plan.view %t : !plan.buffer<1x4x4x8xf32> -> !plan.buffer<1x128xf32>
    ```
    Emitted C: none; the address is the source's.
  }];
  let arguments = (ins Plan_BufferType:$source);
  let results = (outs Plan_BufferType:$buffer);
  let assemblyFormat = "$source attr-dict `:` type($source) `->` type($buffer)";
  let hasVerifier = 1;
}

def Plan_CallOp : Plan_BodyOp<"call", [AttrSizedOperandSegments]> {
  let summary = "one step: a kernel call, with its row loop if it has a window";
  let description = [{
    The C function is `m2c_<kernel>`. `params` are the scalar members of its
    params struct, `const_fields` the pointer members that `consts` fill.
    Without a window rows[i] is the i-th input. `scratch` is memory that the
    kernel needs while it runs. `macs`, `onnx_nodes`, `weight_bits` and
    `activation_bits` (32 for float) go to the report; `specialize` gives the
    step a kernel body of its own in which the compiler folds the parameters.

    With a window and several inputs (`kernel` = 1) rows[i] is row y of the i-th
    input where that has in_h x in_row elements, else its start.

    `entry` names the plan.entry that it belongs to, where there are any.

    Consecutive calls with the same `segment` run row by row, the rows of all
    of them interleaved (RowSchedule.h): as soon as the rows that it reads are
    there, a call makes its next row, later calls first. `accumulate` calls add
    every row to the same output, which is cleared before row 0; their window
    has `out_row` = 0.

    Example:
    ```mlir
    plan.call "relu_f32" out(%y) in(%x) {n = 4 : i32} consts()
       : (!plan.buffer<1x4xf32>, !plan.buffer<1x4xf32>)
    ```
    Emitted C:
    ```c
    m2c_relu_f32(&p0, y, rows, NULL);
    ```
  }];
  let arguments = (ins StrAttr:$kernel, Plan_BufferType:$output, Variadic<Plan_BufferType>:$inputs,
    Variadic<Plan_BufferType>:$consts, Optional<Plan_BufferType>:$scratch,
    DictionaryAttr:$params,
    DefaultValuedAttr<StrArrayAttr, "{}">:$const_fields,
    OptionalAttr<Plan_WindowAttr>:$window, DefaultValuedAttr<I64Attr, "0">:$macs,
    OptionalAttr<StrAttr>:$name, OptionalAttr<StrAttr>:$nn_op,
    OptionalAttr<StrArrayAttr>:$onnx_nodes, OptionalAttr<F64Attr>:$sensitivity,
    DefaultValuedAttr<I64Attr, "32">:$weight_bits,
    DefaultValuedAttr<I64Attr, "32">:$activation_bits, UnitAttr:$specialize,
    OptionalAttr<I64Attr>:$segment, UnitAttr:$accumulate, OptionalAttr<StrAttr>:$entry);
  let assemblyFormat = [{
    $kernel `out` `(` $output `)` `in` `(` $inputs `)` $params `consts` `(` $consts `)`
    (`scratch` `(` $scratch^ `)`)? attr-dict `:` `(` type(operands) `)`
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Whether it makes its output row by row: it has a window on one sample.
    bool isRowwise();
    /// Rows that it makes; 1 where it makes all at once.
    int64_t getRowCount();
    /// Whether the window moves along the input, which else is given whole.
    bool readsRowsOf(unsigned input);
  }];
}

#endif
