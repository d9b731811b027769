#include <algorithm>

#include <fmt/format.h>

#include "stages/reports/draw_curves_internal.h"
#include "stages/reports/reading_words_internal.h"

namespace overt {
namespace {

constexpr double kLeft = 46;
constexpr double kTop = 34;
constexpr double kWidth = 380;
constexpr double kHeight = 170;
constexpr double kKeyTop = kTop + kHeight + 52;
constexpr double kKeyStep = 17;
constexpr double kStemStep = 12;
constexpr std::size_t kLooks = 3;

// The colours of report.css, for a picture that stands alone.
constexpr char kStyle[] =
    "<style>svg{font-family:system-ui,sans-serif;background:#fff}text{fill:#17191c}"
    ".grid{stroke:#dcdcd6}.line{fill:none;stroke:#585c63;stroke-width:1.5}"
    ".line.d0{stroke-dasharray:2 3}.line.d2{stroke-dasharray:8 4}"
    ".line.chosen{stroke:#17191c;stroke-width:3}.dot{fill:#17191c;stroke:#fff}"
    ".ax{stroke:#585c63;fill:none}.end{text-anchor:end}.mid{text-anchor:middle}"
    "@media(prefers-color-scheme:dark){svg{background:#121417}text{fill:#e9e8e4}"
    ".grid{stroke:#33373d}.line,.ax{stroke:#a4a8ae}.line.chosen{stroke:#e9e8e4}"
    ".dot{fill:#e9e8e4;stroke:#121417}}</style>";

double x_of(const CurveChart& chart, std::size_t step) {
  const auto steps = static_cast<double>(std::max<std::size_t>(chart.steps.size(), 1));
  return kLeft + kWidth * (static_cast<double>(step) + .5) / steps;
}

// Of one curve's point; stems of several curves stand beside each other.
double x_of(const CurveChart& chart, std::size_t step, std::size_t curve) {
  if (chart.steps_in_order) return x_of(chart, step);
  const double middle = static_cast<double>(chart.curves.size() - 1) / 2;
  return x_of(chart, step) + kStemStep * (static_cast<double>(curve) - middle);
}

double y_of(double share) { return kTop + kHeight * (1 - std::clamp(share, 0.0, 1.0)); }

// Words under steps that stand close are set on two rows in turn.
double step_row(const CurveChart& chart, std::size_t step) {
  std::size_t longest = 0;
  for (const auto& name : chart.steps) longest = std::max(longest, name.size());
  const bool crowded = static_cast<double>(longest * chart.steps.size()) * 6 > kWidth;
  return kTop + kHeight + 15 + (crowded && step % 2 == 1 ? 12 : 0);
}

void draw_frame(HtmlWriter& html, const CurveChart& chart) {
  html.put("<text x=\"4\" y=\"13\" font-weight=\"600\">{}</text>", chart.title);
  html.put("<text x=\"4\" y=\"27\">{}</text>", chart.upward);
  for (int quarter = 0; quarter <= 4; ++quarter) {
    const double share = quarter / 4.0;
    html.put("<path class=\"grid\" d=\"M{} {}h{}\"/>", kLeft, y_of(share), kWidth);
    html.put("<text class=\"end\" x=\"{}\" y=\"{}\">{} %</text>", kLeft - 6, y_of(share) + 4,
             25 * quarter);
  }
  for (std::size_t step = 0; step < chart.steps.size(); ++step) {
    html.put("<text class=\"mid\" x=\"{}\" y=\"{}\">{}</text>", x_of(chart, step),
             step_row(chart, step), chart.steps[step]);
  }
  html.put("<text class=\"mid\" x=\"{}\" y=\"{}\">{}</text>\n", kLeft + kWidth / 2,
           kTop + kHeight + 41, chart.across);
}

void begin_line(HtmlWriter& html, const Curve& curve, std::size_t place) {
  if (curve.is_bold) {
    html.put("<path class=\"line chosen\" d=\"");
  } else {
    html.put("<path class=\"line d{}\" d=\"", Plain{place % kLooks});
  }
}

void draw_points(HtmlWriter& html, const CurveChart& chart, std::size_t place) {
  const Curve& curve = chart.curves[place];
  for (std::size_t step = 0; step < curve.points.size(); ++step) {
    if (!curve.points[step]) continue;
    const BoundedShare& share = *curve.points[step];
    const double x = x_of(chart, step, place);
    if (curve.has_bounds) {
      html.put("<path class=\"ax\" d=\"M{} {}V{}\"/>", x, y_of(share.upper), y_of(share.lower));
    }
    html.put("<circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"3\"><title>", x, y_of(share.share()));
    html.put("{}, {}: {} ({} of {})</title></circle>", curve.name, chart.steps[step],
             percent(share.share()), share.count, share.trials);
  }
  html.put("\n");
}

void draw_curve(HtmlWriter& html, const CurveChart& chart, std::size_t place) {
  const Curve& curve = chart.curves[place];
  begin_line(html, curve, place);
  bool pen_down = false;
  for (std::size_t step = 0; step < curve.points.size(); ++step) {
    if (!curve.points[step]) continue;
    const double x = x_of(chart, step, place);
    const double y = y_of(curve.points[step]->share());
    if (!chart.steps_in_order) {
      html.put("M{} {}V{}", x, y_of(0), y);
      continue;
    }
    pen_down ? html.put("L{} {}", x, y) : html.put("M{} {}", x, y);
    pen_down = true;
  }
  html.put("\"/>");
  draw_points(html, chart, place);
}

void draw_key(HtmlWriter& html, const CurveChart& chart) {
  for (std::size_t i = 0; i < chart.curves.size(); ++i) {
    const double y = kKeyTop + kKeyStep * (static_cast<double>(i) + .6);
    begin_line(html, chart.curves[i], i);
    html.put("M{} {}h28\"/><text x=\"{}\" y=\"{}\">{}</text>", kLeft, y, kLeft + 36, y + 4,
             chart.curves[i].name);
  }
}

}  // namespace

void draw_curves(HtmlWriter& html, const CurveChart& chart, PictureKind kind) {
  const double height = kKeyTop + kKeyStep * static_cast<double>(chart.curves.size()) + 8;
  const bool alone = kind == PictureKind::kAlone;
  html.put("<svg class=\"sweep\" viewBox=\"0 0 440 {}\" font-size=\"11\" role=\"img\" ", height);
  if (alone) html.put("xmlns=\"http://www.w3.org/2000/svg\" ");
  html.put("aria-label=\"{}\">", chart.title);
  if (alone) html.embed(kStyle);
  draw_frame(html, chart);
  for (std::size_t i = chart.curves.size(); i-- > 0;) draw_curve(html, chart, i);
  draw_key(html, chart);
  html.put("</svg>\n");
}

}  // namespace overt
