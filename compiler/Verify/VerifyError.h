// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Why emitted C could not be built and run. The kind tells a driver which exit
// code and which --json kind to use.
#ifndef M2C_VERIFY_VERIFYERROR_H
#define M2C_VERIFY_VERIFYERROR_H

#include "llvm/Support/Error.h"
#include <string>

namespace m2c {

enum class VerifyErrorKind {
  Tool,    ///< a compiler or emulator is missing, or cannot hold the model
  Verify,  ///< the C does not compile, fails, or breaks its contract
  Internal ///< m2c's own fault: a bad request, no temporary files
};

class VerifyError : public llvm::ErrorInfo<VerifyError> {
public:
  static char ID;

  VerifyError(VerifyErrorKind kind, std::string message)
      : kind(kind), message(std::move(message)) {}

  VerifyErrorKind getKind() const { return kind; }
  void log(llvm::raw_ostream &os) const override;
  std::error_code convertToErrorCode() const override;

private:
  VerifyErrorKind kind;
  std::string message;
};

/// An llvm::Error holding a VerifyError.
llvm::Error verifyError(VerifyErrorKind kind, const llvm::Twine &message);

} // namespace m2c

#endif // M2C_VERIFY_VERIFYERROR_H
