#pragma once
// The SQLite claim store, whose two halves are sqlite_claim_store.cc (opening, reading) and
// sqlite_claim_import.cc (adding).

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <xxhash.h>

#include "adapters/sqlite/claim_dictionary_internal.h"
#include "adapters/sqlite/claim_id_index_internal.h"
#include "adapters/sqlite/lookup_tables_internal.h"
#include "adapters/sqlite/retractions_internal.h"
#include "adapters/sqlite/sightings_internal.h"
#include "adapters/sqlite/sqlite_claim_store.h"
#include "adapters/sqlite/sqlite_database.h"
#include "adapters/sqlite/unfinished_import_internal.h"

namespace overt {

using IdBytes = std::array<unsigned char, 16>;

inline IdBytes bytes_of(const ClaimId& id) {
  IdBytes bytes{};
  for (std::size_t i = 0; i < 16; ++i) {
    bytes[i] = static_cast<unsigned char>(id.words[i / 8] >> (56 - 8 * (i % 8)));
  }
  return bytes;
}

inline ClaimId id_from(std::span<const unsigned char> bytes) {
  ClaimId id;
  for (std::size_t i = 0; i < std::min<std::size_t>(16, bytes.size()); ++i) {
    id.words[i / 8] = id.words[i / 8] << 8U | bytes[i];
  }
  return id;
}

inline std::int64_t key_of(std::string_view value) {
  return static_cast<std::int64_t>(XXH3_64bits(value.data(), value.size()));
}

inline std::int64_t key_of(const ClaimId& id) { return static_cast<std::int64_t>(id.words[0]); }

enum ClaimColumn : int {
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
inline constexpr std::string_view kSelect =
    "SELECT seq, id, entity, schema, property, value, lang, kind, status, source, from_first, "
    "from_last, to_first, to_last, flags, note FROM claim ";

struct ClaimRecording {
  std::int64_t first_claim = 0;
  TimeUs recorded_at = 0;
};

class SqliteClaimStore final : public ClaimStore {
 public:
  SqliteClaimStore(std::unique_ptr<SqliteDatabase> database, const SqliteClaimStoreOptions& options)
      : options_(options),
        database_(std::move(database)),
        unfinished_(*database_),
        dictionary_(*database_) {}

  Result<void> open();

  Result<void> begin(TimeUs recorded_at) override;
  Result<AddedClaims> add(const ClaimBatch& batch, std::span<const ClaimTerm> terms) override;
  Result<void> commit() override;
  Result<void> roll_back() override;
  Result<void> keep_piece(std::string_view state, std::string_view note) override;
  Result<std::optional<UnfinishedImport>> unfinished() override;
  Result<void> go_on(TimeUs recorded_at, const TermsOf& terms_of, const Visit& visit) override;
  Result<void> discard_unfinished() override;

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

  std::span<const ClaimSource> sources() override {
    const auto sources = dictionary_.sources();
    return importing_ ? sources : sources.first(std::min(sources.size(), sources_seen_));
  }
  std::uint64_t size() override { return static_cast<std::uint64_t>(last_seq_); }
  std::vector<TimeUs> recorded_times() override;
  Result<void> refresh() override;

 private:
  Result<void> load_recordings();
  Result<void> load_retractions();
  Result<void> load_sightings();
  Result<void> prepare_statements();
  Result<void> prepare_to_add();
  Result<void> hold_all_ids();
  Result<void> end_holding();
  Result<void> write_sightings();
  Result<void> write_recording();
  Result<void> write_lookups();
  /// What lookups read: while importing, with what was added until now.
  Result<void> settle() { return importing_ ? write_lookups() : Result<void>{}; }

  Result<void> begin_transaction();
  /// Where nothing is recorded between what this object has read and the given number.
  Result<void> check_start(TimeUs recorded_at, std::int64_t last);
  void start_at(TimeUs recorded_at, std::int64_t last_before);
  Result<void> note_begin();
  /// Ends the import where `done` is an error.
  Result<void> or_roll_back(const Result<void>& done);
  /// What was written is kept, and the import goes on.
  Result<void> next_transaction();
  Result<void> add_again(const TermsOf& terms_of, const Visit& visit);
  Result<void> complete();
  void find_by(Lookup lookup, std::int64_t key, std::int64_t seq) {
    if (seq > found_[static_cast<std::size_t>(lookup)]) lookups_->add(lookup, key, seq);
  }

  /// The number of a claim that is there; 0 where it is not.
  Result<std::int64_t> seq_of(const ClaimId& id);
  Result<void> insert(const Claim& claim, const ClaimId& id, std::uint32_t source);
  void bind(const Claim& claim, std::uint32_t source);
  void index(const Claim& claim, const ClaimId& id);
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

  UnfinishedTable unfinished_;
  ClaimDictionary dictionary_;
  std::size_t sources_seen_ = 0;     // those of an unfinished import come after them
  std::int64_t sightings_seen_ = 0;  // keys before this one
  std::vector<ClaimRecording> recordings_;
  Retractions retractions_;
  std::int64_t last_seq_ = 0;
  StoredClaim row_;

  TimeUs recorded_at_ = 0;  // of the import that is going on
  std::int64_t seq_at_begin_ = 0;
  bool importing_ = false;
  std::optional<UnfinishedRow> kept_;  // of the import that is going on: its pieces
  UnfinishedRow at_begin_;             // what the first piece will say
  bool added_since_piece_ = false;
  std::array<std::int64_t, kLookupCount> found_{};  // up to which claim the tables are written
  bool holds_all_ = false;  // ids_ has every claim of the file, not only what was added last
  ClaimIdIndex ids_;
  Sightings sightings_;
  std::string last_entity_;  // of the claim that was added last; empty: the next begins a row
  ClaimIds namer_;
  IdBytes id_bytes_{};
};

}  // namespace overt
