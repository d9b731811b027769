#include <gtest/gtest.h>

#include "stages/events/collected_events_internal.h"

namespace overt {
namespace {

using Lines = std::vector<std::string>;

TEST(EventsCsvTest, ReadsEveryField) {
  const auto file = decode_file(
      "event_id,platform,account_id,kind,content_id,target_content_id,target_account_id,object_id,"
      "created_at,text,lang,urls,hashtags,mentions,media,sound_id,effect_ids,transcript,region,"
      "client,infra,handle,display_name\n"
      "e1,x,a1,repost,c1,t1,u1,o1,2024-09-04T12:00:00Z,\"Hello,\nworld\",en,"
      "\"[\"\"http://a/1\"\",\"\"http://b\"\"]\",#b|a,@m1,ab12|cd34,s1,f1|f2,words,US,app,"
      "\"[\"\"k1\"\"]\",h1,Name\n");
  EXPECT_EQ(file.format, EventFormat::kEventsCsv);
  EXPECT_EQ(file.got.all,
            (Lines{"2 repost @1725451200000000 event=e1 platform=x account=a1 content=c1 target=t1 "
                   "target_account=u1 object=o1 text=Hello,\nworld lang=en sound=s1 "
                   "transcript=words region=US client=app handle=h1 name=Name urls=[http://a/1; "
                   "http://b] hashtags=[b; a] mentions=[m1] media=[ab12; cd34] effects=[f1; f2] "
                   "infra=[k1]"}));
}

TEST(EventsCsvTest, NeedsOnlyAccountAndTime) {
  EXPECT_EQ(decode_file("created_at,account_id\n1700000123,a1\n").got.all,
            (Lines{"2 post @1700000123000000 account=a1"}));
}

TEST(EventsCsvTest, NamesTheColumnsItDoesNotRead) {
  const auto file = decode_file("created_at,account_id,likes\n1700000123,a1,7\n");
  ASSERT_EQ(file.notes.size(), 1U);
  EXPECT_EQ(file.notes[0], "f: columns not read: \"likes\".");
}

TEST(EventsCsvTest, ForgetsTheListsOfTheRowBefore) {
  const auto file = decode_file(
      "created_at,account_id,urls,kind\n1700000123,a1,http://a|http://b,like\n1700000124,a2,,\n");
  EXPECT_EQ(file.got.all, (Lines{"2 like @1700000123000000 account=a1 urls=[http://a; http://b]",
                                 "3 post @1700000124000000 account=a2"}));
}

TEST(EventsCsvTest, UnescapesJsonLists) {
  const auto file = decode_file(
      "created_at,account_id,hashtags\n"
      "1700000123,a1,\"[\"\"caf\\u00e9\"\", \"\"\\ud83d\\ude00\"\", 12, \"\"\"\"]\"\n");
  EXPECT_EQ(file.got.all,
            (Lines{"2 post @1700000123000000 account=a1 hashtags=[caf\xC3\xA9; \xF0\x9F\x98\x80; "
                   "12]"}));
}

TEST(EventsCsvTest, RejectsWhatItCannotUseWithTheField) {
  const auto file = decode_file(
      "created_at,account_id,kind,hashtags,content_id\n"
      "1700000123,,post,,c\n"
      ",a1,post,,c\n"
      "later,a1,post,,c\n"
      "5,a1,post,,c\n"
      "1700000123,a1,retweet,,c\n"
      "1700000123,a1,post,[a,c\n"
      "1700000123,a1,post,,1.01421E+18\n"
      "1700000123,a1\n");
  EXPECT_EQ(file.got.rejects, (Lines{"2 missing_field account_id <1700000123,,post,,c>",
                                     "3 missing_field created_at <,a1,post,,c>",
                                     "4 bad_time created_at <later,a1,post,,c>",
                                     "5 time_out_of_range created_at <5,a1,post,,c>",
                                     "6 unknown_kind kind <1700000123,a1,retweet,,c>",
                                     "7 malformed hashtags <1700000123,a1,post,[a,c>",
                                     "8 mangled_id content_id <1700000123,a1,post,,1.01421E+18>",
                                     "9 malformed <1700000123,a1>"}));
  EXPECT_TRUE(file.got.events.empty());
}

TEST(EventsCsvTest, ALineEndInATextCountsForTheLinesAfterIt) {
  const auto file =
      decode_file("created_at,account_id,text\n1700000123,a1,\"1\n2\n3\"\n1700000124,a2,x\n");
  ASSERT_EQ(file.got.events.size(), 2U);
  EXPECT_EQ(file.got.events[1], "5 post @1700000124000000 account=a2 text=x");
}

}  // namespace
}  // namespace overt
