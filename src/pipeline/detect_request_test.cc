#include "pipeline/detect_request.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(DetectRequestTest, FillsInWhatWasAskedAndLeavesTheRestAsTheCommandLineHasIt) {
  const auto read = read_detect_request(
      R"({"upload":"upload-1","window_seconds":0.5,"sweep_seconds":[60,10],"min_objects":4,)"
      R"("level":0.01,"seed":18446744073709551615,"alike_texts":true,"max_rejects":0,)"
      R"("registry":true,"as_of":"2024-09-04T23:59:59Z","previous":["a"],"format":null})");
  ASSERT_TRUE(read.ok()) << read.error().message;
  const DetectRequest& request = read.value();
  EXPECT_EQ(request.upload, "upload-1");
  EXPECT_EQ(request.options.window, kMicrosPerSecond / 2);
  EXPECT_EQ(request.options.sweep, (std::vector<TimeUs>{10'000'000, 60'000'000}));
  EXPECT_EQ(request.options.min_objects, 4U);
  EXPECT_EQ(request.options.seed, UINT64_MAX);
  EXPECT_EQ(request.options.input.max_rejects, 0.0);
  EXPECT_TRUE(request.options.alike_texts);
  EXPECT_TRUE(request.with_registry);
  EXPECT_EQ(request.previous, std::vector<std::string>{"a"});
  EXPECT_EQ(request.options.splits, DetectOptions().splits);
  EXPECT_EQ(request.options.min_members, DetectOptions().min_members);
}

TEST(DetectRequestTest, ReadsAPeriod) {
  const auto read = read_detect_request(
      R"({"events_from":"2024-09-01T00:00:00Z","events_to":"2024-09-02T00:00:00+00:00"})");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(*read.value().events_to - *read.value().events_from, kMicrosPerDay);
}

TEST(DetectRequestTest, RefusesByNameWhatItDoesNotTake) {
  const std::pair<const char*, const char*> wrong[] = {
      {R"({})", "upload"},
      {R"([])", "object"},
      {R"({"upload":"u","events_from":"2024-09-01T00:00:00Z"})", "upload"},
      {R"({"events_from":"2024-09-01T00:00:00Z"})", "events_to"},
      {R"({"events_from":"2024-09-02T00:00:00Z","events_to":"2024-09-01T00:00:00Z"})", "events_to"},
      {R"({"upload":7})", "upload"},
      {R"({"upload":"u","out":"/etc"})", "out"},
      {R"({"upload":"u","threads":2})", "threads"},
      {R"({"upload":"u","min_members":1})", "min_members"},
      {R"({"upload":"u","min_objects":-1})", "min_objects"},
      {R"({"upload":"u","min_objects":4294967296})", "min_objects"},
      {R"({"upload":"u","splits":65})", "splits"},
      {R"({"upload":"u","level":1})", "level"},
      {R"({"upload":"u","level":1e999})", "object"},
      {R"({"upload":"u","window_seconds":0})", "window_seconds"},
      {R"({"upload":"u","window_seconds":1e300})", "window_seconds"},
      {R"({"upload":"u","sweep_seconds":[]})", "sweep_seconds"},
      {R"({"upload":"u","sweep_seconds":[10,10]})", "sweep_seconds"},
      {R"({"upload":"u","max_rejects":1.5})", "max_rejects"},
      {R"({"upload":"u","format":"mapped-csv"})", "format"},
      {R"({"upload":"u","objects":"everything"})", "objects"},
      {R"({"upload":"u","as_of":"2024-09-01T00:00:00Z"})", "as_of"},
      {R"({"upload":"u","as_of":"yesterday","registry":true})", "as_of"},
      {R"({"upload":"u","previous":"a"})", "previous"},
  };
  for (const auto& [json, word] : wrong) {
    const auto read = read_detect_request(json);
    ASSERT_FALSE(read.ok()) << json;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument) << json;
    EXPECT_NE(read.error().message.find(word), std::string::npos) << read.error().message;
  }
}

}  // namespace
}  // namespace overt
