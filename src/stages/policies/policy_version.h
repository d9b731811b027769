#pragma once
// A version of a policy as it is kept on record from the day it is brought into use: all of its
// text, so that everybody can read later under which words something was decided. Policies are
// public; who brought one into use is on record and is not published.
//
// Thread safety: pure. The same version gives the same bytes.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/policy.h"

namespace overt {

struct PolicyVersion {
  std::string policy;       // its id
  std::uint32_t place = 0;  // among the policy's versions, from 0
  std::string version;      // "1.0.0"
  std::string title;
  std::string summary;
  PolicyMode mode = PolicyMode::kShadow;
  std::string hash;  // SHA-256 of the text
  std::string text;
  std::string by;
  TimeUs at = 0;

  friend bool operator==(const PolicyVersion&, const PolicyVersion&) = default;
};

/// Without `place`, which is where the record stands.
std::string render_policy_version(const PolicyVersion& version);
/// kBadInput where it is none, or its text is not the one its hash is of.
Result<PolicyVersion> parse_policy_version(std::string_view json);

/// What became of a clause from one version to the next.
enum class ClauseChange : std::uint8_t { kAdded, kRemoved, kChanged };
struct ChangedClause {
  ClauseChange change = ClauseChange::kChanged;
  std::string id;
  std::string title;

  friend bool operator==(const ChangedClause&, const ChangedClause&) = default;
};
/// Clauses of the newer text in its order, then those that are gone. A clause that only moved, or
/// whose comments changed, is none of them. Texts that cannot be read as policies give none.
std::vector<ChangedClause> changed_clauses(std::string_view older, std::string_view newer);

}  // namespace overt
