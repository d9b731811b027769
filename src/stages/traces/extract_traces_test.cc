#include "stages/traces/extract_traces.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace overt {
namespace {

constexpr std::string_view kLongText = "Everybody must go and vote on Tuesday, without fail!";

struct Extracted {
  Arena arena;
  std::vector<Trace> traces;

  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const Trace& trace : traces) {
      lines.push_back(std::string(name_of(trace.kind)) + " " + std::string(trace.object) + " < " +
                      std::string(trace.source));
    }
    return lines;
  }
};

using Lines = std::vector<std::string>;

Lines extract(const Event& event, std::string_view words = "all") {
  TraceOptions options;
  options.objects = parse_object_selection(words).value();
  TraceExtractor extractor(options);
  Extracted extracted;
  extractor.extract(event, extracted.arena, extracted.traces);
  for (const Trace& trace : extracted.traces) {
    EXPECT_EQ(trace.account, event.account_id);
    EXPECT_EQ(trace.created_at, event.created_at);
    EXPECT_FALSE(trace.object.empty());
  }
  return extracted.lines();
}

Event event_of(EventKind kind) {
  Event event;
  event.account_id = "a1";
  event.created_at = 1'726'000'000'000'000;
  event.kind = kind;
  return event;
}

TEST(ExtractTracesTest, TakesTheNameTheAccountGoesBy) {
  Event event = event_of(EventKind::kPost);
  event.handle = "@Maria_Lopez";
  event.text = "hello";
  EXPECT_EQ(extract(event, "handle"), Lines{"handle maria_lopez < "});
  event.handle = "maria_lopez";
  EXPECT_EQ(extract(event, "handle"), Lines{"handle maria_lopez < "});
  event.handle = "@";
  EXPECT_EQ(extract(event, "handle"), Lines{});
  event.handle = "maria_lopez";
  EXPECT_EQ(extract(event, "default"), Lines{}) << "never joined unless asked for";
}

TEST(ExtractTracesTest, TakesTheObjectThatTheInputNames) {
  Event event = event_of(EventKind::kPost);
  event.object_id = "o1";
  EXPECT_EQ(extract(event, "object"), Lines{"object o1 < "});
  EXPECT_EQ(extract(event), Lines{"object o1 < "});
  event.target_account_id = "b2";
  EXPECT_EQ(extract(event, "object"), Lines{"object o1 < b2"});
  EXPECT_EQ(extract(event, "url"), Lines{});
}

TEST(ExtractTracesTest, TakesTheTargetWithItsAuthorAsSource) {
  for (const auto& [kind, word] :
       {std::pair{EventKind::kRepost, "repost"}, std::pair{EventKind::kQuote, "quote"},
        std::pair{EventKind::kReply, "reply"}, std::pair{EventKind::kComment, "reply"}}) {
    Event event = event_of(kind);
    event.target_content_id = "c9";
    EXPECT_EQ(extract(event), Lines{std::string(word) + " c9 < "});
    event.target_account_id = "b2";
    EXPECT_EQ(extract(event), Lines{std::string(word) + " c9 < b2"});
  }
}

TEST(ExtractTracesTest, TargetsOfDuetsStitchesAndLikesAreNoObjects) {
  for (const EventKind kind :
       {EventKind::kPost, EventKind::kDuet, EventKind::kStitch, EventKind::kLike}) {
    Event event = event_of(kind);
    event.target_content_id = "c9";
    event.target_account_id = "b2";
    EXPECT_EQ(extract(event), Lines{});
  }
}

TEST(ExtractTracesTest, AFollowActsOnTheAccountFollowed) {
  Event event = event_of(EventKind::kFollow);
  event.target_account_id = "b2";
  EXPECT_EQ(extract(event), Lines{"follow b2 < b2"});
  EXPECT_EQ(extract(event, "default"), Lines{});
}

TEST(ExtractTracesTest, TakesInfrastructureAsGivenFromAnyKindOfEvent) {
  const std::array<std::string_view, 2> infra = {"h1", "h1"};
  Event event = event_of(EventKind::kLike);
  event.infra = infra;
  EXPECT_EQ(extract(event), Lines{"infra h1 < "});
  EXPECT_EQ(extract(event, "default"), Lines{});
}

TEST(ExtractTracesTest, ATranscriptIsAnObjectLikeAText) {
  Event event = event_of(EventKind::kPost);
  event.transcript = "Good evening, and welcome to the programme of tonight";
  EXPECT_EQ(extract(event, "text"), Lines{});
  const Lines lines = extract(event, "default");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_TRUE(lines[0].starts_with("transcript ")) << lines[0];
}

TEST(ExtractTracesTest, TakesLinksWithTheirOutletAsSource) {
  const std::array<std::string_view, 4> urls = {"http://www.rt.com/news/1/?utm_source=x",
                                                "https://rt.com/news/1", "mailto:a@b.c",
                                                "https://news.rt.com/2"};
  Event event = event_of(EventKind::kPost);
  event.urls = urls;
  EXPECT_EQ(extract(event),
            (Lines{"url https://rt.com/news/1 < rt.com", "url https://news.rt.com/2 < rt.com",
                   "domain rt.com < rt.com"}));
  EXPECT_EQ(extract(event, "domain"), Lines{"domain rt.com < rt.com"});
}

TEST(ExtractTracesTest, JoinsHashtagsInTheirOrder) {
  const std::array<std::string_view, 3> tags = {"Vote", "#ВЫБОРЫ", "vote"};
  Event event = event_of(EventKind::kPost);
  event.hashtags = tags;
  EXPECT_EQ(extract(event), Lines{"hashtags #vote #выборы #vote < "});
}

TEST(ExtractTracesTest, OneHashtagIsNoSequence) {
  const std::array<std::string_view, 3> tags = {"vote", "", "#"};
  Event event = event_of(EventKind::kPost);
  event.hashtags = tags;
  EXPECT_EQ(extract(event), Lines{});
}

TEST(ExtractTracesTest, DifferentSequencesAreDifferentObjects) {
  const std::array<std::string_view, 2> two = {"a", "b #c"};
  const std::array<std::string_view, 3> three = {"a", "b", "c"};
  const std::array<std::string_view, 2> escaped = {"a", "b%20%23c"};
  Event event = event_of(EventKind::kPost);
  event.hashtags = two;
  const Lines first = extract(event);
  event.hashtags = three;
  const Lines second = extract(event);
  event.hashtags = escaped;
  const Lines third = extract(event);
  EXPECT_EQ(first, Lines{"hashtags #a #b%20%23c < "});
  EXPECT_NE(first, second);
  EXPECT_NE(first, third);
}

TEST(ExtractTracesTest, TakesMentionsSoundsEffectsAndMediaOnce) {
  const std::array<std::string_view, 3> mentions = {"@bob", "bob", "carol"};
  const std::array<std::string_view, 2> effects = {"e1", "e1"};
  const std::array<std::string_view, 3> media = {"hash1", "", "hash2"};
  Event event = event_of(EventKind::kPost);
  event.mentions = mentions;
  event.effect_ids = effects;
  event.media = media;
  event.sound_id = "s1";
  EXPECT_EQ(extract(event), (Lines{"mention bob < bob", "mention carol < carol", "sound s1 < ",
                                   "effect e1 < ", "media hash1 < ", "media hash2 < "}));
}

TEST(ExtractTracesTest, TakesLongTextsOnly) {
  Event event = event_of(EventKind::kPost);
  event.text = kLongText;
  EXPECT_EQ(extract(event).size(), 1U);
  event.text = "Vote! https://example.com/a/very/long/link/that/counts/for/nothing #and #these";
  EXPECT_EQ(extract(event), Lines{});
}

TEST(ExtractTracesTest, CountsCharactersNotBytes) {
  Event event = event_of(EventKind::kPost);
  const std::string short_text = "голосуйте на участке 12 числа";  // 29
  const std::string long_text = short_text + "!";
  event.text = short_text;
  EXPECT_EQ(extract(event), Lines{});
  event.text = long_text;
  EXPECT_EQ(extract(event).size(), 1U);
}

TEST(ExtractTracesTest, ARepostCarriesItsTargetAlone) {
  const std::array<std::string_view, 2> words = {"https://a.com/x", "https://b.com/y"};
  for (const EventKind kind : {EventKind::kRepost, EventKind::kLike, EventKind::kFollow}) {
    Event event = event_of(kind);
    event.target_content_id = "c9";
    event.urls = words;
    event.hashtags = words;
    event.mentions = words;
    event.media = words;
    event.effect_ids = words;
    event.sound_id = "s1";
    event.text = kLongText;
    const Lines expected = kind == EventKind::kRepost ? Lines{"repost c9 < "} : Lines{};
    EXPECT_EQ(extract(event), expected);
  }
}

TEST(ExtractTracesTest, AQuoteCarriesItsTargetAndItsOwnContent) {
  const std::array<std::string_view, 1> urls = {"https://a.com/x"};
  Event event = event_of(EventKind::kQuote);
  event.target_content_id = "c9";
  event.urls = urls;
  event.text = kLongText;
  EXPECT_EQ(extract(event, "default").size(), 3U);
}

TEST(ExtractTracesTest, AnObjectOccursOnceHoweverManyThereAre) {
  std::vector<std::string> names;
  for (int i = 0; i < 1000; ++i) names.push_back("hash" + std::to_string(i % 100));
  const std::vector<std::string_view> media(names.begin(), names.end());
  Event event = event_of(EventKind::kPost);
  event.media = media;
  event.effect_ids = media;
  EXPECT_EQ(extract(event).size(), 200U);
}

TEST(ExtractTracesTest, AppendsAndKeepsNothingOfTheLastEvent) {
  TraceExtractor extractor{TraceOptions{}};
  Extracted extracted;
  const std::array<std::string_view, 1> urls = {"https://a.com/x"};
  Event event = event_of(EventKind::kPost);
  event.urls = urls;
  extractor.extract(event, extracted.arena, extracted.traces);
  extractor.extract(event, extracted.arena, extracted.traces);
  EXPECT_EQ(extracted.lines(),
            (Lines{"url https://a.com/x < a.com", "url https://a.com/x < a.com"}));
}

TEST(ExtractTracesTest, ObjectsBeyondTheLimitGiveNoTrace) {
  const std::string huge(10'000, 'x');
  const std::array<std::string_view, 2> many = {huge, huge};
  Event event = event_of(EventKind::kQuote);
  event.object_id = huge;
  event.target_content_id = huge;
  event.hashtags = many;
  event.mentions = many;
  event.media = many;
  event.sound_id = huge;
  EXPECT_EQ(extract(event), Lines{});
}

}  // namespace
}  // namespace overt
