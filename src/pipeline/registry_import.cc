#include "pipeline/registry_import.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <span>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "model/schema.h"
#include "pipeline/claim_writer.h"
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

Result<std::size_t> fill(ByteSource& source, std::span<char> buffer) {
  std::size_t filled = 0;
  while (filled < buffer.size()) {
    ASSIGN_OR_RETURN(const std::size_t read, source.read(buffer.subspan(filled)));
    if (read == 0) break;
    filled += read;
  }
  return filled;
}

/// The hash is part of every claim's source, so it is needed before the first claim.
Result<std::string> content_hash_of(const std::string& path) {
  if (path == "-") return std::string();
  ASSIGN_OR_RETURN(const auto source, open_byte_source(path));
  std::vector<char> buffer(kHeadBytes);
  while (true) {
    ASSIGN_OR_RETURN(const std::size_t read, source->read(buffer));
    if (read == 0) return source->sha256();
  }
}

class FileImport final : public ClaimVisitor {
 public:
  FileImport(ClaimStore& store, const std::string& path, RejectCounts& rejects, RejectLog& log,
             SingleValues& single_values)
      : writer_(store), path_(path), rejects_(rejects), log_(log), single_values_(single_values) {}

  Result<void> on_claims(ClaimBatch& batch) override {
    for (const Claim& claim : batch.claims) {
      single_values_.take(claim);
      file.merged += claim.kind == ClaimKind::kSame ? 1U : 0U;
    }
    std::vector<ClaimTerm> terms = terms_of(batch);
    RETURN_IF_ERROR(writer_.put(std::move(batch), std::move(terms)));
    batch.clear();
    return reject_error_;
  }

  /// After the last claim.
  Result<void> finish() {
    ASSIGN_OR_RETURN(const AddedClaims added, writer_.finish());
    file.added = added.added;
    file.known = added.known;
    file.seen_again = added.seen_again;
    return reject_error_;
  }

  void on_reject(const Reject& reject) override {
    const KeptReject kept = keep_reject(reject);
    rejects_.count(path_, kept);
    const auto written = log_.write(path_, std::span(&kept, 1));
    if (!written.ok() && reject_error_.ok()) reject_error_ = written.error();
  }

  ImportedFile file;

 private:
  std::vector<ClaimTerm> terms_of(const ClaimBatch& batch) {
    std::vector<ClaimTerm> terms;
    terms.reserve(batch.claims.size() * 2);
    for (std::uint32_t i = 0; i < batch.claims.size(); ++i) {
      for (const std::uint64_t term : terms_.of(batch.claims[i])) terms.push_back({i, term});
    }
    return terms;
  }

  ClaimWriter writer_;
  const std::string& path_;
  RejectCounts& rejects_;
  RejectLog& log_;
  SingleValues& single_values_;
  SearchTerms terms_;
  Result<void> reject_error_;
};

class Import {
 public:
  Import(const RegistryOptions& options, Progress& progress)
      : options_(options),
        progress_(progress),
        log_([this] { return create_byte_sink(options_.rejects_out); }),
        no_log_({}) {}

  Result<RegistryImport> run() {
    ASSIGN_OR_RETURN(store_, open_registry(options_.registry, RegistryAccess::kWrite));
    single_values_.emplace(store_->size() == 0);
    RETURN_IF_ERROR(store_->begin(options_.recorded_at));
    auto read = read_files();
    if (!read.ok()) {
      RETURN_IF_ERROR(store_->roll_back());
      return read.error();
    }
    progress_.begin("committing", 0, "claims");
    RETURN_IF_ERROR(store_->commit());
    progress_.end();
    RETURN_IF_ERROR(log().close());
    RETURN_IF_ERROR(find_conflicts());
    RETURN_IF_ERROR(count_proposals());
    return std::move(result_);
  }

 private:
  RejectLog& log() { return options_.rejects_out.empty() ? no_log_ : log_; }

  Result<void> read_files() {
    std::vector<std::string> paths;  // a folder stands for the dossiers in it
    for (const std::string& path : options_.operands) {
      std::vector<std::string> files = {path};
      if (std::filesystem::is_directory(path)) {
        ASSIGN_OR_RETURN(files, dossiers_in(path));
      }
      paths.insert(paths.end(), files.begin(), files.end());
    }
    for (const std::string& path : paths) {
      RETURN_IF_ERROR(read_file(path));
      rejects_.records += result_.files.back().report.records;
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
    ASSIGN_OR_RETURN(request.source.content_hash, content_hash_of(path));
    ASSIGN_OR_RETURN(const auto source, open_byte_source(path, {.hash = false}));
    std::vector<char> buffer(kHeadBytes);
    ASSIGN_OR_RETURN(std::size_t size, fill(*source, buffer));
    if (options_.format == "dossier" ||
        (options_.format.empty() && is_dossier(std::string_view(buffer.data(), size)))) {
      return read_dossier(path, request.source.content_hash);
    }
    ASSIGN_OR_RETURN(const auto decoder,
                     open_claim_decoder(std::string_view(buffer.data(), size), request));
    FileImport visitor(*store_, path, rejects_, log(), *single_values_);
    visitor.file.path = path;
    visitor.file.format = name_of(decoder->format());
    visitor.file.content_hash = request.source.content_hash;
    progress_.begin("importing", source->size().value_or(0), "bytes");
    while (size > 0) {
      RETURN_IF_ERROR(decoder->take(std::string_view(buffer.data(), size), visitor));
      progress_.advance(size);
      if (progress_.cancelled()) return Error{ErrorCode::kCancelled, "interrupted"};
      ASSIGN_OR_RETURN(size, fill(*source, buffer));
    }
    RETURN_IF_ERROR(decoder->finish(visitor));
    progress_.end();
    RETURN_IF_ERROR(visitor.finish());
    visitor.file.report = decoder->report();
    result_.files.push_back(std::move(visitor.file));
    return {};
  }

  // A dossier names the sources of its claims itself.
  Result<void> read_dossier(const std::string& path, const std::string& content_hash) {
    ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kDossierBytesMax));
    ASSIGN_OR_RETURN(ClaimBatch batch, decode_dossier(text, path));
    FileImport visitor(*store_, path, rejects_, log(), *single_values_);
    visitor.file.path = path;
    visitor.file.format = "dossier";
    visitor.file.content_hash = content_hash;
    visitor.file.report.records = batch.claims.size();
    visitor.file.report.claims = batch.claims.size();
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
