#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>

#include <gtest/gtest.h>

#include "stages/events/collected_events_internal.h"
#include "stages/events/mapping_internal.h"

namespace overt {
namespace {

using Lines = std::vector<std::string>;

DecodedFile decode(const std::string& mapping, std::string_view file) {
  DecoderRequest request;
  request.path = "data.csv";
  request.mapping = mapping;
  request.mapping_path = "m.toml";
  return decode_file(file, request);
}

std::string fault(const std::string& mapping) {
  const auto parsed = parse_mapping(mapping, "m.toml");
  return parsed ? "" : parsed.error().message;
}

constexpr std::string_view kLeast = "account_id = \"user\"\ncreated_at = \"when\"\n";

TEST(MappingTest, ReadsColumnsConstantsAndComments) {
  const auto file = decode(
      "# a comment\r\n"
      "  account_id = \"User Name\"   # another\n"
      "created_at=\"when\"\n\n"
      "platform = \"literal:forum\"\n"
      "kind = \"literal:comment\"\n"
      "text = \"say \\\"it\\\"\"\n"
      "urls = \"literal:http://a|http://b\"\n",
      "when,user name,\"say \"\"it\"\"\"\n1700000123,u1,hello\n");
  EXPECT_EQ(file.error, "");
  EXPECT_EQ(file.format, EventFormat::kMappedCsv);
  EXPECT_EQ(file.got.all, (Lines{"2 comment @1700000123000000 platform=forum account=u1 text=hello "
                                 "urls=[http://a; http://b]"}));
}

TEST(MappingTest, OneColumnMayFillSeveralFields) {
  const auto file =
      decode(std::string(kLeast) + "handle = \"user\"\n", "when,user\n1700000123,u1\n");
  EXPECT_EQ(file.got.all, (Lines{"2 post @1700000123000000 account=u1 handle=u1"}));
}

TEST(MappingTest, ReadsFilesWithoutAHeader) {
  const auto file = decode(
      "header = \"no\"\ndelimiter = \"tab\"\naccount_id = \"column:2\"\ncreated_at = "
      "\"column:1\"\n",
      "1700000123\tu1\n1700000124\tu2\n");
  EXPECT_EQ(file.got.all,
            (Lines{"1 post @1700000123000000 account=u1", "2 post @1700000124000000 account=u2"}));
}

TEST(MappingTest, ReadsOtherDelimitersAndFilesWithoutQuoting) {
  EXPECT_EQ(decode(std::string(kLeast) + "delimiter = \";\"\nquote = \"none\"\ntext = \"t\"\n",
                   "when;user;t\n1700000123;u1;5\" pipe\n")
                .got.all,
            (Lines{"2 post @1700000123000000 account=u1 text=5\" pipe"}));
  EXPECT_EQ(decode(std::string(kLeast), "when;user\n1700000123;u1\n").got.all,
            (Lines{"2 post @1700000123000000 account=u1"}));
}

TEST(MappingTest, ReadsTimesByPattern) {
  EXPECT_EQ(
      decode(std::string(kLeast) + "time_format = \"%d/%m/%Y %H:%M\"\n",
             "when,user\n04/09/2024 12:00,u1\n2024-09-04T12:00:00Z,u2\n")
          .got.all,
      (Lines{"2 post @1725451200000000 account=u1", "3 bad_time when <2024-09-04T12:00:00Z,u2>"}));
}

TEST(MappingTest, ReadsListsInEveryNotation) {
  const std::string mapping = std::string(kLeast) + "hashtags = \"tags\"\n";
  const auto tags = [&](const std::string& options, const std::string& value) {
    const auto file =
        decode(mapping + options, "when,user,tags\n1700000123,u1,\"" + value + "\"\n");
    const auto at = file.got.all.at(0).find("hashtags=");
    return at == std::string::npos ? std::string() : file.got.all[0].substr(at + 9);
  };
  EXPECT_EQ(tags("", "a|b"), "[a; b]");
  EXPECT_EQ(tags("", "[\"\"a\"\", \"\"b\"\"]"), "[a; b]");
  EXPECT_EQ(tags("", "['a', 'b']"), "[a; b]");
  EXPECT_EQ(tags("", "[a, b]"), "[a; b]");
  EXPECT_EQ(tags("list_separator = \",\"\n", "#a, #b"), "[a; b]");
  EXPECT_EQ(tags("list_separator = \" \"\n", "a  b"), "[a; b]");
  EXPECT_EQ(tags("list_separator = \"none\"\n", "a|b"), "[a|b]");
  EXPECT_EQ(tags("", ""), "");
}

TEST(MappingTest, TranslatesKinds) {
  const auto file = decode(
      std::string(kLeast) + "kind = \"type\"\nkind_names = \"RT=repost, tweet = post,a=b=quote\"\n",
      "when,user,type\n1700000123,u,RT\n1700000123,u,tweet\n1700000123,u,a=b\n1700000123,u,like\n"
      "1700000123,u,other\n");
  ASSERT_EQ(file.got.all.size(), 5U);
  EXPECT_EQ(file.got.all[0].substr(0, 8), "2 repost");
  EXPECT_EQ(file.got.all[1].substr(0, 6), "3 post");
  EXPECT_EQ(file.got.all[2].substr(0, 7), "4 quote");
  EXPECT_EQ(file.got.all[3].substr(0, 6), "5 like");
  EXPECT_EQ(file.got.all[4], "6 unknown_kind kind <1700000123,u,other>");
}

TEST(MappingTest, ErrorsNameFileLineAndRemedy) {
  const std::string least(kLeast);
  EXPECT_EQ(fault(""), "m.toml: no line for account_id; add account_id = \"COLUMN\".");
  EXPECT_EQ(fault("account_id = \"a\"\n"),
            "m.toml: no line for created_at; add created_at = \"COLUMN\".");
  EXPECT_EQ(fault(least + "text\n"),
            "m.toml: line 3: expected NAME = \"VALUE\", for instance account_id = \"user\".");
  EXPECT_EQ(fault(least + "text = body\n"),
            "m.toml: line 3: a value stands between double quotes: account_id = \"user\".");
  EXPECT_EQ(fault(least + "text = \"a\"\ntext = \"b\"\n"),
            "m.toml: line 4: text stands twice; keep one of them.");
  EXPECT_NE(fault(least + "body = \"a\"\n").find("m.toml: line 3: body is neither an event field"),
            std::string::npos);
  EXPECT_EQ(fault(least + "kind = \"literal:retweet\"\n").substr(0, 31),
            "m.toml: line 3: a kind is one o");
  for (const std::string bad :
       {"text = \"a", "text = \"a\" b", "text = \"\\q\"", "text = \"a\\", "text = \"\"",
        "text = \"column:0\"", "text = \"column:x\"", "delimiter = \"ab\"", "delimiter = \"\"",
        "delimiter = \"\\\"\"", "quote = \"'\"", "header = \"maybe\"", "time_format = \"seconds\"",
        "time_format = \"%q\"", "list_separator = \"\"", "kind_names = \"a\"",
        "kind_names = \"a=retweet\"", "text = \"\xFF\""}) {
    EXPECT_EQ(fault(least + bad + "\n").substr(0, 13), "m.toml: line ") << bad;
  }
  EXPECT_NE(fault("account_id = \"literal:me\"\n").find("cannot be a constant"), std::string::npos);
}

TEST(MappingTest, AColumnThatIsNotThereIsAnErrorThatListsTheOnesThatAre) {
  const auto named = decode(std::string(kLeast), "when,who\n");
  EXPECT_EQ(named.error,
            "m.toml: line 1: there is no column \"user\". data.csv has \"when\", \"who\".");
  const auto numbered = decode("account_id = \"column:3\"\ncreated_at = \"when\"\n", "when,who\n");
  EXPECT_EQ(numbered.error,
            "m.toml: line 1: there is no column 3. data.csv has \"when\", \"who\".");
}

TEST(MappingTest, AMappingAndAnotherFormatContradictEachOther) {
  DecoderRequest request;
  request.path = "f";
  request.mapping = kLeast;
  request.format = EventFormat::kCoortweet;
  EXPECT_NE(decode_file("a,b\n", request).error.find("leave out --map or --format"),
            std::string::npos);
  request.mapping = "";
  request.format = EventFormat::kMappedCsv;
  EXPECT_NE(decode_file("a,b\n", request).error.find("needs a mapping file"), std::string::npos);
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string gunzipped(const std::string& path) {
  const std::string command = "gzip -dc '" + path + "'";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string text;
  std::array<char, 65536> buffer;
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) {
    text.append(buffer.data(), size);
  }
  return text;
}

class CountedEvents final : public EventVisitor {
 public:
  void on_event(const Event& event) override {
    if (events++ == 0) first = describe(event);
  }
  void on_reject(const Reject& reject) override { rejects.push_back(describe(reject)); }
  std::size_t events = 0;
  std::string first;
  std::vector<std::string> rejects;
};

CountedEvents count_mapped(const std::string& example, std::string_view file) {
  CountedEvents counted;
  DecoderRequest request;
  request.path = "data";
  request.mapping =
      content_of(std::string(OVERT_SOURCE_DIR) + "/docs/examples/mappings/" + example);
  const auto opened = open_decoder(file.substr(0, std::size_t{1} << 20), request);
  EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
  if (!opened) return counted;
  decode_copy(*opened.value().decoder, file.substr(opened.value().header_bytes), 2, true, counted);
  return counted;
}

TEST(MappingTest, TheExampleForCommentsReadsARealFile) {
  const char* datasets = std::getenv("OVERT_DATASETS");
  if (datasets == nullptr) GTEST_SKIP() << "OVERT_DATASETS is not set";
  const auto counted =
      count_mapped("reddit_comments.toml",
                   content_of(std::string(datasets) + "/platform/reddit_ira_2017/comments.csv"));
  EXPECT_EQ(counted.events, 6711U);
  EXPECT_EQ(counted.rejects, Lines{});
  EXPECT_EQ(counted.first,
            "2 comment @1470604422000000 platform=reddit account=BlackToLive content=t1_d687zh5 "
            "target=t3_4wkn7m text=A hard look at training and tactics\" = They will be sent more "
            "$$$ for \"training\" urls=[http://www.reuters.com/article/"
            "us-usa-police-chicago-idUSKCN10H0M0?feedType=RSS&feedName=domesticNews]");
}

TEST(MappingTest, TheExampleForRepostsReadsARealFile) {
  const char* datasets = std::getenv("OVERT_DATASETS");
  if (datasets == nullptr) GTEST_SKIP() << "OVERT_DATASETS is not set";
  const auto counted =
      count_mapped("rumour_reposts.toml",
                   gunzipped(std::string(datasets) + "/organic/twitter15/reposts.csv.gz"));
  EXPECT_EQ(counted.events, 599196U);
  EXPECT_EQ(counted.rejects, Lines{});
  EXPECT_EQ(counted.first,
            "2 repost @1352243179033000 platform=x account=39364684 content=265953285247209472 "
            "target=265953285247209472");
}

TEST(MappingTest, SharesOfARealFileAreRecognisedWithoutAMapping) {
  const char* datasets = std::getenv("OVERT_DATASETS");
  if (datasets == nullptr) GTEST_SKIP() << "OVERT_DATASETS is not set";
  const auto file = decode_file(
      gunzipped(std::string(datasets) + "/coordination/russian_retweets/shares.csv.gz"));
  EXPECT_EQ(file.format, EventFormat::kCoortweet);
  EXPECT_EQ(file.got.events.size(), 35125U);
  EXPECT_EQ(file.got.rejects, Lines{});
}

}  // namespace
}  // namespace overt
