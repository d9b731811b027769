#pragma once
// Files in and out: plain, gzip and zstd (recognised by their first bytes), standard input, and
// output folders that appear whole or not at all.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ports/byte_sink.h"
#include "ports/byte_source.h"

namespace overt {

/// "-" is standard input. A folder, a missing file, a file without permission: an Error whose
/// message names the path and the remedy. A compressed file that ends early: Error kBadInput from
/// read(), after the bytes that could be had.
Result<std::unique_ptr<ByteSource>> open_byte_source(const std::string& path);

/// "-" is standard output. Otherwise writes path + ".part" and renames it on close(); destroying
/// the sink without close() removes the part file.
Result<std::unique_ptr<ByteSink>> create_byte_sink(const std::string& path);

Result<std::string> read_whole_file(const std::string& path, std::uint64_t bytes_max);

/// A folder that is filled under a temporary name beside its place and renamed into it at the end.
class OutputFolder {
 public:
  /// `path` must not exist, be an empty folder, or (replace = true) hold an earlier run
  /// (a folder with a manifest.json), which is replaced at commit.
  static Result<OutputFolder> begin(const std::string& path, bool replace);
  ~OutputFolder();  // without commit(): everything written is removed
  OutputFolder(OutputFolder&&) noexcept;
  OutputFolder& operator=(OutputFolder&&) noexcept;

  /// Where to write the file `name` before the commit.
  [[nodiscard]] std::string file(std::string_view name) const;
  Result<void> commit();

 private:
  OutputFolder(std::string place, std::string temporary);
  std::string place_;
  std::string temporary_;  // empty once committed
};

/// Removes every unfinished output of this process; async-signal-unsafe, so called by the thread
/// that learns of the interrupt, not by the handler.
void remove_unfinished_outputs();

}  // namespace overt
