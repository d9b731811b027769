#include "stages/labels/label_history.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace overt {
namespace {

Error broken(std::uint64_t sequence, std::string_view what) {
  return {ErrorCode::kBadInput,
          fmt::format("label event {}: {}; the log was changed by hand or cut, restore it",
                      sequence, what)};
}

bool is_over(const ControlResult& result) {
  return std::find(result.reasons.begin(), result.reasons.end(), ControlReason::kExpired) !=
         result.reasons.end();
}

/// The events that a day adds, still without their numbers.
class Changes {
 public:
  Changes(const LabelHistory& history, const InheritedLabels& now,
          std::span<const AssessedControl> assessed, const LabelMoment& moment)
      : history_(history), now_(now), assessed_(assessed), moment_(moment) {}

  std::vector<LabelEvent> run() {
    for (const LabelGrant& grant : now_.grants) add(grant);
    for (const LabelEvent* const event : history_.standing()) take_back(*event);
    std::sort(out_.begin(), out_.end(), [](const LabelEvent& a, const LabelEvent& b) {
      return std::tie(a.label, a.subject) < std::tie(b.label, b.subject);
    });
    std::uint64_t sequence = history_.events().size();
    for (LabelEvent& event : out_) event.sequence = ++sequence;
    return std::move(out_);
  }

 private:
  void stamp(LabelEvent& event) const {
    event.at = moment_.at;
    event.by = moment_.by;
    event.policy = moment_.policy;
  }

  void add(const LabelGrant& grant) {
    const ControlAssessment& assessment = *assessed_[grant.assessed].assessment;
    granted_.emplace(assessment.label, grant.subject);
    const LabelEvent* const last = history_.last(assessment.label, grant.subject);
    if (last != nullptr && last->holds() && last->assessment == assessment.id) return;
    LabelEvent event;
    event.kind = last == nullptr ? LabelEventKind::kApplied : LabelEventKind::kReapplied;
    event.label = assessment.label;
    event.subject = grant.subject;
    event.name = grant.name;
    event.reason = grant.reason;
    event.assessment = assessment.id;
    event.root = assessment.entity;
    event.path = grant.path;
    event.reach = assessment.reach;
    stamp(event);
    out_.push_back(std::move(event));
  }

  void take_back(const LabelEvent& event) {
    if (granted_.contains({event.label, event.subject})) return;
    const AssessedControl* const root = root_of(event);
    if (root == nullptr) return;
    LabelEvent after = event;
    const bool expired = is_over(root->result);
    after.kind = expired ? LabelEventKind::kExpired : LabelEventKind::kNegated;
    after.reason = expired ? fmt::format("the assessment {} ran out", root->assessment->id)
                           : reason_against(event, *root);
    after.assessment = root->assessment->id;
    stamp(after);
    out_.push_back(std::move(after));
  }

  /// The assessment of the same entity and label; one in force before others.
  [[nodiscard]] const AssessedControl* root_of(const LabelEvent& event) const {
    const AssessedControl* found = nullptr;
    for (const AssessedControl& one : assessed_) {
      if (one.assessment->entity != event.root || one.assessment->label != event.label) continue;
      if (found == nullptr || (one.result.in_force && !found->result.in_force)) found = &one;
    }
    return found;
  }

  [[nodiscard]] std::string reason_against(const LabelEvent& event,
                                           const AssessedControl& root) const {
    if (!root.result.in_force || root.result.outcome != ControlOutcome::kControlled) {
      return fmt::format("the assessment {} comes to {}", root.assessment->id,
                         name_of(root.result.outcome));
    }
    for (const RefusedLabel& refused : now_.refused) {
      if (refused.subject == event.subject) return refused.reason;
    }
    return fmt::format("the registry no longer leads from {} to it", root.assessment->name);
  }

  const LabelHistory& history_;
  const InheritedLabels& now_;
  std::span<const AssessedControl> assessed_;
  const LabelMoment& moment_;
  std::set<std::pair<std::string, LabelSubject>> granted_;
  std::vector<LabelEvent> out_;
};

}  // namespace

Result<LabelHistory> LabelHistory::of(std::vector<LabelEvent> events) {
  LabelHistory history;
  history.events_ = std::move(events);
  for (std::size_t i = 0; i < history.events_.size(); ++i) RETURN_IF_ERROR(history.follow(i));
  return history;
}

Result<void> LabelHistory::follow(std::size_t index) {
  const LabelEvent& event = events_[index];
  if (event.sequence != index + 1) return broken(index + 1, "its number does not follow");
  if (index > 0 && event.at < events_[index - 1].at) return broken(index + 1, "its time goes back");
  const LabelEvent* const before = last(event.label, event.subject);
  const bool held = before != nullptr && before->holds();
  const bool follows = event.kind == LabelEventKind::kApplied     ? before == nullptr
                       : event.kind == LabelEventKind::kReapplied ? before != nullptr
                                                                  : held;
  if (!follows) {
    return broken(index + 1, fmt::format("'{}' does not follow what was said of {} before",
                                         name_of(event.kind), name_of(event.subject)));
  }
  last_[event.subject][event.label] = index;
  return {};
}

std::vector<const LabelEvent*> LabelHistory::standing() const {
  std::vector<const LabelEvent*> found;
  for (const auto& [subject, labels] : last_) {
    for (const auto& [label, index] : labels) {
      if (events_[index].holds()) found.push_back(&events_[index]);
    }
  }
  return found;
}

std::vector<const LabelEvent*> LabelHistory::about(const LabelSubject& subject) const {
  std::vector<const LabelEvent*> found;
  for (const LabelEvent& event : events_) {
    if (event.subject == subject) found.push_back(&event);
  }
  return found;
}

std::vector<const LabelEvent*> LabelHistory::labels_of(const LabelSubject& subject) const {
  std::vector<const LabelEvent*> found;
  const auto labels = last_.find(subject);
  if (labels == last_.end()) return found;
  for (const auto& [label, index] : labels->second) {
    if (events_[index].holds()) found.push_back(&events_[index]);
  }
  return found;
}

std::vector<const LabelEvent*> LabelHistory::labels_of_content(
    const LabelSubject& publisher) const {
  return publisher.kind == LabelSubjectKind::kAccount ? labels_of(publisher)
                                                      : std::vector<const LabelEvent*>();
}

const LabelEvent* LabelHistory::last(std::string_view label, const LabelSubject& subject) const {
  const auto labels = last_.find(subject);
  if (labels == last_.end()) return nullptr;
  const auto found = labels->second.find(label);
  return found == labels->second.end() ? nullptr : &events_[found->second];
}

std::vector<LabelEvent> label_changes(const LabelHistory& history, const InheritedLabels& now,
                                      std::span<const AssessedControl> assessed,
                                      const LabelMoment& moment) {
  return Changes(history, now, assessed, moment).run();
}

}  // namespace overt
