#pragma once
// A receipt, checked step by step with a public key alone, so that somebody can be told which step
// does not hold. It holds where all do; check_receipt_text() asks the same in one.
// Thread safety: pure. O(the receipt).

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kernel/merkle/note.h"

namespace overt {

enum class ReceiptStep : std::uint8_t {
  kEntry,      // the receipt carries its entry; detail: its hash
  kPath,       // from the entry's hash the proof leads to the checkpoint's root
  kOrigin,     // the checkpoint is of the ledger that the key is of
  kSignature,  // and signed with it
  kRecord,     // the entry commits to the record that came with it
};
inline constexpr std::size_t kReceiptStepCount = 5;
/// "entry", "path", "origin", "signature", "record".
std::string_view name_of(ReceiptStep step);

struct CheckedStep {
  ReceiptStep step = ReceiptStep::kEntry;
  bool holds = false;
  std::string detail;
};

struct CheckedReceipt {
  std::vector<CheckedStep> steps;  // in the order of ReceiptStep
  std::string entry;               // what the ledger has at that place
  [[nodiscard]] bool holds() const;
};

inline constexpr std::size_t kReceiptBytesMax = std::size_t{64} << 10;

/// `record`: what overt ledger receipt --record wrote; empty: not asked about. kBadInput, with what
/// is wrong, where a text cannot be read at all.
Result<CheckedReceipt> check_receipt_steps(std::string_view receipt, std::string_view record,
                                           const merkle::VerifierKey& key);

}  // namespace overt
