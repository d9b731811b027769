#pragma once
// Where the facts about subjects come from: run directories, account profiles, the list of
// protected accounts, the label log, files of further facts. What no source says is not known, and
// meets no condition. Reads files and nothing else. O(bytes).

#include <string>
#include <vector>

#include "base/result.h"
#include "model/subject_facts.h"
#include "stages/reports/read_findings.h"

namespace overt {

struct SubjectSources {
  std::vector<std::string> runs;  // run directories
  std::string accounts;           // profiles (docs/formats/accounts.md); empty: none
  std::string protected_list;     // one account a line; empty: nobody's protection is known
  std::string labels;             // the label log; empty: nobody's labels are known
  std::string facts;              // docs/formats/facts.md; empty: none
};

struct GatheredRun {
  std::string folder;
  RunFindings findings;  // with the facts of the other sources
};

struct GatheredSubjects {
  std::vector<GatheredRun> runs;
  std::vector<SubjectFacts> others;  // of the file of facts, in no run
  std::string facts_sha256;          // of the file of facts; empty: none was given
  std::vector<std::string> notes;    // what a reader must know
};

Result<GatheredSubjects> gather_subjects(const SubjectSources& sources);

}  // namespace overt
