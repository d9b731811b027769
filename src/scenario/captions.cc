#include "scenario/captions.h"

#include <charconv>
#include <utility>

#include "base/check.h"
#include "scenario/draft.h"

namespace overt {
namespace {

constexpr std::size_t kMaxTagPool = 24;

constexpr std::string_view kPowerCampaign[] = {"KeepTheLightsOn", "DarkAgain",     "GridWatch",
                                               "WhoPaysForThis",  "NoLightNoWork", "lightsout",
                                               "CountTheHours",   "StillWaiting"};
constexpr std::string_view kPriceCampaign[] = {"CheckYourReceipt", "EmptyBasket",   "PricesToday",
                                               "WhoPaysMore",      "BasketTest",    "groceries",
                                               "AskAtTheCounter",  "TwoBagsOneWeek"};
constexpr std::string_view kRepostCampaign[] = {"HeardOnMainStreet", "LocalsKnow",   "AskAround",
                                                "OurTown",           "NotOnTheNews", "localnews"};
constexpr std::string_view kDebateCampaign[] = {"AnswerTheQuestion", "DebateWatch",
                                                "AskThemAgain",      "StraightAnswers",
                                                "StillNoAnswer",     "debatenight"};
constexpr std::string_view kLunchCampaign[] = {
    "FeedTheKids", "LunchIsNotALuxury", "SchoolLunchNow",    "TrayByTray",
    "EmptyTray",   "backtoschool",      "AskTheSchoolBoard", "ParentsAreWatching"};
constexpr std::string_view kBridgeCampaign[] = {"PuenteYa",      "AbranElPuente", "CadaMinuto",
                                                "NuestroPuente", "frontera",      "FilaEterna"};

const std::array<Campaign, kCampaignCount> kCampaigns = {{
    {Topic::kPower, kPowerCampaign},
    {Topic::kPrices, kPriceCampaign},
    {Topic::kDebate, kRepostCampaign},
    {Topic::kDebate, kDebateCampaign},
    {Topic::kLunches, kLunchCampaign},
    {Topic::kBridge, kBridgeCampaign},
}};

std::string_view pick(WordList list, SeedDraw& draw) { return list[draw.below(list.size())]; }

void append_number(std::string& out, std::uint32_t number) {
  char digits[12];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_money(std::string& out, std::string_view pattern, SeedDraw& draw) {
  for (const char c : pattern) {
    if (c == '1') {
      out += static_cast<char>('1' + draw.below(9));
    } else if (c == '9') {
      out += static_cast<char>('0' + draw.below(10));
    } else {
      out += c;
    }
  }
}

void append_slot(std::string& out, char slot, const Words& words, SeedDraw& draw) {
  switch (slot) {
    case 'p':
      out += pick(words.places, draw);
      return;
    case 'w':
      out += pick(words.people, draw);
      return;
    case 'd':
      out += pick(words.days, draw);
      return;
    case 't':
      out += pick(words.times, draw);
      return;
    case 'n':
      return append_number(out, 3 + draw.below(57));
    case 'y':
      return append_number(out, 100 + draw.below(9900));
    case 'm':
      return append_money(out, words.money, draw);
    default:
      CHECK(false);
  }
}

// A pool of hashtags from which a sequence is drawn without repetition.
struct TagPool {
  std::array<std::string_view, kMaxTagPool> tags;
  std::size_t size = 0;

  void add(WordList list) {
    for (const std::string_view tag : list) {
      CHECK_LT(size, kMaxTagPool);
      tags[size++] = tag;
    }
  }

  TagSequence draw_sequence(std::size_t count, SeedDraw& draw) {
    TagSequence sequence;
    for (; sequence.count < count && sequence.count < size; ++sequence.count) {
      const std::size_t at = sequence.count + draw.below(size - sequence.count);
      std::swap(tags[sequence.count], tags[at]);
      sequence.tags[sequence.count] = tags[sequence.count];
    }
    return sequence;
  }
};

}  // namespace

Topic base_topic(std::uint8_t topic_or_campaign) {
  if (topic_or_campaign < kTopicCount) return static_cast<Topic>(topic_or_campaign);
  CHECK_LT(topic_or_campaign, kTopicCount + kCampaignCount);
  return kCampaigns[topic_or_campaign - kTopicCount].topic;
}

void append_filled(std::string& out, std::string_view pattern, const Words& words, SeedDraw& draw) {
  for (;;) {
    const std::size_t brace = pattern.find('{');
    out += pattern.substr(0, brace);
    if (brace == std::string_view::npos) return;
    append_slot(out, pattern[brace + 1], words, draw);
    pattern.remove_prefix(brace + 3);
  }
}

void append_core(std::string& out, Language language, Topic topic, std::uint32_t seed) {
  const Words& words = words_of(language);
  SeedDraw draw(seed);
  const WordList cores = words.cores[static_cast<std::size_t>(topic)];
  append_filled(out, pick(cores, draw), words, draw);
}

void append_caption(std::string& out, Language language, std::uint8_t topic, std::uint32_t seed) {
  if (seed < kFirstTextSeed) {
    const WordList memes = meme_captions();
    out += memes[seed % memes.size()];
    return;
  }
  const Words& words = words_of(language);
  SeedDraw draw(seed);
  const WordList cores = words.cores[static_cast<std::size_t>(base_topic(topic))];
  append_filled(out, pick(words.openers, draw), words, draw);
  out += words.separator;
  append_filled(out, pick(cores, draw), words, draw);
  append_filled(out, pick(words.closers, draw), words, draw);
}

void append_comment(std::string& out, Language language, std::uint32_t seed) {
  const Words& words = words_of(language);
  SeedDraw draw(seed);
  const bool is_short = draw.below(10) < 7;
  const WordList list = is_short ? words.short_comments : words.long_comments;
  append_filled(out, pick(list, draw), words, draw);
}

void append_transcript(std::string& out, Language language, std::uint8_t topic,
                       std::uint32_t seed) {
  const Words& words = words_of(language);
  SeedDraw draw(seed);
  const WordList cores = words.cores[static_cast<std::size_t>(base_topic(topic))];
  append_filled(out, pick(words.openers, draw), words, draw);
  for (std::uint32_t left = 2 + draw.below(2); left > 0; --left) {
    out += words.separator;
    append_filled(out, pick(cores, draw), words, draw);
    append_filled(out, pick(words.closers, draw), words, draw);
  }
}

TagSequence tags_of(Language language, std::uint8_t topic, std::uint32_t seed) {
  SeedDraw draw(seed);
  TagPool pool;
  if (topic >= kTopicCount) {
    pool.add(kCampaigns[topic - kTopicCount].tags);
    return pool.draw_sequence(4 + draw.below(2), draw);
  }
  const Words& words = words_of(language);
  pool.add(words.tags[topic]);
  pool.add(words.general_tags);
  static constexpr std::size_t kCounts[] = {1, 1, 2, 2, 3, 3, 3, 4};
  return pool.draw_sequence(kCounts[draw.below(8)], draw);
}

}  // namespace overt
