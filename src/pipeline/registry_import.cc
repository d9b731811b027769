#include "pipeline/registry_import.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "model/schema.h"
#include "pipeline/claim_writer.h"
#include "pipeline/import_state.h"
#include "pipeline/read_registry.h"
#include "pipeline/registry_store.h"
#include "pipeline/reject_log.h"
#include "pipeline/single_values.h"
#include "stages/claims/decode_claims.h"
#include "stages/dossiers/decode_dossier.h"
#include "stages/registry/build_view.h"
#include "stages/registry/propose_merges.h"
#include "stages/registry/search_terms.h"

namespace overt {
namespace {

constexpr std::size_t kHeadBytes = std::size_t{1} << 20;
constexpr std::size_t kEntitiesAtOnce = 20'000;
constexpr std::uint64_t kDossierBytesMax = std::uint64_t{64} << 20;
constexpr std::uint64_t kRejectBytesInPiece = std::uint64_t{8} << 20;

Result<std::size_t> fill(ByteSource& source, std::span<char> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    ASSIGN_OR_RETURN(const std::size_t read, source.read(buffer.subspan(filled)));
    if (read == 0) break;
    filled += read;
  }
  return filled;
}

Result<std::string> content_hash_of(const std::string& path) {
  if (path == "-") return std::string();
  ASSIGN_OR_RETURN(const auto source, open_byte_source(path));
  std::vector<char> buffer(kHeadBytes);
  while (true) {
    ASSIGN_OR_RETURN(const std::size_t read, source->read(buffer));
    if (read == 0) return source->sha256();
  }
}

/// What the last piece does not have yet.
struct SincePiece {
  std::uint64_t claims = 0;
  std::uint64_t reject_bytes = 0;
  ImportNote note;
};

class FileImport final : public ClaimVisitor {
 public:
  /// `begun`: what earlier pieces have of the file, beside its name.
  FileImport(ClaimStore& store, ImportedFile begun, RejectCounts& rejects, RejectLog& log,
             SingleValues& single_values, SincePiece& since)
      : file(std::move(begun)),
        store_(store),
        writer_(store),
        rejects_(rejects),
        log_(log),
        single_values_(single_values),
        since_(since) {}

  Result<void> on_claims(ClaimBatch& batch) override {
    for (const Claim& claim : batch.claims) {
      single_values_.take(claim);
      file.merged += claim.kind == ClaimKind::kSame ? 1U : 0U;
    }
    since_.claims += batch.claims.size();
    std::vector<ClaimTerm> terms = terms_of(batch);
    RETURN_IF_ERROR(writer_.put(std::move(batch), std::move(terms)));
    batch.clear();
    return reject_error_;
  }

  /// After the last claim.
  Result<void> finish() {
    ASSIGN_OR_RETURN(const AddedClaims added, writer_.finish());
    count(file, added);
    return reject_error_;
  }

  /// What was handed over by now is a piece.
  Result<void> keep_piece(ImportState state, std::string note) {
    state.current = file;
    return writer_.then([this, state = std::move(state),
                         note = std::move(note)](const AddedClaims& added) mutable -> Result<void> {
      count(state.current, added);
      return store_.keep_piece(to_bytes(state), note);
    });
  }

  void on_reject(const Reject& reject) override {
    const KeptReject kept = keep_reject(reject);
    rejects_.count(file.path, kept);
    const auto written = log_.write(file.path, std::span(&kept, 1));
    if (!written.ok() && reject_error_.ok()) reject_error_ = written.error();
    since_.reject_bytes += kept.raw.size() + sizeof(kept);
    since_.note.rejects.push_back({file.path, kept});
  }

  ImportedFile file;

 private:
  static void count(ImportedFile& file, const AddedClaims& added) {
    file.added += added.added;
    file.known += added.known;
    file.seen_again += added.seen_again;
  }

  std::vector<ClaimTerm> terms_of(const ClaimBatch& batch) {
    std::vector<ClaimTerm> terms;
    terms.reserve(batch.claims.size() * 2);
    for (std::uint32_t i = 0; i < batch.claims.size(); ++i) {
      for (const std::uint64_t term : terms_.of(batch.claims[i])) terms.push_back({i, term});
    }
    return terms;
  }

  ClaimStore& store_;
  ClaimWriter writer_;
  RejectCounts& rejects_;
  RejectLog& log_;
  SingleValues& single_values_;
  SincePiece& since_;
  SearchTerms terms_;
  Result<void> reject_error_;
};

/// What makes two imports the same, but for what the files hold.
std::string command_of(const RegistryOptions& options, const std::vector<std::string>& paths) {
  const ClaimSource& source = options.source;
  std::string command = fmt::format(
      "{}\n{}\n{}\n{}\n{}\n{}\n", options.format, source.url, source.publisher, source.dataset,
      source.retrieved_at ? fmt::format("{}", *source.retrieved_at) : "", name_of(source.grade));
  for (const std::string& path : paths) command += path + '\n';
  return command;
}

/// Whether the same import can come to its end another time, or never.
bool may_pass(ErrorCode code) {
  switch (code) {
    case ErrorCode::kCancelled:
    case ErrorCode::kIo:
    case ErrorCode::kUnavailable:
    case ErrorCode::kNotFound:
    case ErrorCode::kPermissionDenied:
      return true;
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kBadInput:
    case ErrorCode::kTooManyRejects:
    case ErrorCode::kLimitExceeded:
      return false;
  }
  CHECK(false);
}

class Import {
 public:
  Import(const RegistryOptions& options, Progress& progress)
      : options_(options),
        progress_(progress),
        log_([this] { return create_byte_sink(options_.rejects_out); }),
        no_log_({}) {}

  Result<RegistryImport> run() {
    const bool fresh = is_new_registry(options_.registry);
    auto done = import();
    if (done.ok() || !fresh) return done;
    store_.reset();
    return without_empty_registry(options_.registry, std::move(done).error());
  }

 private:
  Result<RegistryImport> import() {
    ASSIGN_OR_RETURN(store_, open_registry(options_.registry, RegistryAccess::kWrite));
    if (options_.discard_unfinished) RETURN_IF_ERROR(discard());
    if (options_.operands.empty()) return std::move(result_);
    RETURN_IF_ERROR(list_files());
    single_values_.emplace(store_->size() == 0);
    RETURN_IF_ERROR(start());
    auto read = read_files();
    if (read.ok()) {
      progress_.begin("committing", 0, "claims");
      read = store_->commit();
      progress_.end();
    }
    if (!read.ok()) return give_up(read.error());
    RETURN_IF_ERROR(log().close());
    RETURN_IF_ERROR(find_conflicts());
    RETURN_IF_ERROR(count_proposals());
    return std::move(result_);
  }

  RejectLog& log() { return options_.rejects_out.empty() ? no_log_ : log_; }

  Result<void> list_files() {
    for (const std::string& path : options_.operands) {
      std::vector<std::string> files = {path};
      if (std::filesystem::is_directory(path)) {  // it stands for the dossiers in it
        ASSIGN_OR_RETURN(files, dossiers_in(path));
      }
      paths_.insert(paths_.end(), files.begin(), files.end());
    }
    // What was read from standard input cannot be read again.
    can_go_on_ = std::find(paths_.begin(), paths_.end(), "-") == paths_.end();
    command_ = command_of(options_, paths_);
    return {};
  }

  /// The hash is part of every claim's source, so it is needed before the first claim.
  Result<std::string> hash_of(const std::string& path) {
    const auto known = hashes_.find(path);
    if (known != hashes_.end()) return known->second;
    ASSIGN_OR_RETURN(std::string hash, content_hash_of(path));
    hashes_.emplace(path, hash);
    return hash;
  }

  // --- going on with an import that was not completed ---

  Result<void> discard() {
    ASSIGN_OR_RETURN(const auto unfinished, store_->unfinished());
    if (!unfinished) return {};
    result_.discarded = unfinished->claims;
    return store_->discard_unfinished();
  }

  Result<void> start() {
    ASSIGN_OR_RETURN(const auto unfinished, store_->unfinished());
    if (unfinished) {
      ASSIGN_OR_RETURN(begun_, import_state_from(unfinished->state));
      if (begun_.command != command_) return another_import(*unfinished);
      ASSIGN_OR_RETURN(result_.changed, changed_file());
      if (result_.changed.empty()) return go_on(*unfinished);
      begun_ = {};
      RETURN_IF_ERROR(discard());
    }
    return store_->begin(options_.recorded_at);
  }

  Error another_import(const UnfinishedImport& unfinished) const {
    const std::string begun = begun_.command.substr(0, begun_.command.size() - 1);
    return {
        ErrorCode::kUnavailable,
        fmt::format("{}: another import, of {} and begun at {}, is not complete ({} claims are "
                    "kept). Run that one again to go on with it, or take it out: overt registry "
                    "import --discard-unfinished",
                    options_.registry, begun.substr(begun.rfind('\n') + 1),
                    format_rfc3339(unfinished.begun_at), unfinished.claims)};
  }

  /// One that had been read, at least in part, and holds something else now.
  Result<std::string> changed_file() {
    std::vector<const ImportedFile*> files;
    for (const ImportedFile& file : begun_.done) files.push_back(&file);
    if (!begun_.current.path.empty()) files.push_back(&begun_.current);
    for (const ImportedFile* const file : files) {
      ASSIGN_OR_RETURN(const std::string hash, hash_of(file->path));
      if (hash != file->content_hash) return file->path;
    }
    return std::string();
  }

  Result<void> go_on(const UnfinishedImport& unfinished) {
    result_.went_on = {begun_.current.path, begun_.position.bytes, unfinished.claims,
                       unfinished.begun_at};
    progress_.begin("reading what is kept", unfinished.claims, "claims");
    SearchTerms terms;
    RETURN_IF_ERROR(store_->go_on(
        options_.recorded_at, [&](const Claim& claim) { return std::span(terms.of(claim)); },
        [&](const StoredClaim& claim) {
          single_values_->take(claim.claim);
          progress_.advance(1);
          return true;
        }));
    progress_.end();
    kept_ = true;
    result_.files = begun_.done;
    for (const ImportedFile& file : result_.files) count_good(file);
    const auto restored = restore(unfinished.notes);
    if (!restored.ok()) return give_up(restored.error());
    return {};
  }

  /// The bad ones are counted as they are met.
  void count_good(const ImportedFile& file) {
    rejects_.records += file.report.records - file.report.rejects();
  }

  Result<void> restore(const std::vector<std::string>& notes) {
    for (const std::string& bytes : notes) {
      ASSIGN_OR_RETURN(const ImportNote note, import_note_from(bytes));
      for (const auto& [path, reject] : note.rejects) {
        rejects_.count(path, reject);
        RETURN_IF_ERROR(log().write(path, std::span(&reject, 1)));
      }
      for (const std::string& entity : note.entities) single_values_->restore(entity);
    }
    (void)single_values_->take_fresh();
    return {};
  }

  /// What is kept stays where the same import may get further.
  Error give_up(Error error) {
    const auto clean = [&]() -> Result<void> {
      RETURN_IF_ERROR(store_->roll_back());
      ASSIGN_OR_RETURN(const auto unfinished, store_->unfinished());
      if (!unfinished) return {};
      if (!may_pass(error.code)) return store_->discard_unfinished();
      error.message += fmt::format(
          "\n{} claims are kept, and count nowhere yet: run the same import again to go on after "
          "them, or take them out: overt registry import --discard-unfinished",
          unfinished->claims);
      return {};
    };
    const auto cleaned = clean();
    if (!cleaned.ok()) error.message += "\n" + cleaned.error().message;
    return error;
  }

  // --- pieces ---

  [[nodiscard]] bool piece_is_due() const {
    return can_go_on_ &&
           (since_.claims >= options_.piece_claims || since_.reject_bytes >= kRejectBytesInPiece);
  }

  /// What is to be kept with a piece; what comes after it belongs to the next.
  std::string take_note() {
    since_.note.entities = single_values_->take_fresh();
    std::string note = to_bytes(since_.note);
    since_ = {};
    kept_ = true;
    return note;
  }

  Result<void> keep_within_file(ClaimDecoder& decoder, FileImport& visitor) {
    ASSIGN_OR_RETURN(const auto position, decoder.pause(visitor));
    if (!position) return {};
    return visitor.keep_piece({command_, result_.files, {}, *position}, take_note());
  }

  Result<void> keep_between_files() {
    const std::string note = take_note();
    return store_->keep_piece(to_bytes(ImportState{command_, result_.files, {}, {}}), note);
  }

  // --- reading ---

  Result<void> read_files() {
    for (std::size_t i = result_.files.size(); i < paths_.size(); ++i) {
      RETURN_IF_ERROR(read_file(paths_[i]));
      count_good(result_.files.back());
      const bool last = i + 1 == paths_.size();
      if (last ? kept_ : piece_is_due()) RETURN_IF_ERROR(keep_between_files());
    }
    for (std::size_t i = 0; i < kRejectReasonCount; ++i) {
      if (rejects_.by_reason[i] == 0) continue;
      result_.rejects_by_reason[std::string(name_of(static_cast<RejectReason>(i)))] =
          rejects_.by_reason[i];
    }
    return rejects_.check(options_.max_rejects);
  }

  Result<void> read_file(const std::string& path) {
    ClaimDecoderRequest request;
    request.path = path;
    request.source = options_.source;
    if (!options_.format.empty()) request.format = claim_format_named(options_.format);
    ASSIGN_OR_RETURN(request.source.content_hash, hash_of(path));
    ASSIGN_OR_RETURN(const auto source, open_byte_source(path, {.hash = false}));
    std::vector<char> buffer(kHeadBytes);
    ASSIGN_OR_RETURN(const std::size_t size, fill(*source, buffer));
    const std::string_view head(buffer.data(), size);
    if (options_.format == "dossier" || (options_.format.empty() && is_dossier(head))) {
      return read_dossier(path, request.source.content_hash);
    }
    ASSIGN_OR_RETURN(const auto decoder, open_claim_decoder(head, request));
    ImportedFile file;
    file.path = path;
    file.format = name_of(decoder->format());
    file.content_hash = request.source.content_hash;
    std::uint64_t skip = 0;
    if (begun_.current.path == path && !path.empty()) {
      file = std::exchange(begun_.current, {});
      skip = begun_.position.bytes;
      decoder->resume(begun_.position);
    }
    FileImport visitor(*store_, std::move(file), rejects_, log(), *single_values_, since_);
    const std::string stage =
        skip == 0 ? "importing" : fmt::format("importing, continuing at byte {}", skip);
    progress_.begin(stage, source->size().value_or(0), "bytes");
    RETURN_IF_ERROR(read_blocks(*source, buffer, size, skip, *decoder, visitor));
    RETURN_IF_ERROR(decoder->finish(visitor));
    progress_.end();
    RETURN_IF_ERROR(visitor.finish());
    visitor.file.report = decoder->report();
    result_.files.push_back(std::move(visitor.file));
    return {};
  }

  /// `buffer` has the first `size` bytes; the first `skip` of all have been decoded before.
  Result<void> read_blocks(ByteSource& source, std::vector<char>& buffer, std::size_t size,
                           std::uint64_t skip, ClaimDecoder& decoder, FileImport& visitor) {
    while (size > 0) {
      const auto passed = static_cast<std::size_t>(std::min<std::uint64_t>(skip, size));
      skip -= passed;
      std::string_view bytes(buffer.data() + passed, size - passed);
      while (!bytes.empty()) {
        const std::string_view block = bytes.substr(0, options_.block_bytes);
        bytes.remove_prefix(block.size());
        RETURN_IF_ERROR(decoder.take(block, visitor));
        if (piece_is_due()) RETURN_IF_ERROR(keep_within_file(decoder, visitor));
      }
      progress_.advance(size);
      if (progress_.cancelled()) return Error{ErrorCode::kCancelled, "interrupted"};
      ASSIGN_OR_RETURN(size, fill(source, buffer));
    }
    return {};
  }

  // A dossier names the sources of its claims itself.
  Result<void> read_dossier(const std::string& path, const std::string& content_hash) {
    ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kDossierBytesMax));
    ASSIGN_OR_RETURN(ClaimBatch batch, decode_dossier(text, path));
    ImportedFile file;
    file.path = path;
    file.format = "dossier";
    file.content_hash = content_hash;
    file.report.records = batch.claims.size();
    file.report.claims = batch.claims.size();
    FileImport visitor(*store_, std::move(file), rejects_, log(), *single_values_, since_);
    RETURN_IF_ERROR(visitor.on_claims(batch));
    RETURN_IF_ERROR(visitor.finish());
    result_.files.push_back(std::move(visitor.file));
    return {};
  }

  Result<void> find_conflicts() {
    result_.conflicts_whole = single_values_->whole();
    const std::vector<std::string> entities(single_values_->entities().begin(),
                                            single_values_->entities().end());
    for (std::size_t at = 0; at < entities.size(); at += kEntitiesAtOnce) {
      const std::size_t count = std::min(kEntitiesAtOnce, entities.size() - at);
      RegistryViewBuilder builder;
      RETURN_IF_ERROR(store_->about(std::span(entities).subspan(at, count), kLatest,
                                    [&](const StoredClaim& claim) {
                                      builder.add(claim);
                                      return true;
                                    }));
      const RegistryView view = builder.finish(store_->sources());
      for (const ViewEntity& entity : view.entities) add_conflicts(view, entity);
    }
    return {};
  }

  Result<void> count_proposals() {
    if (store_->size() > kProposeClaimsMax) return {};
    progress_.begin("comparing entities", 0, "entities");
    ASSIGN_OR_RETURN(const RegistryView view, load_registry(*store_, kLatest));
    result_.proposals = propose_merges(view).proposals.size();
    result_.merges_refused = view.merges_refused.size();
    progress_.end();
    return {};
  }

  void add_conflicts(const RegistryView& view, const ViewEntity& entity) {
    std::map<std::string_view, std::set<std::string>> values;
    for (const ClaimIndex index : entity.claims) {
      const ViewClaim& claim = view.claim(index);
      const SchemaProperty* const property = find_property(entity.schema, claim.property);
      if (property == nullptr || !property->single) continue;
      if (claim.status > ClaimStatus::kWithdrawn) values[claim.property].emplace(claim.value);
    }
    for (const auto& [property, different] : values) {
      if (different.size() < 2) continue;
      if (++result_.conflicts_total > kConflictsKept) continue;
      result_.conflicts.push_back(
          {std::string(entity.id), std::string(property), {different.begin(), different.end()}});
    }
  }

  const RegistryOptions& options_;
  Progress& progress_;
  std::unique_ptr<ClaimStore> store_;
  std::vector<std::string> paths_;
  std::string command_;
  std::map<std::string, std::string> hashes_;  // by path
  bool can_go_on_ = true;
  bool kept_ = false;  // a piece of this import
  ImportState begun_;  // of the import that is gone on with
  SincePiece since_;
  RejectCounts rejects_;
  RejectLog log_;
  RejectLog no_log_;
  std::optional<SingleValues> single_values_;
  RegistryImport result_;
};

}  // namespace

Result<RegistryImport> import_claims(const RegistryOptions& options, Progress& progress) {
  return Import(options, progress).run();
}

}  // namespace overt
