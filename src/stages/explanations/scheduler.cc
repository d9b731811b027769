// The customers of an app that posts at a round second.
#include <cmath>

#include <fmt/format.h>

#include "kernel/stats/binomial.h"
#include "stages/explanations/rules_internal.h"

namespace overt {
namespace {

constexpr Explanation kThis = Explanation::kScheduler;
constexpr std::uint32_t kSeconds = 60;

std::uint32_t second_of(TimeUs at) {
  const TimeUs second = (at / kMicrosPerSecond) % kSeconds;
  return static_cast<std::uint32_t>(second < 0 ? second + kSeconds : second);
}

TimeUs begin_of(const Occasion& occasion) {
  TimeUs begin = occasion.front()->begin;
  for (const BurstFigure* burst : occasion) begin = std::min(begin, burst->begin);
  return begin;
}

/// Where in the minute the occasions begin most, against where the log's posts do.
struct Phase {
  std::uint32_t from = 0;  // a second of the minute
  std::uint64_t occasions = 0;
  double log_p = 0;  // after the price of trying all seconds
};

template <typename Counts>
std::uint64_t count_from(const Counts& counts, std::uint32_t from, std::uint32_t width) {
  std::uint64_t count = 0;
  for (std::uint32_t i = 0; i < width; ++i) count += counts[(from + i) % kSeconds];
  return count;
}

Phase busiest_phase(const NetworkBehaviour& network, const std::vector<Occasion>& occasions,
                    std::uint32_t width) {
  std::array<std::uint64_t, kSeconds> seconds{};
  for (const Occasion& occasion : occasions) ++seconds[second_of(begin_of(occasion))];
  const auto all = static_cast<double>(count_from(network.log_seconds, 0, kSeconds));
  Phase best;
  for (std::uint32_t from = 0; from < kSeconds; ++from) {
    // One post more on each second, so that an empty log is even and no second impossible.
    const auto here = static_cast<double>(count_from(network.log_seconds, from, width) + width);
    const std::uint64_t count = count_from(seconds, from, width);
    const double log_p =
        stats::log_binomial_upper_tail({occasions.size(), here / (all + kSeconds)}, count) +
        std::log(static_cast<double>(kSeconds));
    if (log_p < best.log_p) best = {from, count, log_p};
  }
  return best;
}

const ClientFigure* main_client(const NetworkBehaviour& network) {
  const ClientFigure* most = nullptr;
  for (const ClientFigure& client : network.clients) {
    const bool more = most == nullptr || client.member_acts > most->member_acts ||
                      (client.member_acts == most->member_acts && client.name < most->name);
    if (more) most = &client;
  }
  return most;
}

bool is_shared_by_strangers(const ClientFigure& client, std::uint64_t members,
                            const ExplanationOptions& options) {
  return client.other_accounts >= options.outsiders_min && client.other_accounts >= members;
}

struct Company {
  std::uint64_t members = 0;
  std::uint64_t outsiders = 0;
};

Company company_of(const std::vector<Occasion>& occasions) {
  Company company;
  for (const Occasion& occasion : occasions) {
    for (const BurstFigure* burst : occasion) {
      company.members += burst->together;
      company.outsiders += burst->outsiders_together;
    }
  }
  return company;
}

std::string describe(const ClientFigure& client, std::uint64_t burst_acts) {
  return fmt::format("{} made {} of the {} acts in the common moments for {}, and {} use it",
                     client.name, client.member_acts, burst_acts,
                     counted(client.members, "account"), counted(client.other_accounts, "other"));
}

}  // namespace

ExplanationTried try_scheduler(const NetworkBehaviour& network, const ExplanationOptions& options) {
  const auto occasions = occasions_of(network);
  if (occasions.size() < options.occasions_min) {
    return too_few_moments(kThis, occasions.size(), options);
  }
  const ClientFigure* client = main_client(network);
  if (client == nullptr) return failing(kThis, "The log does not say which apps were used.");
  const std::uint64_t members = network.members.size();
  std::string evidence = describe(*client, network.burst_acts);
  if (!reaches(client->member_acts, network.burst_acts, options.majority) ||
      !reaches(client->members, members, options.majority)) {
    return failing(kThis, evidence + ": that is not most acts of most accounts.");
  }
  if (!is_shared_by_strangers(*client, members, options)) {
    return failing(kThis, evidence + ": it is no app of many strangers.");
  }
  const Phase phase = busiest_phase(network, occasions, options.seconds_width);
  evidence +=
      fmt::format("; {} of {} begin within the {} seconds from second {:02}", phase.occasions,
                  counted(occasions.size(), "moment"), options.seconds_width, phase.from);
  if (phase.log_p > options.log_level) {
    return failing(kThis, evidence + ", which chance explains.");
  }
  const Company company = company_of(occasions);
  evidence += fmt::format(
      ", and outsiders act on the same things in the same moments {} times, the accounts {} times.",
      company.outsiders, company.members);
  if (!reaches(company.outsiders, company.members, options.strangers_together)) {
    return failing(kThis, std::move(evidence));
  }
  if (holds(network, Family::kIdentity)) {
    return contradicted(kThis, Family::kIdentity, std::move(evidence));
  }
  return fitting(kThis, std::move(evidence));
}

}  // namespace overt
