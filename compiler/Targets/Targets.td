// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every target, in the order in which lists show them. A new target is one
// record file and one line here.
include "Target.td"

include "host.td"
include "generic.td"
include "cortex-m0plus.td"
include "cortex-m4.td"
include "cortex-m7.td"
include "cortex-m33.td"
include "cortex-m55.td"
include "cortex-a53.td"
include "cortex-a72.td"
