#include "pipeline/uploads.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <tuple>

#include <fmt/format.h>
#include <simdjson.h>
#include <sys/stat.h>

#include "adapters/files/files.h"
#include "adapters/files/piece_file.h"
#include "base/check.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/json_writer.h"
#include "base/system_error.h"
#include "base/utf8.h"
#include "pipeline/random_name.h"

namespace overt {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNameBytesMax = 255;
constexpr std::size_t kDigestDigits = 64;
constexpr std::uint64_t kAboutBytesMax = std::uint64_t{64} << 10;

bool is_printable(std::string_view text) {
  return is_valid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
         });
}

bool is_digest(std::string_view text) {
  return text.size() == kDigestDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Result<void> check_request(const UploadRequest& request, const UploadLimits& limits) {
  if (request.name.empty() || request.name.size() > kNameBytesMax || !is_printable(request.name)) {
    return Error{
        ErrorCode::kInvalidArgument,
        fmt::format("name: 1 to {} bytes of UTF-8 without control characters", kNameBytesMax)};
  }
  if (request.bytes == 0) {
    return Error{ErrorCode::kInvalidArgument, "bytes: the length of the file, at least 1"};
  }
  if (!request.sha256.empty() && !is_digest(request.sha256)) {
    return Error{ErrorCode::kInvalidArgument,
                 "sha256: 64 hexadecimal digits, in lower case, of the file as it is sent"};
  }
  if (request.bytes > limits.bytes_max) {
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("at most {} bytes; compress it (gzip, zstd) or send it in parts",
                             limits.bytes_max)};
  }
  return {};
}

std::string about_json(const Upload& upload) {
  std::string text;
  JsonWriter json(text);
  json.begin_object();
  json.field("name", upload.name);
  json.field("bytes", upload.bytes);
  json.field("announced_sha256", upload.announced_sha256);
  json.field("sha256", upload.sha256);
  json.field("by", upload.by);
  json.field("created_at", upload.created_at);
  json.field("complete", upload.complete);
  json.end_object();
  return text + "\n";
}

Result<void> write_about(const std::string& place, const Upload& upload) {
  ASSIGN_OR_RETURN(const auto sink, create_byte_sink(place + "/about.json"));
  RETURN_IF_ERROR(sink->write(about_json(upload)));
  return sink->close();
}

std::string text_of(simdjson::dom::element object, const char* name) {
  std::string_view text;
  if (object[name].get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

Result<Upload> read_about(const std::string& place, std::string_view id) {
  const std::string path = place + "/about.json";
  ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kAboutBytesMax));
  simdjson::dom::parser parser;
  simdjson::dom::element about;
  Upload upload;
  if (parser.parse(text).get(about) != simdjson::SUCCESS ||
      about["bytes"].get(upload.bytes) != simdjson::SUCCESS ||
      about["created_at"].get(upload.created_at) != simdjson::SUCCESS ||
      about["complete"].get(upload.complete) != simdjson::SUCCESS) {
    return Error{ErrorCode::kBadInput, fmt::format("{}: cannot be read", path)};
  }
  upload.id = id;
  upload.name = text_of(about, "name");
  upload.announced_sha256 = text_of(about, "announced_sha256");
  upload.sha256 = text_of(about, "sha256");
  upload.by = text_of(about, "by");
  return upload;
}

}  // namespace

struct Uploads::Entry {
  std::mutex mutex;  // of everything below but `about`
  Sha256 digest;     // of the first hashed bytes
  std::uint64_t hashed = 0;
  bool gone = false;
  std::atomic<int> holds{0};
  Upload about;  // changed with both mutexes held, read with either
};

Uploads::Uploads(std::string folder, const UploadLimits& limits)
    : folder_(std::move(folder)), limits_(limits) {}
Uploads::~Uploads() = default;

Result<std::unique_ptr<Uploads>> Uploads::open(const std::string& folder,
                                               const UploadLimits& limits, TimeUs now) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return cannot_write(folder, errno);
  RETURN_IF_ERROR(flush_to_storage(parent_of(folder)));
  std::unique_ptr<Uploads> uploads(new Uploads(folder, limits));
  RETURN_IF_ERROR(uploads->load(now));
  return uploads;
}

std::string Uploads::place_of(std::string_view id) const {
  return fmt::format("{}/{}", folder_, id);
}

Result<void> Uploads::load(TimeUs now) {
  std::vector<std::string> ids;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    ids.push_back(entry.path().filename().string());
  }
  if (error) return cannot_read(folder_, error.value());
  for (const std::string& id : ids) {
    auto about = read_about(place_of(id), id);
    // Without it nobody was ever told of the upload, or it was being taken away.
    if (id.starts_with('.') || (!about.ok() && about.error().code == ErrorCode::kNotFound)) {
      fs::remove_all(place_of(id), error);
      continue;
    }
    const auto file = PieceFile::open(place_of(id) + "/data");
    const auto failed = about.ok() ? file.ok() ? std::nullopt : std::optional(file.error())
                                   : std::optional(about.error());
    // A disk has spoilt it: its sender is told that it is not here, and sends it again.
    if (failed && failed->code == ErrorCode::kBadInput) {
      fs::remove_all(place_of(id), error);
      continue;
    }
    if (failed) return *failed;
    auto entry = std::make_shared<Entry>();
    entry->about = std::move(about).value();
    entry->about.reached = file.value().reached();
    entry->about.touched_at = now;
    entries_.emplace(id, std::move(entry));
  }
  return {};
}

Result<void> Uploads::check_room(std::uint64_t bytes) {
  if (entries_.size() >= limits_.uploads_max) {
    return Error{ErrorCode::kUnavailable,
                 fmt::format("{} uploads are here already; discard one", limits_.uploads_max)};
  }
  std::uint64_t all = bytes;
  std::uint64_t to_come = bytes;
  for (const auto& [id, entry] : entries_) {
    all += entry->about.bytes;
    to_come += entry->about.bytes - entry->about.reached;
  }
  if (all > limits_.all_bytes_max) {
    return Error{
        ErrorCode::kUnavailable,
        fmt::format("all uploads together may have {} bytes; discard one", limits_.all_bytes_max)};
  }
  ASSIGN_OR_RETURN(const std::uint64_t left, free_bytes(folder_));
  if (left < to_come || left - to_come < limits_.spare_bytes_min) {
    return Error{ErrorCode::kUnavailable,
                 "the server's disk has no room for it; discard an upload, or ask who runs it"};
  }
  return {};
}

Result<Upload> Uploads::begin(const UploadRequest& request, std::string_view by, TimeUs now) {
  RETURN_IF_ERROR(check_request(request, limits_));
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(check_room(request.bytes));
  auto entry = std::make_shared<Entry>();
  Upload& upload = entry->about;
  ASSIGN_OR_RETURN(upload.id, random_name("upload-"));
  upload.name = request.name;
  upload.bytes = request.bytes;
  upload.announced_sha256 = request.sha256;
  upload.by = by;
  upload.created_at = now;
  upload.touched_at = now;
  const std::string place = place_of(upload.id);
  if (::mkdir(place.c_str(), 0700) != 0) return cannot_write(place, errno);
  auto made = PieceFile::create(place + "/data");
  auto written = made.ok() ? write_about(place, upload) : Result<void>(made.error());
  if (written.ok()) written = flush_to_storage(folder_);
  if (!written.ok()) {
    std::error_code error;
    fs::remove_all(place, error);
    return std::move(written).error();
  }
  entries_.emplace(upload.id, entry);
  return upload;
}

Result<std::shared_ptr<Uploads::Entry>> Uploads::entry_of(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  if (found != entries_.end()) return found->second;
  return Error{ErrorCode::kNotFound, "there is no such upload; GET /v1/uploads lists them"};
}

Result<Upload> Uploads::find(std::string_view id) {
  ASSIGN_OR_RETURN(const auto entry, entry_of(id));
  const std::lock_guard lock(mutex_);
  return entry->about;
}

std::vector<Upload> Uploads::list() {
  std::vector<Upload> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, entry] : entries_) all.push_back(entry->about);
  }
  std::sort(all.begin(), all.end(), [](const Upload& a, const Upload& b) {
    return std::tie(a.created_at, a.id) < std::tie(b.created_at, b.id);
  });
  return all;
}

Result<PieceAnswer> Uploads::add(std::string_view id, const Piece& piece, TimeUs now) {
  ASSIGN_OR_RETURN(const auto entry, entry_of(id));
  const auto answer = [&](PieceTaken taken) {
    const std::lock_guard lock(mutex_);
    return PieceAnswer{taken, entry->about};
  };
  const std::unique_lock one_piece(entry->mutex, std::try_to_lock);
  if (!one_piece.owns_lock()) return answer(PieceTaken::kBusy);
  if (entry->gone) return Error{ErrorCode::kNotFound, "the upload was discarded"};
  const Upload before = answer(PieceTaken::kTaken).upload;
  if (piece.offset != before.reached) return answer(PieceTaken::kOtherOffset);
  if (piece.bytes.size() > before.bytes - before.reached) return answer(PieceTaken::kTooLong);
  if (!piece.sha256.empty() && sha256_hex(piece.bytes) != piece.sha256) {
    return answer(PieceTaken::kOtherDigest);
  }
  if (piece.bytes.empty()) return answer(PieceTaken::kTaken);
  ASSIGN_OR_RETURN(auto file, PieceFile::open(place_of(id) + "/data"));
  CHECK_EQ(file.reached(), before.reached);
  RETURN_IF_ERROR(file.append(piece.bytes));
  if (entry->hashed == before.reached) {
    entry->digest.update(piece.bytes);
    entry->hashed += piece.bytes.size();
  }
  {
    const std::lock_guard lock(mutex_);
    entry->about.reached = file.reached();
    entry->about.touched_at = now;
  }
  return answer(PieceTaken::kTaken);
}

Result<Upload> Uploads::complete(std::string_view id, TimeUs now) {
  ASSIGN_OR_RETURN(const auto entry, entry_of(id));
  const std::unique_lock one_piece(entry->mutex);
  ASSIGN_OR_RETURN(Upload upload, find(id));
  if (upload.complete) return upload;
  if (upload.reached != upload.bytes) {
    return Error{ErrorCode::kCancelled, fmt::format("{} of {} bytes are here; send the rest first",
                                                    upload.reached, upload.bytes)};
  }
  if (entry->hashed == upload.bytes) {
    upload.sha256 = entry->digest.finish_hex();
  } else {
    // Pieces came before a restart.
    ASSIGN_OR_RETURN(upload.sha256, stored_sha256(place_of(id) + "/data"));
  }
  entry->digest = Sha256();
  entry->hashed = 0;
  if (!upload.announced_sha256.empty() && upload.announced_sha256 != upload.sha256) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("what came has the SHA-256 {}, not the one that was announced; "
                             "discard it and send the file again",
                             upload.sha256)};
  }
  upload.complete = true;
  upload.touched_at = now;
  RETURN_IF_ERROR(write_about(place_of(id), upload));
  const std::lock_guard lock(mutex_);
  entry->about = upload;
  return upload;
}

/// False where it is in use.
bool Uploads::take_away(const std::shared_ptr<Entry>& entry) {
  const std::unique_lock one_piece(entry->mutex, std::try_to_lock);
  if (!one_piece.owns_lock() || entry->holds.load() > 0) return false;
  entry->gone = true;
  const std::string id = entry->about.id;
  const std::string aside = place_of("." + id);
  entries_.erase(id);
  // Renamed first: half an upload is never taken for one.
  std::error_code error;
  fs::rename(place_of(id), aside, error);
  fs::remove_all(aside, error);
  return true;
}

Result<void> Uploads::discard(std::string_view id) {
  ASSIGN_OR_RETURN(const auto entry, entry_of(id));
  const std::lock_guard lock(mutex_);
  if (entry->gone || take_away(entry)) return {};
  return Error{ErrorCode::kUnavailable, "a run reads it, or a piece is being written; later"};
}

void Uploads::sweep(TimeUs now) {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Entry>> old;
  for (const auto& [id, entry] : entries_) {
    const TimeUs kept =
        entry->about.complete ? limits_.complete_kept_for : limits_.unfinished_kept_for;
    if (entry->about.touched_at + kept < now) old.push_back(entry);
  }
  for (const auto& entry : old) take_away(entry);
}

Result<Uploads::Hold> Uploads::hold(std::string_view id) {
  ASSIGN_OR_RETURN(const auto entry, entry_of(id));
  const std::lock_guard lock(mutex_);
  if (entry->gone) return Error{ErrorCode::kNotFound, "the upload was discarded"};
  if (!entry->about.complete) {
    return Error{ErrorCode::kCancelled,
                 "the upload is not complete; POST /v1/uploads/{upload}/completion first"};
  }
  ++entry->holds;
  const std::shared_ptr<void> kept(nullptr, [entry](void*) { --entry->holds; });
  return Hold(place_of(id) + "/data", kept);
}

}  // namespace overt
