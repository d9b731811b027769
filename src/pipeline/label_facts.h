#pragma once
// What the label log says of subjects, as the facts that policies ask for: `label.values` and
// `label.current_affairs_abroad`, as the labels stand at the log's end.
//
// An account is looked up by its platform and handle, as the registry knows accounts; where no
// profile gives a handle, by its id as the run has it. Which is known and carries no label is
// known to carry none; networks and contents are not looked up, since labels belong to whoever
// publishes.
// Thread safety: const calls at once. O(log labels) a subject.

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/subject_facts.h"
#include "stages/labels/label_history.h"

namespace overt {

class LabelFacts {
 public:
  explicit LabelFacts(LabelHistory history) : history_(std::move(history)) {}

  /// `handle` may be empty, and `platform` where the subject's id begins with it.
  void add_to(SubjectFacts& subject, std::string_view platform = {},
              std::string_view handle = {}) const;

 private:
  LabelHistory history_;
};

}  // namespace overt
