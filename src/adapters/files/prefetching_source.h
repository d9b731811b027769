#pragma once
// PrefetchingSource: runs another source on a thread of its own, a few blocks ahead of the
// reader, so that hashing and unpacking cost the reader only a copy. Not thread-safe.

#include <functional>
#include <memory>

#include "ports/byte_source.h"

namespace overt {

/// `interrupt` makes a read() of `inner` that waits for bytes return with an error.
std::unique_ptr<ByteSource> prefetch(std::unique_ptr<ByteSource> inner,
                                     std::function<void()> interrupt);

}  // namespace overt
