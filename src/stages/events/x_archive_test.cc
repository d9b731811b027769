#include <gtest/gtest.h>

#include "stages/events/collected_events_internal.h"

namespace overt {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kHeader =
    "tweetid,userid,user_display_name,user_screen_name,user_reported_location,"
    "user_profile_description,user_profile_url,follower_count,following_count,"
    "account_creation_date,account_language,tweet_language,tweet_text,tweet_time,"
    "tweet_client_name,in_reply_to_userid,in_reply_to_tweetid,quoted_tweet_tweetid,is_retweet,"
    "retweet_userid,retweet_tweetid,latitude,longitude,quote_count,reply_count,like_count,"
    "retweet_count,hashtags,urls,user_mentions,poll_choices\n";

struct Tweet {
  std::string id = "1014210000000000001";
  std::string user = "tvKMmRVjtTOn4ejWVwGDWZZHZRUbTVDMwSfFGRdMlGs=";
  std::string text = "hello";
  std::string time = "2018-07-03 14:05";
  std::string reply_user = {};
  std::string reply_tweet = {};
  std::string quoted = {};
  std::string is_retweet = "False";
  std::string retweet_user = {};
  std::string retweet_tweet = {};
  std::string hashtags = "[]";
  std::string urls = "[]";
  std::string mentions = "[]";

  [[nodiscard]] std::string row() const {
    const std::string q = "\",\"";
    return "\"" + id + q + user + q + "Name" + q + "screen" + q + "Town" + q + "Bio, long" + q + q +
           "1" + q + "2" + q + "2014-01-01" + q + "en" + q + "ru" + q + text + q + time + q +
           "Web" + q + reply_user + q + reply_tweet + q + quoted + q + is_retweet + q +
           retweet_user + q + retweet_tweet + q + "absent" + q + "absent" + q + "0" + q + "0" + q +
           "0" + q + "0" + q + hashtags + q + urls + q + mentions + q + "\"\n";
  }
};

DecodedFile decode(const std::vector<Tweet>& tweets) {
  std::string file(kHeader);
  for (const Tweet& tweet : tweets) file += tweet.row();
  return decode_file(file);
}

// The one event's description without what all tweets of these tests share.
std::string only_event(const DecodedFile& file) {
  if (file.got.events.size() != 1) return "not one event";
  std::string text = file.got.events[0];
  const std::string common =
      " @1530626700000000 event=1014210000000000001 platform=x "
      "account=tvKMmRVjtTOn4ejWVwGDWZZHZRUbTVDMwSfFGRdMlGs= content=1014210000000000001";
  const auto at = text.find(common);
  if (at == std::string::npos) return text;
  text.erase(at, common.size());
  const std::string tail = " lang=ru client=Web handle=screen name=Name";
  const auto end = text.find(tail);
  if (end != std::string::npos) text.erase(end, tail.size());
  return text;
}

TEST(XArchiveTest, ReadsATweetWithALineEndInItsText) {
  Tweet tweet;
  tweet.text = "two\nlines, and \"\"quotes\"\"";
  const auto file = decode({tweet, Tweet{.id = "1014210000000000002"}});
  EXPECT_EQ(file.format, EventFormat::kXArchive);
  EXPECT_TRUE(file.notes.empty());
  ASSERT_EQ(file.got.all.size(), 2U);
  EXPECT_EQ(file.got.all[0],
            "2 post @1530626700000000 event=1014210000000000001 platform=x "
            "account=tvKMmRVjtTOn4ejWVwGDWZZHZRUbTVDMwSfFGRdMlGs= content=1014210000000000001 "
            "text=two\nlines, and \"quotes\" lang=ru client=Web handle=screen name=Name");
  EXPECT_EQ(file.got.all[1].substr(0, 6), "4 post");
}

TEST(XArchiveTest, ReadsLists) {
  Tweet tweet;
  tweet.hashtags = "[MAGA, news]";
  tweet.urls = "[http://a/1,2, http://b]";
  tweet.mentions = "[123, tvKM=]";
  EXPECT_EQ(only_event(decode({tweet})),
            "2 post text=hello urls=[http://a/1,2; http://b] hashtags=[MAGA; news] "
            "mentions=[123; tvKM=]");
}

TEST(XArchiveTest, TellsRetweetsQuotesAndRepliesApart) {
  Tweet retweet;
  retweet.is_retweet = "True";
  retweet.retweet_user = "55";
  retweet.retweet_tweet = "1014000000000000001";
  retweet.reply_tweet = "7";
  EXPECT_EQ(only_event(decode({retweet})),
            "2 repost target=1014000000000000001 target_account=55 text=hello");
  Tweet quote;
  quote.quoted = "1014000000000000002";
  quote.reply_tweet = "7";
  EXPECT_EQ(only_event(decode({quote})), "2 quote target=1014000000000000002 text=hello");
  Tweet reply;
  reply.reply_user = "66";
  reply.reply_tweet = "1014000000000000003";
  EXPECT_EQ(only_event(decode({reply})),
            "2 reply target=1014000000000000003 target_account=66 text=hello");
  Tweet reply_to_user;
  reply_to_user.reply_user = "66";
  EXPECT_EQ(only_event(decode({reply_to_user})), "2 reply target_account=66 text=hello");
}

TEST(XArchiveTest, RejectsIdsThatASpreadsheetHasRoundedAndNotesThem) {
  const auto file = decode({Tweet{.id = "1.01421E+18"}, Tweet{}});
  ASSERT_EQ(file.got.rejects.size(), 1U);
  EXPECT_EQ(file.got.rejects[0].substr(0, 20), "2 mangled_id tweetid");
  EXPECT_EQ(file.got.events.size(), 1U);
  ASSERT_EQ(file.notes.size(), 1U);
  EXPECT_NE(file.notes[0].find("1 of the first 2 rows (\"1.01421E+18\" at line 2)"),
            std::string::npos)
      << file.notes[0];
}

TEST(XArchiveTest, RejectsRoundedUsersAndTargets) {
  Tweet retweet;
  retweet.is_retweet = "True";
  retweet.retweet_tweet = "1014210000000000000.0";
  const auto file = decode({Tweet{.user = "2.5E+9"}, retweet});
  ASSERT_EQ(file.got.rejects.size(), 2U);
  EXPECT_EQ(file.got.rejects[0].substr(0, 19), "2 mangled_id userid");
  EXPECT_EQ(file.got.rejects[1].substr(0, 28), "3 mangled_id retweet_tweetid");
}

TEST(XArchiveTest, ReadsMonthFirstDatesOnceOneDateTells) {
  const auto file = decode({Tweet{.time = "7/3/2018 14:05"}, Tweet{.time = "7/30/2018 9:00"}});
  ASSERT_EQ(file.got.events.size(), 2U);
  EXPECT_NE(file.got.events[0].find("@1530626700000000"), std::string::npos);
  ASSERT_EQ(file.notes.size(), 1U);
  EXPECT_NE(file.notes[0].find("month/day/year"), std::string::npos);
  EXPECT_NE(file.notes[0].find("whole minutes"), std::string::npos);
}

TEST(XArchiveTest, ReadsDayFirstDatesOnceOneDateTells) {
  const auto file = decode({Tweet{.time = "3/7/2018 14:05"}, Tweet{.time = "30/7/2018 9:00"}});
  ASSERT_EQ(file.got.events.size(), 2U);
  EXPECT_NE(file.got.events[0].find("@1530626700000000"), std::string::npos);
}

TEST(XArchiveTest, DoesNotGuessTheOrderOfDayAndMonth) {
  const auto file = decode({Tweet{.time = "7/3/2018 14:05"}, Tweet{.time = "7/7/2018 9:00"}});
  ASSERT_EQ(file.got.rejects.size(), 1U);
  EXPECT_EQ(file.got.rejects[0].substr(0, 21), "2 bad_time tweet_time");
  EXPECT_EQ(file.got.events.size(), 1U);
  ASSERT_EQ(file.notes.size(), 1U);
  EXPECT_NE(file.notes[0].find("do not tell"), std::string::npos);
}

TEST(XArchiveTest, RejectsMissingAndImpossibleValues) {
  const auto file = decode({Tweet{.id = ""}, Tweet{.user = ""}, Tweet{.time = ""},
                            Tweet{.time = "soon"}, Tweet{.time = "1970-01-01 00:00"}});
  std::vector<std::string> reasons;
  for (const auto& reject : file.got.rejects)
    reasons.push_back(reject.substr(0, reject.find(" <")));
  EXPECT_EQ(reasons, (Lines{"2 missing_field tweetid", "3 missing_field userid",
                            "4 missing_field tweet_time", "5 bad_time tweet_time",
                            "6 time_out_of_range tweet_time"}));
}

TEST(XArchiveTest, NotesAnotherNumberOfColumns) {
  const auto file = decode_file("tweetid,userid,tweet_time\n1,2,2018-07-03 14:05\n");
  ASSERT_EQ(file.notes.size(), 1U);
  EXPECT_NE(file.notes[0].find("3 columns where"), std::string::npos);
  EXPECT_EQ(file.got.events.size(), 1U);
}

TEST(XArchiveTest, SendsAReaderOfTheAccountsFileToTheTweetsFile) {
  const auto file = decode_file("userid,user_display_name,user_screen_name,follower_count\n");
  EXPECT_NE(file.error.find("accounts file"), std::string::npos);
}

TEST(XArchiveTest, AStrayQuoteInATextCostsItsRow) {
  Tweet broken;
  broken.text = "a stray \" quote";
  const auto file = decode({Tweet{}, broken, Tweet{}});
  ASSERT_EQ(file.got.rejects.size(), 1U);
  EXPECT_EQ(file.got.rejects[0].substr(0, 11), "3 malformed");
  EXPECT_EQ(file.got.events.size(), 2U);
}

TEST(XArchiveTest, ATruncatedFileLosesItsLastRow) {
  const std::string whole = std::string(kHeader) + Tweet{}.row() + Tweet{}.row();
  const auto file = decode_file(whole.substr(0, whole.size() - 200));
  EXPECT_EQ(file.got.events.size(), 1U);
  ASSERT_EQ(file.got.rejects.size(), 1U);
  EXPECT_EQ(file.got.rejects[0].substr(0, 11), "3 truncated");
}

}  // namespace
}  // namespace overt
