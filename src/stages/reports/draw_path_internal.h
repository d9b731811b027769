#pragma once
// A path as a picture: what stands at each step in a box, what leads from one to the next beside
// the arrow, with its status in words; solid where the step may decide, dashed where it only opens
// a case. One column that fits a phone; text is broken into lines here, because SVG does not.
//
// Thread safety: one writer per thread. Complexity: linear in the steps.

#include <string>
#include <string_view>
#include <vector>

#include "model/attribution.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {

struct PathPicture {
  std::string title;    // what a screen reader says the picture is
  std::string caption;  // one sentence below it
  const std::vector<PathStep>* steps = nullptr;
};

/// Words in lines of at most `width` code points where they can be broken; at most `lines_max`
/// lines, the last with an ellipsis where something is left out.
std::vector<std::string> broken_lines(std::string_view text, std::size_t width,
                                      std::size_t lines_max);

void draw_path(HtmlWriter& html, const PathPicture& picture);

}  // namespace overt
