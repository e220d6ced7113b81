// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The one interface through which select sees an nn op.
#ifndef M2C_DIALECTS_NN_INTERFACES_TD
#define M2C_DIALECTS_NN_INTERFACES_TD

include "mlir/IR/OpBase.td"

def Nn_KernelOpInterface : OpInterface<"KernelOpInterface"> {
  let cppNamespace = "::m2c::nn";
  let description = [{
    How an nn op becomes kernel calls. `nn-to-plan` knows no op: it asks.
  }];
  let methods = [
    InterfaceMethod<[{
        Appends the kernel calls that compute the op's result, in order. Every
        call writes (a part of) the result.
      }], "void", "buildCalls", (ins "::llvm::SmallVectorImpl<::m2c::nn::KernelCall> &":$calls)>,
    InterfaceMethod<[{
        Multiply-accumulates of one inference; 0 for ops that do not multiply by weights.
      }], "int64_t", "getMacs", (ins), [{}], [{ return 0; }]>
  ];
}

#endif
