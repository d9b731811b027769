#include "scenario/event_format.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "scenario/captions.h"
#include "scenario/profile.h"

namespace overt {
namespace {

const World& world() {
  static const World kWorld(1, plan_fall_2024(2'000));
  return kWorld;
}

std::string line_of(const Draft& draft, std::uint64_t number = 7) {
  std::string line;
  append_event(line, world(), draft, number);
  return line;
}

TEST(EventFormatTest, WritesAFollowWithoutContent) {
  Draft follow;
  follow.kind = EventKind::kFollow;
  follow.at = 20 * 86'400 + 12 * 3600 + 5;
  follow.account = 1;
  follow.target_account = 2;
  const std::string line = line_of(follow);
  EXPECT_TRUE(line.starts_with(R"({"event_id":"ev-0000000007","platform":"clipper")")) << line;
  EXPECT_NE(line.find(R"("created_at":"2024-09-04T12:00:05Z")"), std::string::npos) << line;
  EXPECT_NE(line.find(R"("target_account_id":")" + std::to_string(world().account_id(2))),
            std::string::npos);
  EXPECT_EQ(line.find("content_id"), std::string::npos);
  EXPECT_EQ(line.find("text"), std::string::npos);
}

TEST(EventFormatTest, WritesHashtagsInOneOrderInTextAndList) {
  Draft post;
  post.content = 42;
  post.text = 1'000;
  post.topic = kTopicCount + 1;
  post.tags = 99;
  const std::string line = line_of(post);
  const TagSequence tags = tags_of(Language::kEnglish, post.topic, post.tags);
  std::string in_text;
  std::string in_list;
  for (std::size_t i = 0; i < tags.count; ++i) {
    in_text += " #" + std::string(tags.tags[i]);
    in_list += (i == 0 ? "\"" : ",\"") + std::string(tags.tags[i]) + "\"";
  }
  EXPECT_NE(line.find(in_text + "\","), std::string::npos) << line;
  EXPECT_NE(line.find("\"hashtags\":[" + in_list + "]"), std::string::npos) << line;
}

TEST(EventFormatTest, GivesCopiedVideosOneFingerprint) {
  Draft first;
  first.content = 1;
  first.media = 5;
  first.flags = kCopiedVideo;
  Draft second = first;
  second.content = 2;
  Draft own = second;
  own.flags = 0;
  const auto media_of = [](const Draft& draft) {
    const std::string line = line_of(draft);
    return line.substr(line.find("vid:"), 20);
  };
  EXPECT_EQ(media_of(first), media_of(second));
  EXPECT_NE(media_of(second), media_of(own));
}

TEST(EventFormatTest, WritesOneShareRowPerObject) {
  Draft quote;
  quote.kind = EventKind::kQuote;
  quote.target = 9;
  quote.text = 500;
  quote.topic = kTopicCount;
  quote.tags = 3;
  std::string rows;
  append_shares(rows, world(), quote, 0);
  EXPECT_TRUE(rows.starts_with("quote:9,")) << rows;
  EXPECT_NE(rows.find("\nhashtags:"), std::string::npos) << rows;
  EXPECT_EQ(std::count(rows.begin(), rows.end(), '\n'), 2);
}

TEST(EventFormatTest, WritesNoShareForALike) {
  Draft like;
  like.kind = EventKind::kLike;
  like.target = 9;
  std::string rows;
  append_shares(rows, world(), like, 0);
  EXPECT_TRUE(rows.empty());
}

TEST(EventFormatTest, GivesEveryAccountAHandleOfItsOwn) {
  std::set<std::string> handles;
  for (std::uint32_t account = 0; account < world().accounts(); ++account) {
    std::string handle;
    append_handle(handle, world(), account, 0);
    handles.insert(handle);
  }
  EXPECT_EQ(handles.size(), world().accounts());
}

TEST(EventFormatTest, NamesNewsroomAccountsAfterTheirOutlet) {
  for (const Group& group : world().groups()) {
    if (group.kind != GroupKind::kNewsroom) continue;
    std::string handle;
    append_handle(handle, world(), group.first_member, 0);
    EXPECT_EQ(handle, "harborledger_metro");
  }
}

}  // namespace
}  // namespace overt
