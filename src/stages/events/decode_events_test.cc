#include "stages/events/decode_events.h"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "stages/events/collected_events_internal.h"
#include "stages/events/event_fields_internal.h"

namespace overt {
namespace {

using Lines = std::vector<std::string>;

std::string error_of(const std::string& file) { return decode_file(file).error; }

void expect_in(std::string_view text, std::string_view part) {
  EXPECT_NE(text.find(part), std::string_view::npos) << "\"" << part << "\" in: " << text;
}

TEST(DecodeEventsTest, FormatsHaveNames) {
  for (int i = 0; i < 7; ++i) {
    const auto format = static_cast<EventFormat>(i);
    EXPECT_EQ(event_format_from_name(name_of(format)), format);
  }
  EXPECT_FALSE(event_format_from_name("csv"));
}

TEST(DecodeEventsTest, RecognisesEveryFormat) {
  EXPECT_EQ(decode_file("account_id,created_at\n").format, EventFormat::kEventsCsv);
  EXPECT_EQ(decode_file("Account_ID;Created_At\n").format, EventFormat::kEventsCsv);
  EXPECT_EQ(decode_file("object_id,account_id,content_id,timestamp_share\n").format,
            EventFormat::kCoortweet);
  EXPECT_EQ(decode_file("tweetid,userid,tweet_time\n").format, EventFormat::kXArchive);
  EXPECT_EQ(decode_file("{\"created_at\":1}").format, EventFormat::kEventsNdjson);
  EXPECT_EQ(decode_file(" \n {\"x\":[1,{\"a\":\"}\"}],\"account_id\":\"a\"}").format,
            EventFormat::kEventsNdjson);
  EXPECT_EQ(decode_file("{\"data\":{\"videos\":[]}}").format, EventFormat::kTiktok);
  EXPECT_EQ(decode_file("{\"id\":1,\"create_time\":2}").format, EventFormat::kTiktok);
}

TEST(DecodeEventsTest, AFileWithOnlyAHeaderHasNoEvents) {
  const auto file = decode_file("account_id,created_at");
  EXPECT_EQ(file.error, "");
  EXPECT_TRUE(file.got.all.empty());
}

TEST(DecodeEventsTest, SaysWhatItFoundInAnUnknownTableAndHowToGoOn) {
  const std::string error = error_of("user;body;when\n1;2;3\n");
  expect_in(error, "f: line 1: not a known format: found the columns \"user\", \"body\", \"when\"");
  expect_in(error, "separated by ';'");
  expect_in(error, "account_id = \"COLUMN\"");
  expect_in(error, "--map FILE");
}

TEST(DecodeEventsTest, ListsABoundedNumberOfColumns) {
  std::string header = "c0";
  for (int i = 1; i < 1000; ++i) header += ",c" + std::to_string(i);
  expect_in(error_of(header + "\n"), "\"c39\" and 960 more");
  std::string wide = "c0";
  for (int i = 1; i < 5000; ++i) wide += ",c" + std::to_string(i);
  EXPECT_NE(error_of(wide + "\n"), "");
}

TEST(DecodeEventsTest, SaysWhatItFoundInUnknownJson) {
  expect_in(error_of("{\"user\":1,\"body\":2}\n"), "a JSON object with \"user\", \"body\"");
  expect_in(error_of("[1,2]\n"), "is no object");
}

TEST(DecodeEventsTest, SaysHowToMakeOneEventALine) {
  expect_in(error_of("[{\"account_id\":\"a\",\"created_at\":1}]"), "jq -c '.[]'");
  expect_in(error_of("{\n  \"account_id\": \"a\",\n  \"created_at\": 1\n}\n"), "jq -c . ");
}

TEST(DecodeEventsTest, RefusesWhatIsNoUtf8Text) {
  expect_in(error_of(""), "the file is empty");
  expect_in(error_of("\n\n"), "only empty lines");
  const std::string utf16_le("a\0c\0c\0o\0u\0n\0t\0", 14);
  expect_in(error_of("\xFF\xFE" + utf16_le), "iconv -f UTF-16 -t UTF-8");
  expect_in(error_of("\xFE\xFF" + utf16_le), "iconv -f UTF-16 -t UTF-8");
  expect_in(error_of(utf16_le), "iconv -f UTF-16 -t UTF-8");
  expect_in(error_of("PAR1xxxx"), "Parquet");
  expect_in(error_of("\x1F\x8Bxxxx"), "compressed twice");
  expect_in(error_of("PK\x03\x04xxxx"), "spreadsheet");
  expect_in(error_of("account_id,created_at\ra,1700000123\r"), "tr '\\r' '\\n'");
  expect_in(error_of("\"account_id,created_at\n"), "quotes are broken");
}

TEST(DecodeEventsTest, ParquetIsNotForADecoder) {
  DecoderRequest request;
  request.format = EventFormat::kParquet;
  EXPECT_NE(decode_file("PAR1", request).error, "");
}

TEST(DecodeEventsTest, CountsTheLinesBeforeTheFirstRecord) {
  const auto opened = open_decoder("\xEF\xBB\xBF\n\"account_id\",\"created_at\",\"a\nb\"\nx,1,\n",
                                   {"f", {}, {}, {}, {}});
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened.value().header_bytes, 36U);
  EXPECT_EQ(opened.value().header_lines, 3U);
}

std::string page(const std::string& name) {
  std::ifstream file(std::string(OVERT_SOURCE_DIR) + "/docs/formats/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(DecodeEventsTest, ThePageOfEventsNamesEveryFieldFormatKindAndReason) {
  const std::string text = page("events.md");
  for (const EventField& field : event_fields()) {
    expect_in(text, "`" + std::string(field.name) + "`");
  }
  for (int i = 0; i < 7; ++i) {
    expect_in(text, "| `" + std::string(name_of(static_cast<EventFormat>(i))) + "` |");
  }
  for (std::size_t i = 0; i < kRejectReasonCount; ++i) {
    expect_in(text, "| `" + std::string(name_of(static_cast<RejectReason>(i))) + "` |");
  }
  for (int i = 0; i <= static_cast<int>(EventKind::kStitch); ++i) {
    expect_in(text, "`" + std::string(name_of(static_cast<EventKind>(i))) + "`");
  }
}

TEST(DecodeEventsTest, TheExampleOnThePageOfMappingsReadsWhatItSays) {
  const std::string text = page("mapping.md");
  const std::size_t begin = text.find("```toml\n") + 8;
  DecoderRequest request;
  request.mapping = text.substr(begin, text.find("```\n", begin) - begin);
  const auto file = decode_file(
      "id;author.name;type;parent;posted;body;tags\n"
      "7;ann;answer;5;04/09/2024 12:01;yes;news,breaking\n",
      request);
  EXPECT_EQ(file.error, "");
  EXPECT_EQ(file.got.all, (Lines{"2 reply @1725451260000000 platform=forum account=ann content=7 "
                                 "target=5 text=yes hashtags=[news; breaking]"}));
}

// Files out of pieces that are good, bad, and half of something.
struct FormatPieces {
  std::string header;
  std::vector<std::string> pieces;
};

const std::vector<FormatPieces>& all_pieces() {
  static const std::vector<FormatPieces> pieces_by_format = {
      {"object_id,account_id,content_id,timestamp_share\n",
       {"o,a,c,1700000123\n", "\"o\",\"a\",\"c\",1700000123\r\n", "o,\"a", "\"", "\n", ",", "\"\"",
        "o,a,\"c\nd\",1700000123\n", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "\r\n", "a\"b", "\xC3\xA9",
        "\xFF", std::string(1, '\0')}},
      {"account_id,created_at,text,urls\n",
       {"a,1700000123,\"t\nu\",\"[\"\"x\"\"]\"\n", "a,1700000123,t,x|y\n", "\"", "\n", ",",
        "a,1700000123,\"", "\",x\n", "\"\"\"", "yyyyyyyyyyyyyyyyyyyyyyyy"}},
      {"tweetid,userid,tweet_time,tweet_text\n",
       {"1,2,2018-07-03 14:05,\"t\n\"\"u\"\"\"\n", "1,2,2018-07-30 14:05,t\n", "1.0E+9,2,x,y\n",
        "\"", ",", "\n", "\"\n\"", "zzzzzzzzzzzzzzzzzzzzzzzzzz"}},
      {"{\"account_id\":\"a\",\"created_at\":1700000123}\n",
       {"{\"account_id\":\"a\",\"created_at\":1700000123}\n", "{", "\"", "}", "\n", "\\", "\xFF",
        "{\"account_id\":\"b\",", "\"created_at\":1700000124}", " ",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}},
      {"{\"data\":{\"videos\":[\n",
       {"{\"id\":1,\"username\":\"u\",\"create_time\":1700000123}", ",", "\n", "]", "}", "{", "[",
        "\"", "]},\"error\":{\"code\":\"ok\"}}\n", "\"error\":{\"code\":\"bad\"}",
        "{\"data\":{\"videos\":[", "\"cursor\":12", ":", "x", " ", "\\",
        "{\"id\":2,\n \"username\":\"u\"\n}"}},
  };
  return pieces_by_format;
}

RC_GTEST_PROP(DecodeEventsTest, ChunksMayBeCutAtAnyWholeRecord, ()) {
  const auto& format = *rc::gen::elementOf(all_pieces());
  const auto parts =
      *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(format.pieces));
  std::string body;
  for (const std::string& part : parts) body += part;
  DecoderRequest request;
  request.path = "f";
  request.options.record_bytes_max = *rc::gen::element<std::uint64_t>(40, 60, 1000);
  // The X archive's notes and date order come from the head, which is the same for both readings.
  const auto opened = open_decoder(format.header + body, request);
  RC_PRE(static_cast<bool>(opened));
  const EventDecoder& decoder = *opened.value().decoder;
  CollectedEvents at_once;
  decode_copy(decoder, body, 2, true, at_once);
  const std::size_t cut =
      decoder.whole_records(body.substr(0, *rc::gen::inRange<std::size_t>(0, body.size() + 1)));
  RC_ASSERT(cut <= body.size());
  CollectedEvents in_two;
  decode_copy(decoder, body.substr(0, cut), 2, false, in_two);
  const auto lines =
      std::count(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(cut), '\n');
  decode_copy(decoder, body.substr(cut), 2 + static_cast<std::uint64_t>(lines), true, in_two);
  RC_ASSERT(in_two.all == at_once.all);
}

RC_GTEST_PROP(DecodeEventsTest, ReadingInStepsGivesTheSameAsReadingAtOnce, ()) {
  const auto& format = *rc::gen::elementOf(all_pieces());
  const auto parts =
      *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(format.pieces));
  const auto step = *rc::gen::inRange<std::size_t>(1, 50);
  std::string body;
  for (const std::string& part : parts) body += part;
  DecoderRequest request;
  request.path = "f";
  const auto opened = open_decoder(format.header + body, request);
  RC_PRE(static_cast<bool>(opened));
  CollectedEvents at_once;
  decode_copy(*opened.value().decoder, body, 2, true, at_once);
  CollectedEvents in_steps;
  SteppedReader(*opened.value().decoder, request.options.record_bytes_max, in_steps)
      .read(body, 2, [step] { return step; });
  RC_ASSERT(in_steps.all == at_once.all);
}

TEST(DecodeEventsTest, AVeryLongLineIsOneRejectAndTheNextLineIsRead) {
  for (const FormatPieces& format : all_pieces()) {
    const bool tiktok = format.header.find("videos") != std::string::npos;
    const std::string good = tiktok ? format.pieces[0] + "\n" : format.pieces[0];
    const std::string longest(1 << 20, tiktok ? '"' : 'x');
    const std::string body = good + longest + "\n" + good;
    DecoderRequest request;
    request.path = "f";
    request.options.record_bytes_max = 1 << 16;
    const auto opened = open_decoder(format.header + body.substr(0, 1000), request);
    ASSERT_TRUE(opened);
    CollectedEvents got;
    SteppedReader(*opened.value().decoder, request.options.record_bytes_max, got).read(body, 2, [] {
      return std::size_t{1} << 14;
    });
    EXPECT_EQ(got.events.size(), 2U) << format.header;
    if (!tiktok) {
      ASSERT_EQ(got.rejects.size(), 1U) << format.header;
      EXPECT_NE(got.rejects[0].find("too_long"), std::string::npos);
    }
  }
}

TEST(DecodeEventsTest, AnOpenQuoteFarFromAnyOtherCostsOneLine) {
  std::string body = "o,\"a,c,1700000123\n";
  constexpr std::size_t kRows = 20'000;
  for (std::size_t i = 0; i < kRows; ++i) body += "o,a,c,1700000123\n";
  DecoderRequest request;
  request.path = "f";
  request.options.record_bytes_max = 10'000;
  const auto opened = open_decoder("object_id,account_id,content_id,timestamp_share\n", request);
  ASSERT_TRUE(opened);
  CollectedEvents got;
  SteppedReader(*opened.value().decoder, request.options.record_bytes_max, got).read(body, 2, [] {
    return std::size_t{4096};
  });
  EXPECT_EQ(got.rejects, (Lines{"2 malformed <o,\"a,c,1700000123>"}));
  EXPECT_EQ(got.events.size(), kRows);
}

}  // namespace
}  // namespace overt
