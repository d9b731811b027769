#include "model/label.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(LabelTest, EveryNameIsReadBack) {
  for (std::size_t i = 0; i < kControlFindingCount; ++i) {
    const auto value = static_cast<ControlFinding>(i);
    EXPECT_EQ(control_finding_named(name_of(value)), value);
  }
  for (std::size_t i = 0; i < kControlOutcomeCount; ++i) {
    const auto value = static_cast<ControlOutcome>(i);
    EXPECT_EQ(control_outcome_named(name_of(value)), value);
  }
  for (std::size_t i = 0; i < kLabelEventKindCount; ++i) {
    const auto value = static_cast<LabelEventKind>(i);
    EXPECT_EQ(label_event_kind_named(name_of(value)), value);
  }
  EXPECT_EQ(control_outcome_named("guilty"), std::nullopt);
}

TEST(LabelTest, SubjectsAreWrittenWithTheirKind) {
  const LabelSubject account{LabelSubjectKind::kAccount, "clipper:rt_news"};
  EXPECT_EQ(name_of(account), "account:clipper:rt_news");
  EXPECT_EQ(parse_label_subject("account:clipper:rt_news"), account);
  for (const char* const wrong : {"", "account", "account:", "person:x"}) {
    EXPECT_EQ(parse_label_subject(wrong), std::nullopt) << wrong;
  }
}

TEST(LabelTest, OnlyAppliedLabelsHold) {
  LabelEvent event;
  for (const auto& [kind, holds] :
       {std::pair{LabelEventKind::kApplied, true}, std::pair{LabelEventKind::kNegated, false},
        std::pair{LabelEventKind::kExpired, false}, std::pair{LabelEventKind::kReapplied, true}}) {
    event.kind = kind;
    EXPECT_EQ(event.holds(), holds) << name_of(kind);
  }
}

}  // namespace
}  // namespace overt
