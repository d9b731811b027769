#include "stages/labels/label_events_json.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

LabelEvent sample() {
  LabelEvent event;
  event.sequence = 7;
  event.kind = LabelEventKind::kReapplied;
  event.label = "state-affiliated";
  event.subject = {LabelSubjectKind::kAccount, "clipper:news"};
  event.name = "News \"of\" the\nday";
  event.reason = "belongs to The Outlet";
  event.by = "a reviewer";
  event.at = micros_from_civil(2024, 9, 23);
  event.policy = "media/labels@1";
  event.assessment = "a1";
  event.root = "outlet";
  event.path = {"l1", "l2"};
  event.reach = {"aa", AudienceAbroad::kYes};
  return event;
}

TEST(LabelEventsJsonTest, WhatIsWrittenReadsBackEqual) {
  const std::string line = label_event_line(sample());
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto read = decode_label_events({&line, 1}, "labels.ndjson");
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read.value().size(), 1U);
  EXPECT_EQ(read.value().front(), sample());
}

TEST(LabelEventsJsonTest, ALineThatSaysSomethingElseIsRefusedWithItsNumber) {
  const std::string good = label_event_line(sample());
  const auto error_of = [&](const std::string& line) {
    const std::vector<std::string> lines = {good, line};
    const auto read = decode_label_events(lines, "labels.ndjson");
    return read.ok() ? std::string() : read.error().message;
  };
  EXPECT_EQ(error_of("{").rfind("labels.ndjson:2: ", 0), 0U);
  EXPECT_NE(error_of("{}").find("'sequence' is missing"), std::string::npos);
  std::string more = good;
  more.insert(more.size() - 1, ",\"colour\":\"red\"");
  EXPECT_NE(error_of(more).find("does not know"), std::string::npos);
  std::string other = good;
  other.replace(other.find("re-applied"), 10, "re-applies");
  EXPECT_NE(error_of(other).find("'event'"), std::string::npos);
}

}  // namespace
}  // namespace overt
