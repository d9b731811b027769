#pragma once
// ScoreJournal: what an evaluation knows already, one line a seed, written as soon as it is known.
// An evaluation of a night that is stopped goes on where it was; and evaluations of different
// seeds, on different machines, are put together by putting their journals into one file.
//
// A line carries all that its figures depend on: the version and the options. A journal of other
// ones is refused, whole: nothing is pooled that was not reckoned alike.
//
// Thread safety: one object belongs to one thread at a time.

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "model/scorecard.h"
#include "pipeline/examine_seed.h"
#include "ports/line_log.h"

namespace overt {

class ScoreJournal {
 public:
  /// Opens or makes the file and reads what it holds. `options` without their seed. Errors name the
  /// file and the line: not a score, of other options, or two scores of one seed that differ.
  static Result<ScoreJournal> open(const std::string& path, const SeedOptions& options);

  [[nodiscard]] bool has(std::uint64_t seed) const { return scores_.contains(seed); }
  /// The score of a seed that it has.
  [[nodiscard]] const SeedScore& of(std::uint64_t seed) const { return scores_.at(seed); }
  /// On the disk before it returns.
  Result<void> add(const SeedScore& score);

 private:
  ScoreJournal(std::unique_ptr<LineLog> log, std::string terms)
      : log_(std::move(log)), terms_(std::move(terms)) {}

  std::unique_ptr<LineLog> log_;
  std::string terms_;  // how each of its lines begins
  std::map<std::uint64_t, SeedScore> scores_;
};

}  // namespace overt
