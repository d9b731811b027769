#pragma once
// Uploads: files that people send to the server in pieces, DATA/uploads/ID/. A piece is on the disk
// before it is acknowledged, so that its sender goes on where it was after a broken connection and
// after a restart; a whole file is checked against the length and digest that were said. The name
// that a file is given is shown and is no path. What nobody goes on with is swept away.
//
// Thread safety: thread-safe; pieces of one file come one after the other.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace overt {

struct UploadLimits {
  std::uint64_t bytes_max = std::uint64_t{8} << 30;        // of one
  std::uint64_t all_bytes_max = std::uint64_t{64} << 30;   // of all, as announced
  std::uint64_t spare_bytes_min = std::uint64_t{1} << 30;  // left free on the disk
  std::size_t uploads_max = 200;
  TimeUs unfinished_kept_for = kMicrosPerDay;  // after the last piece
  TimeUs complete_kept_for = 7 * kMicrosPerDay;
};

struct UploadRequest {
  std::string name;  // shown; at most 255 bytes, nothing unprintable
  std::uint64_t bytes = 0;
  std::string sha256;  // hexadecimal; empty: not said
};

struct Upload {
  std::string id;
  std::string name;
  std::uint64_t bytes = 0;
  std::string announced_sha256;  // empty: not said
  std::string sha256;            // of a complete one
  std::uint64_t reached = 0;
  std::string by;
  TimeUs created_at = 0;
  TimeUs touched_at = 0;  // since the server was started, at least
  bool complete = false;
};

enum class PieceTaken : std::uint8_t {
  kTaken,
  kOtherOffset,  // the file has come to `upload.reached`; nothing was added
  kTooLong,      // it would be longer than announced; nothing was added
  kOtherDigest,  // the piece is not what its digest says; nothing was added
  kBusy,         // another piece of this file is being written
};
struct PieceAnswer {
  PieceTaken taken = PieceTaken::kTaken;
  Upload upload;
};

class Uploads {
 public:
  /// Errors name the path. What an earlier process began and never acknowledged is removed.
  static Result<std::unique_ptr<Uploads>> open(const std::string& folder,
                                               const UploadLimits& limits, TimeUs now);
  ~Uploads();

  /// kInvalidArgument: a name or digest that is none. kLimitExceeded: larger than one may be.
  /// kUnavailable: all together would be too large, or the disk too full.
  Result<Upload> begin(const UploadRequest& request, std::string_view by, TimeUs now);
  /// kNotFound where there is none.
  Result<Upload> find(std::string_view id);
  std::vector<Upload> list();  // by the time they were begun
  struct Piece {
    std::uint64_t offset = 0;
    std::string_view bytes;
    std::string_view sha256;  // hexadecimal; empty: not said
  };
  Result<PieceAnswer> add(std::string_view id, const Piece& piece, TimeUs now);
  /// kBadInput: the digest is another than announced. kCancelled: not all of it is here yet.
  Result<Upload> complete(std::string_view id, TimeUs now);
  /// kUnavailable while a run reads it or a piece is being written.
  Result<void> discard(std::string_view id);
  void sweep(TimeUs now);

  /// Where a complete upload lies; it is kept until the hold is gone.
  class Hold {
   public:
    Hold(std::string path, std::shared_ptr<void> kept)
        : path_(std::move(path)), kept_(std::move(kept)) {}
    [[nodiscard]] const std::string& path() const { return path_; }

   private:
    std::string path_;
    std::shared_ptr<void> kept_;
  };
  /// kNotFound; kCancelled: not complete yet.
  Result<Hold> hold(std::string_view id);

 private:
  struct Entry;
  Uploads(std::string folder, const UploadLimits& limits);
  Result<void> load(TimeUs now);
  Result<std::shared_ptr<Entry>> entry_of(std::string_view id);
  Result<void> check_room(std::uint64_t bytes);
  [[nodiscard]] std::string place_of(std::string_view id) const;
  bool take_away(const std::shared_ptr<Entry>& entry);

  const std::string folder_;
  const UploadLimits limits_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Entry>, std::less<>> entries_;
};

}  // namespace overt
