#pragma once
// TraceLog: a whole input as numbers, with the names they stand for. What ingestion leaves and the
// rest of the way works on. Names are valid as long as the log.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernel/intern/interner.h"
#include "kernel/join/sort_rows.h"
#include "model/names.h"
#include "model/run.h"
#include "pipeline/reject_log.h"
#include "pipeline/spilled_rows.h"
#include "stages/pairs/time_resolution.h"

namespace overt {

/// A post of the log's own: when what others act on was published.
struct PublishedPost {
  std::uint64_t content = 0;  // hash_name(content id, 0)
  TimeUs at = 0;
};

struct TraceLog final : Names {
  join::RowBlocks rows;   // item = object, actor = account, time in µs
  join::RowBlocks aside;  // rows of the kinds that are kept but never joined
  /// Where the rows are instead when they did not fit the memory budget.
  std::unique_ptr<SpilledRows> spilled;
  Interner accounts;
  Interner objects;  // label = ObjectKind, value = source id + 1
  Interner sources;

  /// By object id, up to the last that another one stands for: which one does, for texts that are
  /// one wording. Rows name that one. Empty where every object stands for itself.
  std::vector<std::uint32_t> stands_for;

  /// By account id: the number of its language (see account_languages.h). Empty: of no use.
  std::vector<std::uint8_t> account_languages;
  /// By account id: its traces.
  std::vector<std::uint32_t> account_traces;

  std::vector<PublishedPost> publications;  // in the order of the input

  std::uint64_t events = 0;
  std::uint64_t traces = 0;
  RejectCounts rejects;
  TimeUs first_at = 0;
  TimeUs last_at = 0;
  ResolutionCounts resolution;
  std::vector<InputSummary> inputs;
  std::vector<std::string> notes;
  std::vector<LimitHit> limits;
  std::string platform;  // of the first event; accounts of others are named platform:id

  [[nodiscard]] std::string_view account(AccountId id) const override;
  [[nodiscard]] ObjectName object(ObjectId id) const override;
  [[nodiscard]] std::vector<std::string_view> accounts_of(
      std::span<const AccountId> ids) const override;
  /// The object that counts for this one: itself, or the text that stands for its wording.
  [[nodiscard]] std::uint32_t object_of(std::uint32_t id) const {
    return id < stands_for.size() ? stands_for[id] : id;
  }

  /// True where at least one object has a source other than itself.
  [[nodiscard]] bool sources_known() const { return sources.size() > 0; }
  /// By object id: a number shared by the objects of one source; empty where none is known.
  [[nodiscard]] std::vector<std::uint32_t> source_of_object() const;
  /// Accounts with at least `traces` traces.
  [[nodiscard]] std::uint64_t accounts_with(std::uint32_t traces) const;
};

}  // namespace overt
