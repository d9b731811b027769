#pragma once
// What a run found, as facts that policies are asked about: every network of its networks.json and
// every account in it. What the run does not say is not among the facts.
//
// Thread safety: a pure function. Complexity: linear in the text.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/subject_facts.h"

namespace overt {

struct RunFindingsTexts {
  std::string path;           // of the folder, for messages
  std::string_view manifest;  // the text of manifest.json
  std::string_view networks;  // the text of networks.json
};

/// A network, as a person is told of it.
struct NetworkFound {
  std::string id;
  std::uint64_t accounts = 0;  // members and adjacent ones
  std::uint64_t members = 0;
  std::string tier;
  std::string explanation;            // empty: it was not confirmed
  std::vector<std::string> families;  // that hold
  std::string first_day;              // "2024-09-04", of its co-actions
  std::string last_day;
};

struct RunFindings {
  std::string run_id;
  std::int32_t last_day = 0;           // of the run's last event, since 1970-01-01
  std::vector<NetworkFound> networks;  // as in the file
  std::vector<SubjectFacts> subjects;  // each network, followed by its accounts
};

/// kBadInput where the texts are none of a run.
Result<RunFindings> read_findings(const RunFindingsTexts& texts);

}  // namespace overt
