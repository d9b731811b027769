#pragma once
// The console's pages, as the build made them from web/ (cmake/Console.cmake): files compressed
// with gzip, in the program's read-only data. Thread safety: const.

#include <cstddef>
#include <span>
#include <string_view>

namespace overt::http {

struct ConsoleAsset {
  std::string_view path;  // "/index.html", "/console/…"
  std::string_view content_type;
  std::string_view etag;  // W/"…", of the file as it is uncompressed
  std::string_view gzip;  // its bytes, compressed
  std::size_t bytes = 0;  // uncompressed
};

/// Ascending by path.
std::span<const ConsoleAsset> console_assets();

}  // namespace overt::http
