#pragma once
// GroupActs: the shared part of acting as a group: who takes part, when, and the count of deeds.
// Not thread-safe; one per group.

#include <cstdint>
#include <set>
#include <string>

#include "scenario/groups.h"

namespace overt {

class GroupActs {
 public:
  GroupActs(const Stage& stage, std::size_t index, Drafts& out);

  [[nodiscard]] const World& world() const { return stage_.world; }
  [[nodiscard]] const TrendSounds& sounds() const { return stage_.sounds; }
  [[nodiscard]] const Group& group() const { return group_; }
  PostWriter& writer() { return writer_; }
  Random& random() { return writer_.random(); }

  [[nodiscard]] std::uint32_t member(std::uint32_t number) const {
    return group_.first_member + number;
  }
  /// Emits an event of the group itself and counts it. One after the scenario's end is dropped.
  void act(const Draft& draft);
  /// The same by somebody who is no member.
  void act_as_stranger(const Draft& draft);
  /// A new target begins, from a source (a creator's account or an outlet's number).
  void begin_target(std::uint64_t source, Target target);
  void name_source(std::string name) { deeds_.source = std::move(name); }
  GroupDeeds take_deeds();

  /// A stranger's post that people answer as they answer any other; returns it.
  Draft outside_post(std::uint32_t author, std::uint32_t at, double expected);
  /// About `expected` strangers link to the article too, in their own words and time.
  void outsiders_share(std::uint32_t article, std::uint32_t from, double expected);
  /// An article of the outlet, from about the time, that this group has not had before.
  std::uint32_t fresh_article(std::size_t outlet, std::uint32_t at);
  /// An ordinary account of the group's region whose posts people see.
  std::uint32_t outside_author();
  /// One that is behind no target yet; the last of many tries where all are.
  std::uint32_t fresh_author();
  /// The most popular of some of these.
  std::uint32_t famous_author();
  /// `follower` follows `followed` at some time before `before`, if the log holds it.
  void follow(std::uint32_t follower, std::uint32_t followed, std::uint32_t before);

  /// A moment when the group's region is awake, with `margin_s` left before the end.
  std::uint32_t waking_moment(std::uint32_t margin_s = 0);
  /// A seed whose hashtag sequence has two hashtags or more.
  std::uint32_t long_tags(std::uint8_t topic);
  std::uint32_t jitter() {
    return static_cast<std::uint32_t>(random().below(group_.jitter_s + std::uint64_t{1}));
  }
  [[nodiscard]] bool has(GroupFamily family) const { return (group_.families & family) != 0; }
  /// A number from [least, most].
  std::uint32_t between(std::uint32_t least, std::uint32_t most) {
    return least + static_cast<std::uint32_t>(random().below(std::uint64_t{most} - least + 1));
  }

 private:
  const Stage& stage_;
  const Group& group_;
  PostWriter writer_;
  GroupDeeds deeds_;
  std::set<std::uint64_t> sources_;
  std::set<std::uint32_t> articles_;
  std::set<std::uint32_t> strangers_;
};

double lognormal(Random& random, double median, double sigma);
/// `at` and the delay of a person: at least one second.
std::uint32_t later(std::uint32_t at, double seconds);

/// Members of a network with ties of its own follow each other; not all do.
void follow_each_other(GroupActs& acts);

void act_as_fandom(GroupActs& acts);
void act_as_fan_club(GroupActs& acts);
void act_as_friends(GroupActs& acts);
void act_as_newsroom(GroupActs& acts);
void act_as_agency(GroupActs& acts);
void act_as_scheduler(GroupActs& acts);
void act_as_feed_app(GroupActs& acts);
void act_as_breaking_news(GroupActs& acts);
void act_as_flash_mob(GroupActs& acts);
void act_as_petition(GroupActs& acts);
void act_as_trend(GroupActs& acts);
void act_covertly(GroupActs& acts);
void act_as_farm(GroupActs& acts);
void act_as_operation(GroupActs& acts);

}  // namespace overt
