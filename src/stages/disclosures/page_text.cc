#include "stages/disclosures/page_text.h"

#include <fmt/format.h>

#include "base/xml_text.h"

namespace overt {
namespace {

// Everything that could begin markup in CommonMark or its tables, HTML included.
std::string markdown_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    constexpr std::string_view kSpecial = "\\`*_{}[]<>#|~!&";
    if (c == '\n' || c == '\r' || c == '\t') {
      out += ' ';
      continue;
    }
    if (kSpecial.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  // A line that begins like a list or a numbered list would become one.
  const std::size_t digits = out.find_first_not_of("0123456789");
  const bool numbered =
      digits != 0 && digits != std::string::npos && (out[digits] == '.' || out[digits] == ')');
  if (numbered) out.insert(digits, "\\");
  if (!out.empty() && (out[0] == '-' || out[0] == '+' || out[0] == '=')) out.insert(0, "\\");
  return out;
}

void append_markdown(std::string& out, const PageBlock& block) {
  switch (block.kind) {
    case BlockKind::kHeading:
      out += std::string(static_cast<std::size_t>(block.level), '#') + " " +
             markdown_text(block.texts.front()) + "\n\n";
      return;
    case BlockKind::kParagraph:
      out += markdown_text(block.texts.front()) + "\n\n";
      return;
    case BlockKind::kList:
      for (const std::string& item : block.texts) out += "- " + markdown_text(item) + "\n";
      out += "\n";
      return;
    case BlockKind::kTable:
      for (std::size_t row = 0; row < block.rows.size(); ++row) {
        out += "|";
        for (const std::string& cell : block.rows[row]) out += " " + markdown_text(cell) + " |";
        out += "\n";
        if (row > 0) continue;
        out += "|";
        for (std::size_t i = 0; i < block.rows.front().size(); ++i) out += "---|";
        out += "\n";
      }
      out += "\n";
      return;
  }
}

void append_row(std::string& out, const std::vector<std::string>& row, bool head) {
  out += "<tr>";
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string_view open = head     ? "<th scope=\"col\">"
                                  : i == 0 ? "<th scope=\"row\">"
                                           : "<td>";
    out += open;
    append_xml(out, row[i]);
    out += head || i == 0 ? "</th>" : "</td>";
  }
  out += "</tr>\n";
}

void append_html(std::string& out, const PageBlock& block) {
  switch (block.kind) {
    case BlockKind::kHeading:
      out += fmt::format("<h{0}>{1}</h{0}>\n", block.level, xml_text(block.texts.front()));
      return;
    case BlockKind::kParagraph:
      out += "<p>" + xml_text(block.texts.front()) + "</p>\n";
      return;
    case BlockKind::kList:
      out += "<ul>\n";
      for (const std::string& item : block.texts) out += "<li>" + xml_text(item) + "</li>\n";
      out += "</ul>\n";
      return;
    case BlockKind::kTable:
      out += "<table>\n<thead>\n";
      append_row(out, block.rows.front(), true);
      out += "</thead>\n<tbody>\n";
      for (std::size_t row = 1; row < block.rows.size(); ++row) {
        append_row(out, block.rows[row], false);
      }
      out += "</tbody>\n</table>\n";
      return;
  }
}

/// Controls that turn the direction of text around could make a page say what it does not.
std::string shown(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view three = text.substr(i, 3);
    const bool turns = three >= std::string_view("\xE2\x80\xAA") &&
                       three <= std::string_view("\xE2\x80\xAE") && three.size() == 3;
    const bool isolates = three >= std::string_view("\xE2\x81\xA6") &&
                          three <= std::string_view("\xE2\x81\xA9") && three.size() == 3;
    const bool marks = three == "\xE2\x80\x8E" || three == "\xE2\x80\x8F";
    if (turns || isolates || marks) {
      i += 2;
      continue;
    }
    out += text[i];
  }
  return out;
}

}  // namespace

void PageText::heading(int level, std::string text) {
  blocks_.push_back({BlockKind::kHeading, level, {shown(text)}, {}});
}

void PageText::paragraph(std::string text) {
  blocks_.push_back({BlockKind::kParagraph, 0, {shown(text)}, {}});
}

void PageText::list(std::vector<std::string> items) {
  if (items.empty()) return;
  for (std::string& item : items) item = shown(item);
  blocks_.push_back({BlockKind::kList, 0, std::move(items), {}});
}

void PageText::table(std::vector<std::vector<std::string>> rows) {
  if (rows.empty()) return;
  for (auto& row : rows) {
    for (std::string& cell : row) cell = shown(cell);
  }
  blocks_.push_back({BlockKind::kTable, 0, {}, std::move(rows)});
}

std::string PageText::markdown() const {
  std::string out;
  for (const PageBlock& block : blocks_) append_markdown(out, block);
  if (out.ends_with("\n\n")) out.pop_back();
  return out;
}

std::string PageText::html(std::string_view section) const {
  std::string out = fmt::format("<section id=\"{}\">\n", xml_text(section));
  for (const PageBlock& block : blocks_) append_html(out, block);
  return out + "</section>\n";
}

std::string counted_words(std::uint64_t count, std::string_view one, std::string_view many) {
  std::string digits = fmt::format("{}", count);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return fmt::format("{} {}", digits, count == 1 ? one : many);
}

}  // namespace overt
