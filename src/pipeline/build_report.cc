#include "pipeline/build_report.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include <fmt/format.h>

#include "base/check.h"
#include "pipeline/pairs_with_chance.h"
#include "stages/networks/place_network.h"

namespace overt {
namespace {

constexpr std::int64_t kBinsMax = 120;

// The finest round unit that needs no more than kBinsMax bins.
TimeUs timeline_bin(TimeUs span) {
  for (const TimeUs unit :
       {kMicrosPerSecond, 10 * kMicrosPerSecond, kMicrosPerMinute, 10 * kMicrosPerMinute,
        kMicrosPerHour, 3 * kMicrosPerHour, 6 * kMicrosPerHour, 12 * kMicrosPerHour, kMicrosPerDay,
        7 * kMicrosPerDay, 30 * kMicrosPerDay}) {
    if (span / unit < kBinsMax) return unit;
  }
  return span / kBinsMax + 1;
}

}  // namespace

void add_finding(const NetworkFinding& finding, const TraceLog& log, NetworkReport& report) {
  std::unordered_map<std::string_view, const MemberFinding*> by_account;
  for (const auto& member : finding.members) by_account[log.account(member.account)] = &member;
  report.finding = finding;
  for (MemberReport& member : report.members) {
    const MemberFinding& own = *by_account.at(member.account);
    member.standing = own.standing;
    member.log_p = own.log_p;
    member.log_q = own.log_q;
    member.bursts = own.bursts;
  }
}

ReportBuilder::ReportBuilder(const TraceLog& log, const PairTable& table,
                             const std::vector<Network>& networks, const PairChance* odds,
                             const ReportLimits& limits)
    : log_(log), table_(table), networks_(networks), odds_(odds), limits_(limits) {
  bin_ = timeline_bin(log.last_at - log.first_at);
  bins_ = static_cast<std::size_t>((log.last_at - log.first_at) / bin_) + 1;
}

std::vector<std::uint32_t> ReportBuilder::network_of_account() const {
  std::vector<std::uint32_t> network(log_.accounts.id_bound(), MemberActivity::kNoNetwork);
  for (std::uint32_t i = 0; i < networks_.size(); ++i) {
    for (const auto& member : networks_[i].members) network[member.account.value] = i;
  }
  return network;
}

void ReportBuilder::ask(MemberActivity& activity) const {
  activity.set_timeline(log_.first_at, bin_, bins_, networks_.size());
  for (const auto& network : networks_) {
    for (const auto& shown : shown_edges(network)) {
      const Pair& pair = table_.pairs[shown.pair];
      for (const auto index : shown.witnesses) {
        const Witness& witness = table_.witnesses[index];
        activity.want({pair.a.value, witness.object.value, witness.a_at});
        activity.want({pair.b.value, witness.object.value, witness.b_at});
      }
    }
  }
}

std::vector<NetworkReport> ReportBuilder::build(const MemberActivity& activity, std::uint64_t seed,
                                                ThreadPool& pool,
                                                std::vector<LimitHit>& limits_hit) const {
  std::vector<NetworkReport> reports(networks_.size());
  std::vector<std::uint64_t> left_out(networks_.size(), 0);
  pool.parallel_for(networks_.size(), 1, [&](const Block& block) {
    const std::size_t i = block.begin;
    const Network& network = networks_[i];
    NetworkReport report = describe(network);
    add_members(network, activity, seed, report);
    add_objects(network, report);
    left_out[i] = add_edges(network, report);
    add_evidence(network, activity, report);
    add_timeline(network, activity.timeline(i), report);
    reports[i] = std::move(report);
  });
  const auto edges_left_out = std::accumulate(left_out.begin(), left_out.end(), std::uint64_t{0});
  if (edges_left_out > 0) {
    limits_hit.push_back(
        {"edges_per_network", limits_.edges_per_network, edges_left_out,
         "the weakest edges of large networks are not drawn and not in networks.json or the graph "
         "files; pairs.parquet has them all"});
  }
  return reports;
}

// Most objects first, then by the order of the table.
std::vector<std::uint32_t> ReportBuilder::strongest_pairs(const Network& network) const {
  std::vector<std::uint32_t> pairs = network.pairs;
  std::stable_sort(pairs.begin(), pairs.end(), [this](std::uint32_t x, std::uint32_t y) {
    return table_.pairs[x].objects > table_.pairs[y].objects;
  });
  return pairs;
}

// The strongest edges, but no account more than twice, so that one busy account does not stand for
// the network.
std::vector<ReportBuilder::Shown> ReportBuilder::shown_edges(const Network& network) const {
  std::vector<Shown> shown;
  std::unordered_map<std::uint32_t, int> times;
  for (const auto index : strongest_pairs(network)) {
    if (shown.size() == limits_.evidence_edges) break;
    const Pair& pair = table_.pairs[index];
    if (times[pair.a.value] >= 2 || times[pair.b.value] >= 2) continue;
    ++times[pair.a.value];
    ++times[pair.b.value];
    Shown& edge = shown.emplace_back();
    edge.pair = index;
    const std::size_t count = std::min<std::size_t>(pair.witness_count, limits_.evidence_per_edge);
    for (std::size_t i = 0; i < count; ++i) {
      // Spread over the pair's time together.
      edge.witnesses.push_back(pair.witness_begin + i * pair.witness_count / count);
    }
  }
  return shown;
}

NetworkReport ReportBuilder::describe(const Network& network) const {
  NetworkReport report;
  report.id = network.id;
  report.first_at = network.first_at;
  report.last_at = network.last_at;
  report.co_actions = network.co_actions;
  report.max_objects = network.max_objects;
  report.density = network.density;
  report.pairs = network.pairs.size();
  return report;
}

void ReportBuilder::add_members(const Network& network, const MemberActivity& activity,
                                std::uint64_t seed, NetworkReport& report) const {
  const auto points = place_network(network, table_, seed);
  for (std::size_t i = 0; i < network.members.size(); ++i) {
    const NetworkMember& member = network.members[i];
    const ShownName& shown = activity.shown_name(member.account.value);
    MemberReport& out = report.members.emplace_back();
    out.account = log_.account(member.account);
    out.handle = shown.handle;
    out.display_name = shown.display_name;
    out.events = log_.account_traces[member.account.value];
    out.partners = member.partners;
    out.objects = member.objects;
    out.core = member.core;
    out.first_at = member.first_at;
    out.last_at = member.last_at;
    out.x = points[i].x;
    out.y = points[i].y;
  }
}

void ReportBuilder::add_objects(const Network& network, NetworkReport& report) const {
  for (const auto& object : network.binding_objects) {
    const ObjectName name = log_.object(object.object);
    report.objects.push_back({.object = std::string(name.text),
                              .source = std::string(name.source),
                              .kind = name.kind,
                              .accounts = object.accounts,
                              .pairs = object.pairs,
                              .first_at = object.first_at,
                              .last_at = object.last_at});
  }
}

// Returns how many were left out.
std::uint64_t ReportBuilder::add_edges(const Network& network, NetworkReport& report) const {
  std::unordered_map<std::uint32_t, std::uint32_t> member_of;
  for (std::uint32_t i = 0; i < network.members.size(); ++i) {
    member_of.emplace(network.members[i].account.value, i);
  }
  std::unordered_map<std::uint32_t, std::uint32_t> object_of;
  for (std::uint32_t i = 0; i < network.binding_objects.size(); ++i) {
    object_of.emplace(network.binding_objects[i].object.value, i);
  }
  const auto pairs = strongest_pairs(network);
  const std::size_t count = std::min(pairs.size(), limits_.edges_per_network);
  PairChance::Scratch scratch;
  for (std::size_t i = 0; i < count; ++i) {
    Pair pair = table_.pairs[pairs[i]];
    if (odds_ != nullptr && std::isnan(pair.log_p2)) add_timing(*odds_, scratch, pair);
    EdgeReport& edge = report.edges.emplace_back();
    edge.a = member_of.at(pair.a.value);
    edge.b = member_of.at(pair.b.value);
    edge.objects = pair.objects;
    edge.sources = pair.sources;
    edge.occasions = pair.occasions;
    edge.co_actions = pair.co_actions;
    edge.first_at = pair.first_at;
    edge.last_at = pair.last_at;
    edge.median_gap = pair.median_gap;
    edge.lambda = static_cast<double>(pair.lambda);
    edge.log_p = static_cast<double>(pair.log_p);
    edge.log_q = static_cast<double>(pair.log_q);
    for (std::uint32_t w = 0; w < pair.witness_count; ++w) {
      const auto object = object_of.find(table_.witnesses[pair.witness_begin + w].object.value);
      if (object != object_of.end()) edge.witnesses.push_back(object->second);
    }
  }
  return pairs.size() - count;
}

EvidencePost ReportBuilder::evidence_post(AccountId account, const Witness& witness, TimeUs at,
                                          const MemberActivity& activity) const {
  const Post& post = activity.post({account.value, witness.object.value, at});
  return {std::string(log_.account(account)), post.content_id, post.text, at};
}

void ReportBuilder::add_evidence(const Network& network, const MemberActivity& activity,
                                 NetworkReport& report) const {
  for (const auto& shown : shown_edges(network)) {
    const Pair& pair = table_.pairs[shown.pair];
    for (const auto index : shown.witnesses) {
      const Witness& witness = table_.witnesses[index];
      const ObjectName name = log_.object(witness.object);
      EvidenceRow& row = report.evidence.emplace_back();
      row.object = name.text;
      row.source = name.source;
      row.kind = name.kind;
      row.a = evidence_post(pair.a, witness, witness.a_at, activity);
      row.b = evidence_post(pair.b, witness, witness.b_at, activity);
    }
  }
}

void ReportBuilder::add_timeline(const Network& network, const std::vector<std::uint32_t>& traces,
                                 NetworkReport& report) const {
  std::vector<Act> acts;
  for (const auto index : network.pairs) {
    const Pair& pair = table_.pairs[index];
    for (std::uint32_t w = 0; w < pair.witness_count; ++w) {
      const Witness& witness = table_.witnesses[pair.witness_begin + w];
      acts.push_back({pair.a.value, witness.object.value, witness.a_at});
      acts.push_back({pair.b.value, witness.object.value, witness.b_at});
    }
  }
  std::sort(acts.begin(), acts.end());
  acts.erase(std::unique(acts.begin(), acts.end()), acts.end());
  report.timeline_begin = log_.first_at;
  report.timeline_bin = bin_;
  report.timeline_traces = traces;
  report.timeline_co_actions.assign(bins_, 0);
  for (const Act& act : acts) {
    ++report.timeline_co_actions[static_cast<std::size_t>((act.at - log_.first_at) / bin_)];
  }
}

}  // namespace overt
