#include "stages/networks/propose_by_similarity.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "base/random.h"
#include "model/small_trace_index.h"
#include "stages/networks/planted_traces.h"

namespace overt {
namespace {

using Group = std::set<std::string>;

struct Log {
  PlantedNames names;
  std::vector<std::uint32_t> sources;  // by object
  TraceIndex index;
};

std::uint64_t key_of(const std::string& name) {
  std::uint64_t key = 0;
  for (const char c : name) key = mix64(key + static_cast<unsigned char>(c));
  return key;
}

/// Numbers for accounts by the seed; objects by name. An object "x/y" has the source "x".
Log log_of(const std::vector<PlantedTrace>& traces, std::uint64_t seed = 1) {
  Log log;
  std::set<std::string> accounts;
  std::set<std::string> objects;
  for (const auto& trace : traces) {
    accounts.insert(trace.account);
    objects.insert(trace.object);
  }
  Random random(seed);
  auto account_ids = planted::numbered(accounts, log.names.accounts, random);
  auto object_ids = planted::numbered(objects, log.names.objects, random);
  SmallLog small;
  for (const auto& trace : traces) {
    small.traces.push_back({account_ids[trace.account], object_ids[trace.object], trace.at});
  }
  std::map<std::string, std::uint32_t> sources;
  for (const std::string& object : log.names.objects) {
    const std::string name = object.substr(0, object.find('/'));
    const auto next = static_cast<std::uint32_t>(sources.size());
    const auto [place, fresh] = sources.emplace(name, next);
    if (fresh) small.source_keys.push_back(key_of(name));
    small.sources.push_back(place->second);
  }
  log.sources = small.sources;
  log.index = index_of(std::move(small));
  return log;
}

SimilarityProposer proposer(const Log& log, const SourceSplits& splits,
                            const SimilarityProposalOptions& options = {}) {
  ThreadPool pool(2);
  return {log.index, splits, log.names, options, pool, [](std::uint64_t) { return true; }};
}

std::set<Group> proposed(const Log& log, std::uint32_t split,
                         const SimilarityProposalOptions& options = {}) {
  const SourceSplits splits(log.index, 3, kSplitsMax);
  std::set<Group> groups;
  for (const auto& members : proposer(log, splits, options).propose(split).groups) {
    EXPECT_TRUE(std::is_sorted(members.begin(), members.end()));
    Group group;
    for (const auto member : members) group.insert(log.names.accounts[member]);
    EXPECT_TRUE(groups.insert(group).second) << "a group twice";
  }
  return groups;
}

/// Forty accounts that take up what they like of sixty objects.
std::vector<PlantedTrace> crowd(Random& random) {
  std::vector<PlantedTrace> traces;
  for (int account = 0; account < 40; ++account) {
    for (int i = 0; i < 12; ++i) {
      traces.push_back({"crowd-" + std::to_string(account), "o" + std::to_string(random.below(60)),
                        static_cast<TimeUs>(random.below(1'000'000))});
    }
  }
  return traces;
}

/// Eight accounts that act on fifteen of twenty targets each, hours apart: they hardly meet.
std::vector<PlantedTrace> farm_that_takes_turns(const std::string& target = "t") {
  Random random(5);
  auto traces = crowd(random);
  for (int account = 0; account < 8; ++account) {
    for (int i = 0; i < 20; ++i) {
      if ((i + account) % 4 == 0) continue;
      traces.push_back({"farm-" + std::to_string(account), target + std::to_string(i),
                        (account * 3 + i * 100) * kMicrosPerHour});
    }
  }
  return traces;
}

TEST(ProposeBySimilarityTest, ProposesAccountsThatTakeTurnsOnOneListOfTargets) {
  const Log log = log_of(farm_that_takes_turns());
  std::uint32_t splits_with_farm = 0;
  for (std::uint32_t split = 0; split < 20; ++split) {
    std::ptrdiff_t most = 0;
    for (const Group& group : proposed(log, split)) {
      const auto of_farm = std::count_if(group.begin(), group.end(), [](const auto& account) {
        return account.starts_with("farm");
      });
      EXPECT_TRUE(of_farm == 0 || of_farm == static_cast<std::ptrdiff_t>(group.size())) << split;
      most = std::max(most, of_farm);
    }
    if (most >= 6) ++splits_with_farm;
  }
  EXPECT_GE(splits_with_farm, 17U);
}

// Two accounts with one object each have cosine 1: that says nothing.
TEST(ProposeBySimilarityTest, ProposesNobodyWithFewerObjectsThanAskedFor) {
  std::vector<PlantedTrace> traces;
  for (int account = 0; account < 30; ++account) {
    const std::string name = "a" + std::to_string(account);
    for (int i = 0; i < 2; ++i) traces.push_back({name, "o" + std::to_string(i + account % 5), 0});
  }
  const Log log = log_of(traces);
  for (std::uint32_t split = 0; split < 20; ++split) {
    EXPECT_TRUE(proposed(log, split).empty());
  }
}

TEST(ProposeBySimilarityTest, ProposesNobodyForOneSourceHoweverManyObjects) {
  const Log log = log_of(farm_that_takes_turns("idol/"));
  for (std::uint32_t split = 0; split < 20; ++split) {
    for (const Group& group : proposed(log, split)) EXPECT_FALSE(group.contains("farm-0"));
  }
}

TEST(ProposeBySimilarityTest, LooksAtHalfDAlone) {
  const auto traces = farm_that_takes_turns();
  const Log log = log_of(traces);
  const SourceSplits splits(log.index, 3, kSplitsMax);
  for (std::uint32_t split = 0; split < 10; ++split) {
    const auto expected = proposed(log, split);
    // On half C everybody does everything at once.
    SmallLog other;
    other.sources = log.sources;
    other.source_keys = log.index.parts().source_keys;
    for (std::uint32_t object = 0; object < log.index.objects(); ++object) {
      const bool discovers = splits.discovers(log.index.source(object), split);
      for (const ObjectAct& act : log.index.on(object)) {
        if (discovers) other.traces.push_back({act.account, object, act.at});
      }
      for (std::uint32_t a = 0; a < log.index.accounts() && !discovers; ++a) {
        other.traces.push_back({a, object, 7});
      }
    }
    const Log changed = {log.names, log.sources, index_of(std::move(other))};
    EXPECT_EQ(proposed(changed, split), expected) << split;
  }
}

TEST(ProposeBySimilarityTest, DoesNotDependOnTheNumbersOfAccountsAndObjects) {
  const auto traces = farm_that_takes_turns();
  for (std::uint32_t split = 0; split < 5; ++split) {
    EXPECT_EQ(proposed(log_of(traces, 2), split), proposed(log_of(traces, 9), split));
  }
}

TEST(ProposeBySimilarityTest, SaysWhatItsLimitsLeftOut) {
  const Log log = log_of(farm_that_takes_turns());
  const SourceSplits splits(log.index, 3, kSplitsMax);
  SimilarityProposalOptions options;
  options.pairs_max = 5;
  EXPECT_GT(proposer(log, splits, options).propose(0).pairs_left_out, 0U);
  EXPECT_EQ(proposer(log, splits, options).accounts_left_out(), 0U);
  options.steps_max = 1;
  EXPECT_GT(proposer(log, splits, options).accounts_left_out(), 0U);
}

}  // namespace
}  // namespace overt
