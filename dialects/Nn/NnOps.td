// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All ops of the nn dialect, by family.
#ifndef M2C_DIALECTS_NN_OPS_TD
#define M2C_DIALECTS_NN_OPS_TD

include "dialects/Nn/NnOpsConv.td"
include "dialects/Nn/NnOpsElementwise.td"
include "dialects/Nn/NnOpsPool.td"
include "dialects/Nn/NnOpsResize.td"
include "dialects/Nn/NnOpsShape.td"
include "dialects/Nn/NnOpsQuant.td"

#endif
