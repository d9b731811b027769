#pragma once
// For tests: a log of organic accounts, into which networks and their innocent look-alikes are
// planted by hand. Not thread-safe.

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

#include "base/random.h"
#include "model/small_trace_index.h"
#include "stages/families/weigh_families.h"

namespace overt {

/// Objects and acts of one index while it is put together.
class IndexDraft {
 public:
  static constexpr std::uint32_t kOwnSource = 0xFFFF'FFFEU;

  /// A new object. Objects with one `source` number share it; kOwnSource: one of its own.
  std::uint32_t object(ObjectKind kind, std::uint32_t source = kOwnSource) {
    kinds_.push_back(kind);
    sources_.push_back(source);
    return static_cast<std::uint32_t>(kinds_.size() - 1);
  }
  void act(std::uint32_t account, std::uint32_t object, TimeUs at) {
    acts_.push_back({object, at, account});
  }
  [[nodiscard]] std::uint32_t objects() const { return static_cast<std::uint32_t>(kinds_.size()); }

  /// Sources below `accounts` are the posts of that account.
  [[nodiscard]] TraceIndex index(std::uint32_t accounts) {
    std::sort(acts_.begin(), acts_.end());
    std::vector<SmallTrace> traces;
    for (const auto& [object, at, account] : acts_) traces.push_back({account, object, at});
    TraceIndex::Parts about;
    about.kinds = kinds_;
    std::uint32_t next = accounts;
    for (const std::uint32_t source : sources_) {
      if (source != kOwnSource) next = std::max(next, source + 1);
    }
    for (const std::uint32_t source : sources_) {
      about.sources.push_back(source == kOwnSource ? next++ : source);
    }
    for (std::uint32_t source = 0; source < next; ++source) {
      about.source_accounts.push_back(source < accounts ? source : TraceIndex::kNoAccount);
      about.source_keys.push_back(mix64(source));
    }
    return index_of_sorted(traces, accounts, std::move(about));
  }

 private:
  std::vector<ObjectKind> kinds_;
  std::vector<std::uint32_t> sources_;
  std::vector<std::tuple<std::uint32_t, TimeUs, std::uint32_t>> acts_;
};

/// Organic accounts: links and reposts by popularity, own and copied texts, some hashtags, few
/// follows and mentions, homes and carriers, handles of every form, creation times that grow.
class FamiliesLog {
 public:
  /// `idle` accounts at the end have a name and do nothing yet.
  FamiliesLog(std::uint64_t seed, std::uint32_t accounts, std::uint32_t idle = 0)
      : random_(seed), accounts_(accounts + idle), profiles_(accounts_) {
    make_objects();
    for (std::uint32_t account = 0; account < accounts; ++account) live(account);
    for (std::uint32_t account = 0; account < accounts_; ++account) introduce(account);
  }

  [[nodiscard]] Random& random() { return random_; }
  [[nodiscard]] std::uint32_t accounts() const { return accounts_; }
  IndexDraft& traces() { return traces_; }
  IndexDraft& aside() { return aside_; }
  AccountProfile& profile(std::uint32_t account) { return profiles_[account]; }

  TimeUs moment() { return static_cast<TimeUs>(random_.below(10 * 86'400)) * kMicrosPerSecond; }
  std::uint32_t repost_of(std::uint32_t author) {
    return traces_.object(ObjectKind::kRepost, author);
  }
  void infra(std::uint32_t account, std::uint32_t hash) { aside_.act(account, hash, moment()); }
  std::uint32_t infra_hash() {
    named_.push_back(TraceIndex::kNoAccount);
    return aside_.object(ObjectKind::kInfra);
  }
  /// A new name that nobody goes by yet, and an account that goes by it from then on.
  std::uint32_t handle() {
    named_.push_back(TraceIndex::kNoAccount);
    return aside_.object(ObjectKind::kHandle);
  }
  void go_by(std::uint32_t account, std::uint32_t handle, TimeUs at) {
    aside_.act(account, handle, at);
  }
  void follow(std::uint32_t from, std::uint32_t to) { aside_.act(from, follows_[to], moment()); }
  void mention(std::uint32_t from, std::uint32_t to) { aside_.act(from, mentions_[to], moment()); }

  std::vector<std::uint32_t> some_accounts(std::uint32_t count) {
    std::vector<std::uint32_t> chosen;
    while (chosen.size() < count) {
      const auto one = static_cast<std::uint32_t>(random_.below(accounts_));
      if (std::find(chosen.begin(), chosen.end(), one) == chosen.end()) chosen.push_back(one);
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
  }

  /// Nothing may be added afterwards.
  FamilyInputs inputs() {
    traces_index_ = traces_.index(accounts_);
    aside_index_ = aside_.index(accounts_);
    pointers_.clear();
    for (const AccountProfile& profile : profiles_) pointers_.push_back(&profile);
    return {traces_index_, aside_index_, pointers_, named_};
  }

 private:
  void make_objects() {
    for (std::uint32_t i = 0; i < accounts_; ++i) {
      named_.push_back(i);
      follows_.push_back(aside_.object(ObjectKind::kFollow));
      named_.push_back(i);
      mentions_.push_back(aside_.object(ObjectKind::kMention));
    }
    for (std::uint32_t i = 0; i < accounts_ / 4; ++i) {
      const auto author = static_cast<std::uint32_t>(random_.below(accounts_));
      reposts_.push_back(repost_of(author));
      links_.push_back(traces_.object(ObjectKind::kUrl, accounts_ + i / 10));
    }
    for (std::uint32_t i = 0; i < accounts_ / 8; ++i) {
      copied_.push_back(traces_.object(ObjectKind::kText));
      tags_.push_back(traces_.object(ObjectKind::kHashtags));
    }
    for (int i = 0; i < 6; ++i) carriers_.push_back(infra_hash());
  }

  // Popular ones far more often than others.
  std::uint32_t pick(const std::vector<std::uint32_t>& objects) {
    const double place = random_.uniform() * random_.uniform() * random_.uniform();
    return objects[static_cast<std::size_t>(place * static_cast<double>(objects.size()))];
  }

  void live(std::uint32_t account) {
    const std::uint64_t events = 1 + random_.poisson(2 + 12 * random_.uniform());
    for (std::uint64_t i = 0; i < events; ++i) {
      const double what = random_.uniform();
      const TimeUs at = moment();
      if (what < .4) traces_.act(account, pick(reposts_), at);
      if (what >= .4 && what < .6) traces_.act(account, pick(links_), at);
      if (what >= .6 && what < .7) traces_.act(account, pick(copied_), at);
      if (what >= .7 && what < .8) traces_.act(account, pick(tags_), at);
      if (what >= .8) traces_.act(account, traces_.object(ObjectKind::kText), at);
    }
    const auto friend_of = [&] { return static_cast<std::uint32_t>(random_.below(accounts_)); };
    for (std::uint64_t i = random_.below(5); i > 0; --i) tie(account, friend_of());
    infra(account, infra_hash());
    infra(account, carriers_[random_.below(carriers_.size())]);
  }

  void tie(std::uint32_t from, std::uint32_t to) {
    if (from == to) return;
    follow(from, to);
    if (random_.chance(.3)) follow(to, from);
    if (random_.chance(.5)) mention(from, to);
  }

  void introduce(std::uint32_t account) {
    constexpr const char* kGiven[] = {"maria", "james", "lucia", "peter", "anna", "carlos"};
    constexpr const char* kFamily[] = {"smith", "garcia", "silva", "weber", "tanaka", "jones"};
    AccountProfile& profile = profiles_[account];
    const std::string given = kGiven[random_.below(6)];
    const std::string family = kFamily[random_.below(6)];
    const std::string number = std::to_string(account);
    const std::string year = std::to_string(1950 + random_.below(60));
    switch (random_.below(4)) {
      case 0:
        profile.handle = given + "_" + family + year;
        break;
      case 1:
        profile.handle = given + number + family;
        break;
      case 2:
        profile.handle = family + "." + given + "x" + number;
        break;
      default:
        profile.handle = given + year;
        break;
    }
    profile.account_id = number;
    profile.display_name = given + " " + family;
    const double age = random_.uniform();
    profile.created_at =
        micros_from_civil(2018, 1, 1) + static_cast<TimeUs>(age * 2000) * kMicrosPerDay + moment();
    if (random_.chance(.3)) profile.bio = "opinions are mine, " + given;
  }

  Random random_;
  std::uint32_t accounts_;
  std::vector<AccountProfile> profiles_;
  IndexDraft traces_;
  IndexDraft aside_;
  std::vector<std::uint32_t> reposts_, links_, copied_, tags_, carriers_, follows_, mentions_;
  std::vector<std::uint32_t> named_;
  std::vector<const AccountProfile*> pointers_;
  TraceIndex traces_index_;
  TraceIndex aside_index_;
};

}  // namespace overt
