#include <array>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "adapters/files/prefetching_source.h"
#include "adapters/files/stored_source.h"
#include "adapters/files/unpacking_source.h"

namespace overt {
namespace {

// Under this size a thread costs more than it saves.
constexpr std::uint64_t kPrefetchBytesMin = std::uint64_t{1} << 20;

struct ForeignFormat {
  std::string_view head;
  std::string_view name;
  std::string_view unpack;  // the command that writes the content to standard output
};

using std::string_view_literals::operator""sv;
constexpr std::array kForeignFormats = {
    ForeignFormat{"\xfd\x37zXZ\0"sv, "xz", "xz -dc"},
    ForeignFormat{"BZh91AY&SY"sv, "bzip2", "bzip2 -dc"},
    ForeignFormat{"PK\x03\x04"sv, "zip", "unzip -p"},
    ForeignFormat{"\x04\x22\x4d\x18"sv, "lz4", "lz4 -dc"},
    ForeignFormat{"7z\xbc\xaf\x27\x1c"sv, "7-Zip", "7z x -so"},
};

Result<void> refuse_foreign(const StoredSource& source) {
  for (const ForeignFormat& format : kForeignFormats) {
    if (!source.head().starts_with(format.head)) continue;
    return Error{ErrorCode::kBadInput,
                 fmt::format("'{0}' is compressed with {1}, which is not read: unpack it and pipe "
                             "it in ({2} '{0}' | overt … -)",
                             source.path(), format.name, format.unpack)};
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<ByteSource>> open_byte_source(const std::string& path,
                                                     const ByteSourceOptions& options) {
  ASSIGN_OR_RETURN(std::unique_ptr<StoredSource> stored, StoredSource::open(path, options.hash));
  RETURN_IF_ERROR(refuse_foreign(*stored));
  StoredSource* const raw = stored.get();
  const bool gzip = starts_like_gzip(raw->head());
  const bool zstd = starts_like_zstd(raw->head());
  std::unique_ptr<ByteSource> source;
  if (gzip) {
    source = unpack_gzip(std::move(stored));
  } else if (zstd) {
    source = unpack_zstd(std::move(stored));
  } else {
    source = std::move(stored);
  }
  const bool large = raw->size().value_or(kPrefetchBytesMin) >= kPrefetchBytesMin;
  if (large && (options.hash || gzip || zstd)) {
    source = prefetch(std::move(source), [raw] { raw->interrupt(); });
  }
  return source;
}

Result<std::string> read_whole_file(const std::string& path, std::uint64_t bytes_max) {
  constexpr std::size_t kStepBytes = std::size_t{1} << 16;
  ASSIGN_OR_RETURN(auto source, open_byte_source(path, {.hash = false}));
  std::string content;
  for (;;) {
    const std::size_t before = content.size();
    content.resize(before + kStepBytes);
    ASSIGN_OR_RETURN(const std::size_t got,
                     source->read(std::span(content).subspan(before, kStepBytes)));
    content.resize(before + got);
    if (content.size() > bytes_max) {
      return Error{ErrorCode::kLimitExceeded,
                   fmt::format("'{}' is larger than the {} bytes allowed for it: check that it is "
                               "the right file",
                               path, bytes_max)};
    }
    if (got == 0) return content;
  }
}

}  // namespace overt
