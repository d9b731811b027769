#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "stages/reports/draw_curves_internal.h"
#include "stages/reports/render_scorecard.h"

namespace overt {
namespace {

struct PowerChart {
  std::string_view dimension;
  std::string_view file;
  std::string_view title;
  std::string_view across;
};

constexpr std::array<PowerChart, 8> kPowerCharts = {{
    {"size", "power-size.svg", "Campaigns by size", "accounts of a campaign"},
    {"targets", "power-targets.svg", "Campaigns by targets", "targets of a campaign"},
    {"jitter", "power-jitter.svg", "Campaigns by jitter", "seconds between its accounts"},
    {"camouflage", "power-camouflage.svg", "Campaigns by camouflage",
     "share of ordinary activity in what its accounts do"},
    {"paraphrase", "power-paraphrase.svg", "Campaigns by paraphrase",
     "what its accounts do to the text they share"},
    {"farm size", "power-farm-size.svg", "Farms by size", "accounts of a farm"},
    {"farm targets", "power-farm-targets.svg", "Farms by targets", "targets of a farm"},
    {"farm jitter", "power-farm-jitter.svg", "Farms by jitter", "seconds between its accounts"},
}};

std::size_t place_of(std::vector<std::string>& words, const std::string& word) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  words.push_back(word);
  return words.size() - 1;
}

void put_point(Curve& curve, std::size_t step, const BoundedShare& share) {
  if (curve.points.size() <= step) curve.points.resize(step + 1);
  curve.points[step] = share;
}

// All networks are a line of their own where they are not cut in parts; else the parts are.
CurveChart power_chart(const RuleScore& rule, const PowerChart& about) {
  CurveChart chart;
  chart.title = about.title;
  chart.across = about.across;
  chart.upward = "planted accounts found";
  std::vector<std::string> parts;
  for (const RecallLine& line : rule.recall) {
    if (line.dimension != about.dimension) continue;
    const std::size_t step = place_of(chart.steps, line.value);  // "all" names every step first
    const std::size_t part = place_of(parts, line.among);
    if (part == chart.curves.size()) chart.curves.push_back({line.among, part == 0, {}, true});
    put_point(chart.curves[part], step, line.accounts);
  }
  return chart;
}

std::string decade(double q) {
  if (q >= .01) return fmt::format("{:g}", q);
  return fmt::format("1e{:.0f}", std::log10(q));
}

std::optional<BoundedShare> share_of(std::uint64_t count, std::uint64_t trials) {
  if (trials == 0) return {};
  BoundedShare share;
  share.count = count;
  share.trials = trials;
  return share;
}

CurveChart reliability_chart(const Scorecard& card) {
  CurveChart chart;
  chart.title = "Reliability of what is said of an account";
  chart.across = "reported q, up to";
  chart.upward = "share of the accounts";
  Curve planted{"planted, of accounts in networks that no explanation fits", true, {}, false};
  Curve together{"planted or in an honest group, of accounts in all networks", false, {}, false};
  for (std::size_t i = 0; i < card.reliability.size(); ++i) {
    const ReliabilityBin& bin = card.reliability[i];
    chart.steps.push_back(decade(bin.to));
    planted.points.push_back(share_of(bin.planted, bin.undisclosed));
    together.points.push_back(share_of(bin.together, bin.all));
  }
  chart.curves = {std::move(planted), std::move(together)};
  return chart;
}

// What each rule finds, beside how many of those it accuses are planted.
CurveChart rules_chart(const Scorecard& card) {
  CurveChart chart;
  chart.title = "Every rule on the same logs";
  chart.across = "rule";
  chart.upward = "share of accounts";
  chart.steps_in_order = false;
  Curve found{"recall: planted accounts found", true, {}, true};
  Curve right{"precision: planted among the accused", false, {}, true};
  for (const RuleScore& rule : card.rules) {
    chart.steps.push_back(rule.name);
    found.points.push_back(rule.found.known() ? std::optional(rule.found) : std::nullopt);
    right.points.push_back(rule.right.known() ? std::optional(rule.right) : std::nullopt);
  }
  chart.curves = {std::move(found), std::move(right)};
  return chart;
}

}  // namespace

std::vector<NamedChart> scorecard_charts(const Scorecard& card) {
  std::vector<NamedChart> charts;
  if (card.rules.empty()) return charts;
  charts.push_back({"rules.svg", rules_chart(card)});
  for (const PowerChart& about : kPowerCharts) {
    CurveChart chart = power_chart(card.rules.front(), about);
    if (!chart.steps.empty()) charts.push_back({std::string(about.file), std::move(chart)});
  }
  charts.push_back({"reliability.svg", reliability_chart(card)});
  return charts;
}

std::vector<ScorecardPicture> draw_scorecard(const Scorecard& card) {
  std::vector<ScorecardPicture> pictures;
  for (const NamedChart& named : scorecard_charts(card)) {
    ScorecardPicture& picture = pictures.emplace_back();
    picture.file = named.file;
    picture.title = named.chart.title;
    HtmlWriter html(picture.svg);
    draw_curves(html, named.chart, PictureKind::kAlone);
  }
  return pictures;
}

}  // namespace overt
