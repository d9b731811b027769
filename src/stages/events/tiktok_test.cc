#include <gtest/gtest.h>

#include "stages/events/collected_events_internal.h"

namespace overt {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kVideo =
    R"({"id":7213456789012345678,"username":"u1","create_time":1700000123,"region_code":"US",)"
    R"("video_description":"look #b #a","music_id":7000000000000000001,)"
    R"("hashtag_names":["b","a"],"effect_ids":["11","12"],"voice_to_text":"words",)"
    R"("video_mention_list":["m1"],"like_count":3,"hashtag_info_list":[{"hashtag_id":1}]})";
constexpr std::string_view kEvent =
    "post @1700000123000000 event=7213456789012345678 platform=tiktok account=u1 "
    "content=7213456789012345678 text=look #b #a sound=7000000000000000001 transcript=words "
    "region=US handle=u1 hashtags=[b; a] mentions=[m1] effects=[11; 12]";
constexpr std::string_view kOk = R"("error":{"code":"ok","message":"","log_id":"1"})";

std::string small(int id) {
  return R"({"id":")" + std::to_string(id) + R"(","username":"u","create_time":1700000123})";
}

std::string small_event(int line, int id) {
  const std::string text = std::to_string(id);
  return std::to_string(line) + " post @1700000123000000 event=" + text +
         " platform=tiktok account=u content=" + text + " handle=u";
}

DecodedFile decode(const std::string& file, DecodeOptions options = {}) {
  DecoderRequest request;
  request.format = EventFormat::kTiktok;
  request.options = options;
  return decode_file(file, request);
}

TEST(TiktokTest, ReadsAResponse) {
  const auto file =
      decode_file(R"({"data":{"videos":[)" + std::string(kVideo) +
                  R"(],"cursor":100,"has_more":true,"search_id":"7"},)" + std::string(kOk) + "}\n");
  EXPECT_EQ(file.format, EventFormat::kTiktok);
  EXPECT_EQ(file.got.all, (Lines{"1 " + std::string(kEvent)}));
}

TEST(TiktokTest, ReadsIdsAsTextsAndAsNumbersAlike) {
  std::string text(kVideo);
  for (const std::string id : {"7213456789012345678", "7000000000000000001"}) {
    text.replace(text.find(id), id.size(), "\"" + id + "\"");
  }
  EXPECT_EQ(decode(text).got.all, (Lines{"1 " + std::string(kEvent)}));
}

TEST(TiktokTest, ReadsPrettyPrintedResponsesOneAfterAnother) {
  const std::string page = "{\n  \"data\": {\n    \"cursor\": 1,\n    \"videos\": [\n      " +
                           small(1) + ",\n      " + small(2) +
                           "\n    ]\n  },\n  \"error\": {\n    \"code\": \"ok\"\n  }\n}\n";
  const auto file = decode_file(page + page);
  EXPECT_EQ(file.got.all,
            (Lines{small_event(5, 1), small_event(6, 2), small_event(17, 1), small_event(18, 2)}));
}

TEST(TiktokTest, ReadsBareVideosOneALineAndInAnArray) {
  const Lines wanted{small_event(1, 1), small_event(2, 2)};
  EXPECT_EQ(decode_file(small(1) + "\n" + small(2) + "\n").got.all, wanted);
  EXPECT_EQ(decode_file("[" + small(1) + ",\n" + small(2) + "]\n").got.all, wanted);
}

TEST(TiktokTest, ReadsResponsesWhoseErrorComesFirstOrThatHoldNothing) {
  const std::string empty = R"({"data":{"videos":[],"has_more":false},)" + std::string(kOk) + "}\n";
  const std::string error_first =
      "{" + std::string(kOk) + R"(,"data":{"videos":[)" + small(1) + "]}}\n";
  EXPECT_EQ(decode_file(empty + error_first).got.all, (Lines{small_event(2, 1)}));
}

TEST(TiktokTest, RejectsAnErrorAmongResponses) {
  const std::string failed =
      R"({"data":{},"error":{"code":"rate_limit_exceeded","message":"slow down"}})";
  const auto file = decode(R"({"data":{"videos":[)" + small(1) + "]}," + std::string(kOk) + "}\n" +
                           failed + "\n");
  EXPECT_EQ(file.got.all,
            (Lines{small_event(1, 1),
                   "2 malformed error.code "
                   "<{\"code\":\"rate_limit_exceeded\",\"message\":\"slow down\"}>"}));
}

TEST(TiktokTest, AResponseThatIsOnlyAnErrorIsAnError) {
  const auto file =
      decode_file(R"({"data":{},"error":{"code":"access_token_invalid","message":"expired"}})");
  EXPECT_NE(file.error.find("f: line 1: "), std::string::npos) << file.error;
  EXPECT_NE(file.error.find("access_token_invalid (expired)"), std::string::npos);
}

TEST(TiktokTest, TakesZeroAsNoSoundAndNoEffect) {
  EXPECT_EQ(decode(R"({"id":1,"username":"u","create_time":1700000123,"music_id":0,)"
                   R"("effect_ids":["0"]})")
                .got.all,
            (Lines{small_event(1, 1)}));
}

TEST(TiktokTest, DoesWithoutMentionsOfAnotherShape) {
  EXPECT_EQ(decode(R"({"id":1,"video_mention_list":[{"x":[1]}],"username":"u",)"
                   R"("create_time":1700000123})")
                .got.all,
            (Lines{small_event(1, 1)}));
}

TEST(TiktokTest, RejectsVideosItCannotUseAndKeepsTheOthersOfTheResponse) {
  const auto file = decode(
      R"({"data":{"videos":[)" + small(1) + ",\n" + R"({"id":2,"create_time":1700000123},)" + "\n" +
      R"({"id":3,"username":"u"},)" + "\n" + R"({"username":"u","create_time":1700000123},)" +
      "\n" + R"({"id":5,"username":"u","create_time":"noon"},)" + "\n" +
      R"({"id":6,"username":"u","create_time":5},)" + "\n" +
      R"({"id":7.2e18,"username":"u","create_time":1700000123},)" + "\n" +
      R"({"id":8,"username":"u","create_time":1700000123,"voice_to_text":[]},)" + "\n" + small(9) +
      "]}," + std::string(kOk) + "}");
  std::vector<std::string> seen;
  for (const auto& line : file.got.all) seen.push_back(line.substr(0, line.find(" <")));
  EXPECT_EQ(seen, (Lines{small_event(1, 1), "2 missing_field username",
                         "3 missing_field create_time", "4 missing_field id",
                         "5 bad_time create_time", "6 time_out_of_range create_time",
                         "7 mangled_id id", "8 malformed voice_to_text", small_event(9, 9)}));
}

TEST(TiktokTest, ABrokenVideoCostsItsLine) {
  for (const std::string bad :
       {"{\"id\":2,\"username\":\"u}", "{\"id\":2,\"x\":[1}", "{\"id\":2,\"username\":\"u\"",
        "{\"id\":2,\"username\":\"u\",", "garbage", "{\"id\":2 \"x\":1}", "\"loose\"",
        "{\"id\":2,\"effect_ids\":[\"1\""}) {
    const auto file = decode(small(1) + "\n" + bad + "\n" + small(3) + "\n");
    ASSERT_EQ(file.got.rejects.size(), 1U) << bad;
    EXPECT_EQ(file.got.rejects[0], "2 malformed <" + bad + ">");
    EXPECT_EQ(file.got.events, (Lines{small_event(1, 1), small_event(3, 3)})) << bad;
  }
}

// Its first line, and the line that broke it.
TEST(TiktokTest, ABrokenVideoOfAPrettyResponseCostsItself) {
  const auto file = decode(
      "{\"data\": {\"videos\": [\n{\n\"id\": 1,\n\"username\": \"u,\n"
      "\"effect_ids\": [\"1\"]\n},\n" +
      small(2) + "\n]}, " + std::string(kOk) + "}\n");
  EXPECT_EQ(file.got.all,
            (Lines{"2 malformed <{>", "4 malformed <\"username\": \"u,>", small_event(7, 2)}));
}

TEST(TiktokTest, RejectsBadBytes) {
  const auto file = decode(
      "{\"id\":1,\"username\":\"u\xFF\",\"create_time\":1700000123}\n"
      "{\"id\":2,\"username\":\"u" +
      std::string(1, '\0') + "\",\"create_time\":1700000123}\n" + small(3));
  ASSERT_EQ(file.got.rejects.size(), 2U);
  EXPECT_EQ(file.got.rejects[0].substr(0, 14), "1 bad_encoding");
  EXPECT_EQ(file.got.rejects[1].substr(0, 10), "2 nul_byte");
  EXPECT_EQ(file.got.events, (Lines{small_event(3, 3)}));
}

TEST(TiktokTest, SaysWhereAFileIsCut) {
  const std::string whole =
      R"({"data":{"videos":[)" + small(1) + ",\n" + small(2) + "]}," + std::string(kOk) + "}\n";
  const auto count_truncated = [](const DecodedFile& file) {
    return std::count_if(file.got.rejects.begin(), file.got.rejects.end(), [](const auto& reject) {
      return reject.find(" truncated") != std::string::npos;
    });
  };
  EXPECT_TRUE(decode(whole).got.rejects.empty());
  const std::size_t complete = whole.size() - 1;  // without the last line end
  for (std::size_t size = 30; size < complete; ++size) {
    const auto file = decode(whole.substr(0, size));
    const char last = whole[size - 1];
    // After "]}" nothing of the videos is missing and the response's own end cannot be told.
    const bool looks_closed = last == '}' && whole[size - 2] == ']';
    EXPECT_EQ(count_truncated(file), looks_closed ? 0 : 1) << whole.substr(0, size);
  }
}

TEST(TiktokTest, ReadsAnArrayOfResponses) {
  const std::string page = R"({"data":{"videos":[)" + small(1) + "]}," + std::string(kOk) + "}";
  EXPECT_EQ(decode_file("[" + page + "," + page + "]").got.all,
            (Lines{small_event(1, 1), small_event(1, 1)}));
}

TEST(TiktokTest, RejectsAnOverlongVideo) {
  const std::string video =
      R"({"id":1,"username":"u","create_time":1700000123,"x":")" + std::string(3000, 'x') + "\"}";
  EXPECT_EQ(decode(video + "\n", {video.size()}).got.events.size(), 1U);
  const auto file = decode(video + "\n" + small(2) + "\n", {video.size() - 1});
  EXPECT_EQ(file.got.rejects, (Lines{"1 too_long <" + video.substr(0, kTooLongRawBytes) + ">"}));
  EXPECT_EQ(file.got.events, (Lines{small_event(2, 2)}));
}

TEST(TiktokTest, ReadsAResponseOfAnySizeVideoByVideo) {
  std::string file = R"({"data":{"videos":[)";
  for (int i = 1; i <= 200; ++i) file += (i > 1 ? "," : "") + small(i);
  file += "]}," + std::string(kOk) + "}";
  EXPECT_EQ(decode(file, {200}).got.events.size(), 200U);
}

}  // namespace
}  // namespace overt
