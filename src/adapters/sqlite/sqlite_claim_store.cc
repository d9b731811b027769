#include "adapters/sqlite/sqlite_claim_store.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include "adapters/sqlite/claim_id_set_internal.h"
#include "adapters/sqlite/claim_schema_internal.h"
#include "adapters/sqlite/retractions_internal.h"
#include "adapters/sqlite/sqlite_database.h"

namespace overt {
namespace {

using IdBytes = std::array<unsigned char, 16>;

IdBytes bytes_of(const ClaimId& id) {
  IdBytes bytes{};
  for (std::size_t i = 0; i < 16; ++i) {
    bytes[i] = static_cast<unsigned char>(id.words[i / 8] >> (56 - 8 * (i % 8)));
  }
  return bytes;
}

ClaimId id_from(std::span<const unsigned char> bytes) {
  ClaimId id;
  for (std::size_t i = 0; i < std::min<std::size_t>(16, bytes.size()); ++i) {
    id.words[i / 8] = id.words[i / 8] << 8U | bytes[i];
  }
  return id;
}

std::int64_t key_of(std::string_view value) {
  return static_cast<std::int64_t>(XXH3_64bits(value.data(), value.size()));
}

/// Everything of a source, for finding it again.
std::string identity_of(const ClaimSource& source) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", source.url, source.publisher, source.dataset,
                     source.author, source.content_hash,
                     source.retrieved_at ? fmt::format("{}", *source.retrieved_at) : "",
                     name_of(source.grade));
}

enum Column : int {
  kSeq,
  kId,
  kEntity,
  kSchema,
  kProperty,
  kValue,
  kLang,
  kKind,
  kStatus,
  kSource,
  kFromFirst,
  kFromLast,
  kToFirst,
  kToLast,
  kFlags,
  kNote,
};
constexpr std::string_view kSelect =
    "SELECT seq, id, entity, schema, property, value, lang, kind, status, source, from_first, "
    "from_last, to_first, to_last, flags, note FROM claim ";
constexpr std::string_view kInsert =
    "INSERT INTO claim(seq, id, entity, schema, property, value, lang, kind, status, source, "
    "from_first, from_last, to_first, to_last, flags, note, value_key) "
    "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ";

// An import that makes so many times more of a registry than there was has its indexes made anew.
constexpr std::uint64_t kGrowthToDefer = 2;
constexpr std::uint64_t kClaimsToDefer = 100'000;

struct Recording {
  std::int64_t first_claim = 0;
  TimeUs recorded_at = 0;
};

class SqliteClaimStore final : public ClaimStore {
 public:
  SqliteClaimStore(std::unique_ptr<SqliteDatabase> database, const SqliteClaimStoreOptions& options)
      : options_(options), database_(std::move(database)) {}

  Result<void> open();

  Result<void> begin(TimeUs recorded_at) override;
  Result<AddedClaims> add(const ClaimBatch& batch, std::span<const ClaimTerm> terms) override;
  Result<void> commit() override;
  Result<void> roll_back() override;

  Result<void> all(TimeUs as_of, const Visit& visit) override;
  Result<void> about(std::span<const std::string> entities, TimeUs as_of,
                     const Visit& visit) override;
  Result<void> with_value(std::span<const std::string> values, TimeUs as_of,
                          const Visit& visit) override;
  Result<void> with_term(std::uint64_t term, TimeUs as_of, const Visit& visit) override;
  Result<void> history(std::string_view entity, const Visit& visit) override;
  Result<void> everything(const Visit& visit) override;
  Result<std::optional<StoredClaim>> find(const ClaimId& id) override;
  bool is_retracted(const ClaimId& id, TimeUs as_of) override {
    return retractions_.in_force(id, seq_max(as_of));
  }

  std::span<const ClaimSource> sources() override { return sources_; }
  std::uint64_t size() override { return static_cast<std::uint64_t>(last_seq_); }
  std::vector<TimeUs> recorded_times() override;
  Result<void> refresh() override;

 private:
  Result<void> load_words();
  Result<void> load_sources();
  Result<void> load_recordings();
  Result<void> load_retractions();
  Result<void> prepare_statements();
  Result<void> defer_indexes();
  Result<void> end_deferral();

  Result<std::int64_t> word(std::string_view text);
  Result<std::uint32_t> source_key(const ClaimSource& source);
  Result<bool> insert(const Claim& claim, const ClaimId& id, std::uint32_t source);
  void bind(const Claim& claim, std::uint32_t source);
  Result<void> insert_terms(std::span<const ClaimTerm> terms,
                            const std::vector<std::int64_t>& seqs);

  [[nodiscard]] std::int64_t seq_max(TimeUs as_of) const;
  void read_row(const SqliteStatement& row);
  /// Every row of a bound statement that is in force up to `last`; false where the visitor stopped.
  Result<bool> visit_rows(SqliteStatement& rows, std::int64_t last, const Visit& visit);
  Result<bool> visit_all_rows(SqliteStatement& rows, const Visit& visit);

  SqliteClaimStoreOptions options_;
  std::unique_ptr<SqliteDatabase> database_;
  SqliteStatement insert_;
  SqliteStatement insert_term_;
  SqliteStatement select_about_;
  SqliteStatement select_value_;
  SqliteStatement select_term_;
  SqliteStatement select_id_;

  std::vector<std::string> words_;  // by key
  std::unordered_map<std::string, std::int64_t> word_keys_;
  std::vector<ClaimSource> sources_;  // by key
  std::map<std::string, std::uint32_t> source_keys_;
  std::vector<Recording> recordings_;
  Retractions retractions_;
  std::int64_t last_seq_ = 0;
  StoredClaim row_;

  TimeUs recorded_at_ = 0;  // of the import that is going on
  std::int64_t seq_at_begin_ = 0;
  bool importing_ = false;
  bool deferred_ = false;  // there are no indexes; what was added stands in ids_
  ClaimIdSet ids_;
  ClaimIds namer_;
  IdBytes id_bytes_{};
};

Result<void> SqliteClaimStore::open() {
  RETURN_IF_ERROR(prepare_claim_tables(*database_, options_.write));
  RETURN_IF_ERROR(database_->set_cache_bytes(options_.cache_bytes));
  RETURN_IF_ERROR(refresh());
  if (options_.write && last_seq_ > 0) {
    RETURN_IF_ERROR(database_->run("PRAGMA journal_mode = WAL"));
  }
  RETURN_IF_ERROR(database_->run("PRAGMA synchronous = FULL; PRAGMA threads = 2"));
  return prepare_statements();
}

Result<void> SqliteClaimStore::prepare_statements() {
  const auto prepare = [&](SqliteStatement& into, std::string_view rest) -> Result<void> {
    ASSIGN_OR_RETURN(into, database_->prepare(std::string(kSelect) + std::string(rest)));
    return {};
  };
  RETURN_IF_ERROR(prepare(select_about_, "WHERE entity = ? AND seq <= ? ORDER BY seq"));
  RETURN_IF_ERROR(
      prepare(select_value_, "WHERE value_key = ? AND value = ? AND seq <= ? ORDER BY seq"));
  RETURN_IF_ERROR(
      prepare(select_term_, "WHERE seq IN (SELECT claim FROM term WHERE term = ? AND claim <= ?)"));
  RETURN_IF_ERROR(prepare(select_id_, "WHERE id = ? AND seq <= ?"));
  if (!options_.write) return {};
  ASSIGN_OR_RETURN(insert_, database_->prepare(std::string(kInsert) + "ON CONFLICT DO NOTHING"));
  ASSIGN_OR_RETURN(insert_term_, database_->prepare("INSERT INTO term(term, claim) VALUES(?, ?)"));
  return {};
}

Result<void> SqliteClaimStore::refresh() {
  if (importing_) return {};
  // One read transaction, so that all of it is of one state.
  RETURN_IF_ERROR(database_->run("BEGIN"));
  const auto load = [&]() -> Result<void> {
    ASSIGN_OR_RETURN(last_seq_, database_->integer("SELECT max(seq) FROM claim"));
    RETURN_IF_ERROR(load_words());
    RETURN_IF_ERROR(load_sources());
    RETURN_IF_ERROR(load_recordings());
    return load_retractions();
  };
  auto loaded = load();
  RETURN_IF_ERROR(database_->run("COMMIT"));
  return loaded;
}

Result<void> SqliteClaimStore::load_words() {
  words_.clear();
  word_keys_.clear();
  ASSIGN_OR_RETURN(auto rows, database_->prepare("SELECT text FROM word ORDER BY key"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return {};
    word_keys_.emplace(rows.text(0), static_cast<std::int64_t>(words_.size()));
    words_.emplace_back(rows.text(0));
  }
}

Result<void> SqliteClaimStore::load_sources() {
  sources_.clear();
  source_keys_.clear();
  ASSIGN_OR_RETURN(auto rows,
                   database_->prepare("SELECT url, publisher, dataset, author, content_hash, "
                                      "retrieved_at, grade FROM source ORDER BY key"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return {};
    ClaimSource source;
    source.url = rows.text(0);
    source.publisher = rows.text(1);
    source.dataset = rows.text(2);
    source.author = rows.text(3);
    source.content_hash = rows.text(4);
    if (!rows.is_null(5)) source.retrieved_at = rows.integer(5);
    source.grade = parse_grade(rows.text(6)).value_or(Grade{});
    source_keys_.emplace(identity_of(source), static_cast<std::uint32_t>(sources_.size()));
    sources_.push_back(std::move(source));
  }
}

Result<void> SqliteClaimStore::load_recordings() {
  recordings_.clear();
  ASSIGN_OR_RETURN(auto rows,
                   database_->prepare("SELECT first_claim, recorded_at FROM recording ORDER BY 1"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return {};
    recordings_.push_back({rows.integer(0), rows.integer(1)});
  }
}

Result<void> SqliteClaimStore::load_retractions() {
  static_assert(static_cast<int>(ClaimKind::kRetracts) == 1, "the index and this query say 1");
  retractions_.clear();
  ASSIGN_OR_RETURN(auto rows,
                   database_->prepare("SELECT id, value, seq FROM claim WHERE kind = 1"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return {};
    const auto target = parse_claim_id(rows.text(1));
    if (target) retractions_.add(id_from(rows.blob(0)), *target, rows.integer(2));
  }
}

Result<void> SqliteClaimStore::begin(TimeUs recorded_at) {
  CHECK(!importing_);
  if (!options_.write) {
    return Error{ErrorCode::kPermissionDenied, database_->path() + ": opened for reading only"};
  }
  // Into an empty file nothing need be written twice: a rollback journal keeps only what was there.
  if (last_seq_ == 0) RETURN_IF_ERROR(database_->run("PRAGMA journal_mode = DELETE"));
  RETURN_IF_ERROR(database_->run("BEGIN IMMEDIATE"));
  importing_ = true;
  const auto start = [&]() -> Result<void> {
    ASSIGN_OR_RETURN(const std::int64_t last, database_->integer("SELECT max(seq) FROM claim"));
    if (last != last_seq_) {
      return Error{
          ErrorCode::kUnavailable,
          database_->path() + ": another process has added to it meanwhile; run this again"};
    }
    if (!recordings_.empty() && recorded_at < recordings_.back().recorded_at) {
      return Error{ErrorCode::kInvalidArgument,
                   fmt::format("{}: its latest claims were recorded at {}, and nothing can be "
                               "recorded before that; the past is not added to",
                               database_->path(), format_rfc3339(recordings_.back().recorded_at))};
    }
    ASSIGN_OR_RETURN(const bool indexed, has_claim_indexes(*database_));
    deferred_ = !indexed;
    return {};
  };
  const auto started = start();
  if (!started.ok()) {
    RETURN_IF_ERROR(roll_back());
    return started.error();
  }
  recorded_at_ = recorded_at;
  seq_at_begin_ = last_seq_;
  recordings_.push_back({last_seq_ + 1, recorded_at});
  return {};
}

Result<void> SqliteClaimStore::defer_indexes() {
  ASSIGN_OR_RETURN(auto rows, database_->prepare("SELECT id FROM claim"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) break;
    ids_.insert(id_from(rows.blob(0)));
  }
  RETURN_IF_ERROR(
      database_->run("DROP INDEX claim_id; DROP INDEX claim_entity; DROP INDEX claim_value; "
                     "DROP INDEX claim_retraction; DROP INDEX term_claim"));
  deferred_ = true;
  return {};
}

Result<void> SqliteClaimStore::end_deferral() {
  ids_.clear();
  deferred_ = false;
  return make_claim_indexes(*database_);
}

Result<std::int64_t> SqliteClaimStore::word(std::string_view text) {
  thread_local std::string key;
  key.assign(text);
  const auto found = word_keys_.find(key);
  if (found != word_keys_.end()) return found->second;
  const auto number = static_cast<std::int64_t>(words_.size());
  ASSIGN_OR_RETURN(auto insert, database_->prepare("INSERT INTO word(key, text) VALUES(?, ?)"));
  insert.bind(1, number);
  insert.bind(2, text);
  RETURN_IF_ERROR(insert.run());
  word_keys_.emplace(key, number);
  words_.push_back(key);
  return number;
}

Result<std::uint32_t> SqliteClaimStore::source_key(const ClaimSource& source) {
  std::string identity = identity_of(source);
  const auto found = source_keys_.find(identity);
  if (found != source_keys_.end()) return found->second;
  const auto number = static_cast<std::uint32_t>(sources_.size());
  ASSIGN_OR_RETURN(auto insert, database_->prepare(
                                    "INSERT INTO source(key, url, publisher, dataset, author, "
                                    "content_hash, retrieved_at, grade) VALUES(?,?,?,?,?,?,?,?)"));
  const std::string grade = name_of(source.grade);
  insert.bind(1, std::int64_t{number});
  insert.bind(2, source.url);
  insert.bind(3, source.publisher);
  insert.bind(4, source.dataset);
  insert.bind(5, source.author);
  insert.bind(6, source.content_hash);
  if (source.retrieved_at) insert.bind(7, *source.retrieved_at);
  insert.bind(8, grade);
  RETURN_IF_ERROR(insert.run());
  source_keys_.emplace(std::move(identity), number);
  sources_.push_back(source);
  return number;
}

void SqliteClaimStore::bind(const Claim& claim, std::uint32_t source) {
  const auto date = [&](int at, const std::optional<PartialDate>& when) {
    if (when) {
      insert_.bind(at, std::int64_t{when->first_day});
      insert_.bind(at + 1, std::int64_t{when->last_day});
    } else {
      insert_.bind_null(at);
      insert_.bind_null(at + 1);
    }
  };
  insert_.bind_blob(kId + 1, id_bytes_);
  insert_.bind(kEntity + 1, claim.entity);
  insert_.bind(kValue + 1, claim.value);
  insert_.bind(kKind + 1, static_cast<std::int64_t>(claim.kind));
  insert_.bind(kStatus + 1, static_cast<std::int64_t>(claim.status));
  insert_.bind(kSource + 1, std::int64_t{source});
  date(kFromFirst + 1, claim.valid_from);
  date(kToFirst + 1, claim.valid_to);
  insert_.bind(kFlags + 1, std::int64_t{claim.flags.bits});
  if (claim.note.empty()) {
    insert_.bind_null(kNote + 1);
  } else {
    insert_.bind(kNote + 1, claim.note);
  }
  insert_.bind(kNote + 2, key_of(claim.value));
}

Result<bool> SqliteClaimStore::insert(const Claim& claim, const ClaimId& id, std::uint32_t source) {
  if (deferred_ && !ids_.insert(id)) return false;
  id_bytes_ = bytes_of(id);
  ASSIGN_OR_RETURN(const std::int64_t schema, word(claim.schema));
  ASSIGN_OR_RETURN(const std::int64_t property, word(claim.property));
  ASSIGN_OR_RETURN(const std::int64_t lang, word(claim.lang));
  insert_.bind(kSeq + 1, last_seq_ + 1);
  insert_.bind(kSchema + 1, schema);
  insert_.bind(kProperty + 1, property);
  insert_.bind(kLang + 1, lang);
  bind(claim, source);
  RETURN_IF_ERROR(insert_.run());
  if (!database_->changed()) return false;
  ++last_seq_;
  if (claim.kind == ClaimKind::kRetracts) {
    const auto target = parse_claim_id(claim.value);
    if (target) retractions_.add(id, *target, last_seq_);
  }
  return true;
}

Result<AddedClaims> SqliteClaimStore::add(const ClaimBatch& batch,
                                          std::span<const ClaimTerm> terms) {
  CHECK(importing_);
  AddedClaims counts;
  std::vector<std::int64_t> seqs(terms.empty() ? 0 : batch.claims.size());
  std::uint32_t source = 0;
  std::uint32_t source_in_batch = std::uint32_t(-1);
  for (std::size_t i = 0; i < batch.claims.size(); ++i) {
    const Claim& claim = batch.claims[i];
    if (claim.source != source_in_batch) {
      CHECK_LT(claim.source, batch.sources.size());
      source_in_batch = claim.source;
      namer_.set_source(batch.sources[source_in_batch]);
      ASSIGN_OR_RETURN(source, source_key(batch.sources[source_in_batch]));
    }
    ASSIGN_OR_RETURN(const bool fresh, insert(claim, namer_.of(claim), source));
    if (fresh && !terms.empty()) seqs[i] = last_seq_;
    ++(fresh ? counts.added : counts.known);
  }
  RETURN_IF_ERROR(insert_terms(terms, seqs));
  if (deferred_ && ids_.size() > options_.deferred_claims_max) {
    RETURN_IF_ERROR(end_deferral());
  } else if (!deferred_ && size() < options_.deferred_claims_max) {
    const auto added = static_cast<std::uint64_t>(last_seq_ - seq_at_begin_);
    const auto before = static_cast<std::uint64_t>(seq_at_begin_);
    if (added > kClaimsToDefer && added > kGrowthToDefer * before) RETURN_IF_ERROR(defer_indexes());
  }
  return counts;
}

Result<void> SqliteClaimStore::insert_terms(std::span<const ClaimTerm> terms,
                                            const std::vector<std::int64_t>& seqs) {
  for (const ClaimTerm& term : terms) {
    if (seqs[term.claim] == 0) continue;
    insert_term_.bind(1, static_cast<std::int64_t>(term.term));
    insert_term_.bind(2, seqs[term.claim]);
    RETURN_IF_ERROR(insert_term_.run());
  }
  return {};
}

Result<void> SqliteClaimStore::commit() {
  CHECK(importing_);
  const auto finish = [&]() -> Result<void> {
    if (deferred_) RETURN_IF_ERROR(end_deferral());
    if (last_seq_ > seq_at_begin_) {
      ASSIGN_OR_RETURN(auto insert,
                       database_->prepare("INSERT INTO recording(first_claim, recorded_at) "
                                          "VALUES(?, ?)"));
      insert.bind(1, seq_at_begin_ + 1);
      insert.bind(2, recorded_at_);
      RETURN_IF_ERROR(insert.run());
    } else {
      recordings_.pop_back();
    }
    return database_->run("COMMIT");
  };
  const auto finished = finish();
  if (!finished.ok()) {
    RETURN_IF_ERROR(roll_back());
    return finished.error();
  }
  importing_ = false;
  return database_->run("PRAGMA journal_mode = WAL");
}

Result<void> SqliteClaimStore::roll_back() {
  CHECK(importing_);
  importing_ = false;
  deferred_ = false;
  ids_.clear();
  insert_.reset();
  insert_term_.reset();
  // A full disk has rolled back by itself.
  if (database_->in_transaction()) RETURN_IF_ERROR(database_->run("ROLLBACK"));
  return refresh();
}

std::int64_t SqliteClaimStore::seq_max(TimeUs as_of) const {
  const auto later = std::upper_bound(
      recordings_.begin(), recordings_.end(), as_of,
      [](TimeUs time, const Recording& recording) { return time < recording.recorded_at; });
  return later == recordings_.end() ? last_seq_ : later->first_claim - 1;
}

void SqliteClaimStore::read_row(const SqliteStatement& row) {
  const auto word_at = [&](int column) -> const std::string& {
    static const std::string kNone;
    const auto key = static_cast<std::size_t>(row.integer(column));
    return key < words_.size() ? words_[key] : kNone;
  };
  const auto date = [&](int column) -> std::optional<PartialDate> {
    if (row.is_null(column)) return std::nullopt;
    return PartialDate{static_cast<std::int32_t>(row.integer(column)),
                       static_cast<std::int32_t>(row.integer(column + 1))};
  };
  Claim& claim = row_.claim;
  row_.id = id_from(row.blob(kId));
  claim.entity.assign(row.text(kEntity));
  claim.schema = word_at(kSchema);
  claim.property = word_at(kProperty);
  claim.value.assign(row.text(kValue));
  claim.lang = word_at(kLang);
  claim.kind = static_cast<ClaimKind>(row.integer(kKind));
  claim.status = static_cast<ClaimStatus>(row.integer(kStatus));
  claim.source = static_cast<std::uint32_t>(row.integer(kSource));
  claim.valid_from = date(kFromFirst);
  claim.valid_to = date(kToFirst);
  claim.flags.bits = static_cast<std::uint8_t>(row.integer(kFlags));
  claim.note.assign(row.text(kNote));
  const auto later = std::upper_bound(
      recordings_.begin(), recordings_.end(), row.integer(kSeq),
      [](std::int64_t seq, const Recording& recording) { return seq < recording.first_claim; });
  row_.recorded_at = later == recordings_.begin() ? 0 : std::prev(later)->recorded_at;
}

Result<bool> SqliteClaimStore::visit_rows(SqliteStatement& rows, std::int64_t last,
                                          const Visit& visit) {
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return true;
    if (static_cast<ClaimKind>(rows.integer(kKind)) == ClaimKind::kRetracts) continue;
    if (retractions_.in_force(id_from(rows.blob(kId)), last)) continue;
    read_row(rows);
    if (visit(row_)) continue;
    rows.reset();
    return false;
  }
}

Result<bool> SqliteClaimStore::visit_all_rows(SqliteStatement& rows, const Visit& visit) {
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return true;
    read_row(rows);
    if (visit(row_)) continue;
    rows.reset();
    return false;
  }
}

Result<void> SqliteClaimStore::all(TimeUs as_of, const Visit& visit) {
  ASSIGN_OR_RETURN(
      auto rows, database_->prepare(std::string(kSelect) + "WHERE seq <= ? ORDER BY entity, seq"));
  rows.bind(1, seq_max(as_of));
  ASSIGN_OR_RETURN(const bool whole, visit_rows(rows, seq_max(as_of), visit));
  (void)whole;
  return {};
}

Result<void> SqliteClaimStore::about(std::span<const std::string> entities, TimeUs as_of,
                                     const Visit& visit) {
  const std::int64_t last = seq_max(as_of);
  for (const std::string& entity : entities) {
    select_about_.bind(1, std::string_view(entity));
    select_about_.bind(2, last);
    ASSIGN_OR_RETURN(const bool go_on, visit_rows(select_about_, last, visit));
    if (!go_on) return {};
  }
  return {};
}

Result<void> SqliteClaimStore::with_value(std::span<const std::string> values, TimeUs as_of,
                                          const Visit& visit) {
  const std::int64_t last = seq_max(as_of);
  for (const std::string& value : values) {
    select_value_.bind(1, key_of(value));
    select_value_.bind(2, std::string_view(value));
    select_value_.bind(3, last);
    ASSIGN_OR_RETURN(const bool go_on, visit_rows(select_value_, last, visit));
    if (!go_on) return {};
  }
  return {};
}

Result<void> SqliteClaimStore::with_term(std::uint64_t term, TimeUs as_of, const Visit& visit) {
  const std::int64_t last = seq_max(as_of);
  select_term_.bind(1, static_cast<std::int64_t>(term));
  select_term_.bind(2, last);
  ASSIGN_OR_RETURN(const bool whole, visit_rows(select_term_, last, visit));
  (void)whole;
  return {};
}

Result<void> SqliteClaimStore::history(std::string_view entity, const Visit& visit) {
  select_about_.bind(1, entity);
  select_about_.bind(2, last_seq_);
  ASSIGN_OR_RETURN(const bool whole, visit_all_rows(select_about_, visit));
  (void)whole;
  return {};
}

Result<void> SqliteClaimStore::everything(const Visit& visit) {
  ASSIGN_OR_RETURN(auto rows, database_->prepare(std::string(kSelect) + "WHERE seq <= ? ORDER BY "
                                                                        "seq"));
  rows.bind(1, last_seq_);
  ASSIGN_OR_RETURN(const bool whole, visit_all_rows(rows, visit));
  (void)whole;
  return {};
}

Result<std::optional<StoredClaim>> SqliteClaimStore::find(const ClaimId& id) {
  const IdBytes bytes = bytes_of(id);
  select_id_.bind_blob(1, bytes);
  select_id_.bind(2, last_seq_);
  std::optional<StoredClaim> found;
  ASSIGN_OR_RETURN(const bool whole, visit_all_rows(select_id_, [&](const StoredClaim& claim) {
                     found = claim;
                     return true;
                   }));
  (void)whole;
  return found;
}

std::vector<TimeUs> SqliteClaimStore::recorded_times() {
  std::vector<TimeUs> times;
  for (const Recording& recording : recordings_) times.push_back(recording.recorded_at);
  return times;
}

}  // namespace

Result<std::unique_ptr<ClaimStore>> open_sqlite_claim_store(
    const std::string& path, const SqliteClaimStoreOptions& options) {
  using Access = SqliteDatabase::Access;
  ASSIGN_OR_RETURN(
      auto database,
      SqliteDatabase::open(path, options.write ? Access::kCreate : Access::kRead, options.wait_ms));
  auto store = std::make_unique<SqliteClaimStore>(std::move(database), options);
  RETURN_IF_ERROR(store->open());
  return std::unique_ptr<ClaimStore>(std::move(store));
}

}  // namespace overt
