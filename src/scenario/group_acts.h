#pragma once
// GroupActs: the shared part of acting as a group: who takes part, and the count of deeds.
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
  /// Emits an event of the group itself and counts it.
  void act(const Draft& draft);
  /// A new object begins, from a source (a creator's account or an outlet's number).
  void begin_object(std::uint64_t source);
  void name_source(std::string name) { deeds_.source = std::move(name); }
  GroupDeeds take_deeds();

  /// A stranger's post that people answer as they answer any other; returns it.
  Draft outside_post(std::uint32_t author, std::uint32_t at, double expected);
  /// An article of the outlet, from about the time, that this group has not had before.
  std::uint32_t fresh_article(std::size_t outlet, std::uint32_t at);
  /// An ordinary account of the group's region whose posts people see.
  std::uint32_t outside_author();

  std::uint32_t jitter() {
    return static_cast<std::uint32_t>(random().below(group_.jitter_s + std::uint64_t{1}));
  }

 private:
  const Stage& stage_;
  const Group& group_;
  PostWriter writer_;
  GroupDeeds deeds_;
  std::set<std::uint64_t> sources_;
  std::set<std::uint32_t> articles_;
};

void act_as_fandom(GroupActs& acts);
void act_as_newsroom(GroupActs& acts);
void act_as_scheduler(GroupActs& acts);
void act_as_breaking_news(GroupActs& acts);
void act_covertly(GroupActs& acts);

}  // namespace overt
