// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The out-of-line half of VerifyError: its ID must have one address.
#include "compiler/Verify/VerifyError.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"

using namespace m2c;

char VerifyError::ID;

void VerifyError::log(llvm::raw_ostream &os) const { os << message; }

std::error_code VerifyError::convertToErrorCode() const {
  return llvm::inconvertibleErrorCode();
}

llvm::Error m2c::verifyError(VerifyErrorKind kind, const llvm::Twine &message) {
  return llvm::make_error<VerifyError>(kind, message.str());
}
