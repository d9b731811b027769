#pragma once
// From a scorecard to what people look at: pictures as SVG, each a file of its own, and one page
// that holds the pictures and the tables, asks nothing of the network and runs no script.
//
// Thread safety: pure functions. Determinism: the same scorecard gives the same bytes. Complexity:
// linear in the scorecard.

#include <string>
#include <vector>

#include "model/scorecard.h"

namespace overt {

struct ScorecardPicture {
  std::string file;   // "power-size.svg"
  std::string title;  // "Recall by size of the campaign"
  std::string svg;    // complete: with its own colours for light and for dark paper
};

std::vector<ScorecardPicture> draw_scorecard(const Scorecard& card);

/// scorecard.html.
std::string render_scorecard_page(const Scorecard& card);

}  // namespace overt
