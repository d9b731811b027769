#include "pipeline/pool_scores.h"

#include <cmath>
#include <functional>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "base/check.h"
#include "kernel/stats/clopper_pearson.h"

namespace overt {
namespace {

constexpr double kConfidence = 0.95;
constexpr std::uint32_t kQuickJitter = 60;  // seconds: what the goal is stated for
constexpr std::uint64_t kGoalAccounts = 10;
constexpr std::uint64_t kGoalTargets = 12;

bool is_quick(const PlantedScore& network) { return network.jitter_s <= kQuickJitter; }

bool has_goal_size(const PlantedScore& network) {
  return network.accounts >= kGoalAccounts && network.targets >= kGoalTargets;
}

/// A value of a dimension, and where it stands among the others.
struct Place {
  double order = 0;
  std::string value;
  friend bool operator<(const Place& x, const Place& y) {
    return std::tie(x.order, x.value) < std::tie(y.order, y.value);
  }
};

Place number(double order) { return {order, fmt::format("{:g}", order)}; }

Place size_class(const PlantedScore& network) {
  if (network.accounts < 60) return {0, "30 to 59"};
  if (network.accounts < 120) return {1, "60 to 119"};
  return {2, "120 to 300"};
}

std::string all_of_families(const PlantedScore& network) {
  std::string text;
  for (const auto& family : network.families) text += (text.empty() ? "" : " + ") + family;
  return text.empty() ? "none" : text;
}

/// One table: the networks of a kind by one of their parameters, all together and in two parts.
struct Dimension {
  std::string name;
  std::string kind;  // empty: networks of every kind
  std::function<Place(const PlantedScore&)> place;
  std::function<std::string(const PlantedScore&)> part;  // may be empty
};

std::string by_jitter(const PlantedScore& network) {
  return is_quick(network) ? "jitter up to 60 s" : "slower";
}

std::string by_size(const PlantedScore& network) {
  return has_goal_size(network) ? "10 accounts x 12 targets or more" : "smaller";
}

std::vector<Dimension> dimensions() {
  using P = PlantedScore;
  return {
      {"kind",
       "",
       [](const P& n) {
         return Place{0, n.kind};
       },
       {}},
      {"size", "campaign", [](const P& n) { return number(static_cast<double>(n.accounts)); },
       by_jitter},
      {"targets", "campaign", [](const P& n) { return number(static_cast<double>(n.targets)); },
       by_jitter},
      {"jitter", "campaign", [](const P& n) { return number(n.jitter_s); }, by_size},
      {"camouflage", "campaign", [](const P& n) { return number(n.camouflage); }, by_jitter},
      {"paraphrase", "campaign",
       [](const P& n) {
         return Place{0, n.paraphrase};
       },
       by_jitter},
      {"farm size", "farm", size_class, {}},
      {"farm targets",
       "farm",
       [](const P& n) { return number(static_cast<double>(n.targets)); },
       {}},
      {"farm jitter", "farm", [](const P& n) { return number(n.jitter_s); }, {}},
      {"operation families",
       "operation",
       [](const P& n) {
         return Place{0, all_of_families(n)};
       },
       {}},
      {"operation jitter", "operation", [](const P& n) { return number(n.jitter_s); }, {}},
  };
}

struct Goal {
  std::string name;
  std::function<bool(const PlantedScore&)> holds;
};

std::vector<Goal> goals() {
  using P = PlantedScore;
  return {
      {"campaigns",
       [](const P& n) { return n.kind == "campaign" && is_quick(n) && has_goal_size(n); }},
      {"farms", [](const P& n) { return n.kind == "farm"; }},
      {"operations", [](const P& n) { return n.kind == "operation"; }},
  };
}

void add(RecallLine& line, const PlantedScore& network, std::size_t rule) {
  const std::uint64_t found = network.found[rule];
  line.accounts.count += found;
  line.accounts.trials += network.accounts;
  ++line.networks;
  if (network.accounts > 0 && 2 * found >= network.accounts) ++line.networks_confirmed;
}

using Networks = std::vector<const PlantedScore*>;

void add_goals(const Networks& networks, std::size_t rule, std::vector<RecallLine>& lines) {
  for (const Goal& goal : goals()) {
    RecallLine& line = lines.emplace_back();
    line.dimension = "goal";
    line.value = goal.name;
    line.among = "all";
    for (const PlantedScore* network : networks) {
      if (goal.holds(*network)) add(line, *network, rule);
    }
  }
}

void add_dimension(const Networks& networks, std::size_t rule, const Dimension& dimension,
                   std::vector<RecallLine>& lines) {
  std::map<std::pair<std::string, Place>, RecallLine> by_value;  // "all" comes first
  for (const PlantedScore* network : networks) {
    if (!dimension.kind.empty() && network->kind != dimension.kind) continue;
    const Place place = dimension.place(*network);
    add(by_value[{"", place}], *network, rule);
    if (dimension.part) add(by_value[{dimension.part(*network), place}], *network, rule);
  }
  for (auto& [key, line] : by_value) {
    line.dimension = dimension.name;
    line.among = key.first.empty() ? "all" : key.first;
    line.value = key.second.value;
    lines.push_back(std::move(line));
  }
}

std::vector<RecallLine> recall_of(const Networks& networks, std::size_t rule) {
  std::vector<RecallLine> lines;
  add_goals(networks, rule, lines);
  for (const auto& dimension : dimensions()) add_dimension(networks, rule, dimension, lines);
  for (auto& line : lines) line.accounts = bounded_share(line.accounts.count, line.accounts.trials);
  return lines;
}

std::vector<AccusedLine> accused_by_kind(const std::vector<SeedScore>& seeds, std::size_t rule) {
  std::map<std::string, AccusedLine> lines;
  for (const auto& seed : seeds) {
    for (std::size_t k = 0; k < seed.kinds.size(); ++k) {
      AccusedLine& line = lines[seed.kinds[k]];
      line.accounts += seed.kind_accounts[k];
      line.accused += seed.kind_accused[rule][k];
    }
  }
  std::vector<AccusedLine> sorted;
  for (auto& [kind, line] : lines) {
    line.kind = kind;
    sorted.push_back(std::move(line));
  }
  return sorted;
}

RuleScore score_rule(const std::vector<SeedScore>& seeds, const Networks& networks,
                     std::size_t rule, const RuleText& text) {
  RuleScore score;
  score.name = text.name;
  score.about = text.about;
  score.is_rival = text.is_rival;
  std::uint64_t accusing = 0;
  for (const auto& seed : seeds) {
    score.counts += seed.rules[rule];
    if (seed.rules[rule].organic_accused > 0) ++accusing;
  }
  const ScoreCounts& counts = score.counts;
  score.accused = bounded_share(counts.organic_accused, counts.organic_accounts);
  score.found = bounded_share(counts.planted_found, counts.planted_accounts);
  score.right = bounded_share(counts.planted_found, counts.planted_found + counts.organic_accused);
  score.confirmed = bounded_share(counts.networks_confirmed, counts.networks_planted);
  score.seeds_accusing = bounded_share(accusing, seeds.size());
  score.recall = recall_of(networks, rule);
  score.accused_by_kind = accused_by_kind(seeds, rule);
  return score;
}

std::vector<VerdictLine> count_verdicts(const std::vector<SeedScore>& seeds) {
  std::map<std::tuple<bool, std::string, std::string, std::string>, VerdictLine> lines;
  for (const auto& seed : seeds) {
    for (const auto& network : seed.confirmed) {
      const bool planted = 2 * network.planted_members >= network.members;
      auto& line = lines[{!planted, network.kind, network.explanation, network.tier}];
      line.kind = network.kind;
      line.planted = planted;
      line.explanation = network.explanation;
      line.tier = network.tier;
      ++line.networks;
      line.members += network.members;
    }
  }
  std::vector<VerdictLine> sorted;
  sorted.reserve(lines.size());
  for (auto& [key, line] : lines) sorted.push_back(std::move(line));
  return sorted;
}

void pool_reliability(Scorecard& card) {
  for (const auto& seed : card.seeds) {
    if (card.reliability.empty()) card.reliability.resize(seed.reliability.size());
    CHECK_EQ(card.reliability.size(), seed.reliability.size());
    for (std::size_t i = 0; i < seed.reliability.size(); ++i) {
      card.reliability[i].above = seed.reliability[i].above;
      card.reliability[i].to = seed.reliability[i].to;
      card.reliability[i] += seed.reliability[i];
    }
  }
  double distance = 0;
  double accounts = 0;
  for (const auto& bin : card.reliability) {
    distance += std::abs(static_cast<double>(bin.undisclosed - bin.planted) - bin.sum_q);
    accounts += static_cast<double>(bin.undisclosed);
  }
  card.calibration_error = accounts > 0 ? distance / accounts : 0;
}

}  // namespace

BoundedShare bounded_share(std::uint64_t count, std::uint64_t trials) {
  const stats::Successes seen{count, trials};
  return {count, trials, stats::clopper_pearson_lower(seen, kConfidence),
          stats::clopper_pearson_upper(seen, kConfidence)};
}

Scorecard pool_scores(std::vector<SeedScore> seeds, const std::vector<RuleText>& rules) {
  Scorecard card;
  Networks networks;
  for (const auto& seed : seeds) {
    CHECK_EQ(seed.rules.size(), rules.size());
    card.events += seed.events;
    card.candidates += seed.candidates;
    card.networks_reported += seed.networks_reported;
    card.networks_mistaken += seed.networks_mistaken;
    for (const auto& network : seed.planted) networks.push_back(&network);
  }
  for (std::size_t rule = 0; rule < rules.size(); ++rule) {
    card.rules.push_back(score_rule(seeds, networks, rule, rules[rule]));
  }
  card.verdicts = count_verdicts(seeds);
  card.seeds = std::move(seeds);
  pool_reliability(card);
  return card;
}

}  // namespace overt
