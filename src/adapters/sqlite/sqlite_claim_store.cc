#include "adapters/sqlite/sqlite_claim_store.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "adapters/sqlite/claim_schema_internal.h"
#include "adapters/sqlite/sqlite_claim_store_internal.h"
#include "base/system_error.h"

namespace overt {

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
                          "last_claim >= ?1 AND key < ?2 ORDER BY key"));
  return options_.write ? prepare_to_add() : Result<void>{};
}

Result<void> SqliteClaimStore::refresh() {
  if (importing_) return {};
  // One read transaction, so that all of it is of one state.
  RETURN_IF_ERROR(database_->run("BEGIN"));
  const auto load = [&]() -> Result<void> {
    ASSIGN_OR_RETURN(last_seq_, database_->integer("SELECT max(seq) FROM claim"));
    RETURN_IF_ERROR(dictionary_.load());
    sources_seen_ = dictionary_.sources().size();
    sightings_seen_ = std::numeric_limits<std::int64_t>::max();
    ASSIGN_OR_RETURN(const auto unfinished, unfinished_.load());
    if (unfinished) {
      last_seq_ = unfinished->first_claim - 1;
      sources_seen_ = static_cast<std::size_t>(unfinished->first_source);
      sightings_seen_ = unfinished->first_sighting;
    }
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
                         "retraction WHERE claim <= ?)"));
  rows.bind(1, last_seq_);
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
                   database_->prepare("SELECT source, first_claim, last_claim FROM sighting "
                                      "WHERE key < ?"));
  rows.bind(1, sightings_seen_);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return {};
    sightings_.load(
        {static_cast<std::uint32_t>(rows.integer(0)), rows.integer(1), rows.integer(2)});
  }
}

std::int64_t SqliteClaimStore::seq_max(TimeUs as_of) const {
  const auto later = std::upper_bound(
      recordings_.begin(), recordings_.end(), as_of,
      [](TimeUs time, const ClaimRecording& recording) { return time < recording.recorded_at; });
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
  const auto later = std::upper_bound(recordings_.begin(), recordings_.end(), row.integer(kSeq),
                                      [](std::int64_t seq, const ClaimRecording& recording) {
                                        return seq < recording.first_claim;
                                      });
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
  select_sightings_.bind(2, sightings_seen_);
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
                                      "sighting WHERE key < ? ORDER BY key"));
  runs.bind(1, sightings_seen_);
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
  for (const ClaimRecording& recording : recordings_) times.push_back(recording.recorded_at);
  return times;
}

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

Result<bool> remove_empty_claim_store(const std::string& path) {
  ASSIGN_OR_RETURN(const auto database,
                   SqliteDatabase::open(path, SqliteDatabase::Access::kWrite, 0));
  RETURN_IF_ERROR(database->run("PRAGMA journal_mode = DELETE"));  // no second file stays behind
  RETURN_IF_ERROR(database->run("BEGIN EXCLUSIVE"));
  ASSIGN_OR_RETURN(const std::int64_t tables,
                   database->integer("SELECT count(*) FROM sqlite_master"));
  if (tables > 0) {  // else not even these could be made
    ASSIGN_OR_RETURN(const std::int64_t kept,
                     database->integer("SELECT EXISTS (SELECT 1 FROM claim) OR EXISTS (SELECT 1 "
                                       "FROM unfinished) OR EXISTS (SELECT 1 FROM source)"));
    if (kept != 0) return false;
  }
  // Under the lock: nobody can begin to write in between.
  if (::unlink(path.c_str()) != 0) return cannot_write(path, errno);
  return true;
}

}  // namespace overt
