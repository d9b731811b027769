#include "pipeline/null_replays.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "base/random.h"

namespace overt {
namespace {

constexpr TimeUs kHour = 3600 * kMicrosPerSecond;

enum class Shuffle : std::uint8_t { kWithinHour, kWithinObject };

std::string_view name_of(Shuffle shuffle) {
  return shuffle == Shuffle::kWithinHour ? "within hour" : "within object";
}

/// Deals the accounts of neighbouring rows out again wherever the key stays the same.
template <typename Key>
void deal_again(join::Rows& rows, const Key& key, Random& random) {
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin;
    while (end < rows.size() && key(rows[end]) == key(rows[begin])) ++end;
    for (std::size_t i = end; i - begin > 1; --i) {
      std::swap(rows[i - 1].actor, rows[begin + random.below(i - begin)].actor);
    }
    begin = end;
  }
}

join::RowBlocks shuffled(const TraceLog& log, const join::Rows& sorted, Shuffle shuffle,
                         std::uint64_t seed) {
  join::RowBlocks blocks;
  join::Rows& rows = blocks.emplace_back(sorted);
  Random random(seed, static_cast<std::uint64_t>(shuffle));
  if (shuffle == Shuffle::kWithinObject) {
    deal_again(
        rows, [](const join::Row& row) { return row.item; }, random);
    return blocks;
  }
  const auto stratum = [&log](const join::Row& row) {
    const auto& languages = log.account_languages;
    return std::pair(row.time / kHour, languages.empty() ? 0 : languages[row.actor]);
  };
  std::sort(rows.begin(), rows.end(), [&](const join::Row& x, const join::Row& y) {
    return std::tuple(stratum(x), x.item, x.time, x.actor) <
           std::tuple(stratum(y), y.item, y.time, y.actor);
  });
  deal_again(rows, stratum, random);
  return blocks;
}

void add(const Assessment& found, const ObjectCounts& counts, NullSummary& summary) {
  for (std::size_t i = 0; i < kNullRows; ++i) {
    summary.pairs_at_least[i] += static_cast<double>(counts.at_least()[i]);
  }
  summary.significant_pairs += static_cast<double>(found.chance.significant_pairs);
  summary.networks += static_cast<double>(found.findings.size());
  for (const NetworkFinding& finding : found.findings) {
    if (finding.status != FindingStatus::kConfirmed) continue;
    ++summary.networks_confirmed;
    for (const auto& member : finding.members) {
      if (member.standing == Standing::kMember) ++summary.accounts_accused;
    }
  }
}

void divide(NullSummary& summary) {
  const auto replays = static_cast<double>(summary.replays);
  for (double& pairs : summary.pairs_at_least) pairs /= replays;
  summary.significant_pairs /= replays;
  summary.networks /= replays;
  summary.networks_confirmed /= replays;
  summary.accounts_accused /= replays;
}

/// By (object, time, name of the account), so that replays hang on no numbering of accounts.
join::Rows in_fixed_order(const TraceLog& log, const join::RowBlocks& blocks) {
  join::Rows rows;
  for (const auto& block : blocks) rows.insert(rows.end(), block.begin(), block.end());
  std::sort(rows.begin(), rows.end(), [&log](const join::Row& x, const join::Row& y) {
    if (x.item != y.item) return x.item < y.item;
    if (x.time != y.time) return x.time < y.time;
    return x.actor != y.actor && log.account({x.actor}) < log.account({y.actor});
  });
  return rows;
}

}  // namespace

void ObjectCounts::count(const PairTable& table) {
  for (const Pair& pair : table.pairs) {
    if (pair.window != window_ || pair.objects < kNullFrom) continue;
    const std::size_t rows = std::min<std::size_t>(pair.objects - kNullFrom + 1, kNullRows);
    for (std::size_t i = 0; i < rows; ++i) ++at_least_[i];
  }
}

Result<std::vector<NullSummary>> replay_nulls(const ReplayInputs& inputs,
                                              const AssessOptions& options, std::uint32_t replays,
                                              ThreadPool& pool, Progress& progress) {
  std::vector<NullSummary> summaries;
  if (replays == 0) return summaries;
  const join::Rows sorted = in_fixed_order(inputs.log, inputs.rows);
  const bool profiles_known =
      std::any_of(inputs.profiles.begin(), inputs.profiles.end(),
                  [](const AccountProfile* profile) { return profile != nullptr; });
  const join::Rows aside = profiles_known ? in_fixed_order(inputs.log, inputs.aside) : join::Rows();
  AssessOptions assess = options;
  assess.keep_all_proposed = true;
  for (const Shuffle shuffle : {Shuffle::kWithinHour, Shuffle::kWithinObject}) {
    NullSummary& summary = summaries.emplace_back();
    summary.shuffle = name_of(shuffle);
    summary.replays = replays;
    summary.pairs_at_least.assign(kNullRows, 0);
    assess.judge = profiles_known && shuffle == Shuffle::kWithinHour;
    progress.begin(fmt::format("replaying chance {}", name_of(shuffle)), replays, "replays");
    for (std::uint32_t i = 0; i < replays; ++i) {
      ObjectCounts counts(options.window);
      AssessRows again;
      again.rows = shuffled(inputs.log, sorted, shuffle, mix64(options.seed + i));
      if (assess.judge) {
        again.aside = shuffled(inputs.log, aside, shuffle, mix64(~(options.seed + i)));
        again.profiles = inputs.profiles;
      }
      ASSIGN_OR_RETURN(const auto found,
                       assess_networks(inputs.log, std::move(again), assess, pool, no_progress(),
                                       [&](const PairTable& table) { counts.count(table); }));
      add(found, counts, summary);
      progress.advance(1);
      if (progress.cancelled()) return Error{ErrorCode::kCancelled, "interrupted"};
    }
    progress.end();
    divide(summary);
  }
  return summaries;
}

}  // namespace overt
