#pragma once
// Sources that unpack gzip (all members) and zstd (all frames) while reading. Not thread-safe.

#include <memory>

#include "adapters/files/stored_source.h"

namespace overt {

bool starts_like_gzip(std::string_view head);
bool starts_like_zstd(std::string_view head);

std::unique_ptr<ByteSource> unpack_gzip(std::unique_ptr<StoredSource> stored);
std::unique_ptr<ByteSource> unpack_zstd(std::unique_ptr<StoredSource> stored);

}  // namespace overt
