#include "scenario/post_writer.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "scenario/outlets.h"

namespace overt {
namespace {

constexpr double kMeanResponses = 6.8;
constexpr double kLuckSigma = 0.9;
constexpr double kDelaySigma = 1.8;
constexpr double kMedianDelayS = 25 * 60;
constexpr std::uint32_t kEffects = 60;

}  // namespace

double expected_responses(const World& world, Random& random, std::uint32_t author) {
  const double luck = std::exp(kLuckSigma * random.normal() - kLuckSigma * kLuckSigma / 2);
  return std::min(kMeanResponses * world.popularity(author) * luck,
                  world.organic_accounts() / 25.0);
}

std::uint64_t content_id(std::uint32_t at, std::uint32_t low) {
  // Keep the top bit (who gave the id) and mix the rest by steps that can be undone.
  constexpr std::uint32_t kMask = 0x7fff'ffffU;
  std::uint32_t mixed = low & kMask;
  mixed = (mixed * 0x5bd1e995U) & kMask;
  mixed ^= mixed >> 16;
  mixed = (mixed * 0x2c1b3c6dU) & kMask;
  const auto second = static_cast<std::uint64_t>(kScenarioStart) + at;
  return second << 32 | (low & ~kMask) | mixed;
}

std::uint32_t PostWriter::seed32() {
  const auto seed = static_cast<std::uint32_t>(random_.next() >> 32);
  return std::max(seed, kFirstTextSeed);
}

std::uint64_t PostWriter::next_content(std::uint32_t at) {
  CHECK_LT(made_, kContentPerTask);
  return content_id(at, task_ * kContentPerTask + made_++);
}

bool PostWriter::emit(const Draft& draft) {
  if (draft.at >= stage_.world.seconds()) return false;
  out_.push_back(draft);
  return true;
}

void PostWriter::choose_tags(Draft& post) {
  if (random_.chance(.65)) post.tags = seed32();
}

void PostWriter::choose_sound(Draft& post) {
  const double choice = random_.uniform();
  if (choice < .35) {
    post.sound = kOriginalSound;
  } else if (choice < .8) {
    post.sound = stage_.sounds.pick(random_, post.at / 3600);
    const std::uint32_t meme = stage_.sounds.meme_of(post.sound);
    if (meme != 0 && random_.chance(.06)) post.text = meme;
  }
}

Draft PostWriter::compose(std::uint32_t account, std::uint32_t at) {
  CHECK_LT(at, stage_.world.seconds());
  Draft post;
  post.kind = EventKind::kPost;
  post.content = next_content(at);
  post.at = at;
  post.account = account;
  post.region = stage_.world.region_of(account);
  const bool usual = random_.chance(.6);
  const std::uint64_t topic = usual ? mix64(account) : random_.next();
  post.topic = static_cast<std::uint8_t>((topic >> 16) % kTopicCount);
  post.text = seed32();
  choose_tags(post);
  choose_sound(post);
  if (random_.chance(.3)) post.effect = static_cast<std::uint8_t>(1 + random_.below(kEffects));
  if (random_.chance(.08)) {
    post.url = pick_article(random_, region(post.region).language, at);
    if (random_.chance(.25)) post.flags |= kHeadline;
  } else if (random_.chance(.04)) {
    post.target_account = stage_.world.pick_account(random_, post.region);
    post.flags |= kMentionsTarget;
  }
  return post;
}

Draft PostWriter::respond(const Draft& post, EventKind kind, std::uint32_t account,
                          std::uint32_t at) {
  Draft response;
  response.kind = kind;
  response.at = at;
  response.account = account;
  response.region = stage_.world.region_of(account);
  response.topic = post.topic;
  response.target_account = post.account;
  if (kind != EventKind::kFollow) response.target = post.content;
  const bool wordless =
      kind == EventKind::kRepost || kind == EventKind::kLike || kind == EventKind::kFollow;
  if (!wordless) response.text = seed32();
  if (kind == EventKind::kComment && random_.chance(.12)) response.flags |= kMentionsTarget;
  if (kind == EventKind::kDuet || kind == EventKind::kStitch) choose_tags(response);
  return response;
}

std::uint32_t PostWriter::delay(std::size_t region, std::uint32_t from, double median_s) {
  // People answer when they are awake: a time in a quiet hour is mostly drawn again.
  double after = 0;
  for (int attempt = 0; attempt < 6; ++attempt) {
    after = std::min(median_s * std::exp(kDelaySigma * random_.normal()), 2.0 * kScenarioSeconds);
    const std::uint32_t at = from + 1 + static_cast<std::uint32_t>(after);
    if (random_.chance(stage_.world.pace(region, at / 3600))) return at;
  }
  return from + 1 + static_cast<std::uint32_t>(after);
}

EventKind PostWriter::response_kind() {
  const double choice = random_.uniform();
  if (choice < .34) return EventKind::kRepost;
  if (choice < .60) return EventKind::kLike;
  if (choice < .84) return EventKind::kComment;
  if (choice < .88) return EventKind::kQuote;
  if (choice < .91) return EventKind::kReply;
  if (choice < .94) return EventKind::kDuet;
  if (choice < .97) return EventKind::kStitch;
  return EventKind::kFollow;
}

void PostWriter::spread(const Draft& post, double expected) {
  const std::uint64_t count = random_.poisson(expected);
  const double median_s = kMedianDelayS * std::exp(0.6 * random_.normal());
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::size_t from = stage_.world.pick_audience_region(random_, post.region);
    const bool follower = from == post.region && random_.chance(.4);
    const std::uint32_t account = follower ? stage_.world.pick_follower(random_, post.account)
                                           : stage_.world.pick_account(random_, from);
    if (account == post.account) continue;
    const std::uint32_t at = delay(from, post.at, median_s);
    if (at >= stage_.world.seconds()) continue;
    emit(respond(post, response_kind(), account, at));
  }
}

void PostWriter::spread_among_planted(const Draft& post, double expected) {
  const double share = stage_.world.planted_share(post.region);
  if (share <= 0) return;
  const std::uint64_t count = random_.poisson(expected * share);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint32_t account = stage_.world.pick_planted(random_, post.region);
    const std::uint32_t at = delay(post.region, post.at, kMedianDelayS);
    if (account == post.account || at >= stage_.world.seconds()) continue;
    emit(respond(post, response_kind(), account, at));
  }
}

Published PostWriter::post(std::uint32_t account, std::uint32_t at) {
  const Draft made = compose(account, at);
  emit(made);
  const double expected = expected_responses(stage_.world, random_, account);
  spread(made, expected);
  return {made, expected};
}

}  // namespace overt
