// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A file of the repository whose bytes are part of the program, so that an
// installed m2c needs no file beside itself. See cmake/Embed.cmake.
#ifndef M2C_SUPPORT_EMBEDDEDFILE_H
#define M2C_SUPPORT_EMBEDDEDFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace m2c {

struct EmbeddedFile {
  llvm::StringRef name; ///< path relative to the folder that embeds it
  llvm::StringRef text; ///< followed by a zero byte that does not count
};

/// The file called `name`, or null.
inline const EmbeddedFile *findEmbeddedFile(llvm::ArrayRef<EmbeddedFile> files,
                                            llvm::StringRef name) {
  for (const EmbeddedFile &file : files)
    if (file.name == name)
      return &file;
  return nullptr;
}

} // namespace m2c

#endif // M2C_SUPPORT_EMBEDDEDFILE_H
