#pragma once
// Checkpoints (c2sp.org/tlog-checkpoint): which log, how many leaves, which root; a signed note.
// And receipts (c2sp.org/tlog-proof): everything that shows offline, with nothing but the log's
// public key, that an entry is in the log. Errors are kBadInput. Thread-safe.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kernel/merkle/hash.h"
#include "kernel/merkle/note.h"

namespace overt::merkle {

struct Checkpoint {
  std::string origin;  // the log's name; not empty
  std::uint64_t size = 0;
  Hash root{};
  std::string extensions;  // further lines, each with its newline; usually none

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// The text to be signed.
std::string format_checkpoint(const Checkpoint& checkpoint);
Result<Checkpoint> parse_checkpoint(std::string_view text);

/// A checkpoint whose note the key has signed and whose origin is the key's name.
Result<Checkpoint> open_checkpoint(std::string_view note, const VerifierKey& key);

struct Receipt {
  std::optional<std::string> extra;  // the log's own data about the entry, not proven by itself
  std::uint64_t index = 0;
  std::vector<Hash> proof;
  std::string checkpoint;  // the whole signed note
};

std::string format_receipt(const Receipt& receipt);
Result<Receipt> parse_receipt(std::string_view text);

/// Who must have signed.
struct ReceiptPolicy {
  VerifierKey log;
  std::vector<VerifierKey> witnesses;
  std::size_t witnesses_min = 0;  // how many of them at least
};

/// The checkpoint that the receipt rests on, if the entry is in that tree and the policy is met;
/// else an error that says which step fails.
Result<Checkpoint> verify_receipt(const Receipt& receipt, std::string_view entry,
                                  const ReceiptPolicy& policy);

}  // namespace overt::merkle
