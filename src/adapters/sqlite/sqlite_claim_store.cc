#include "adapters/sqlite/sqlite_claim_store.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include "adapters/sqlite/claim_dictionary_internal.h"
#include "adapters/sqlite/claim_id_index_internal.h"
#include "adapters/sqlite/claim_schema_internal.h"
#include "adapters/sqlite/lookup_tables_internal.h"
#include "adapters/sqlite/retractions_internal.h"
#include "adapters/sqlite/sightings_internal.h"
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

std::int64_t key_of(const ClaimId& id) { return static_cast<std::int64_t>(id.words[0]); }

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
    "from_first, from_last, to_first, to_last, flags, note) "
    "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ";

// An import that makes so many times more of a registry than there was holds all ids in memory.
constexpr std::uint64_t kGrowthToHold = 2;
constexpr std::uint64_t kClaimsToHold = 100'000;

struct Recording {
  std::int64_t first_claim = 0;
  TimeUs recorded_at = 0;
};

class SqliteClaimStore final : public ClaimStore {
 public:
  SqliteClaimStore(std::unique_ptr<SqliteDatabase> database, const SqliteClaimStoreOptions& options)
      : options_(options), database_(std::move(database)), dictionary_(*database_) {}

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
  Result<std::vector<Sighting>> sightings(const ClaimId& id, TimeUs as_of) override;
  Result<void> every_sighting(const Visit& visit) override;
  bool is_retracted(const ClaimId& id, TimeUs as_of) override {
    return retractions_.in_force(id, seq_max(as_of));
  }

  std::span<const ClaimSource> sources() override { return dictionary_.sources(); }
  std::uint64_t size() override { return static_cast<std::uint64_t>(last_seq_); }
  std::vector<TimeUs> recorded_times() override;
  Result<void> refresh() override;

 private:
  Result<void> load_recordings();
  Result<void> load_retractions();
  Result<void> load_sightings();
  Result<void> prepare_statements();
  Result<void> hold_all_ids();
  Result<void> end_holding();
  Result<void> write_sightings();
  Result<void> write_recording();
  /// What lookups read: while importing, with what was added until now.
  Result<void> settle() { return importing_ ? lookups_->write() : Result<void>{}; }

  /// The number of a claim that is there; 0 where it is not.
  Result<std::int64_t> seq_of(const ClaimId& id);
  Result<void> insert(const Claim& claim, const ClaimId& id, std::uint32_t source);
  void bind(const Claim& claim, std::uint32_t source);
  /// Notes that a source has a claim that is there; false where that was known.
  Result<bool> see_again(std::int64_t seq, std::uint32_t source);
  Result<void> retract(const ClaimId& id, const Claim& retraction);
  Result<void> keep_within_limits();

  [[nodiscard]] std::int64_t seq_max(TimeUs as_of) const;
  void read_row(const SqliteStatement& row);
  /// Whether a row is a claim that is in force up to `last`.
  [[nodiscard]] bool counts(const SqliteStatement& row, std::int64_t last) const {
    return static_cast<ClaimKind>(row.integer(kKind)) != ClaimKind::kRetracts &&
           !retractions_.in_force(id_from(row.blob(kId)), last);
  }
  /// Every row of a bound statement that is in force up to `last`; false where the visitor stopped.
  Result<bool> visit_rows(SqliteStatement& rows, std::int64_t last, const Visit& visit);
  Result<bool> visit_all_rows(SqliteStatement& rows, const Visit& visit);
  /// The claims about one entity, in the order they were added, up to `last`; `visit` says whether
  /// to go on.
  Result<bool> visit_entity(std::string_view entity, std::int64_t last,
                            const std::function<bool(const SqliteStatement&)>& visit);

  SqliteClaimStoreOptions options_;
  std::unique_ptr<SqliteDatabase> database_;
  std::unique_ptr<LookupTables> lookups_;
  SqliteStatement insert_;
  SqliteStatement insert_retraction_;
  SqliteStatement select_source_;
  SqliteStatement select_entity_;
  SqliteStatement select_from_;
  SqliteStatement select_value_;
  SqliteStatement select_term_;
  SqliteStatement select_id_;
  SqliteStatement select_sightings_;

  ClaimDictionary dictionary_;
  std::vector<Recording> recordings_;
  Retractions retractions_;
  std::int64_t last_seq_ = 0;
  StoredClaim row_;

  TimeUs recorded_at_ = 0;  // of the import that is going on
  std::int64_t seq_at_begin_ = 0;
  bool importing_ = false;
  bool holds_all_ = false;  // ids_ has every claim of the file, not only what was added last
  ClaimIdIndex ids_;
  Sightings sightings_;
  std::string last_entity_;  // of the claim that was added last; empty: the next begins a row
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
  RETURN_IF_ERROR(database_->run("PRAGMA synchronous = FULL"));
  ASSIGN_OR_RETURN(lookups_, LookupTables::open(*database_));
  return prepare_statements();
}

Result<void> SqliteClaimStore::prepare_statements() {
  const auto prepare = [&](SqliteStatement& into, const std::string& text) -> Result<void> {
    ASSIGN_OR_RETURN(into, database_->prepare(text));
    return {};
  };
  const auto found_by = [](std::string_view table) {
    return fmt::format("{}WHERE seq IN (SELECT claim FROM {} WHERE key = ? AND claim <= ?)",
                       kSelect, table);
  };
  RETURN_IF_ERROR(prepare(select_entity_,
                          "SELECT claim FROM by_entity WHERE key = ? AND claim <= ? ORDER BY 1"));
  RETURN_IF_ERROR(
      prepare(select_from_, std::string(kSelect) + "WHERE seq >= ? AND seq <= ? ORDER BY seq"));
  RETURN_IF_ERROR(prepare(select_value_, found_by("by_value") + " AND value = ? ORDER BY seq"));
  RETURN_IF_ERROR(prepare(select_term_, found_by("by_term") + " ORDER BY seq"));
  RETURN_IF_ERROR(prepare(select_id_, found_by("by_id") + " AND id = ?"));
  RETURN_IF_ERROR(prepare(select_sightings_,
                          "SELECT source, recorded_at FROM sighting WHERE first_claim <= ?1 AND "
                          "last_claim >= ?1 ORDER BY key"));
  if (!options_.write) return {};
  RETURN_IF_ERROR(prepare(select_source_, "SELECT source FROM claim WHERE seq = ?"));
  RETURN_IF_ERROR(prepare(insert_, std::string(kInsert)));
  return prepare(insert_retraction_, "INSERT INTO retraction(claim) VALUES(?)");
}

Result<void> SqliteClaimStore::refresh() {
  if (importing_) return {};
  // One read transaction, so that all of it is of one state.
  RETURN_IF_ERROR(database_->run("BEGIN"));
  const auto load = [&]() -> Result<void> {
    ASSIGN_OR_RETURN(last_seq_, database_->integer("SELECT max(seq) FROM claim"));
    RETURN_IF_ERROR(dictionary_.load());
    RETURN_IF_ERROR(load_recordings());
    RETURN_IF_ERROR(load_retractions());
    return load_sightings();
  };
  auto loaded = load();
  RETURN_IF_ERROR(database_->run("COMMIT"));
  return loaded;
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
  retractions_.clear();
  ASSIGN_OR_RETURN(
      auto rows,
      database_->prepare("SELECT id, value, seq FROM claim WHERE seq IN (SELECT claim FROM "
                         "retraction)"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return {};
    const auto target = parse_claim_id(rows.text(1));
    if (target) retractions_.add(id_from(rows.blob(0)), *target, rows.integer(2));
  }
}

Result<void> SqliteClaimStore::load_sightings() {
  sightings_.clear();
  ASSIGN_OR_RETURN(auto rows,
                   database_->prepare("SELECT source, first_claim, last_claim FROM sighting"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return {};
    sightings_.load(
        {static_cast<std::uint32_t>(rows.integer(0)), rows.integer(1), rows.integer(2)});
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
  ids_.begin_at(last_seq_ + 1);
  holds_all_ = last_seq_ == 0;
  last_entity_.clear();
  return {};
}

Result<void> SqliteClaimStore::hold_all_ids() {
  ids_.begin_at(1);
  ASSIGN_OR_RETURN(auto rows, database_->prepare("SELECT id FROM claim ORDER BY seq"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) break;
    ids_.add(id_from(rows.blob(0)));
  }
  holds_all_ = true;
  return {};
}

Result<void> SqliteClaimStore::end_holding() {
  RETURN_IF_ERROR(lookups_->write());
  ids_.begin_at(last_seq_ + 1);
  holds_all_ = false;
  return {};
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
}

Result<std::int64_t> SqliteClaimStore::seq_of(const ClaimId& id) {
  const std::int64_t added = ids_.find(id);
  if (added != 0 || holds_all_) return added;
  const IdBytes bytes = bytes_of(id);
  select_id_.bind(1, key_of(id));
  select_id_.bind(2, last_seq_);
  select_id_.bind_blob(3, bytes);
  ASSIGN_OR_RETURN(const bool there, select_id_.step());
  const std::int64_t seq = there ? select_id_.integer(kSeq) : 0;
  select_id_.reset();
  return seq;
}

Result<void> SqliteClaimStore::insert(const Claim& claim, const ClaimId& id, std::uint32_t source) {
  id_bytes_ = bytes_of(id);
  ASSIGN_OR_RETURN(const std::int64_t schema, dictionary_.word(claim.schema));
  ASSIGN_OR_RETURN(const std::int64_t property, dictionary_.word(claim.property));
  ASSIGN_OR_RETURN(const std::int64_t lang, dictionary_.word(claim.lang));
  const std::int64_t seq = last_seq_ + 1;
  insert_.bind(kSeq + 1, seq);
  insert_.bind(kSchema + 1, schema);
  insert_.bind(kProperty + 1, property);
  insert_.bind(kLang + 1, lang);
  bind(claim, source);
  RETURN_IF_ERROR(insert_.run());
  last_seq_ = seq;
  ids_.add(id);
  lookups_->add(Lookup::kId, key_of(id), seq);
  lookups_->add(Lookup::kValue, key_of(claim.value), seq);
  if (claim.entity != last_entity_ || last_entity_.empty()) {
    lookups_->add(Lookup::kEntity, key_of(claim.entity), seq);
    last_entity_ = claim.entity;
  }
  return claim.kind == ClaimKind::kRetracts ? retract(id, claim) : Result<void>{};
}

Result<void> SqliteClaimStore::retract(const ClaimId& id, const Claim& retraction) {
  const auto target = parse_claim_id(retraction.value);
  if (target) retractions_.add(id, *target, last_seq_);
  insert_retraction_.bind(1, last_seq_);
  return insert_retraction_.run();
}

Result<bool> SqliteClaimStore::see_again(std::int64_t seq, std::uint32_t source) {
  select_source_.bind(1, seq);
  ASSIGN_OR_RETURN(const bool there, select_source_.step());
  CHECK(there);
  const bool same = select_source_.integer(0) == std::int64_t{source};
  select_source_.reset();
  return !same && sightings_.add(source, seq);
}

Result<AddedClaims> SqliteClaimStore::add(const ClaimBatch& batch,
                                          std::span<const ClaimTerm> terms) {
  CHECK(importing_);
  AddedClaims counts;
  auto term = terms.begin();
  std::uint32_t source = 0;
  std::uint32_t source_in_batch = std::uint32_t(-1);
  for (std::uint32_t i = 0; i < batch.claims.size(); ++i) {
    const Claim& claim = batch.claims[i];
    if (claim.source != source_in_batch) {
      CHECK_LT(claim.source, batch.sources.size());
      source_in_batch = claim.source;
      namer_.set_source(batch.sources[source_in_batch]);
      ASSIGN_OR_RETURN(source, dictionary_.source(batch.sources[source_in_batch]));
    }
    const ClaimId id = namer_.of(claim);
    ASSIGN_OR_RETURN(const std::int64_t seq, seq_of(id));
    if (seq == 0) {
      RETURN_IF_ERROR(insert(claim, id, source));
      ++counts.added;
    } else {
      ++counts.known;
      ASSIGN_OR_RETURN(const bool again, see_again(seq, source));
      counts.seen_again += again ? 1U : 0U;
    }
    for (; term != terms.end() && term->claim <= i; ++term) {
      CHECK_EQ(term->claim, i);
      if (seq != 0) continue;
      lookups_->add(Lookup::kTerm, static_cast<std::int64_t>(term->term), last_seq_);
    }
  }
  RETURN_IF_ERROR(keep_within_limits());
  return counts;
}

Result<void> SqliteClaimStore::keep_within_limits() {
  if (lookups_->waiting() > options_.waiting_entries_max) RETURN_IF_ERROR(lookups_->write());
  if (ids_.size() > options_.ids_held_max) return end_holding();
  if (holds_all_ || size() > options_.ids_held_max) return {};
  const auto added = static_cast<std::uint64_t>(last_seq_ - seq_at_begin_);
  const auto before = static_cast<std::uint64_t>(seq_at_begin_);
  if (added > kClaimsToHold && added > kGrowthToHold * before) return hold_all_ids();
  return {};
}

Result<void> SqliteClaimStore::write_sightings() {
  ASSIGN_OR_RETURN(auto insert,
                   database_->prepare("INSERT INTO sighting(source, first_claim, last_claim, "
                                      "recorded_at) VALUES(?,?,?,?)"));
  for (const SightingRun& run : sightings_.take_fresh()) {
    insert.bind(1, std::int64_t{run.source});
    insert.bind(2, run.first);
    insert.bind(3, run.last);
    insert.bind(4, recorded_at_);
    RETURN_IF_ERROR(insert.run());
  }
  return {};
}

Result<void> SqliteClaimStore::write_recording() {
  if (last_seq_ == seq_at_begin_) {
    recordings_.pop_back();
    return {};
  }
  ASSIGN_OR_RETURN(auto insert,
                   database_->prepare("INSERT INTO recording(first_claim, recorded_at) "
                                      "VALUES(?, ?)"));
  insert.bind(1, seq_at_begin_ + 1);
  insert.bind(2, recorded_at_);
  return insert.run();
}

Result<void> SqliteClaimStore::commit() {
  CHECK(importing_);
  const auto finish = [&]() -> Result<void> {
    RETURN_IF_ERROR(lookups_->write());
    RETURN_IF_ERROR(write_sightings());
    RETURN_IF_ERROR(write_recording());
    return database_->run("COMMIT");
  };
  const auto finished = finish();
  if (!finished.ok()) {
    RETURN_IF_ERROR(roll_back());
    return finished.error();
  }
  importing_ = false;
  holds_all_ = false;
  ids_.begin_at(last_seq_ + 1);
  return database_->run("PRAGMA journal_mode = WAL");
}

Result<void> SqliteClaimStore::roll_back() {
  CHECK(importing_);
  importing_ = false;
  holds_all_ = false;
  ids_.begin_at(1);
  lookups_->clear();
  insert_.reset();
  insert_retraction_.reset();
  select_source_.reset();
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
  const auto date = [&](int column) -> std::optional<PartialDate> {
    if (row.is_null(column)) return std::nullopt;
    return PartialDate{static_cast<std::int32_t>(row.integer(column)),
                       static_cast<std::int32_t>(row.integer(column + 1))};
  };
  Claim& claim = row_.claim;
  row_.id = id_from(row.blob(kId));
  claim.entity.assign(row.text(kEntity));
  claim.schema = dictionary_.text_of(row.integer(kSchema));
  claim.property = dictionary_.text_of(row.integer(kProperty));
  claim.value.assign(row.text(kValue));
  claim.lang = dictionary_.text_of(row.integer(kLang));
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
    if (!counts(rows, last)) continue;
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
  ASSIGN_OR_RETURN(auto rows,
                   database_->prepare(std::string(kSelect) + "WHERE seq <= ? ORDER BY seq"));
  rows.bind(1, seq_max(as_of));
  ASSIGN_OR_RETURN(const bool whole, visit_rows(rows, seq_max(as_of), visit));
  (void)whole;
  return {};
}

Result<bool> SqliteClaimStore::visit_entity(
    std::string_view entity, std::int64_t last,
    const std::function<bool(const SqliteStatement&)>& visit) {
  RETURN_IF_ERROR(settle());
  std::vector<std::int64_t> rows;
  select_entity_.bind(1, key_of(entity));
  select_entity_.bind(2, last);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, select_entity_.step());
    if (!row) break;
    rows.push_back(select_entity_.integer(0));
  }
  std::int64_t read_to = 0;
  for (const std::int64_t first : rows) {
    if (first <= read_to) continue;  // a row of one import that goes on in the next
    select_from_.bind(1, first);
    select_from_.bind(2, last);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, select_from_.step());
      if (!row) break;
      if (select_from_.text(kEntity) != entity) {
        select_from_.reset();
        break;
      }
      read_to = select_from_.integer(kSeq);
      if (visit(select_from_)) continue;
      select_from_.reset();
      return false;
    }
  }
  return true;
}

Result<void> SqliteClaimStore::about(std::span<const std::string> entities, TimeUs as_of,
                                     const Visit& visit) {
  const std::int64_t last = seq_max(as_of);
  for (const std::string& entity : entities) {
    ASSIGN_OR_RETURN(const bool go_on, visit_entity(entity, last, [&](const SqliteStatement& row) {
                       if (!counts(row, last)) return true;
                       read_row(row);
                       return visit(row_);
                     }));
    if (!go_on) return {};
  }
  return {};
}

Result<void> SqliteClaimStore::with_value(std::span<const std::string> values, TimeUs as_of,
                                          const Visit& visit) {
  RETURN_IF_ERROR(settle());
  const std::int64_t last = seq_max(as_of);
  for (const std::string& value : values) {
    select_value_.bind(1, key_of(value));
    select_value_.bind(2, last);
    select_value_.bind(3, std::string_view(value));
    ASSIGN_OR_RETURN(const bool go_on, visit_rows(select_value_, last, visit));
    if (!go_on) return {};
  }
  return {};
}

Result<void> SqliteClaimStore::with_term(std::uint64_t term, TimeUs as_of, const Visit& visit) {
  RETURN_IF_ERROR(settle());
  const std::int64_t last = seq_max(as_of);
  select_term_.bind(1, static_cast<std::int64_t>(term));
  select_term_.bind(2, last);
  ASSIGN_OR_RETURN(const bool whole, visit_rows(select_term_, last, visit));
  (void)whole;
  return {};
}

Result<void> SqliteClaimStore::history(std::string_view entity, const Visit& visit) {
  ASSIGN_OR_RETURN(const bool whole,
                   visit_entity(entity, last_seq_, [&](const SqliteStatement& row) {
                     read_row(row);
                     return visit(row_);
                   }));
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
  RETURN_IF_ERROR(settle());
  const IdBytes bytes = bytes_of(id);
  select_id_.bind(1, key_of(id));
  select_id_.bind(2, last_seq_);
  select_id_.bind_blob(3, bytes);
  std::optional<StoredClaim> found;
  ASSIGN_OR_RETURN(const bool whole, visit_all_rows(select_id_, [&](const StoredClaim& claim) {
                     found = claim;
                     return true;
                   }));
  (void)whole;
  return found;
}

Result<std::vector<Sighting>> SqliteClaimStore::sightings(const ClaimId& id, TimeUs as_of) {
  std::vector<Sighting> found;
  ASSIGN_OR_RETURN(const std::int64_t seq, seq_of(id));
  if (seq == 0) return found;
  select_sightings_.bind(1, seq);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, select_sightings_.step());
    if (!row) return found;
    if (select_sightings_.integer(1) > as_of) continue;
    found.push_back(
        {static_cast<std::uint32_t>(select_sightings_.integer(0)), select_sightings_.integer(1)});
  }
}

Result<void> SqliteClaimStore::every_sighting(const Visit& visit) {
  ASSIGN_OR_RETURN(auto runs,
                   database_->prepare("SELECT source, first_claim, last_claim, recorded_at FROM "
                                      "sighting ORDER BY key"));
  while (true) {
    ASSIGN_OR_RETURN(const bool run, runs.step());
    if (!run) return {};
    const auto source = static_cast<std::uint32_t>(runs.integer(0));
    const TimeUs recorded_at = runs.integer(3);
    select_from_.bind(1, runs.integer(1));
    select_from_.bind(2, runs.integer(2));
    ASSIGN_OR_RETURN(const bool go_on, visit_all_rows(select_from_, [&](const StoredClaim&) {
                       row_.claim.source = source;
                       row_.recorded_at = recorded_at;
                       return visit(row_);
                     }));
    if (!go_on) return {};
  }
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
