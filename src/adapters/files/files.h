#pragma once
// Files in and out: plain, gzip and zstd (recognised by their first bytes), standard input,
// output folders that appear whole or not at all, and scratch space.
//
// Thread safety: the functions may be called from any thread; one source, sink or folder belongs
// to one thread at a time (scratch streams: see ports/scratch.h). A source uses a thread of its
// own for hashing and decompressing anything over 1 MiB, and at most 5 MiB of memory beside what
// the format needs (zstd: up to 128 MiB where the file was packed with a long window).

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "ports/byte_sink.h"
#include "ports/byte_source.h"
#include "ports/scratch.h"
#include "ports/unfinished.h"

namespace overt {

struct ByteSourceOptions {
  bool hash = true;  // false: sha256() is empty, and plain files cost nothing but the reading
};

/// "-" is standard input. A folder, a missing file, a file without permission: an Error whose
/// message names the path and the remedy. A compressed file that is damaged or ends early: read()
/// hands over the bytes that could be had (a short read), and the next read() gives kBadInput; so
/// read until 0 or an error.
Result<std::unique_ptr<ByteSource>> open_byte_source(const std::string& path,
                                                     const ByteSourceOptions& options = {});

/// "-" is standard output. Otherwise writes path + ".part" and renames it on close(); destroying
/// the sink without close() removes the part file. Devices and pipes are written to directly.
Result<std::unique_ptr<ByteSink>> create_byte_sink(const std::string& path);

/// The content, unpacked where compressed; kLimitExceeded where it is over `bytes_max`.
Result<std::string> read_whole_file(const std::string& path, std::uint64_t bytes_max);

/// A folder that is filled under a temporary name beside its place and renamed into it at the end.
/// The final place never holds a half-written run, whenever the process dies. What killed
/// processes left beside it is removed by the next begin() for the same place.
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
  /// Makes a folder inside, for files named like folder/file.
  Result<void> make_folder(std::string_view name);
  /// Takes a file that was only needed on the way out again; no error where there is none.
  Result<void> remove(std::string_view name);
  /// Flushes every file to stable storage and puts the folder in its place.
  Result<void> commit();

 private:
  OutputFolder(std::string place, bool replace);
  Result<void> make_temporary();
  Result<void> put_in_place();

  std::string place_;
  bool replace_ = false;
  int lock_ = -1;  // held on the temporary folder: it belongs to a living process
  UnfinishedPath temporary_;
};

/// TMPDIR, or /tmp.
std::string temporary_folder();
/// The machine's main memory.
std::uint64_t machine_memory_bytes();

struct ScratchOptions {
  std::uint64_t bytes_max = std::uint64_t{1} << 40;
  std::size_t buffer_bytes = std::size_t{1} << 20;  // of each stream
};

/// Scratch space in `folder`, in files without a name: nothing is left behind, even by kill -9.
Result<std::unique_ptr<ScratchStore>> open_scratch_store(const std::string& folder,
                                                         const ScratchOptions& options);

}  // namespace overt
