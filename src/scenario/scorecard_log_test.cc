// The promises of the scorecard scenario, read back from its log.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <gtest/gtest.h>

#include "scenario/logged_events.h"
#include "scenario/simulate.h"

namespace overt {
namespace {

constexpr std::size_t kAccounts = 2'400;

using Ids = std::set<std::string>;

ScenarioOptions options_of(std::uint64_t seed, bool planted = true) {
  ScenarioOptions options;
  options.scenario = "scorecard";
  options.seed = seed;
  options.accounts = kAccounts;
  options.planted = planted;
  return options;
}

GeneratedLog generated(const ScenarioOptions& options, std::size_t threads = 2) {
  ThreadPool pool(threads);
  auto log = generate(options, pool);
  CHECK(log.ok());
  return std::move(log).value();
}

// A log as read back, with what the tests ask of it.
struct Sample {
  explicit Sample(std::uint64_t seed) : log(generated(options_of(seed))) {
    events = parse(log.events);
    for (LoggedProfile& profile : parse_profiles(log.accounts)) {
      profiles.emplace(profile.account, std::move(profile));
    }
    for (const LoggedEvent& event : events) {
      ++activity[event.account];
      by_account[event.account].push_back(&event);
      if (!event.content.empty()) contents[event.content] = &event;
    }
  }

  GeneratedLog log;
  std::vector<LoggedEvent> events;
  std::map<std::string, LoggedProfile> profiles;
  std::map<std::string, std::size_t> activity;
  std::map<std::string, std::vector<const LoggedEvent*>> by_account;
  std::map<std::string, const LoggedEvent*> contents;
};

const std::vector<Sample>& samples() {
  static const std::vector<Sample> kSamples = [] {
    std::vector<Sample> all;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) all.emplace_back(seed);
    return all;
  }();
  return kSamples;
}

// Calls body(sample, group) for every group of a kind; there is at least one.
template <typename Body>
void for_each_group(std::string_view kind, const Body& body) {
  std::size_t found = 0;
  for (const Sample& sample : samples()) {
    for (const TruthGroup& group : sample.log.truth.groups) {
      if (group.kind != kind) continue;
      ++found;
      SCOPED_TRACE(group.id);
      body(sample, group);
    }
  }
  EXPECT_GT(found, 0U) << kind;
}

Ids ids(const std::vector<std::string>& list) { return {list.begin(), list.end()}; }

bool has_family(const TruthGroup& group, std::string_view family) {
  return std::count(group.families.begin(), group.families.end(), family) > 0;
}

// The times in seconds at which members reposted (…) a target, ascending; the first per member.
std::vector<std::int64_t> acts_on(const Sample& sample, const TruthGroup& group,
                                  const std::string& target) {
  std::vector<std::int64_t> times;
  for (const std::string& member : group.members) {
    const auto found = sample.by_account.find(member);
    if (found == sample.by_account.end()) continue;
    for (const LoggedEvent* event : found->second) {
      if (event->target != target) continue;
      times.push_back(event->at / kMicrosPerSecond);
      break;
    }
  }
  std::sort(times.begin(), times.end());
  return times;
}

std::size_t most_within(const std::vector<std::int64_t>& times, std::int64_t window) {
  std::size_t most = 0;
  for (std::size_t i = 0, begin = 0; i < times.size(); ++i) {
    while (times[i] - times[begin] > window) ++begin;
    most = std::max(most, i - begin + 1);
  }
  return most;
}

double share(std::size_t part, std::size_t whole) {
  return static_cast<double>(part) / static_cast<double>(std::max<std::size_t>(whole, 1));
}

TEST(ScorecardLogTest, GivesTheSameBytesAtAnyThreadCount) {
  const GeneratedLog one = generated(options_of(9), 1);
  const GeneratedLog three = generated(options_of(9), 3);
  EXPECT_EQ(one.events, three.events);
  EXPECT_EQ(one.accounts, three.accounts);
}

TEST(ScorecardLogTest, LeavesHonestEventsUntouchedByNetworks) {
  // Ids of events, and of what answers make, number the log; the rest must not change.
  using Key = std::tuple<std::string, std::string, TimeUs, std::string, std::string, std::string>;
  const auto keys_of = [](const std::string& log) {
    std::multiset<Key> keys;
    for (LoggedEvent& event : parse(log)) {
      keys.emplace(event.account, event.kind, event.at, event.target, event.text, event.hashtags);
    }
    return keys;
  };
  const GeneratedLog honest = generated(options_of(1, false));
  const std::multiset<Key> without = keys_of(honest.events);
  const std::multiset<Key> with = keys_of(samples()[0].log.events);
  EXPECT_EQ(honest.truth.planted_accounts, 0U);
  EXPECT_TRUE(std::includes(with.begin(), with.end(), without.begin(), without.end()));
  EXPECT_GT(with.size(), without.size());
}

TEST(ScorecardLogTest, KeepsEverybodyInOneGroupAtMostAndCrowdsHonest) {
  for (const Sample& sample : samples()) {
    Ids taken;
    Ids planted;
    for (const TruthGroup& group : sample.log.truth.groups) {
      EXPECT_EQ(ids(group.members).size(), group.members.size());
      for (const std::string& member : group.members) {
        EXPECT_TRUE(sample.profiles.contains(member));
        if (group.planted) planted.insert(member);
        if (group.has_members) {
          EXPECT_TRUE(taken.insert(member).second) << group.id;
        }
        if (!group.has_members) {
          EXPECT_FALSE(planted.contains(member));
        }
      }
    }
    EXPECT_EQ(planted.size(), sample.log.truth.planted_accounts);
    EXPECT_EQ(sample.profiles.size(), kAccounts + planted.size());
  }
}

TEST(ScorecardLogTest, IsModestPerHonestAccountWithAHeavyTail) {
  for (const Sample& sample : samples()) {
    std::vector<std::size_t> counts;
    for (const auto& [account, count] : sample.activity) counts.push_back(count);
    std::sort(counts.begin(), counts.end());
    const double mean = share(sample.events.size(), kAccounts);
    EXPECT_GT(mean, 12);
    EXPECT_LT(mean, 32);
    EXPECT_LT(static_cast<double>(counts[counts.size() / 2]), .75 * mean);
    EXPECT_GT(static_cast<double>(counts[counts.size() * 99 / 100]), 5 * mean);
  }
}

TEST(ScorecardLogTest, LetsFarmsHitStrangersHoursLaterWithinMinutes) {
  for_each_group("farm", [](const Sample& sample, const TruthGroup& farm) {
    EXPECT_EQ(farm.sources, farm.targets.size());
    for (const std::string& target : farm.targets) {
      const LoggedEvent& post = *sample.contents.at(target);
      const auto times = acts_on(sample, farm, target);
      EXPECT_GT(share(times.size(), farm.members.size()), .7);
      const std::int64_t wait = times.front() - post.at / kMicrosPerSecond;
      EXPECT_TRUE(wait >= 2 * 3600 && wait <= 14 * 3600 + farm.jitter_s) << wait;
      EXPECT_GT(share(most_within(times, farm.jitter_s), times.size()), .85);
      EXPECT_FALSE(ids(farm.members).contains(post.account));
    }
  });
}

TEST(ScorecardLogTest, LetsFarmAccountsDoAlmostNothingElse) {
  for_each_group("farm", [](const Sample& sample, const TruthGroup& farm) {
    std::size_t all = 0;
    for (const std::string& member : farm.members) all += sample.activity.at(member);
    EXPECT_LT(share(all - farm.events, farm.members.size()), 3);
  });
}

/// Acts soon after one of the club's hubs, which are among its first four members; of the hub that
/// most follow.
std::size_t most_after_a_hub(const Sample& sample, const TruthGroup& club,
                             const std::string& target, const std::vector<std::int64_t>& times) {
  constexpr std::size_t kHubsMax = 4;
  std::size_t most = 0;
  for (std::size_t i = 0; i < std::min(kHubsMax, club.members.size()); ++i) {
    for (const LoggedEvent* event : sample.by_account.at(club.members[i])) {
      if (event->target != target) continue;
      const std::int64_t hub_at = event->at / kMicrosPerSecond;
      const auto soon = std::count_if(times.begin(), times.end(), [&](std::int64_t at) {
        return at > hub_at && at <= hub_at + 4 * std::int64_t{club.jitter_s};
      });
      most = std::max(most, static_cast<std::size_t>(soon));
    }
  }
  return most;
}

TEST(ScorecardLogTest, LetsFollowersTakeUpWhatTheirHubRepostsAtOnce) {
  for_each_group("fan-club", [](const Sample& sample, const TruthGroup& club) {
    EXPECT_GE(club.sources + 1, club.targets.size());
    std::size_t at_once = 0;
    std::size_t all = 0;
    for (const std::string& target : club.targets) {
      const auto times = acts_on(sample, club, target);
      all += times.size();
      at_once += most_after_a_hub(sample, club, target, times);
    }
    EXPECT_GT(share(at_once, all), .4);
  });
}

TEST(ScorecardLogTest, LogsTheFollowsOfAFanClubInTheSharePlanned) {
  for_each_group("fan-club", [](const Sample& sample, const TruthGroup& club) {
    std::size_t follow_hub = 0;
    for (const std::string& member : club.members) {
      const auto found = sample.by_account.find(member);
      if (found == sample.by_account.end()) continue;
      for (const LoggedEvent* event : found->second) {
        follow_hub += event->kind == "follow" && event->target_account == club.members[0];
      }
    }
    EXPECT_NEAR(share(follow_hub, club.members.size()), club.follows_logged, .2);
  });
}

TEST(ScorecardLogTest, LetsThreeInTenFansReactWithinSeconds) {
  for_each_group("fandom", [](const Sample& sample, const TruthGroup& fandom) {
    std::size_t quick = 0;
    std::size_t all = 0;
    for (const std::string& target : fandom.targets) {
      const std::int64_t posted = sample.contents.at(target)->at / kMicrosPerSecond;
      for (const std::int64_t at : acts_on(sample, fandom, target)) {
        quick += at - posted <= 90;
        ++all;
      }
    }
    EXPECT_GT(share(quick, all), .25);
    EXPECT_LT(share(quick, all), .65);
    EXPECT_GE(fandom.sources, 1U);
    EXPECT_LE(fandom.sources, 4U);
  });
}

TEST(ScorecardLogTest, SpreadsCampaignsByTheirJitter) {
  for_each_group("campaign", [](const Sample& sample, const TruthGroup& campaign) {
    std::size_t inside = 0;
    std::size_t all = 0;
    for (const std::string& target : campaign.targets) {
      if (!sample.contents.contains(target)) continue;  // a link
      const auto times = acts_on(sample, campaign, target);
      inside += most_within(times, campaign.jitter_s + 2);
      all += times.size();
    }
    EXPECT_GT(all, 0U);
    // Members' ordinary lives may bring one of them to a target first.
    EXPECT_GT(share(inside, all), .95);
    EXPECT_GE(campaign.sources * 10, campaign.targets.size() * 6);
  });
}

TEST(ScorecardLogTest, HidesNetworksInAsMuchOrdinaryLifeAsPlanned) {
  for (const std::string_view kind : {"campaign", "operation"}) {
    for_each_group(kind, [](const Sample& sample, const TruthGroup& network) {
      std::size_t all = 0;
      for (const std::string& member : network.members) all += sample.activity.at(member);
      EXPECT_NEAR(share(all - network.events, all), network.camouflage, .15);
    });
  }
}

// How often a campaign's most frequent caption of each link stands, against all of its captions.
double same_caption_share(const Sample& sample, const TruthGroup& group) {
  std::size_t same = 0;
  std::size_t all = 0;
  std::map<std::string, std::map<std::string, std::size_t>> captions;
  for (const std::string& member : group.members) {
    for (const LoggedEvent* event : sample.by_account.at(member)) {
      if (event->urls.empty()) continue;
      const std::string path = event->urls[0].substr(event->urls[0].find(".example/"));
      const std::string link = path.substr(0, path.find_first_of("?#"));
      const bool target = std::any_of(
          group.targets.begin(), group.targets.end(),
          [&](const std::string& name) { return name.find(link) != std::string::npos; });
      if (target) ++captions[link][event->text.substr(0, event->text.find(" #"))];
    }
  }
  for (const auto& [link, texts] : captions) {
    std::size_t most = 0;
    for (const auto& [text, count] : texts) {
      most = std::max(most, count);
      all += count;
    }
    same += most;
  }
  return share(same, all);
}

TEST(ScorecardLogTest, SharesCaptionsAsTheParaphraseSays) {
  std::set<std::string> seen;
  for_each_group("campaign", [&](const Sample& sample, const TruthGroup& campaign) {
    seen.insert(campaign.paraphrase);
    const double same = same_caption_share(sample, campaign);
    if (campaign.paraphrase == "exact") {
      EXPECT_EQ(same, 1);
    } else {
      EXPECT_LT(same, .45) << campaign.paraphrase;
    }
    EXPECT_EQ(has_family(campaign, "content reuse"), campaign.paraphrase != "reworded");
  });
  EXPECT_GE(seen.size(), 3U);
}

TEST(ScorecardLogTest, TiesOperationsToOneSourceAndTwoFamilies) {
  for_each_group("operation", [](const Sample& sample, const TruthGroup& operation) {
    EXPECT_EQ(operation.sources, 1U);
    EXPECT_FALSE(operation.source.empty());
    EXPECT_EQ(operation.families.size(), 2U);
    std::map<std::string, Ids> transcripts;
    std::map<std::string, Ids> infra;
    std::set<std::pair<std::string, std::string>> follows;
    const Ids members = ids(operation.members);
    for (const std::string& member : members) {
      for (const LoggedEvent* event : sample.by_account.at(member)) {
        if (!event->transcript.empty()) transcripts[event->transcript].insert(member);
        for (const std::string& hash : event->infra) infra[hash].insert(member);
        const bool tie = event->kind == "follow" && members.contains(event->target_account);
        if (tie) follows.emplace(member, event->target_account);
      }
    }
    const auto most = [](const std::map<std::string, Ids>& users) {
      std::size_t count = 0;
      for (const auto& [name, accounts] : users) count = std::max(count, accounts.size());
      return count;
    };
    const std::size_t n = members.size();
    EXPECT_EQ(share(follows.size(), n * (n - 1)) > .4, has_family(operation, "network"));
    const bool one_desk = share(most(infra), n) > .3;
    if (has_family(operation, "identity and infrastructure")) {
      EXPECT_TRUE(one_desk);
    }
    if (has_family(operation, "content reuse")) {
      EXPECT_GT(share(most(transcripts), n), .5);
    }
    if (!has_family(operation, "content reuse")) {
      EXPECT_LT(most(transcripts), 2U);
    }
  });
}

TEST(ScorecardLogTest, MakesTheAccountsOfOneHandInThreeDays) {
  const auto spread_days = [](const Sample& sample, const TruthGroup& group) {
    TimeUs first = INT64_MAX;
    TimeUs last = 0;
    for (const std::string& member : group.members) {
      first = std::min(first, sample.profiles.at(member).created);
      last = std::max(last, sample.profiles.at(member).created);
    }
    return (last - first) / kMicrosPerDay;
  };
  for (const Sample& sample : samples()) {
    for (const TruthGroup& group : sample.log.truth.groups) {
      if (!group.has_members) continue;
      const bool one_hand = has_family(group, "identity and infrastructure");
      EXPECT_EQ(spread_days(sample, group) <= 3, one_hand) << group.id;
    }
  }
}

TEST(ScorecardLogTest, LetsAgenciesWorkFromOneDeskInTheOpenOrNot) {
  bool disclosed = false;
  bool undisclosed = false;
  for_each_group("agency", [&](const Sample& sample, const TruthGroup& agency) {
    EXPECT_TRUE(agency.members.size() >= 3 && agency.members.size() <= 8);
    (agency.disclosed ? disclosed : undisclosed) = true;
    for (const std::string& member : agency.members) {
      const LoggedProfile& profile = sample.profiles.at(member);
      EXPECT_EQ(!profile.entity.empty(), agency.disclosed);
      EXPECT_EQ(profile.verified, agency.disclosed);
      EXPECT_EQ(profile.links, std::vector<std::string>{"https://www." + agency.source});
    }
    for (const std::string& target : agency.targets) {
      EXPECT_NE(target.find(agency.source), std::string::npos);
    }
  });
  EXPECT_TRUE(disclosed && undisclosed);
}

TEST(ScorecardLogTest, SharesInfrastructureAmongStrangersToo) {
  for (const Sample& sample : samples()) {
    std::map<std::string, Ids> users;
    std::size_t with = 0;
    for (const LoggedEvent& event : sample.events) {
      with += !event.infra.empty();
      for (const std::string& hash : event.infra) users[hash].insert(event.account);
    }
    std::size_t crowded = 0;
    std::size_t households = 0;
    for (const auto& [hash, accounts] : users) {
      crowded += accounts.size() >= 50;
      households += accounts.size() == 2 || accounts.size() == 3;
    }
    EXPECT_NEAR(share(with, sample.events.size()), .35, .03);
    EXPECT_GT(crowded, 10U);
    EXPECT_GT(households, 30U);
  }
}

TEST(ScorecardLogTest, LetsStrangersSignOnePetitionOverDays) {
  for_each_group("petition", [](const Sample& sample, const TruthGroup& petition) {
    Ids texts;
    TimeUs first = INT64_MAX;
    TimeUs last = 0;
    std::size_t signatures = 0;
    for (const LoggedEvent& event : sample.events) {
      if (event.client != "signbox") continue;
      texts.insert(event.text);
      first = std::min(first, event.at);
      last = std::max(last, event.at);
      ++signatures;
    }
    EXPECT_FALSE(petition.planted);
    EXPECT_EQ(texts.size(), 1U);
    EXPECT_EQ(signatures, petition.members.size());
    EXPECT_GT(last - first, kMicrosPerDay);
  });
}

TEST(ScorecardLogTest, LetsAFeedAppPostForStrangersEveryQuarterOfAnHour) {
  for_each_group("feed-app", [](const Sample& sample, const TruthGroup& readers) {
    EXPECT_FALSE(readers.planted);
    EXPECT_LE(readers.sources, 3U);
    std::size_t posts = 0;
    for (const std::string& member : readers.members) {
      for (const LoggedEvent* event : sample.by_account.at(member)) {
        if (event->client != "feedrelay") continue;
        EXPECT_LE(event->at % (15 * kMicrosPerMinute), 30 * kMicrosPerSecond);
        ++posts;
      }
    }
    EXPECT_EQ(posts, readers.events);
  });
}

TEST(ScorecardLogTest, LetsAFlashMobMeetInItsMinute) {
  for_each_group("flash-mob", [](const Sample&, const TruthGroup& mob) {
    EXPECT_LE(mob.last_at - mob.first_at, kMicrosPerMinute);
    EXPECT_EQ(mob.members.size(), mob.events);
    EXPECT_EQ(mob.targets.size(), 1U);
    EXPECT_GT(mob.members.size(), 50U);
  });
}

TEST(ScorecardLogTest, GivesEveryAccountAProfileOfItsOwnFromBeforeTheLog) {
  for (const Sample& sample : samples()) {
    Ids handles;
    for (const auto& [account, profile] : sample.profiles) {
      EXPECT_TRUE(handles.insert(profile.handle).second) << profile.handle;
      EXPECT_GE(profile.created, micros_from_civil(2017, 8, 1));
      EXPECT_LE(profile.created, micros_from_civil(2024, 8, 15));
    }
    for (const auto& [account, count] : sample.activity) {
      ASSERT_TRUE(sample.profiles.contains(account));
    }
  }
}

}  // namespace
}  // namespace overt
