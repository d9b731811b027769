#include <algorithm>
#include <cmath>

#include "stages/reports/draw_charts_internal.h"
#include "stages/reports/reading_words_internal.h"

namespace overt {
namespace {

// --- activity ---

constexpr std::size_t kBars = 120;
constexpr double kLeft = 4;
constexpr double kWidth = 432;
constexpr double kAxisY = 96;
constexpr double kUpHeight = 78;
constexpr double kDownHeight = 46;

/// A timeline with neighbouring bins taken together until they are few enough to be bars.
struct Bars {
  std::vector<std::uint64_t> traces;
  std::vector<std::uint64_t> co_actions;
  TimeUs begin = 0;
  TimeUs bin = 0;
};

std::vector<std::uint64_t> summed(const std::vector<std::uint32_t>& bins, std::size_t per_bar,
                                  std::size_t bars) {
  std::vector<std::uint64_t> sums(bars, 0);
  for (std::size_t i = 0; i < bins.size(); ++i) {
    if (i / per_bar < bars) sums[i / per_bar] += bins[i];
  }
  return sums;
}

Bars bars_of(const NetworkReport& network) {
  const std::size_t bins = network.timeline_traces.size();
  const std::size_t per_bar = (bins + kBars - 1) / kBars;
  const std::size_t bars = (bins + per_bar - 1) / per_bar;
  return {summed(network.timeline_traces, per_bar, bars),
          summed(network.timeline_co_actions, per_bar, bars), network.timeline_begin,
          network.timeline_bin * static_cast<TimeUs>(per_bar)};
}

std::uint64_t highest(const std::vector<std::uint64_t>& values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

// Bars from the axis on, upwards where `height` is positive: thick strokes, which take half the
// bytes of outlines. What is not nothing is at least one unit high.
void draw_bars(HtmlWriter& html, const std::vector<std::uint64_t>& values, double y,
               double height) {
  const double step = kWidth / static_cast<double>(values.size());
  const double top = static_cast<double>(std::max<std::uint64_t>(highest(values), 1));
  html.put(" stroke-width=\"{}\" d=\"", std::max(step * 0.8, 0.6));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == 0) continue;
    const double length = std::abs(height) * static_cast<double>(values[i]) / top;
    html.put("M{} {}v{}", kLeft + step * (static_cast<double>(i) + 0.4), y,
             std::copysign(std::max(std::round(length), 1.0), -height));
  }
  html.put("\"/>");
}

std::string tick_words(TimeUs at, TimeUs span) {
  if (span >= 3 * kMicrosPerDay) {
    std::string day = day_words(at);
    return day.substr(0, day.rfind(' '));
  }
  return moment(at).substr(5, 11);
}

void draw_time_axis(HtmlWriter& html, const Bars& bars) {
  const TimeUs span = bars.bin * static_cast<TimeUs>(bars.traces.size());
  html.put("<path class=\"ax\" d=\"M{} {}h{}\"/>", kLeft, kAxisY, kWidth);
  for (int tick = 0; tick <= 3; ++tick) {
    const double x = kLeft + kWidth * tick / 3;
    html.put("<path class=\"ax\" d=\"M{} {}v4\"/>", x, kAxisY);
    const TimeUs at = bars.begin + span / 3 * tick;
    if (tick == 0) {
      html.put("<text x=\"{}\" y=\"{}\">{}</text>", x, kAxisY + 15, tick_words(at, span));
    } else if (tick == 3) {
      html.put("<text class=\"end\" x=\"{}\" y=\"{}\">{}</text>", x, kAxisY + 15,
               tick_words(at, span));
    } else {
      html.put("<text class=\"mid\" x=\"{}\" y=\"{}\">{}</text>", x, kAxisY + 15,
               tick_words(at, span));
    }
  }
}

// --- sweep ---

constexpr double kPlotLeft = 46;
constexpr double kPlotTop = 26;
constexpr double kPlotWidth = 330;
constexpr double kPlotHeight = 170;
constexpr std::size_t kStepsMax = 12;

struct SweepScale {
  std::size_t steps = 1;
  double decades = 1;

  [[nodiscard]] double x(std::size_t step) const {
    const double last = static_cast<double>(std::max<std::size_t>(steps, 2) - 1);
    return kPlotLeft + kPlotWidth * static_cast<double>(step) / last;
  }
  [[nodiscard]] double y(std::uint64_t pairs) const {
    return kPlotTop + kPlotHeight * (1 - std::log10(static_cast<double>(pairs)) / decades);
  }
};

SweepScale sweep_scale(const std::vector<SweepRow>& sweep) {
  SweepScale scale;
  std::uint64_t most = 1;
  for (const SweepRow& row : sweep) {
    scale.steps = std::max(scale.steps, std::min(row.pairs_at_least.size(), kStepsMax));
    for (const std::uint64_t pairs : row.pairs_at_least) most = std::max(most, pairs);
  }
  scale.decades = std::max(1.0, std::ceil(std::log10(static_cast<double>(most))));
  return scale;
}

void draw_sweep_grid(HtmlWriter& html, const SweepScale& scale, std::uint32_t sweep_from) {
  std::uint64_t pairs = 1;
  for (int decade = 0; decade <= static_cast<int>(scale.decades); ++decade, pairs *= 10) {
    html.put("<path class=\"grid\" d=\"M{} {}h{}\"/>", kPlotLeft, scale.y(pairs), kPlotWidth);
    html.put("<text class=\"end\" x=\"{}\" y=\"{}\">{}</text>", kPlotLeft - 6, scale.y(pairs) + 4,
             pairs);
  }
  for (std::size_t step = 0; step < scale.steps; ++step) {
    html.put("<text class=\"mid\" x=\"{}\" y=\"{}\">{}</text>", scale.x(step),
             kPlotTop + kPlotHeight + 17, step + sweep_from);
  }
  html.put("<text class=\"mid\" x=\"{}\" y=\"{}\">at least this many common objects</text>",
           kPlotLeft + kPlotWidth / 2, kPlotTop + kPlotHeight + 34);
  html.put("<text x=\"4\" y=\"12\">pairs of accounts</text>\n");
}

/// How the line of a window looks: bold where it is this report's, else one of three dashes.
void put_line_class(HtmlWriter& html, bool is_chosen, std::size_t row) {
  if (is_chosen) {
    html.put("<path class=\"line chosen\" d=\"");
  } else {
    html.put("<path class=\"line d{}\" d=\"", Plain{row % 3});
  }
}

void draw_sweep_line(HtmlWriter& html, const RunReport& report, std::size_t at,
                     const SweepScale& scale) {
  const SweepRow& row = report.sweep[at];
  const bool is_chosen = row.window == report.window;
  put_line_class(html, is_chosen, at);
  std::size_t drawn = 0;
  for (; drawn < std::min(row.pairs_at_least.size(), scale.steps); ++drawn) {
    if (row.pairs_at_least[drawn] == 0) break;
    drawn == 0 ? html.put("M") : html.put("L");
    html.put("{} {}", scale.x(drawn), scale.y(row.pairs_at_least[drawn]));
  }
  html.put("\"/>\n");
  for (std::size_t i = 0; i < drawn; ++i) {
    html.put("<circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", scale.x(i),
             scale.y(row.pairs_at_least[i]), is_chosen ? 3.5 : 2.5);
  }
}

// In the upper right, where falling lines leave room; the widest window, whose line is highest,
// first.
void draw_sweep_key(HtmlWriter& html, const RunReport& report) {
  double y = kPlotTop + 4;
  for (std::size_t i = report.sweep.size(); i-- > 0; y += 17) {
    const TimeUs window = report.sweep[i].window;
    put_line_class(html, window == report.window, i);
    html.put("M{} {}h28\"/>", kPlotLeft + kPlotWidth - 28, y - 4);
    html.put("<text class=\"end name\" x=\"{}\" y=\"{}\">within {}</text>\n",
             kPlotLeft + kPlotWidth - 34, y, duration_words(window));
  }
}

}  // namespace

void draw_activity(HtmlWriter& html, const NetworkReport& network, std::size_t rank) {
  if (network.timeline_traces.empty()) return;
  const Bars bars = bars_of(network);
  html.put("<figure><svg class=\"act\" viewBox=\"0 0 440 166\" font-size=\"11\" role=\"img\" ");
  html.put("aria-label=\"Activity of network {} over time, {}\">", rank,
           period_words(network.first_at, network.last_at));
  html.put("<path class=\"up\"");
  draw_bars(html, bars.traces, kAxisY, kUpHeight);
  html.put("<path class=\"down\"");
  draw_bars(html, bars.co_actions, kAxisY + 20, -kDownHeight);
  draw_time_axis(html, bars);
  html.put("<text x=\"4\" y=\"11\">all their traces, up to {} a bar</text>", highest(bars.traces));
  html.put("</svg><figcaption>Above: everything these accounts did, by {} (UTC). ",
           duration_words(bars.bin));
  html.put("Below, in colour: their co-actions, up to {} a bar.</figcaption></figure>\n",
           highest(bars.co_actions));
}

void draw_sweep(HtmlWriter& html, const RunReport& report) {
  const SweepScale scale = sweep_scale(report.sweep);
  html.put("<svg class=\"sweep\" viewBox=\"0 0 440 236\" font-size=\"11\" role=\"img\" ");
  html.put("aria-label=\"Pairs of accounts by least number of common objects, per window\">");
  draw_sweep_grid(html, scale, report.sweep_from);
  if (report.min_objects >= 1 && report.min_objects <= scale.steps) {
    html.put("<path class=\"cut\" d=\"M{} {}v{}\"/>", scale.x(report.min_objects - 1), kPlotTop,
             kPlotHeight);
  }
  for (std::size_t i = 0; i < report.sweep.size(); ++i) draw_sweep_line(html, report, i, scale);
  draw_sweep_key(html, report);
  html.put("</svg>\n");
}

}  // namespace overt
