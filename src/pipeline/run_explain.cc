#include "pipeline/run_explain.h"

#include <set>

#include "adapters/files/files.h"
#include "pipeline/read_registry.h"
#include "stages/reports/explain_subject.h"

namespace overt {
namespace {

constexpr std::uint64_t kNetworksBytesMax = std::uint64_t{2} << 30;

}  // namespace

Result<ExplainSummary> run_explain(const ExplainOptions& options, Progress& progress) {
  ExplainQuestion question;
  question.path = options.run + "/networks.json";
  ASSIGN_OR_RETURN(const auto networks, read_whole_file(question.path, kNetworksBytesMax));
  question.networks = networks;
  question.subject = options.subject;
  std::set<std::string> in_force;
  if (!options.registry.empty()) {
    progress.begin("reading the registry", 0, "claims");
    ASSIGN_OR_RETURN(const auto registry,
                     read_registry(options.registry, options.as_of.value_or(kLatest)));
    for (const ViewClaim& claim : registry.claims) in_force.insert(name_of(claim.id));
    question.claims_in_force = &in_force;
    progress.end();
  }
  ASSIGN_OR_RETURN(auto explained, explain_subject(question));
  return ExplainSummary{std::move(explained.text), std::move(explained.json)};
}

}  // namespace overt
