#pragma once
// A page of prose, lists and tables, written once and rendered as Markdown and as an HTML fragment.
// Values from anywhere are text in both: they never become markup. Deterministic.
//
// Thread safety: as usual for values.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace overt {

enum class BlockKind : std::uint8_t { kHeading, kParagraph, kList, kTable };

struct PageBlock {
  BlockKind kind = BlockKind::kParagraph;
  int level = 2;                               // of a heading
  std::vector<std::string> texts;              // one for heading and paragraph; the list's items
  std::vector<std::vector<std::string>> rows;  // of a table, the head first
};

class PageText {
 public:
  void heading(int level, std::string text);
  void paragraph(std::string text);
  void list(std::vector<std::string> items);
  /// The first row is the head.
  void table(std::vector<std::vector<std::string>> rows);

  [[nodiscard]] std::string markdown() const;
  /// Elements without html, head and body; `section` is the id of the one around them.
  [[nodiscard]] std::string html(std::string_view section) const;

 private:
  std::vector<PageBlock> blocks_;
};

/// "1 account", "2,345 accounts".
std::string counted_words(std::uint64_t count, std::string_view one, std::string_view many);

}  // namespace overt
