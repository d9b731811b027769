#pragma once
// Witnesses (https://c2sp.org/tlog-witness): others who remember the ledger's last checkpoint, are
// shown that a new one only adds to it, and then sign that too. A checkpoint that several of them
// have signed is one that everybody is shown: the ledger cannot have another face for somebody.
//
// Thread safety: functions on a store belong to its thread. Cost: one or two calls a witness.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kernel/merkle/note.h"
#include "ports/decision_store.h"

namespace overt {

struct LedgerWitness {
  merkle::VerifierKey key;  // of type kCosignature
  std::string url;          // where it is asked, without /add-checkpoint; may be empty for checking
};
inline constexpr std::size_t kWitnessesMax = 50;

/// A file's lines: a witness's key and, where it is to be asked, its URL; '#' opens a comment.
/// kBadInput names the line.
Result<std::vector<LedgerWitness>> parse_witnesses(std::string_view text, const std::string& path);

struct WitnessReply {
  int status = 0;  // 0: no answer
  std::string content_type;
  std::string body;
  std::string words;  // for people
};
/// POSTs a body to a URL.
using AskWitness = std::function<WitnessReply(const std::string& url, const std::string& body)>;

struct WitnessAnswer {
  std::string name;
  bool has_signed = false;
  std::uint64_t signed_at = 0;  // seconds since 1970, as it says
  std::string words;            // why not
};

struct WitnessedCheckpoint {
  std::string note;  // the newest checkpoint with every cosignature that was to be had
  std::uint64_t size = 0;
  std::vector<WitnessAnswer> answers;  // in the order of the witnesses
};

/// Asks each witness to sign the ledger's newest checkpoint. `kept`: what the last call gave;
/// empty: nothing. A witness that refuses, lies or does not answer is named in the answers. Errors
/// are the store's, or that there is no checkpoint.
Result<WitnessedCheckpoint> ask_witnesses(DecisionStore& store,
                                          const std::vector<LedgerWitness>& witnesses,
                                          std::string_view kept, const AskWitness& ask);

/// Where the newest checkpoint with cosignatures is kept.
std::string witnessed_note_path(const std::string& data);

}  // namespace overt
