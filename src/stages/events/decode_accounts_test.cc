#include "stages/events/decode_accounts.h"

#include <gtest/gtest.h>

#include "stages/events/collected_profiles_internal.h"

namespace overt {
namespace {

using Lines = std::vector<std::string>;

OpenedAccountDecoder open(std::string_view file, DecodeOptions options = {}) {
  AccountDecoderRequest request;
  request.path = "f";
  request.options = options;
  auto opened = open_account_decoder(file, request);
  EXPECT_TRUE(opened.ok()) << opened.error().message;
  return std::move(opened).value();
}

Lines decode(std::string_view file, DecodeOptions options = {}) {
  const auto opened = open(file, options);
  return decode_in_steps(*opened.decoder, file.substr(opened.header_bytes), opened.header_lines + 1,
                         file.size() + 1);
}

std::string error_of(std::string_view file) {
  AccountDecoderRequest request;
  request.path = "f";
  const auto opened = open_account_decoder(file, request);
  return opened ? "" : opened.error().message;
}

constexpr std::string_view kWholeJson =
    R"({"account_id":"a1","platform":"x","handle":"@h1","display_name":"Name \"N\"",)"
    R"("created_at":"2020-01-02T03:04:05Z","followers":12,"region":"US","verified":true,)"
    R"("bio":"line\nline","links":["https://a","https://b"],"lang":"fr-CA","declared_entity":"E"})"
    "\n";
constexpr std::string_view kWholeProfile =
    "a1 platform=x handle=h1 name=Name \"N\" created=1577934245000000 followers=12 region=US "
    "verified bio=line\nline link=https://a link=https://b lang=fr-CA entity=E";

TEST(DecodeAccountsTest, ReadsEveryFieldOfAnObject) {
  EXPECT_EQ(open(kWholeJson).decoder->format(), AccountFormat::kAccountsNdjson);
  EXPECT_EQ(decode(kWholeJson), Lines{std::string(kWholeProfile)});
}

TEST(DecodeAccountsTest, ReadsEveryColumnOfATable) {
  const std::string_view file =
      "bio,links,declared_entity,account_id,Platform,handle,display_name,created_at,followers,"
      "region,lang,verified\n"
      "\"line\nline\",https://a|https://b,E,a1,x,@h1,\"Name \"\"N\"\"\",2020-01-02T03:04:05Z,12,US,"
      "fr-CA,true\n";
  EXPECT_EQ(open(file).decoder->format(), AccountFormat::kAccountsCsv);
  EXPECT_TRUE(open(file).notes.empty());
  EXPECT_EQ(decode(file), Lines{std::string(kWholeProfile)});
}

TEST(DecodeAccountsTest, NeedsNothingButTheAccount) {
  EXPECT_EQ(decode("{\"account_id\":9007199254740993}\n"
                   "{\"account_id\":\"b\",\"handle\":null,\"followers\":null,\"verified\":false,"
                   "\"links\":null,\"created_at\":\"\",\"other\":{\"account_id\":\"no\"}}\n"
                   "{\"account_id\":\"c\",\"links\":\"https://one\"}\n"),
            (Lines{"9007199254740993", "b", "c link=https://one"}));
  EXPECT_EQ(decode("account_id,handle,followers,created_at,verified,links\n"
                   "a,,,,,\n"
                   "b,h,3.0,1600000000,0,\"[\"\"https://a\"\"]\"\n"),
            (Lines{"a", "b handle=h created=1600000000000000 followers=3 link=https://a"}));
}

TEST(DecodeAccountsTest, SetsBadObjectsAsideWithTheirReason) {
  EXPECT_EQ(decode("{\"handle\":\"h\"}\n"
                   "{\"account_id\":\"a\",\"created_at\":\"soon\"}\n"
                   "{\"account_id\":\"a\",\"created_at\":\"1901-01-01T00:00:00Z\"}\n"
                   "{\"account_id\":\"a\",\"followers\":-1}\n"
                   "{\"account_id\":\"a\",\"verified\":\"perhaps\"}\n"
                   "{\"account_id\":\"a\",\"handle\":true}\n"
                   "{\"account_id\":\"a\",\"links\":[1,{}]}\n"
                   "{\"account_id\":1.5e9}\n"
                   "{\"account_id\":\"a\\u0000b\"}\n"
                   "\n"
                   "{\"account_id\":\"a\"\n"
                   "{\"account_id\":\"good\"}\n"
                   "{\"account_id\":\"cut"),
            (Lines{"1 missing_field account_id <{\"handle\":\"h\"}>",
                   "2 bad_time created_at <{\"account_id\":\"a\",\"created_at\":\"soon\"}>",
                   "3 time_out_of_range created_at "
                   "<{\"account_id\":\"a\",\"created_at\":\"1901-01-01T00:00:00Z\"}>",
                   "4 malformed followers <{\"account_id\":\"a\",\"followers\":-1}>",
                   "5 malformed verified <{\"account_id\":\"a\",\"verified\":\"perhaps\"}>",
                   "6 malformed handle <{\"account_id\":\"a\",\"handle\":true}>",
                   "7 malformed links <{\"account_id\":\"a\",\"links\":[1,{}]}>",
                   "8 mangled_id account_id <{\"account_id\":1.5e9}>",
                   "9 nul_byte account_id <{\"account_id\":\"a\\u0000b\"}>",
                   "11 malformed <{\"account_id\":\"a\">", "good",
                   "13 truncated <{\"account_id\":\"cut>"}));
}

TEST(DecodeAccountsTest, SetsBadRowsAsideWithTheirReason) {
  EXPECT_EQ(decode("account_id,created_at,followers\n"
                   ",2020-01-01T00:00:00Z,1\n"
                   "a,soon,1\n"
                   "a,,many\n"
                   "a,1\n"
                   "1.01421E+18,,\n"
                   "b,,\n"),
            (Lines{"2 missing_field account_id <,2020-01-01T00:00:00Z,1>",
                   "3 bad_time created_at <a,soon,1>", "4 malformed followers <a,,many>",
                   "5 malformed <a,1>", "6 mangled_id account_id <1.01421E+18,,>", "b"}));
}

TEST(DecodeAccountsTest, NamesTheColumnsItDoesNotRead) {
  EXPECT_EQ(open("account_id,karma\na,1\n").notes, Lines{"f: columns not read: \"karma\"."});
}

TEST(DecodeAccountsTest, SkipsAByteOrderMarkAndEmptyLines) {
  EXPECT_EQ(decode("\xEF\xBB\xBF\n\naccount_id\n\nx,y\na\n"), (Lines{"5 malformed <x,y>", "a"}));
}

TEST(DecodeAccountsTest, RefusesFilesThatHoldNoProfiles) {
  EXPECT_EQ(error_of("user,name\n1,2\n"),
            "f: line 1: account profiles need the column account_id; found \"user\", \"name\". "
            "Rename the columns (docs/formats/accounts.md).");
  EXPECT_EQ(error_of("[{\"account_id\":\"a\"}]\n"),
            "f: the profiles are in one JSON array; write one a line: jq -c '.[]' \"f\" > "
            "accounts.ndjson");
  EXPECT_NE(error_of(""), "");
  EXPECT_NE(error_of("PAR1...."), "");
}

TEST(DecodeAccountsTest, ReportsRecordsOverTheLimit) {
  const Lines got = decode(
      "{\"account_id\":\"a\",\"bio\":\"" + std::string(50, 'x') + "\"}\n{\"account_id\":\"b\"}\n",
      {.record_bytes_max = 40});
  ASSERT_EQ(got.size(), 2U);
  EXPECT_EQ(got[0].substr(0, 11), "1 too_long ");
  EXPECT_EQ(got[1], "b");
}

TEST(DecodeAccountsTest, GivesTheSameHoweverTheFileIsCut) {
  const std::string json = std::string(kWholeJson) + "{\"account_id\":1}\n{bad\n" +
                           std::string(kWholeJson) + "{\"account_id\":\"last\"}";
  const std::string csv =
      "account_id,bio,links\na,\"x\ny\",l|m\nb,\"stray\nc,d,e\n\"f\",\"g\"\"\n\",\n1,2\n";
  for (const std::string& file : {json, csv}) {
    const auto opened = open(file);
    const std::string_view body = std::string_view(file).substr(opened.header_bytes);
    const Lines whole = decode(file);
    EXPECT_GE(whole.size(), 4U);
    for (std::size_t step = 1; step < body.size(); ++step) {
      ASSERT_EQ(decode_in_steps(*opened.decoder, body, opened.header_lines + 1, step), whole)
          << step;
    }
  }
}

TEST(DecodeAccountsTest, NamesItsFormats) {
  for (const auto format : {AccountFormat::kAccountsNdjson, AccountFormat::kAccountsCsv}) {
    EXPECT_EQ(account_format_from_name(name_of(format)), format);
  }
  EXPECT_EQ(account_format_from_name("accounts"), std::nullopt);
}

}  // namespace
}  // namespace overt
