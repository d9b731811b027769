#pragma once
// Scratch: where intermediate bytes go when they do not fit in the memory budget. A stream is
// written once, rewound, and read from its beginning; it vanishes with its object, and with the
// process however that ends.
//
// Thread safety: different streams may be used from different threads at once, and the store may
// be used from several threads; one stream belongs to one thread at a time.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overt {

class ScratchStream {
 public:
  virtual ~ScratchStream() = default;
  /// Appends at the end; not after rewind().
  virtual Result<void> append(std::string_view bytes) = 0;
  /// Ends the writing (the first time) and goes to the beginning.
  virtual Result<void> rewind() = 0;
  /// Fills `buffer`; fewer bytes than asked, or 0, only at the end. Only after rewind().
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;
  /// Bytes appended so far.
  [[nodiscard]] virtual std::uint64_t size() const = 0;
};

class ScratchStore {
 public:
  virtual ~ScratchStore() = default;
  /// A new empty stream. It may outlive the store.
  virtual Result<std::unique_ptr<ScratchStream>> create() = 0;
  /// Bytes that reached storage since the store was opened, streams already gone included.
  [[nodiscard]] virtual std::uint64_t bytes_written() const = 0;
  /// Bytes that the living streams hold in storage now; append() fails with kLimitExceeded where
  /// it would take them past bytes_max().
  [[nodiscard]] virtual std::uint64_t bytes_held() const = 0;
  [[nodiscard]] virtual std::uint64_t bytes_max() const = 0;
  /// The folder the bytes go to, for messages and the manifest.
  [[nodiscard]] virtual const std::string& folder() const = 0;
};

}  // namespace overt
