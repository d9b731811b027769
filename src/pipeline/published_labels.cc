#include "pipeline/published_labels.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "pipeline/label_log.h"
#include "pipeline/read_registry.h"
#include "pipeline/registry_store.h"
#include "stages/labels/assess_control.h"
#include "stages/labels/decode_assessment.h"
#include "stages/labels/label_history.h"

namespace overt {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kAssessmentBytesMax = std::uint64_t{4} << 20;

Result<std::vector<std::string>> files_in(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() == ".yaml") paths.push_back(entry->path().string());
  }
  if (error) return Error{ErrorCode::kIo, fmt::format("{}: {}", folder, error.message())};
  if (paths.size() > kAssessmentsMax) {
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("{}: more than {} assessments", folder, kAssessmentsMax)};
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

bool names_claims(const ControlAssessment& assessment) {
  return std::any_of(assessment.criteria.begin(), assessment.criteria.end(),
                     [](const CriterionSheet& sheet) {
                       return std::any_of(sheet.evidence.begin(), sheet.evidence.end(),
                                          [](const auto& one) { return !one.claim.empty(); });
                     });
}

/// Evidence that names claims counts for what the registry of the folder says of them, as where
/// the label was applied.
Result<void> look_up_claims(const std::string& data, PublishedLabels& labels) {
  const bool any = std::any_of(labels.assessments.begin(), labels.assessments.end(),
                               [](const auto& one) { return names_claims(one.assessment); });
  const std::string registry = data + "/registry.db";
  std::error_code error;
  if (!any || !fs::is_regular_file(registry, error)) return {};
  ASSIGN_OR_RETURN(const RegistryView view, read_registry(registry));
  for (PublishedAssessment& one : labels.assessments) look_up_evidence(one.assessment, view);
  return {};
}

Result<void> read_assessments(const std::string& data, std::int32_t day, PublishedLabels& labels) {
  const std::string folder = data + "/assessments";
  std::error_code error;
  if (!fs::is_directory(folder, error)) return {};
  std::set<std::string> named;
  for (const LabelEvent& event : labels.events) named.insert(event.assessment);
  ASSIGN_OR_RETURN(const auto paths, files_in(folder));
  for (const std::string& path : paths) {
    ASSIGN_OR_RETURN(const std::string text, read_whole_file(path, kAssessmentBytesMax));
    PublishedAssessment one;
    ASSIGN_OR_RETURN(one.assessment, decode_assessment(text, path));
    one.published = named.contains(one.assessment.id);
    labels.assessments.push_back(std::move(one));
  }
  RETURN_IF_ERROR(look_up_claims(data, labels));
  for (PublishedAssessment& one : labels.assessments) {
    one.result = assess_control(one.assessment, day);
  }
  std::stable_sort(labels.assessments.begin(), labels.assessments.end(),
                   [](const auto& x, const auto& y) { return x.assessment.id < y.assessment.id; });
  return {};
}

}  // namespace

Result<PublishedLabels> read_published_labels(const std::string& data, std::int32_t day) {
  PublishedLabels labels;
  const std::string path = data + "/labels.ndjson";
  std::error_code error;
  if (fs::is_regular_file(path, error)) {
    ASSIGN_OR_RETURN(const LabelHistory history, read_label_history(path));
    labels.events.assign(history.events().begin(), history.events().end());
    for (const LabelEvent* const event : history.standing()) labels.standing.push_back(*event);
  }
  RETURN_IF_ERROR(read_assessments(data, day, labels));
  return labels;
}

bool supports_findings(const ControlEvidence& evidence) { return is_usable(evidence); }

const PublishedAssessment* find_published(const PublishedLabels& labels, std::string_view id) {
  const auto found =
      std::find_if(labels.assessments.begin(), labels.assessments.end(),
                   [&](const auto& one) { return one.published && one.assessment.id == id; });
  return found == labels.assessments.end() ? nullptr : &*found;
}

}  // namespace overt
