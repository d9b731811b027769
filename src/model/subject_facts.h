#pragma once
// SubjectFacts: what is held about one account, network, entity or content, under the names of
// fact_terms(), as words. What is not in the list is not known. Facts come from a run directory,
// from account profiles, from lists that the platform keeps; policies are asked about them.
// Thread safety: as usual for values.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/policy.h"

namespace overt {

/// A fact as it was written.
struct GivenFact {
  TermIndex term = 0;
  std::vector<std::string> values;  // of texts any number, else one
  std::size_t line = 0;             // in its file; 0: it comes from none

  friend bool operator==(const GivenFact&, const GivenFact&) = default;
};

/// Whether a fact of that term may have these values.
bool fits(const FactTerm& term, const std::vector<std::string>& values);

struct SubjectFacts {
  SubjectKind kind = SubjectKind::kAccount;
  std::string id;
  std::string network;  // the network it was found in, or is; empty: none
  std::string run;      // the run that found it; empty: none
  std::vector<GivenFact> facts;
  std::vector<std::string> accounts{};  // of content and entities: whose it is; empty: not known
  /// In which it is told things; empty: not known. No condition can ask for it.
  std::string lang{};

  friend bool operator==(const SubjectFacts&, const SubjectFacts&) = default;
};

/// nullptr where it is not known.
const GivenFact* find_fact(const SubjectFacts& subject, std::string_view name);
/// Replaces what was known. Requires a term about subjects of that kind that may have the values.
void set_fact(SubjectFacts& subject, std::string_view name, std::vector<std::string> values);
/// The values of a fact, "a, b"; empty where it is not known.
std::string fact_in_words(const SubjectFacts& subject, std::string_view name);

}  // namespace overt
