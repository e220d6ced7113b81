// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Cross-layer equalisation (Nagel et al. 2019, with the ranges of activations
// as in SmoothQuant, Xiao et al. 2023): factors move from the weights that read
// a channel to those that make it, and offsets from one bias to the other, so
// that the channels of a tensor use its range alike. The float network stays
// the same function.
#ifndef M2C_QUANT_EQUALIZE_H
#define M2C_QUANT_EQUALIZE_H

#include "compiler/Quant/Quant.h"

namespace m2c::quant {

/// Rewrites the graph's layers, where a layer's channels reach one other layer
/// through ops that scale with their input. `reference` keeps the values of the
/// float network as it is before. For each pair the change is taken that costs
/// the reader least at 4 bits, which may be none. Returns how many pairs it
/// changed.
unsigned equalize(QuantGraph &graph, const Simulation &reference,
                  const QuantOptions &options);

} // namespace m2c::quant

#endif
