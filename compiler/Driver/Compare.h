// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Comparing outputs within the float tolerance of contract C3, or exactly.
#ifndef M2C_COMPILER_DRIVER_COMPARE_H
#define M2C_COMPILER_DRIVER_COMPARE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace m2c {

/// 1e-4 relative or 1e-5 absolute: |got - expected| <= 1e-5 + 1e-4 * |expected|.
/// A NaN agrees with a NaN, an infinity with the same infinity.
struct Comparison {
  size_t values = 0, different = 0;
  size_t exact = 0; ///< of the values, those that had to be equal
  double maxError = 0.0;
  /// Where the first difference is, in words.
  std::string first;

  /// `slack`: allowed besides, such as one step of a quantised output.
  void add(llvm::ArrayRef<float> got, llvm::ArrayRef<float> expected,
           llvm::StringRef name, size_t sample, double slack = 0.0);
  /// Equal bits, of floats or of integers in floats.
  void addExact(llvm::ArrayRef<float> got, llvm::ArrayRef<float> expected,
                llvm::StringRef name, size_t sample);
  bool agrees() const { return different == 0; }
  /// "160 values agree, largest difference 1.2e-07" or what differs.
  std::string summary() const;

private:
  void differ(double got, double expected, llvm::StringRef name, size_t sample,
              size_t element, llvm::StringRef how);
};

} // namespace m2c

#endif
