#include <gtest/gtest.h>

#include "stages/events/collected_events_internal.h"

namespace overt {
namespace {

using Lines = std::vector<std::string>;

DecodedFile decode(std::string_view file, DecodeOptions options = {}) {
  DecoderRequest request;
  request.format = EventFormat::kEventsNdjson;
  request.options = options;
  return decode_file(file, request);
}

TEST(EventsNdjsonTest, ReadsEveryField) {
  const auto file = decode_file(
      R"({"event_id":"e1","platform":"x","account_id":"a1","kind":"repost","content_id":"c1",)"
      R"("target_content_id":"t1","target_account_id":"u1","object_id":"o1",)"
      R"("created_at":"2024-09-04T12:00:00Z","text":"Hello \"you\"\n","lang":"en",)"
      R"("urls":["http://a/1","http://b"],"hashtags":["#b","a"],"mentions":["@m1"],)"
      R"("media":["ab12"],"sound_id":"s1","effect_ids":["f1",2],"transcript":"words",)"
      R"("region":"US","client":"app","infra":["k1"],"handle":"h1","display_name":"Name"})"
      "\n");
  EXPECT_EQ(file.format, EventFormat::kEventsNdjson);
  EXPECT_EQ(file.got.all,
            (Lines{"1 repost @1725451200000000 event=e1 platform=x account=a1 content=c1 target=t1 "
                   "target_account=u1 object=o1 text=Hello \"you\"\n lang=en sound=s1 "
                   "transcript=words region=US client=app handle=h1 name=Name urls=[http://a/1; "
                   "http://b] hashtags=[b; a] mentions=[m1] media=[ab12] effects=[f1; 2] "
                   "infra=[k1]"}));
}

TEST(EventsNdjsonTest, TakesTimesAsNumbersAndTexts) {
  EXPECT_EQ(decode("{\"account_id\":\"a\",\"created_at\":1700000123}\n"
                   "{\"account_id\":\"a\",\"created_at\":1700000123456}\n"
                   "{\"account_id\":\"a\",\"created_at\":\"1700000123.5\"}\n"
                   "{\"account_id\":\"a\",\"created_at\":1470604422.0}\n")
                .got.all,
            (Lines{"1 post @1700000123000000 account=a", "2 post @1700000123456000 account=a",
                   "3 post @1700000123500000 account=a", "4 post @1470604422000000 account=a"}));
}

TEST(EventsNdjsonTest, KeepsNumericIdsExact) {
  EXPECT_EQ(decode("{\"account_id\":9007199254740993,\"content_id\":12345678901234567890123,"
                   "\"created_at\":1700000123}\n")
                .got.all,
            (Lines{"1 post @1700000123000000 account=9007199254740993 "
                   "content=12345678901234567890123"}));
}

TEST(EventsNdjsonTest, IgnoresUnknownMembersNullsAndTheOrderOfMembers) {
  EXPECT_EQ(decode("{\"x\":{\"y\":[1,{\"account_id\":\"no\"}]},\"created_at\":1700000123,"
                   "\"kind\":null,\"text\":null,\"urls\":null,\"account_id\":\"a\"}\n"
                   "{ \"account_id\" : \"b\" , \"created_at\" : 1700000124 }\n"
                   "{\"created_at\":1700000125,\"account_id\":\"c\",\"text\":\"t\"}\r\n")
                .got.all,
            (Lines{"1 post @1700000123000000 account=a", "2 post @1700000124000000 account=b",
                   "3 post @1700000125000000 account=c text=t"}));
}

TEST(EventsNdjsonTest, TakesOneTextWhereAListIsExpected) {
  EXPECT_EQ(
      decode("{\"account_id\":\"a\",\"created_at\":1700000123,\"urls\":\"http://a\"}\n").got.all,
      (Lines{"1 post @1700000123000000 account=a urls=[http://a]"}));
}

TEST(EventsNdjsonTest, SkipsEmptyLinesAndAByteOrderMark) {
  EXPECT_EQ(decode_file("\xEF\xBB\xBF\n\r\n{\"account_id\":\"a\",\"created_at\":1700000123}\n \n\n")
                .got.all,
            (Lines{"3 post @1700000123000000 account=a"}));
}

TEST(EventsNdjsonTest, RejectsWhatItCannotUseWithTheField) {
  const auto file = decode(
      "{\"created_at\":1700000123}\n"
      "{\"account_id\":\"\",\"created_at\":1700000123}\n"
      "{\"account_id\":\"a\"}\n"
      "{\"account_id\":\"a\",\"created_at\":\"noon\"}\n"
      "{\"account_id\":\"a\",\"created_at\":true}\n"
      "{\"account_id\":\"a\",\"created_at\":0}\n"
      "{\"account_id\":\"a\",\"created_at\":1700000123,\"kind\":\"retweet\"}\n"
      "{\"account_id\":1.01421e18,\"created_at\":1700000123}\n"
      "{\"account_id\":\"1.01421E+18\",\"created_at\":1700000123}\n"
      "{\"account_id\":[\"a\"],\"created_at\":1700000123}\n"
      "{\"account_id\":\"a\",\"created_at\":1700000123,\"urls\":[{}]}\n"
      "{\"account_id\":\"a\\u0000b\",\"created_at\":1700000123}\n");
  std::vector<std::string> reasons;
  for (const std::string& reject : file.got.rejects) {
    reasons.push_back(reject.substr(0, reject.find(" <")));
  }
  EXPECT_EQ(reasons,
            (Lines{"1 missing_field account_id", "2 missing_field account_id",
                   "3 missing_field created_at", "4 bad_time created_at", "5 bad_time created_at",
                   "6 time_out_of_range created_at", "7 unknown_kind kind",
                   "8 mangled_id account_id", "9 mangled_id account_id", "10 malformed account_id",
                   "11 malformed urls", "12 nul_byte account_id"}));
  EXPECT_TRUE(file.got.events.empty());
}

TEST(EventsNdjsonTest, RejectsBrokenJsonAndReadsOn) {
  const std::string good = "{\"account_id\":\"a\",\"created_at\":1700000123}\n";
  for (const std::string bad :
       {"{", "}", "[]", "\"text\"", "12", "null", "{\"account_id\":\"a\",}",
        "{\"account_id\":\"a\" \"created_at\":1}",
        "{\"account_id\":\"a\",\"created_at\":1700000123",
        "{\"account_id\":\"a\",\"created_at\":1700000123}}",
        "{\"account_id\":\"a\",\"created_at\":1700000123} {}",
        "{\"account_id\":\"a\",\"created_at\":1700000123}x",
        "{\"account_id\":\"a,\"created_at\":1}",
        "{\"account_id\":\"a\\q\",\"created_at\":1700000123}", "{account_id:\"a\"}"}) {
    const auto file = decode(good + bad + "\n" + good);
    EXPECT_EQ(file.got.events.size(), 2U) << bad;
    ASSERT_EQ(file.got.rejects.size(), 1U) << bad;
    const auto& reject = file.got.rejects[0];
    EXPECT_EQ(reject.substr(0, 11), "2 malformed") << bad;
    EXPECT_NE(reject.find("<" + bad + ">"), std::string::npos) << reject;
  }
}

TEST(EventsNdjsonTest, RejectsBadBytes) {
  const auto file =
      decode("{\"account_id\":\"a\xFF\",\"created_at\":1700000123}\n{\"account_id\":\"a" +
             std::string(1, '\0') + "\",\"created_at\":1700000123}\n");
  ASSERT_EQ(file.got.rejects.size(), 2U);
  EXPECT_EQ(file.got.rejects[0].substr(0, 14), "1 bad_encoding");
  EXPECT_EQ(file.got.rejects[1].substr(0, 10), "2 nul_byte");
}

TEST(EventsNdjsonTest, RejectsATruncatedLastLineAndReadsAWholeOne) {
  EXPECT_EQ(decode("{\"account_id\":\"a\",\"created_at\":1700000123}").got.all,
            (Lines{"1 post @1700000123000000 account=a"}));
  EXPECT_EQ(decode("{\"account_id\":\"a\",\"created_at\":17000001").got.all,
            (Lines{"1 truncated <{\"account_id\":\"a\",\"created_at\":17000001>"}));
  EXPECT_EQ(decode("{\"account_id\":\"a\xC3").got.all,
            (Lines{"1 truncated <{\"account_id\":\"a\xC3>"}));
}

TEST(EventsNdjsonTest, RejectsAnOverlongLine) {
  const std::string line = "{\"account_id\":\"a\",\"created_at\":1700000123,\"text\":\"" +
                           std::string(3000, 'x') + "\"}";
  EXPECT_EQ(decode(line + "\n", {line.size()}).got.events.size(), 1U);
  EXPECT_EQ(decode(line + "\n", {line.size() - 1}).got.rejects,
            (Lines{"1 too_long <" + line.substr(0, kTooLongRawBytes) + ">"}));
}

TEST(EventsNdjsonTest, WholeRecordsAreWholeLines) {
  const auto opened =
      open_decoder("{\"account_id\":\"a\",\"created_at\":1}", {"f", {}, {}, {}, {}});
  ASSERT_TRUE(opened);
  const EventDecoder& decoder = *opened.value().decoder;
  EXPECT_EQ(decoder.whole_records("{}\n{}\n{"), 6U);
  EXPECT_EQ(decoder.whole_records("{}"), 0U);
  EXPECT_EQ(decoder.whole_records(""), 0U);
}

}  // namespace
}  // namespace overt
