#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "stages/reports/chance_words_internal.h"
#include "stages/reports/draw_chance_internal.h"
#include "stages/reports/reading_words_internal.h"
#include "stages/reports/verdict_internal.h"

namespace overt {
namespace {

constexpr double kLeft = 24;
constexpr double kWidth = 404;
constexpr double kAxisY = 62;

// Decades from 1 down to the end of the scale, in steps that make round ticks in quarters.
double scale_end(double decades) {
  constexpr std::array<double, 16> kEnds = {4,   8,   12,  16,  24,  40,   60,   80,
                                            120, 160, 240, 400, 600, 1200, 4000, 40000};
  const auto* const end = std::find_if(kEnds.begin(), kEnds.end(),
                                       [&](double candidate) { return candidate >= decades; });
  return end == kEnds.end() ? kEnds.back() : *end;
}

// What is as likely as not still has a bar that can be seen.
void draw_bar(HtmlWriter& html, std::string_view name, double decades, double end, double y) {
  const double length = std::max(kWidth * std::min(decades / end, 1.0), 1.0);
  html.put("<text x=\"4\" y=\"{}\">{}</text>", y + 4, name);
  html.put("<path class=\"chance\" d=\"M{} {}h{}\"/>", kLeft, y, length);
}

void draw_scale(HtmlWriter& html, double end) {
  html.put("<path class=\"ax\" d=\"M{} {}h{}\"/>", kLeft, kAxisY, kWidth);
  for (int tick = 0; tick <= 4; ++tick) {
    const double x = kLeft + kWidth * tick / 4;
    const std::string words = chance_number(-end * tick / 4 * std::log(10.0));
    html.put("<path class=\"ax\" d=\"M{} {}v4\"/>", x, kAxisY);
    // "1.0 × 10⁻⁴" is short on a scale.
    const std::string_view prefix = "1.0 × ";
    const std::string_view text = words.starts_with(prefix)
                                      ? std::string_view(words).substr(prefix.size())
                                      : std::string_view(words);
    if (tick == 4) {
      html.put("<text class=\"end\" x=\"{}\" y=\"{}\">{}</text>", x + 8, kAxisY + 17, text);
    } else {
      html.put("<text class=\"mid\" x=\"{}\" y=\"{}\">{}</text>", x, kAxisY + 17, text);
    }
  }
}

// --- from co-acting to undisclosed ---

constexpr double kMarksWidth = 420;
constexpr double kMarkStep = 15;

void draw_marks(HtmlWriter& html, std::uint64_t count, std::uint64_t most) {
  const double step = std::min(kMarkStep, kMarksWidth / static_cast<double>(std::max(most, count)));
  html.put("<svg viewBox=\"0 0 420 12\" aria-hidden=\"true\"><path class=\"marks\" d=\"");
  for (std::uint64_t i = 0; i < count; ++i) {
    html.put("M{} 6h{}", step * static_cast<double>(i), std::max(step * 0.75, 0.3));
  }
  html.put("\"/></svg>");
}

struct FunnelRow {
  Verdict look;
  std::uint64_t count = 0;
  std::string_view word;
  std::string_view meaning;
};

void draw_funnel_row(HtmlWriter& html, const FunnelRow& row, std::uint64_t most) {
  html.put("<li class=\"{}\"><span class=\"count\">{}</span>", class_of(row.look), row.count);
  html.put("<span class=\"step\"><strong>{}</strong> {}</span>", row.word, row.meaning);
  if (row.count > 0) draw_marks(html, row.count, most);
  html.put("</li>\n");
}

}  // namespace

void draw_funnel(HtmlWriter& html, const RunReport& report) {
  const VerdictCounts counts = count_verdicts(report.networks);
  const std::uint64_t all = report.networks.size();
  const std::array<FunnelRow, 4> rows = {
      {{Verdict::kNotConfirmed, all, "co-acting:", "counted together, and so proposed"},
       {Verdict::kExplained, counts.confirmed(), "coordinated:", "confirmed beyond chance"},
       {Verdict::kWatch, counts.undisclosed(), "undisclosed:", "no innocent explanation fits"},
       {Verdict::kReview, counts.of(Verdict::kReview),
        "for review:", "two kinds of evidence or more, a person should look"}}};
  html.put("<ol class=\"funnel\" aria-label=\"Networks by how far the evidence carries\">\n");
  for (const FunnelRow& row : rows) draw_funnel_row(html, row, all);
  html.put("</ol>\n");
}

void draw_chance_bars(HtmlWriter& html, const NetworkFinding& finding, double level,
                      std::size_t rank) {
  const double p = std::max(-decades_of(finding.log_p), 0.0);
  const double q = std::max(-decades_of(finding.log_q), 0.0);
  const double cut = level > 0 && level < 1 ? -std::log10(level) : 0;
  const double end = scale_end(std::max({p, q, cut}));
  html.put("<figure><svg class=\"bars\" viewBox=\"0 0 440 84\" font-size=\"11\" role=\"img\" ");
  html.put("aria-label=\"Network {} by chance: p is {}, q is {}\">", rank,
           chance_number(finding.log_p), chance_number(finding.log_q));
  draw_bar(html, "p", p, end, 22);
  draw_bar(html, "q", q, end, 44);
  draw_scale(html, end);
  const double x = kLeft + kWidth * cut / end;
  html.put("<path class=\"cut\" d=\"M{} 8v54\"/>", x);
  html.put("<text x=\"{}\" y=\"9\">level {}</text>", x + 4, chance_number(std::log(level)));
  html.put(
      "</svg><figcaption>The further to the right, the less likely by chance; each step of the "
      "scale multiplies. A network is confirmed where q passes the dashed upright."
      "</figcaption></figure>\n");
}

}  // namespace overt
