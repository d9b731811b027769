#pragma once
// Receipts, records and consistency proofs as files (docs/decisions-and-ledger.md), and what
// somebody who has the public key alone can check of them. No store is needed for the checks.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kernel/merkle/checkpoint.h"
#include "kernel/merkle/hash.h"
#include "kernel/merkle/note.h"
#include "ports/decision_store.h"

namespace overt {

inline constexpr std::uint64_t kRecordBytesMax = std::uint64_t{16} << 20;

struct ReceiptSaid {
  std::string origin;
  std::uint64_t index = 0;
  std::uint64_t size = 0;  // of the ledger then
  std::string entry;
};

/// The receipt carries its entry as extra data. An error says which step fails.
Result<ReceiptSaid> check_receipt_text(std::string_view text, const merkle::ReceiptPolicy& policy);

/// {"record":…,"salt":hexadecimal}: what an entry commits to. It names people.
std::string render_record(const LedgerLine& line);
/// Whether the entry commits to it; kBadInput where it is none.
Result<bool> record_is_of(std::string_view json, std::string_view entry);

/// Hashes in base64, one a line.
std::string render_proof(const std::vector<merkle::Hash>& proof);
Result<std::vector<merkle::Hash>> parse_proof(std::string_view text, const std::string& path);

/// The proof that the ledger of `newer` entries begins with that of `older`, out of its tiles.
/// kInvalidArgument where it is not so long. Requires older ≤ newer.
Result<std::vector<merkle::Hash>> ledger_consistency(DecisionStore& store, std::uint64_t older,
                                                     std::uint64_t newer);

}  // namespace overt
