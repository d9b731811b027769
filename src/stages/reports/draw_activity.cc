#include <algorithm>
#include <cmath>

#include "stages/reports/draw_activity_internal.h"
#include "stages/reports/reading_words_internal.h"

namespace overt {
namespace {

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

}  // namespace overt
