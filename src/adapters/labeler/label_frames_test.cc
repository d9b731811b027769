#include "adapters/labeler/label_frames.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

KeptLabel kept_label() {
  KeptLabel kept;
  kept.seq = 7;
  kept.label.src = "did:web:l.example";
  kept.label.uri = "did:web:a.example";
  kept.label.val = "x";
  kept.label.cts = "2024-09-04T12:00:00Z";
  return kept;
}

TEST(LabelFramesTest, AFrameIsTwoValuesWithTheLabelAndItsSignature) {
  const std::string frame = label_frame(kept_label());
  // {"op": 1, "t": "#labels"}, then {"seq": 7, "labels": [{…}]}
  EXPECT_EQ(frame.substr(0, 15), "\xA2\x61t\x67#labels\x62op\x01");
  EXPECT_NE(frame.find("\x63sig\x58\x40"), frame.npos) << "64 bytes";
  EXPECT_NE(frame.find("\x63seq\x07"), frame.npos);
  EXPECT_EQ(frame.find("neg"), frame.npos) << "false is left out";
}

TEST(LabelFramesTest, AnErrorIsTheLastFrame) {
  EXPECT_EQ(error_frame("FutureCursor", "m").substr(0, 5), "\xA1\x62op\x20");
  EXPECT_NE(info_frame("OutdatedCursor", "m").find("#info"), std::string::npos);
}

TEST(LabelFramesTest, AnAnswerIsTheLexiconsJson) {
  const KeptLabel kept = kept_label();
  EXPECT_EQ(
      render_labels(std::span(&kept, 1), true),
      R"({"cursor":"7","labels":[{"ver":1,"src":"did:web:l.example",)"
      R"("uri":"did:web:a.example","val":"x","cts":"2024-09-04T12:00:00Z","sig":{"$bytes":")" +
          std::string(86, 'A') + R"("}}]})");
  EXPECT_EQ(render_labels({}, false), R"({"labels":[]})");
}

TEST(LabelFramesTest, ParametersAreReadStrictly) {
  using Parameters = std::vector<std::pair<std::string, std::string>>;
  const auto read = [](const Parameters& parameters) {
    return read_label_query(parameters, "did:web:l.example");
  };
  const auto all = read({{"uriPatterns", "a"},
                         {"uriPatterns", "b*"},
                         {"sources", "did:web:l.example"},
                         {"limit", "250"},
                         {"cursor", "9"}});
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all.value().query.patterns, (std::vector<std::string>{"a", "b*"}));
  EXPECT_EQ(all.value().query.max, 250U);
  EXPECT_EQ(all.value().query.after, 9U);
  EXPECT_TRUE(all.value().ours);
  EXPECT_FALSE(read({{"uriPatterns", "a"}, {"sources", "did:web:other"}}).value().ours);
  EXPECT_FALSE(read({}).ok());
  EXPECT_FALSE(read({{"uriPatterns", "a*b"}}).ok());
  EXPECT_FALSE(read({{"uriPatterns", ""}}).ok());
  EXPECT_FALSE(read({{"uriPatterns", "a"}, {"limit", "251"}}).ok());
  EXPECT_FALSE(read({{"uriPatterns", "a"}, {"limit", "0"}}).ok());
  EXPECT_FALSE(read({{"uriPatterns", "a"}, {"cursor", "-1"}}).ok());
  EXPECT_FALSE(read(Parameters(101, {"uriPatterns", "a"})).ok());
}

}  // namespace
}  // namespace overt
