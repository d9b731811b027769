#pragma once
// The history of labels: which hold, what is said of a subject, and which events a new day adds.
// Nothing is ever taken out of a history; a label that was wrong is negated, with the reason.
//
// Cost: O(events log subjects) to make, O(log subjects) to ask. Thread safety: const calls at once.

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "model/label.h"
#include "stages/labels/inherit_labels.h"

namespace overt {

class LabelHistory {
 public:
  /// Errors (kBadInput) where sequence numbers have gaps, times go back, or an event does not
  /// follow from the one before it (a label taken back that did not hold).
  static Result<LabelHistory> of(std::vector<LabelEvent> events);

  [[nodiscard]] std::span<const LabelEvent> events() const { return events_; }
  /// The last event of each label that holds, by subject, then label.
  [[nodiscard]] std::vector<const LabelEvent*> standing() const;
  /// All that was ever said of a subject, in order.
  [[nodiscard]] std::vector<const LabelEvent*> about(const LabelSubject& subject) const;
  /// The labels that a subject carries.
  [[nodiscard]] std::vector<const LabelEvent*> labels_of(const LabelSubject& subject) const;
  /// The labels of a content are those of the account that published it. Who reposts, quotes or
  /// links to it is not asked for, and gets none by it.
  [[nodiscard]] std::vector<const LabelEvent*> labels_of_content(
      const LabelSubject& publisher) const;
  /// The last event about it, or nullptr.
  [[nodiscard]] const LabelEvent* last(std::string_view label, const LabelSubject& subject) const;

 private:
  Result<void> follow(std::size_t index);

  std::vector<LabelEvent> events_;
  std::map<LabelSubject, std::map<std::string, std::size_t, std::less<>>> last_;
};

/// Who changes labels, when, and under which clause.
struct LabelMoment {
  TimeUs at = 0;
  std::string by;
  std::string policy;
};

/// What must be added so that exactly `now` holds: applied, re-applied (also where a new assessment
/// takes the place of an old one), negated, expired. Labels whose root is not among `assessed` are
/// left alone. Order: by label, then subject. Empty where nothing changed.
std::vector<LabelEvent> label_changes(const LabelHistory& history, const InheritedLabels& now,
                                      std::span<const AssessedControl> assessed,
                                      const LabelMoment& moment);

}  // namespace overt
