// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A bit-width solution with its problem and proof as one JSON text, to be
// checked by anyone; tools/scripts/check_certificate.py does so without m2c.
#ifndef M2C_COMPILER_SOLVERS_BITWIDTHCERTIFICATE_H
#define M2C_COMPILER_SOLVERS_BITWIDTHCERTIFICATE_H

#include "compiler/Solvers/BitWidthProblem.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace m2c::solvers {

/// The certificate. 64-bit integers, names and lists only, so that everybody's
/// JSON writer agrees. `problem_sha256` is the hash of
/// the problem as compact JSON with sorted keys, `digest` that of all the rest.
/// A proof of null says that none can be replayed (Z3's); what is replayed how:
/// see BitWidthCheck.h. Other keys may be added before the digest is taken.
llvm::json::Object bitWidthCertificate(const BitWidthProblem &problem,
                                       const BitWidthSolution &solution);

/// Sets `digest`.
void signBitWidthCertificate(llvm::json::Object &certificate);

/// One line for each key of the certificate and each node of its proof.
std::string printBitWidthCertificate(const llvm::json::Object &certificate);

/// What is wrong with a certificate's text; empty when nothing is, and then
/// `verdict` says in a line what was checked.
std::string checkBitWidthCertificate(llvm::StringRef text,
                                     std::string &verdict);

} // namespace m2c::solvers

#endif // M2C_COMPILER_SOLVERS_BITWIDTHCERTIFICATE_H
