#pragma once
// Why a run says what it says of who is behind an account or a network: out of its networks.json,
// in words for people and as one JSON object for programs. With the ids of the claims that are in
// force now, those that are gone since are marked.
//
// Thread safety: a pure function. Complexity: linear in the text.

#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace overt {

struct ExplainQuestion {
  std::string path;           // of networks.json, for messages
  std::string_view networks;  // its text
  std::string subject;        // an account's id or handle, or a network's id
  const std::set<std::string>* claims_in_force = nullptr;  // ids; null: nobody looked
};

struct SubjectExplained {
  std::string subject;
  std::string network;  // its own id, or that of the account's network
  std::string text;     // lines that end in a line feed
  std::string json;     // one object, without a line feed
};

/// kBadInput where the text is no networks.json; kNotFound where the subject is not in it.
Result<SubjectExplained> explain_subject(const ExplainQuestion& question);

}  // namespace overt
