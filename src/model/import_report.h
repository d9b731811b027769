#pragma once
// ImportReport: what one file of claims held, for the person who imports it: how much was read,
// what is flagged and why, what was left out and why, and where the file contradicts itself.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/claim.h"
#include "model/reject.h"

namespace overt {

/// Something left out or flagged on purpose, and how often.
struct ReasonCount {
  std::string reason;  // a code: "malware_hash", "activity_count", …
  std::uint64_t count = 0;
  friend bool operator==(const ReasonCount&, const ReasonCount&) = default;
};

/// One thing that the file says of several entities, of which it can be true of one at most.
struct ImportConflict {
  std::string what;                // "x @sputnik_by"
  std::vector<std::string> among;  // captions of those that claim it, in the order of the file
  friend bool operator==(const ImportConflict&, const ImportConflict&) = default;
};

struct ImportReport {
  std::uint64_t records = 0;   // lines, rows or objects of the file, rejected ones included
  std::uint64_t entities = 0;  // entities that records made; one made twice counts twice
  std::uint64_t claims = 0;
  std::array<std::uint64_t, kClaimFlagCount> flagged{};  // claims with each flag
  std::array<std::uint64_t, kRejectReasonCount> rejected{};
  std::vector<ReasonCount> skipped;       // understood and left out, by reason
  std::vector<ImportConflict> conflicts;  // the first kImportConflictsMax
  std::uint64_t conflicts_total = 0;
  std::vector<std::string> notes;  // what the reader must know, sentences

  [[nodiscard]] std::uint64_t rejects() const {
    std::uint64_t total = 0;
    for (const std::uint64_t count : rejected) total += count;
    return total;
  }
};
inline constexpr std::size_t kImportConflictsMax = 1000;

/// Adds to the count of a reason; keeps the reasons in byte order.
void count_reason(std::vector<ReasonCount>& counts, std::string_view reason,
                  std::uint64_t count = 1);

}  // namespace overt
