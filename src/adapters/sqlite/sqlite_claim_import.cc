#include <utility>

#include <fmt/format.h>

#include "adapters/sqlite/sqlite_claim_store_internal.h"

namespace overt {
namespace {

constexpr std::string_view kInsert =
    "INSERT INTO claim(seq, id, entity, schema, property, value, lang, kind, status, source, "
    "from_first, from_last, to_first, to_last, flags, note) "
    "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ";

// An import that makes so many times more of a registry than there was holds all ids in memory.
constexpr std::uint64_t kGrowthToHold = 2;
constexpr std::uint64_t kClaimsToHold = 100'000;

}  // namespace

Result<void> SqliteClaimStore::prepare_to_add() {
  ASSIGN_OR_RETURN(select_source_, database_->prepare("SELECT source FROM claim WHERE seq = ?"));
  ASSIGN_OR_RETURN(insert_, database_->prepare(std::string(kInsert)));
  ASSIGN_OR_RETURN(insert_retraction_,
                   database_->prepare("INSERT INTO retraction(claim) VALUES(?)"));
  return {};
}

Result<void> SqliteClaimStore::begin_transaction() {
  CHECK(!importing_);
  if (!options_.write) {
    return Error{ErrorCode::kPermissionDenied, database_->path() + ": opened for reading only"};
  }
  // Into an empty file nothing need be written twice: a rollback journal keeps only what was there.
  if (last_seq_ == 0) RETURN_IF_ERROR(database_->run("PRAGMA journal_mode = DELETE"));
  return database_->run("BEGIN IMMEDIATE");
}

Result<void> SqliteClaimStore::check_start(TimeUs recorded_at, std::int64_t last) {
  if (last != last_seq_) {
    return Error{ErrorCode::kUnavailable,
                 database_->path() + ": another process has added to it meanwhile; run this again"};
  }
  if (!recordings_.empty() && recorded_at < recordings_.back().recorded_at) {
    return Error{ErrorCode::kInvalidArgument,
                 fmt::format("{}: its latest claims were recorded at {}, and nothing can be "
                             "recorded before that; the past is not added to",
                             database_->path(), format_rfc3339(recordings_.back().recorded_at))};
  }
  return {};
}

void SqliteClaimStore::start_at(TimeUs recorded_at, std::int64_t last_before) {
  recorded_at_ = recorded_at;
  seq_at_begin_ = last_before;
  recordings_.push_back({last_before + 1, recorded_at});
  ids_.begin_at(last_before + 1);
  holds_all_ = last_before == 0;
  last_entity_.clear();
  added_since_piece_ = false;
}

Result<void> SqliteClaimStore::note_begin() {
  at_begin_ = {};
  at_begin_.begun_at = recorded_at_;
  at_begin_.first_claim = last_seq_ + 1;
  ASSIGN_OR_RETURN(const std::int64_t sighting,
                   database_->integer("SELECT max(key) FROM sighting"));
  at_begin_.first_sighting = sighting + 1;
  at_begin_.first_source = static_cast<std::int64_t>(dictionary_.sources().size());
  at_begin_.first_word = dictionary_.words();
  found_.fill(last_seq_);
  return {};
}

Result<void> SqliteClaimStore::or_roll_back(const Result<void>& done) {
  if (done.ok()) return {};
  RETURN_IF_ERROR(roll_back());
  return done.error();
}

Result<void> SqliteClaimStore::begin(TimeUs recorded_at) {
  RETURN_IF_ERROR(begin_transaction());
  importing_ = true;
  const auto start = [&]() -> Result<void> {
    ASSIGN_OR_RETURN(const auto unfinished, unfinished_.load());
    if (unfinished) {
      return Error{ErrorCode::kUnavailable,
                   fmt::format("{}: an import that was begun at {} is not complete. Run the same "
                               "import again to go on with it, or take out what it has added so "
                               "far: overt registry import --discard-unfinished",
                               database_->path(), format_rfc3339(unfinished->begun_at))};
    }
    ASSIGN_OR_RETURN(const std::int64_t last, database_->integer("SELECT max(seq) FROM claim"));
    RETURN_IF_ERROR(check_start(recorded_at, last));
    start_at(recorded_at, last);
    return note_begin();
  };
  return or_roll_back(start());
}

Result<void> SqliteClaimStore::next_transaction() {
  RETURN_IF_ERROR(database_->run("COMMIT"));
  RETURN_IF_ERROR(database_->run("BEGIN IMMEDIATE"));
  return unfinished_.check_ours(kept_->token);
}

Result<void> SqliteClaimStore::keep_piece(std::string_view state, std::string_view note) {
  CHECK(importing_);
  const auto keep = [&]() -> Result<void> {
    if (!kept_) {
      kept_ = at_begin_;
      ASSIGN_OR_RETURN(kept_->token, database_->integer("SELECT random()"));
    }
    RETURN_IF_ERROR(write_sightings());
    kept_->found = found_;
    kept_->state = state;
    RETURN_IF_ERROR(unfinished_.put(*kept_));
    RETURN_IF_ERROR(unfinished_.add_note(note));
    added_since_piece_ = false;
    return next_transaction();
  };
  return or_roll_back(keep());
}

Result<std::optional<UnfinishedImport>> SqliteClaimStore::unfinished() {
  std::optional<UnfinishedImport> import;
  ASSIGN_OR_RETURN(auto row, unfinished_.load());
  if (!row) return import;
  import.emplace();
  import->state = std::move(row->state);
  import->begun_at = row->begun_at;
  ASSIGN_OR_RETURN(import->notes, unfinished_.notes());
  ASSIGN_OR_RETURN(const std::int64_t last, database_->integer("SELECT max(seq) FROM claim"));
  import->claims = static_cast<std::uint64_t>(last - row->first_claim + 1);
  return import;
}

Result<void> SqliteClaimStore::go_on(TimeUs recorded_at, const TermsOf& terms_of,
                                     const Visit& visit) {
  RETURN_IF_ERROR(begin_transaction());
  importing_ = true;
  const auto start = [&]() -> Result<void> {
    ASSIGN_OR_RETURN(kept_, unfinished_.load());
    if (!kept_) {
      return Error{ErrorCode::kUnavailable,
                   database_->path() + ": no import is unfinished any more; run this again"};
    }
    RETURN_IF_ERROR(check_start(recorded_at, kept_->first_claim - 1));
    ASSIGN_OR_RETURN(kept_->token, database_->integer("SELECT random()"));
    RETURN_IF_ERROR(unfinished_.put(*kept_));
    RETURN_IF_ERROR(next_transaction());  // whoever held it must learn of it
    start_at(recorded_at, kept_->first_claim - 1);
    found_ = kept_->found;
    RETURN_IF_ERROR(dictionary_.load());
    sightings_seen_ = std::numeric_limits<std::int64_t>::max();
    RETURN_IF_ERROR(load_sightings());
    return add_again(terms_of, visit);
  };
  return or_roll_back(start());
}

Result<void> SqliteClaimStore::add_again(const TermsOf& terms_of, const Visit& visit) {
  ASSIGN_OR_RETURN(auto rows, database_->prepare(std::string(kSelect) + "WHERE seq >= ? ORDER BY "
                                                                        "seq"));
  rows.bind(1, seq_at_begin_ + 1);
  constexpr std::int64_t kBetweenLooks = 8192;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return {};
    read_row(rows);
    last_seq_ = rows.integer(kSeq);
    ids_.add(row_.id);
    index(row_.claim, row_.id);
    if (row_.claim.kind == ClaimKind::kRetracts) {
      const auto target = parse_claim_id(row_.claim.value);
      if (target) retractions_.add(row_.id, *target, last_seq_);
    }
    for (const std::uint64_t term : terms_of(row_.claim)) {
      find_by(Lookup::kTerm, static_cast<std::int64_t>(term), last_seq_);
    }
    if (visit) visit(row_);
    if (last_seq_ % kBetweenLooks == 0) RETURN_IF_ERROR(keep_within_limits());
  }
}

Result<void> SqliteClaimStore::discard_unfinished() {
  RETURN_IF_ERROR(begin_transaction());
  const auto drop = [&]() -> Result<void> {
    ASSIGN_OR_RETURN(const auto row, unfinished_.load());
    if (row) RETURN_IF_ERROR(unfinished_.drop(*row));
    return database_->run("COMMIT");
  };
  const auto dropped = drop();
  if (database_->in_transaction()) RETURN_IF_ERROR(database_->run("ROLLBACK"));
  RETURN_IF_ERROR(dropped);
  return refresh();
}

Result<void> SqliteClaimStore::hold_all_ids() {
  ids_.begin_at(1);
  ASSIGN_OR_RETURN(auto rows,
                   database_->prepare("SELECT id FROM claim WHERE seq <= ? ORDER BY seq"));
  rows.bind(1, last_seq_);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) break;
    ids_.add(id_from(rows.blob(0)));
  }
  holds_all_ = true;
  return {};
}

Result<void> SqliteClaimStore::end_holding() {
  RETURN_IF_ERROR(write_lookups());
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
  index(claim, id);
  return claim.kind == ClaimKind::kRetracts ? retract(id, claim) : Result<void>{};
}

// A claim that was added last.
void SqliteClaimStore::index(const Claim& claim, const ClaimId& id) {
  find_by(Lookup::kId, key_of(id), last_seq_);
  find_by(Lookup::kValue, key_of(claim.value), last_seq_);
  if (claim.entity == last_entity_ && !last_entity_.empty()) return;
  find_by(Lookup::kEntity, key_of(claim.entity), last_seq_);
  last_entity_ = claim.entity;
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
  added_since_piece_ = true;
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
      find_by(Lookup::kTerm, static_cast<std::int64_t>(term->term), last_seq_);
    }
  }
  RETURN_IF_ERROR(keep_within_limits());
  return counts;
}

Result<void> SqliteClaimStore::keep_within_limits() {
  if (lookups_->waiting() > options_.waiting_entries_max) RETURN_IF_ERROR(write_lookups());
  if (ids_.size() > options_.ids_held_max) return end_holding();
  if (holds_all_ || size() > options_.ids_held_max) return {};
  const auto added = static_cast<std::uint64_t>(last_seq_ - seq_at_begin_);
  const auto before = static_cast<std::uint64_t>(seq_at_begin_);
  if (added > kClaimsToHold && added > kGrowthToHold * before) return hold_all_ids();
  return {};
}

Result<void> SqliteClaimStore::write_lookups() {
  return lookups_->write([&](Lookup lookup) -> Result<void> {
    found_[static_cast<std::size_t>(lookup)] = last_seq_;
    return {};
  });
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

Result<void> SqliteClaimStore::complete() {
  // Table by table, so that no more than one is written again after a kill. Not where claims were
  // added after the last piece: they must not be there before its state is.
  const bool in_pieces = kept_ && !added_since_piece_;
  const auto written = [&](Lookup lookup) -> Result<void> {
    found_[static_cast<std::size_t>(lookup)] = last_seq_;
    if (!in_pieces) return {};
    kept_->found = found_;
    RETURN_IF_ERROR(unfinished_.put(*kept_));
    return next_transaction();
  };
  RETURN_IF_ERROR(lookups_->write(written));
  RETURN_IF_ERROR(write_sightings());
  RETURN_IF_ERROR(write_recording());
  if (kept_) {
    RETURN_IF_ERROR(
        database_->run(fmt::format("UPDATE sighting SET recorded_at = {0} WHERE key >= {1} AND "
                                   "recorded_at != {0}",
                                   recorded_at_, kept_->first_sighting)));
    RETURN_IF_ERROR(unfinished_.clear());
  }
  return database_->run("COMMIT");
}

Result<void> SqliteClaimStore::commit() {
  CHECK(importing_);
  RETURN_IF_ERROR(or_roll_back(complete()));
  importing_ = false;
  holds_all_ = false;
  kept_.reset();
  sources_seen_ = dictionary_.sources().size();
  sightings_seen_ = std::numeric_limits<std::int64_t>::max();
  ids_.begin_at(last_seq_ + 1);
  return database_->run("PRAGMA journal_mode = WAL");
}

Result<void> SqliteClaimStore::roll_back() {
  if (!importing_) return {};
  importing_ = false;
  holds_all_ = false;
  kept_.reset();
  ids_.begin_at(1);
  lookups_->clear();
  insert_.reset();
  insert_retraction_.reset();
  select_source_.reset();
  // A full disk has rolled back by itself.
  if (database_->in_transaction()) RETURN_IF_ERROR(database_->run("ROLLBACK"));
  return refresh();
}

}  // namespace overt
