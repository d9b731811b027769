#include <algorithm>

#include <fmt/format.h>

#include "stages/reports/draw_path_internal.h"
#include "stages/reports/reading_words_internal.h"

namespace overt {
namespace {

constexpr double kWidth = 352;
constexpr double kArrowX = 22;
constexpr double kTextX = 38;
constexpr double kLine = 16;
constexpr double kBoxPad = 7;
constexpr std::size_t kBoxChars = 42;
constexpr std::size_t kWordChars = 46;
constexpr std::size_t kLinesMax = 5;
constexpr std::size_t kStepsMax = 12;

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

double box_height(std::size_t lines) { return 2 * kBoxPad + kLine * static_cast<double>(lines); }

// The status of a step: how well it is known, and what it may do.
std::string status_words(const PathStep& step) {
  std::string words = step.observed ? "seen in the log" : std::string(name_of(step.status));
  if (step.observed && !step.claims.empty())
    words = "seen, and " + std::string(name_of(step.status));
  if (!step.claims.empty()) {
    // What a long name leaves no room for comes last.
    const StepClaim& claim = step.claims.front();
    words += fmt::format(" ({}){}{}", name_of(claim.grade), claim.publisher.empty() ? "" : ", ",
                         claim.publisher);
  }
  return words;
}

struct DrawnStep {
  std::vector<std::string> words;
  std::vector<std::string> status;
  std::vector<std::string> box;
  bool decides = false;
};

DrawnStep laid_out(const PathStep& step) {
  DrawnStep drawn;
  drawn.words = broken_lines(step.words, kWordChars, kLinesMax);
  drawn.status = broken_lines(status_words(step), kWordChars, 2);
  if (!step.why_not.empty()) {
    for (auto& line : broken_lines("only opens a case: " + step.why_not, kWordChars, 3)) {
      drawn.status.push_back(std::move(line));
    }
  }
  drawn.box = broken_lines(step.to, kBoxChars, 2);
  drawn.decides = step.may_decide && step.holds_then;
  return drawn;
}

void draw_box(HtmlWriter& html, const std::vector<std::string>& lines, double y) {
  html.put("<rect class=\"box\" x=\"1\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"5\"/>", y,
           kWidth - 2, box_height(lines.size()));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    html.put("<text class=\"who\" x=\"12\" y=\"{}\">{}</text>",
             y + kBoxPad + kLine * (static_cast<double>(i) + .75), lines[i]);
  }
}

// Returns where the next box begins.
double draw_step(HtmlWriter& html, const DrawnStep& step, double y) {
  const double height = kLine * static_cast<double>(step.words.size() + step.status.size()) + 12;
  step.decides ? html.put("<path class=\"sure\"") : html.put("<path class=\"open\"");
  html.put(" d=\"M{} {}v{}m-4 -6l4 6l4 -6\"/>", kArrowX, y + 2, height - 3);
  double line = y + kLine;
  for (const std::string& words : step.words) {
    html.put("<text x=\"{}\" y=\"{}\">{}</text>", kTextX, line, words);
    line += kLine;
  }
  for (const std::string& words : step.status) {
    html.put("<text class=\"status\" x=\"{}\" y=\"{}\">{}</text>", kTextX, line, words);
    line += kLine;
  }
  draw_box(html, step.box, y + height);
  return y + height + box_height(step.box.size());
}

}  // namespace

std::vector<std::string> broken_lines(std::string_view text, std::size_t width,
                                      std::size_t lines_max) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    // A word that fits no line is cut: an address has no place to break it.
    const std::string word = shortened(text.substr(0, end), width);
    text.remove_prefix(std::min(text.size(), end + 1));
    if (!lines.back().empty() && code_points(lines.back()) + 1 + code_points(word) > width) {
      if (lines.size() == lines_max) {
        lines.back() += " …";
        break;
      }
      lines.emplace_back();
    }
    if (!lines.back().empty()) lines.back() += ' ';
    lines.back() += word;
  }
  return lines;
}

void draw_path(HtmlWriter& html, const PathPicture& picture) {
  if (picture.steps->empty()) return;
  const auto first = broken_lines(picture.steps->front().from, kBoxChars, 2);
  std::vector<DrawnStep> steps;
  double height = box_height(first.size()) + 2;
  for (const PathStep& step : *picture.steps) {
    if (steps.size() == kStepsMax) break;
    steps.push_back(laid_out(step));
    const DrawnStep& drawn = steps.back();
    height += kLine * static_cast<double>(drawn.words.size() + drawn.status.size()) + 12 +
              box_height(drawn.box.size());
  }
  html.put("<figure class=\"path\"><svg viewBox=\"0 0 {} {}\" font-size=\"12.5\" role=\"img\" ",
           kWidth, height);
  html.put("aria-label=\"{}\">", picture.title);
  draw_box(html, first, 1);
  double y = 1 + box_height(first.size());
  for (const DrawnStep& step : steps) y = draw_step(html, step, y);
  html.put("</svg><figcaption>{}</figcaption></figure>\n", picture.caption);
}

}  // namespace overt
