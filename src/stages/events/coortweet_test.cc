#include <algorithm>
#include <array>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "stages/events/collected_events_internal.h"

namespace overt {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kHeader = "object_id,account_id,content_id,timestamp_share\n";

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

DecodedFile decode(const std::string& rows, DecodeOptions options = {}) {
  DecoderRequest request;
  request.options = options;
  return decode_file(std::string(kHeader) + rows, request);
}

TEST(CoortweetTest, ReadsShares) {
  const auto file = decode("o1,a1,c1,1700000123\no2,a2,c2,1700000124\n");
  EXPECT_EQ(file.format, EventFormat::kCoortweet);
  EXPECT_EQ(file.got.events, (Lines{"2 post @1700000123000000 account=a1 content=c1 object=o1",
                                    "3 post @1700000124000000 account=a2 content=c2 object=o2"}));
  EXPECT_TRUE(file.got.rejects.empty());
  EXPECT_TRUE(file.notes.empty());
}

TEST(CoortweetTest, FindsQuotedColumnsInAnyOrderAndIgnoresOthers) {
  const auto file = decode_file(
      "\"timestamp_share\",\"extra\",\"content_id\",\"account_id\",\"object_id\"\r\n"
      "1700000123,x,\"c1\",\"a,1\",\"o\"\"1\"\r\n");
  EXPECT_EQ(file.got.events,
            (Lines{"2 post @1700000123000000 account=a,1 content=c1 object=o\"1"}));
}

TEST(CoortweetTest, ReadsMillisecondsInTheSameColumn) {
  EXPECT_EQ(decode("o,a,c,1700000123456\n").got.events,
            (Lines{"2 post @1700000123456000 account=a content=c object=o"}));
}

TEST(CoortweetTest, RecognisesOtherNamesOfTheTimeAndSaysSo) {
  for (const std::string name : {"timestamp_ms", "timestamp"}) {
    const auto file =
        decode_file("object_id,account_id,content_id," + name + "\no,a,c,1700000123456\n");
    EXPECT_EQ(file.format, EventFormat::kCoortweet);
    ASSERT_EQ(file.notes.size(), 1U);
    EXPECT_NE(file.notes[0].find(name), std::string::npos);
    EXPECT_EQ(file.got.events.size(), 1U);
  }
}

TEST(CoortweetTest, ReadsSemicolonAndTabSeparatedFiles) {
  for (const char delimiter : {';', '\t', '|'}) {
    std::string file = "object_id,account_id,content_id,timestamp_share\no,a,c,1700000123\n";
    std::replace(file.begin(), file.end(), ',', delimiter);
    EXPECT_EQ(decode_file(file).got.events,
              (Lines{"2 post @1700000123000000 account=a content=c object=o"}));
  }
}

TEST(CoortweetTest, SkipsAByteOrderMarkAndEmptyLines) {
  const auto file =
      decode_file("\xEF\xBB\xBF" + std::string(kHeader) + "\no,a,c,1700000123\n\r\n\n");
  EXPECT_EQ(file.got.all, (Lines{"3 post @1700000123000000 account=a content=c object=o"}));
}

TEST(CoortweetTest, ReadsALastLineWithoutItsEnd) {
  EXPECT_EQ(decode("o,a,c,1700000123").got.all,
            (Lines{"2 post @1700000123000000 account=a content=c object=o"}));
}

TEST(CoortweetTest, RejectsMissingValues) {
  EXPECT_EQ(decode(",a,c,1700000123\no,,c,1700000123\no,a,\"\",1700000123\no,a,c,\n").got.rejects,
            (Lines{"2 missing_field object_id <,a,c,1700000123>",
                   "3 missing_field account_id <o,,c,1700000123>",
                   "4 missing_field content_id <o,a,\"\",1700000123>",
                   "5 missing_field timestamp_share <o,a,c,>"}));
}

TEST(CoortweetTest, RejectsTimesItCannotUse) {
  EXPECT_EQ(decode("o,a,c,noon\no,a,c,0\no,a,c,9223372036\n").got.rejects,
            (Lines{"2 bad_time timestamp_share <o,a,c,noon>",
                   "3 time_out_of_range timestamp_share <o,a,c,0>",
                   "4 time_out_of_range timestamp_share <o,a,c,9223372036>"}));
}

TEST(CoortweetTest, RejectsIdsThatASpreadsheetHasRounded) {
  EXPECT_EQ(decode("1.01421E+18,a,c,1700000123\n").got.rejects,
            (Lines{"2 mangled_id object_id <1.01421E+18,a,c,1700000123>"}));
}

TEST(CoortweetTest, RejectsRowsOfAnotherShape) {
  const auto file = decode("o,a,c\no,a,c,1700000123,x\no,a,c,1700000123\n");
  EXPECT_EQ(file.got.rejects, (Lines{"2 malformed <o,a,c>", "3 malformed <o,a,c,1700000123,x>"}));
  EXPECT_EQ(file.got.events.size(), 1U);
}

TEST(CoortweetTest, RejectsBadBytesAndKeepsTheRowsAround) {
  const auto file = decode("o,a,c,1700000123\no\xFF,a,c,1700000123\no,a" + std::string(1, '\0') +
                           ",c,1700000123\no\xC3\xA9,a,c,1700000123\n");
  EXPECT_EQ(file.got.rejects, (Lines{"3 bad_encoding <o\xFF,a,c,1700000123>",
                                     "4 nul_byte <o,a" + std::string(1, '\0') + ",c,1700000123>"}));
  EXPECT_EQ(file.got.events.size(), 2U);
}

TEST(CoortweetTest, RejectsATruncatedLastRow) {
  EXPECT_EQ(decode("o,a,c,1700000123\no,a,\"c").got.rejects, (Lines{"3 truncated <o,a,\"c>"}));
  EXPECT_EQ(decode("o,a,c,1700000123\no,a").got.rejects, (Lines{"3 truncated <o,a>"}));
}

TEST(CoortweetTest, AnOpenQuoteCostsOneRow) {
  const auto file = decode("o1,\"a1,c1,1700000123\no2,a2,c2,1700000123\no3,a3,c3,1700000123\n");
  EXPECT_EQ(file.got.rejects, (Lines{"2 truncated <o1,\"a1,c1,1700000123>"}));
  EXPECT_EQ(file.got.events.size(), 2U);
  EXPECT_EQ(file.got.events[1].substr(0, 6), "4 post");
}

// Two stray quotes make one well-formed record out of four rows; an id with a line end gives it
// away, and so does a wrong number of columns.
TEST(CoortweetTest, TwoStrayQuotesCostTheirRowsAndNotTheOnesBetween) {
  const std::string four =
      "o1,\"a1,c1,1700000121\no2,a2,c2,1700000122\no3,a3,c3,1700000123\no4,a4\",c4,1700000124\n";
  const auto id = decode(four + "o5,a5,c5,1700000125\n");
  EXPECT_EQ(id.got.rejects, (Lines{"2 malformed account_id <o1,\"a1,c1,1700000121>",
                                   "5 malformed <o4,a4\",c4,1700000124>"}));
  ASSERT_EQ(id.got.events.size(), 3U);
  EXPECT_EQ(id.got.events[2].substr(0, 6), "6 post");
  const std::string shape = "\"o1,a1,c1,1700000121\no2,a2,c2,1700000122\no3,a3,c3,\"\n";
  EXPECT_EQ(decode(shape).got.all,
            (Lines{"2 malformed <\"o1,a1,c1,1700000121>",
                   "3 post @1700000122000000 account=a2 content=c2 object=o2",
                   "4 malformed <o3,a3,c3,\">"}));
}

TEST(CoortweetTest, AcceptsLineEndsInsideQuotedFields) {
  const auto file = decode(
      "\"one\ntwo, \"\"three\"\"\n\",a,c,1700000121\n"
      "o,\"a\r\nb\",\"c\nd\",1700000122\r\n"
      "\"x, y, z, w\nv\",a,c,1700000123\n"
      "o,a,c,\"1700000124\n\"\n"
      "o,a,c,noon\n");
  EXPECT_EQ(file.got.all,
            (Lines{"2 post @1700000121000000 account=a content=c object=one\ntwo, \"three\"\n",
                   "5 post @1700000122000000 account=a\r\nb content=c\nd object=o",
                   "8 post @1700000123000000 account=a content=c object=x, y, z, w\nv",
                   "10 post @1700000124000000 account=a content=c object=o",
                   "12 bad_time timestamp_share <o,a,c,noon>"}));
}

// What RFC 4180 writes comes back, wherever the file is cut.
RC_GTEST_PROP(CoortweetTest, ReadsBackWhatWasQuoted, ()) {
  const auto text = rc::gen::nonEmpty(
      rc::gen::container<std::string>(rc::gen::element('a', 'b', ',', '"', '\n', '\r', ' ')));
  const auto row = rc::gen::container<std::array<std::string, 3>>(text);
  const auto rows = *rc::gen::container<std::vector<std::array<std::string, 3>>>(row);
  std::string body;
  Lines expected;
  std::uint64_t line = 2;
  for (const auto& ids : rows) {
    const std::string record =
        in_quotes(ids[0]) + "," + in_quotes(ids[1]) + "," + in_quotes(ids[2]) + ",1700000121\n";
    expected.push_back(std::to_string(line) + " post @1700000121000000 account=" + ids[1] +
                       " content=" + ids[2] + " object=" + ids[0]);
    line += static_cast<std::uint64_t>(std::count(record.begin(), record.end(), '\n'));
    body += record;
  }
  const auto opened = open_decoder(kHeader, DecoderRequest{});
  RC_ASSERT(static_cast<bool>(opened));
  CollectedEvents at_once;
  decode_copy(*opened.value().decoder, body, 2, true, at_once);
  RC_ASSERT(at_once.all == expected);
  const auto step = *rc::gen::inRange<std::size_t>(1, 40);
  CollectedEvents in_steps;
  SteppedReader(*opened.value().decoder, std::uint64_t{1} << 20, in_steps).read(body, 2, [step] {
    return step;
  });
  RC_ASSERT(in_steps.all == expected);
}

TEST(CoortweetTest, RejectsAnOverlongLineAndShowsItsBeginning) {
  const std::string longest = "o,a," + std::string(5000, 'c') + ",1700000123\n";
  const auto file = decode("o,a,c,1700000123\n" + longest + "o,a,c,1700000124\n", {2000});
  ASSERT_EQ(file.got.rejects.size(), 1U);
  EXPECT_EQ(file.got.rejects[0], "3 too_long <" + longest.substr(0, kTooLongRawBytes) + ">");
  EXPECT_EQ(file.got.events.size(), 2U);
}

TEST(CoortweetTest, SaysWhichColumnsAreMissingWhenTheFormatIsGiven) {
  DecoderRequest request;
  request.format = EventFormat::kCoortweet;
  const auto file = decode_file("object,account_id\n", request);
  EXPECT_NE(file.error.find("f: line 1: "), std::string::npos);
  EXPECT_NE(file.error.find("\"object\", \"account_id\""), std::string::npos);
}

}  // namespace
}  // namespace overt
