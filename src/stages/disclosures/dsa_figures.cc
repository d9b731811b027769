#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "kernel/stats/suppress_counts.h"
#include "stages/disclosures/dsa_columns_internal.h"
#include "stages/disclosures/dsa_report.h"

namespace overt {
namespace {

/// Kinds of complaint, by the gravest thing that was done.
std::string_view complaint_kind(const Decision& decision) {
  std::string_view kind;
  for (const LadderStep& step : decision.draft.actions) {
    switch (step.action) {
      case ActionKind::kRequestDisclosure:
        break;
      case ActionKind::kDemonetise:
      case ActionKind::kNoAds:
        if (kind.empty() || kind == "visibility") kind = "money";
        break;
      case ActionKind::kSuspend:
      case ActionKind::kTerminate:
        kind = "account";
        break;
      default:
        if (kind.empty()) kind = "visibility";
    }
  }
  return kind.empty() ? "visibility" : kind;
}

/// Figures by id, and which of them add up to which.
class Figures {
 public:
  void count(const std::string& id, const Decision& decision) {
    figures_[id].push_back(decision.id);
  }
  /// Makes it a figure although it may count nothing.
  void name(const std::string& id) { figures_[id]; }
  void add_up(const std::string& total, std::vector<std::string> parts) {
    for (const std::string& part : parts) name(part);
    name(total);
    sums_.emplace_back(total, std::move(parts));
  }
  [[nodiscard]] std::uint64_t value(const std::string& id) const {
    const auto found = figures_.find(id);
    return found == figures_.end() ? 0 : found->second.size();
  }
  /// For reckoning alone; is published nowhere, or elsewhere.
  void mark_known(const std::string& id) { known_.insert(id); }
  void mark_hidden(const std::string& id) { hidden_.insert(id); }

  [[nodiscard]] const std::map<std::string, std::vector<std::string>>& all() const {
    return figures_;
  }

  void finish(std::uint64_t threshold, DsaFigures& result) const {
    std::map<std::string, std::size_t> place;
    std::vector<CountCell> cells;
    for (const auto& [id, decisions] : figures_) {
      place.emplace(id, cells.size());
      cells.push_back({decisions.size(), known_.contains(id)});
    }
    std::vector<CountSum> sums;
    for (const auto& [total, parts] : sums_) {
      CountSum sum{place.at(total), {}};
      for (const std::string& part : parts) sum.parts.push_back(place.at(part));
      sums.push_back(std::move(sum));
    }
    const SuppressedCounts said = suppress_counts(cells, sums, threshold);
    for (const auto& [id, decisions] : figures_) {
      const std::size_t at = place.at(id);
      const bool open = std::binary_search(said.open.begin(), said.open.end(), at);
      if (open) result.open.push_back(id);
      if (hidden_.contains(id) || known_.contains(id)) continue;
      result.figures.push_back({id, decisions.size(), decisions, said.withheld[at]});
    }
  }

 private:
  std::map<std::string, std::vector<std::string>> figures_;
  std::vector<std::pair<std::string, std::vector<std::string>>> sums_;
  std::set<std::string> known_;
  std::set<std::string> hidden_;
};

class Counting {
 public:
  Counting(const CountedDecisions& counted, const Period& period, std::uint64_t threshold)
      : counted_(counted), period_(period), threshold_(threshold) {}

  DsaFigures run() {
    for (const Measure& measure : measures_of(counted_)) {
      if (restricts(measure.what().action) && holds(period_, measure.taken_at)) take(measure);
    }
    for (const Complaint& complaint : complaints_of(counted_)) {
      if (holds(period_, complaint.made_at)) take(complaint);
    }
    for (const std::string_view part : {"illegal", "terms"}) add_up_measures(std::string(part));
    figures_.add_up("automated/not_taken", {"illegal/TOTAL/measures", "terms/TOTAL/measures"});
    add_up_complaints();
    DsaFigures result;
    figures_.finish(threshold_, result);
    add_medians(result);
    return result;
  }

 private:
  void take(const Measure& measure) {
    const DsaGround ground = dsa_ground(measure.decision->draft);
    const std::string part = ground.illegal ? "illegal" : "terms";
    const std::string_view column = dsa_column(measure.what().action);
    grounds_[part][std::string(ground.category)].insert(std::string(ground.keyword));
    for (const std::string& row : {std::string("TOTAL"), std::string(ground.category),
                                   fmt::format("{}/{}", ground.category, ground.keyword)}) {
      const std::string begin = fmt::format("{}/{}/", part, row);
      figures_.count(begin + std::string(column), *measure.decision);
      figures_.count(begin + "measures", *measure.decision);
      figures_.count(
          begin + (measure.decision->draft.automated_detection ? "automated" : "not_automated"),
          *measure.decision);
    }
    figures_.count("automated/not_taken", *measure.decision);
    const std::string network = measure.decision->draft.subject.network;
    const std::string known =
        fmt::format("~network/{}/{}/{}", part, column, network.empty() ? "none" : network);
    figures_.count(known, *measure.decision);
    networks_[fmt::format("{}/TOTAL/{}", part, column)].insert(known);
  }

  void take(const Complaint& complaint) {
    const std::string kind(complaint_kind(*complaint.decision));
    for (const std::string& row : {std::string("all"), kind}) {
      const std::string begin = "complaints/" + row + "/";
      figures_.count(begin + "total", *complaint.decision);
      const std::string_view outcome = !complaint.heard_at  ? "waiting"
                                       : complaint.reversed ? "reversed"
                                                            : "upheld";
      figures_.count(begin + std::string(outcome), *complaint.decision);
      if (complaint.heard_at) {
        hours_[row].push_back(static_cast<double>(*complaint.heard_at - complaint.made_at) /
                              static_cast<double>(kMicrosPerHour));
      }
    }
  }

  void add_up_measures(const std::string& part) {
    std::vector<std::string> columns = {"measures", "automated", "not_automated"};
    for (const DsaColumn& column : dsa_columns()) columns.emplace_back(column.id);
    std::vector<std::string> rows = {"TOTAL"};
    for (const auto& [category, keywords] : grounds_[part]) {
      rows.push_back(category);
      for (const std::string& keyword : keywords) {
        rows.push_back(fmt::format("{}/{}", category, keyword));
      }
    }
    for (const std::string& column : columns) {
      std::vector<std::string> categories;
      for (const auto& [category, keywords] : grounds_[part]) {
        categories.push_back(fmt::format("{}/{}/{}", part, category, column));
        std::vector<std::string> below;
        for (const std::string& keyword : keywords) {
          below.push_back(fmt::format("{}/{}/{}/{}", part, category, keyword, column));
        }
        figures_.add_up(categories.back(), below);
      }
      figures_.add_up(fmt::format("{}/TOTAL/{}", part, column), categories);
    }
    for (const std::string& row : rows) {
      const std::string begin = fmt::format("{}/{}/", part, row);
      std::vector<std::string> restrictions;
      for (const DsaColumn& column : dsa_columns()) {
        restrictions.push_back(begin + std::string(column.id));
      }
      figures_.add_up(begin + "measures", restrictions);
      figures_.add_up(begin + "measures", {begin + "automated", begin + "not_automated"});
      figures_.mark_hidden(begin + "not_automated");
    }
    for (const auto& [total, networks] : networks_) {
      if (!total.starts_with(part + "/")) continue;
      figures_.add_up(total, {networks.begin(), networks.end()});
      for (const std::string& network : networks) {
        // A statement says it where it is not small.
        figures_.value(network) >= threshold_ ? figures_.mark_known(network)
                                              : figures_.mark_hidden(network);
      }
    }
  }

  void add_up_complaints() {
    for (const std::string_view row : {"all", "visibility", "account", "money"}) {
      const std::string begin = fmt::format("complaints/{}/", row);
      figures_.add_up(begin + "total", {begin + "upheld", begin + "reversed", begin + "waiting"});
      figures_.mark_hidden(begin + "waiting");
    }
    for (const std::string_view outcome : {"total", "upheld", "reversed", "waiting"}) {
      const auto id = [&](std::string_view row) {
        return fmt::format("complaints/{}/{}", row, outcome);
      };
      figures_.add_up(id("all"), {id("visibility"), id("account"), id("money")});
    }
  }

  void add_medians(DsaFigures& result) {
    for (const std::string_view row : {"all", "visibility", "account", "money"}) {
      std::vector<double>& hours = hours_[std::string(row)];
      std::optional<double> median;
      if (hours.size() >= threshold_ && !hours.empty()) {
        std::sort(hours.begin(), hours.end());
        const std::size_t half = hours.size() / 2;
        median = hours.size() % 2 == 1 ? hours[half] : (hours[half - 1] + hours[half]) / 2;
      }
      result.median_hours.emplace_back(std::string(row), median);
    }
  }

  const CountedDecisions& counted_;
  const Period& period_;
  std::uint64_t threshold_;
  Figures figures_;
  std::map<std::string, std::map<std::string, std::set<std::string>>> grounds_;
  std::map<std::string, std::set<std::string>> networks_;
  std::map<std::string, std::vector<double>> hours_;
};

constexpr std::array<DsaColumn, 14> kColumns = {{{"visibility_removal"},
                                                 {"visibility_disable"},
                                                 {"visibility_demoted"},
                                                 {"visibility_age_restricted"},
                                                 {"visibility_interaction_restricted"},
                                                 {"visibility_labelled"},
                                                 {"visibility_other"},
                                                 {"monetary_suspension"},
                                                 {"monetary_termination"},
                                                 {"monetary_other"},
                                                 {"service_suspension"},
                                                 {"service_termination"},
                                                 {"account_suspension"},
                                                 {"account_termination"}}};

}  // namespace

std::span<const DsaColumn> dsa_columns() { return kColumns; }

std::string_view dsa_column(ActionKind action) {
  switch (action) {
    case ActionKind::kRequestDisclosure:
      break;
    case ActionKind::kLabel:
      return "visibility_labelled";
    case ActionKind::kLimitReach:
      return "visibility_demoted";
    case ActionKind::kNoAds:
      return "monetary_other";
    case ActionKind::kDemonetise:
      return "monetary_suspension";
    case ActionKind::kGeoRestrict:
      return "visibility_disable";
    case ActionKind::kRemoveContent:
      return "visibility_removal";
    case ActionKind::kSuspend:
      return "account_suspension";
    case ActionKind::kTerminate:
      return "account_termination";
  }
  CHECK(false);
}

DsaGround dsa_ground(const DecisionDraft& draft) {
  constexpr std::string_view kCivic =
      "STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS";
  if (draft.policy == "eu-restrictive-measures") return {true, kCivic, "KEYWORD_VIOLATION_EU_LAW"};
  if (draft.policy == "paid-political-promotion") {
    return {false, "STATEMENT_CATEGORY_CONSUMER_INFORMATION", "KEYWORD_HIDDEN_ADVERTISEMENT"};
  }
  if (draft.policy == "national-availability") {
    return {false, "STATEMENT_CATEGORY_OTHER_VIOLATION_TC", "KEYWORD_GEOGRAPHICAL_REQUIREMENTS"};
  }
  return {false, kCivic, "KEYWORD_MISINFORMATION_DISINFORMATION"};
}

const DsaFigure* DsaFigures::find(std::string_view id) const {
  const auto found = std::lower_bound(
      figures.begin(), figures.end(), id,
      [](const DsaFigure& figure, std::string_view wanted) { return figure.id < wanted; });
  return found != figures.end() && found->id == id ? &*found : nullptr;
}

DsaFigures dsa_figures(const CountedDecisions& counted, const Period& period,
                       std::uint64_t threshold) {
  return Counting(counted, period, threshold).run();
}

}  // namespace overt
