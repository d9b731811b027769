#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "stages/reports/chance_words_internal.h"
#include "stages/reports/draw_counts_internal.h"
#include "stages/reports/reading_words_internal.h"

namespace overt {
namespace {

constexpr double kLeft = 46;
constexpr double kTop = 26;
constexpr double kWidth = 330;
constexpr double kHeight = 170;
constexpr std::size_t kStepsMax = 12;
constexpr double kLeastDecade = -2;

/// One line: at [i] what is counted with at least `from + i` common objects.
struct Series {
  std::string name;
  bool is_bold = false;
  std::vector<double> counts;
};

struct CountChart {
  std::string_view label;
  std::uint32_t from = 1;
  std::uint32_t cut_at = 0;  // 0: no upright
  std::vector<Series> series;
};

struct Scale {
  std::size_t steps = 1;
  double low = 0;  // decades
  double high = 1;

  [[nodiscard]] double x(std::size_t step) const {
    const double last = static_cast<double>(std::max<std::size_t>(steps, 2) - 1);
    return kLeft + kWidth * static_cast<double>(step) / last;
  }
  [[nodiscard]] double y(double count) const {
    const double share = (std::log10(count) - low) / (high - low);
    return kTop + kHeight * (1 - std::clamp(share, 0.0, 1.0));
  }
};

bool is_drawn(double count) { return std::isfinite(count) && count > 0; }

Scale scale_of(const CountChart& chart) {
  Scale scale;
  double most = 1;
  double least = 1;
  for (const Series& series : chart.series) {
    const std::size_t steps = std::min(series.counts.size(), kStepsMax);
    scale.steps = std::max(scale.steps, steps);
    for (std::size_t i = 0; i < steps; ++i) {
      if (!is_drawn(series.counts[i])) continue;
      most = std::max(most, series.counts[i]);
      least = std::min(least, series.counts[i]);
    }
  }
  scale.low = std::max(kLeastDecade, std::floor(std::log10(least)));
  scale.high = std::max(1.0, std::ceil(std::log10(most)));
  return scale;
}

void draw_grid(HtmlWriter& html, const CountChart& chart, const Scale& scale) {
  for (double decade = scale.low; decade <= scale.high; ++decade) {
    const double count = std::pow(10.0, decade);
    html.put("<path class=\"grid\" d=\"M{} {}h{}\"/>", kLeft, scale.y(count), kWidth);
    html.put("<text class=\"end\" x=\"{}\" y=\"{}\">{}</text>", kLeft - 6, scale.y(count) + 4,
             mean_words(count));
  }
  for (std::size_t step = 0; step < scale.steps; ++step) {
    html.put("<text class=\"mid\" x=\"{}\" y=\"{}\">{}</text>", scale.x(step), kTop + kHeight + 17,
             step + chart.from);
  }
  html.put("<text class=\"mid\" x=\"{}\" y=\"{}\">at least this many common objects</text>",
           kLeft + kWidth / 2, kTop + kHeight + 34);
  html.put("<text x=\"4\" y=\"12\">pairs of accounts</text>\n");
}

/// How a line looks: bold, or one of three dashes.
void put_line_class(HtmlWriter& html, bool is_bold, std::size_t row) {
  if (is_bold) {
    html.put("<path class=\"line chosen\" d=\"");
  } else {
    html.put("<path class=\"line d{}\" d=\"", Plain{row % 3});
  }
}

void draw_line(HtmlWriter& html, const Series& series, std::size_t row, const Scale& scale) {
  put_line_class(html, series.is_bold, row);
  std::size_t drawn = 0;
  for (; drawn < std::min(series.counts.size(), scale.steps); ++drawn) {
    if (!is_drawn(series.counts[drawn])) break;
    drawn == 0 ? html.put("M") : html.put("L");
    html.put("{} {}", scale.x(drawn), scale.y(series.counts[drawn]));
  }
  html.put("\"/>");
  for (std::size_t step = 0; step < drawn; ++step) {
    html.put("<circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"3\"><title>", scale.x(step),
             scale.y(series.counts[step]));
    html.put("{}: {}</title></circle>", series.name, mean_words(series.counts[step]));
  }
  html.put("\n");
}

// In the upper right corner, which falling lines leave free.
void draw_key(HtmlWriter& html, const CountChart& chart) {
  double y = kTop + 4;
  for (std::size_t i = chart.series.size(); i-- > 0; y += 17) {
    const Series& series = chart.series[i];
    put_line_class(html, series.is_bold, i);
    html.put("M{} {}h28\"/>", kLeft + kWidth - 28, y - 4);
    html.put("<text class=\"end name\" x=\"{}\" y=\"{}\">{}</text>\n", kLeft + kWidth - 34, y,
             series.name);
  }
}

void draw_counts(HtmlWriter& html, const CountChart& chart) {
  const Scale scale = scale_of(chart);
  html.put("<svg class=\"sweep\" viewBox=\"0 0 440 236\" font-size=\"11\" role=\"img\" ");
  html.put("aria-label=\"{}\">", chart.label);
  draw_grid(html, chart, scale);
  if (chart.cut_at >= chart.from && chart.cut_at - chart.from < scale.steps) {
    html.put("<path class=\"cut\" d=\"M{} {}v{}\"/>", scale.x(chart.cut_at - chart.from), kTop,
             kHeight);
  }
  for (std::size_t i = 0; i < chart.series.size(); ++i) draw_line(html, chart.series[i], i, scale);
  draw_key(html, chart);
  html.put("</svg>\n");
}

}  // namespace

void draw_sweep(HtmlWriter& html, const RunReport& report) {
  CountChart chart;
  chart.label = "Pairs of accounts by least number of common objects, per window";
  chart.from = report.sweep_from;
  chart.cut_at = report.min_objects;
  for (const SweepRow& row : report.sweep) {
    chart.series.push_back({"within " + duration_words(row.window),
                            row.window == report.window,
                            {row.pairs_at_least.begin(), row.pairs_at_least.end()}});
  }
  draw_counts(html, chart);
}

void draw_observed_and_null(HtmlWriter& html, const RunReport& report) {
  CountChart chart;
  chart.label = "Pairs of accounts by least number of common objects, observed and by chance";
  chart.from = report.null_from;
  chart.cut_at = report.min_objects;
  for (const NullSummary& null : report.nulls) {
    chart.series.push_back({"shuffled " + null.shuffle, false, null.pairs_at_least});
  }
  chart.series.push_back(
      {"this log", true, {report.observed_at_least.begin(), report.observed_at_least.end()}});
  draw_counts(html, chart);
}

}  // namespace overt
