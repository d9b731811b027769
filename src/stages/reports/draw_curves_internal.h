#pragma once
// A chart of shares, from nothing to all, over a few named steps: lines with the bounds of every
// point as an upright. For the pictures of a scorecard.
//
// Thread safety: one writer per thread. Complexity: linear in the points.

#include <optional>
#include <string>
#include <vector>

#include "model/scorecard.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {

struct Curve {
  std::string name;
  bool is_bold = false;
  std::vector<std::optional<BoundedShare>> points;  // by step; none: nothing is known there
  bool has_bounds = true;
};

struct CurveChart {
  std::string title;
  std::string across;  // what the steps are
  std::string upward;  // what the shares are of
  std::vector<std::string> steps;
  std::vector<Curve> curves;
  bool steps_in_order = true;  // false: points stand on stems, and nothing lies between the steps
};

enum class PictureKind : unsigned char {
  kInline,  // in a page that has the colours
  kAlone    // a file of its own
};

void draw_curves(HtmlWriter& html, const CurveChart& chart, PictureKind kind);

/// The power curves, then the reliability diagram, in the order of the page.
struct NamedChart {
  std::string file;
  CurveChart chart;
};
std::vector<NamedChart> scorecard_charts(const Scorecard& card);

}  // namespace overt
