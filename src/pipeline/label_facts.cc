#include "pipeline/label_facts.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "stages/labels/inherit_labels.h"

namespace overt {
namespace {

std::optional<LabelSubject> labelled_as(const SubjectFacts& subject, std::string_view platform,
                                        std::string_view handle) {
  if (subject.kind == SubjectKind::kEntity) {
    return LabelSubject{LabelSubjectKind::kEntity, subject.id};
  }
  if (subject.kind != SubjectKind::kAccount) return std::nullopt;
  const std::string_view id = subject.id;
  const std::size_t colon = id.find(':');
  if (platform.empty() && colon != id.npos) platform = id.substr(0, colon);
  if (handle.empty()) handle = colon == id.npos ? id : id.substr(colon + 1);
  const std::string named = account_subject_id(platform, handle);
  if (named.empty()) return std::nullopt;
  return LabelSubject{LabelSubjectKind::kAccount, named};
}

/// What is said of any label holds for the subject; what is known outweighs what is not.
AudienceAbroad abroad_of(const std::vector<const LabelEvent*>& labels) {
  AudienceAbroad abroad = AudienceAbroad::kUnknown;
  for (const LabelEvent* label : labels) {
    abroad = std::max(abroad, label->reach.current_affairs_abroad);
  }
  return abroad;
}

}  // namespace

void LabelFacts::add_to(SubjectFacts& subject, std::string_view platform,
                        std::string_view handle) const {
  const auto named = labelled_as(subject, platform, handle);
  if (!named) return;
  const auto labels = history_.labels_of(*named);
  std::vector<std::string> values;
  values.reserve(labels.size());
  for (const LabelEvent* label : labels) values.push_back(label->label);
  set_fact(subject, "label.values", std::move(values));
  if (labels.empty()) return;
  set_fact(subject, "label.current_affairs_abroad", {std::string(name_of(abroad_of(labels)))});
}

}  // namespace overt
