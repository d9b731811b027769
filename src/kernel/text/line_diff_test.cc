#include "kernel/text/line_diff.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "base/random.h"

namespace overt {
namespace {

std::string told(std::string_view older, std::string_view newer) {
  std::string out;
  for (const DiffLine& line : diff_lines(older, newer).lines) {
    out += line.change == LineChange::kSame ? ' ' : line.change == LineChange::kAdded ? '+' : '-';
    out += std::string(line.text) + "\n";
  }
  return out;
}

std::string side(const LineDiff& diff, LineChange left_out) {
  std::string text;
  for (const DiffLine& line : diff.lines) {
    if (line.change != left_out) text += std::string(line.text) + "\n";
  }
  return text;
}

std::size_t changes_in(const LineDiff& diff) {
  return static_cast<std::size_t>(
      std::count_if(diff.lines.begin(), diff.lines.end(),
                    [](const DiffLine& line) { return line.change != LineChange::kSame; }));
}

/// The longest common subsequence by the table: the exact reference.
std::size_t common_lines(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1,
                                              std::vector<std::size_t>(b.size() + 1, 0));
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      table[i + 1][j + 1] =
          a[i] == b[j] ? table[i][j] + 1 : std::max(table[i][j + 1], table[i + 1][j]);
    }
  }
  return table[a.size()][b.size()];
}

std::string as_lines(const std::string& letters) {
  std::string text;
  for (const char c : letters) text += std::string(1, c) + "\n";
  return text;
}

TEST(LineDiffTest, TellsWhatCameAndWhatWent) {
  EXPECT_EQ(told("a\nb\nc\n", "a\nx\nc\nd\n"), " a\n-b\n+x\n c\n+d\n");
  EXPECT_EQ(told("", "a\n"), "+a\n");
  EXPECT_EQ(told("a\nb", ""), "-a\n-b\n");
  EXPECT_EQ(told("same\n", "same\n"), " same\n");
  EXPECT_EQ(told("", ""), "");
}

TEST(LineDiffTest, NumbersTheLinesOfBothTexts) {
  const auto lines = diff_lines("a\nb\n", "a\nc\nb\n").lines;
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1], (DiffLine{LineChange::kAdded, "c", 0, 2}));
  EXPECT_EQ(lines[2], (DiffLine{LineChange::kSame, "b", 2, 3}));
}

TEST(LineDiffTest, IsAsShortAsTheReferenceOnRandomTexts) {
  Random random(7);
  for (int turn = 0; turn < 400; ++turn) {
    std::string a;
    std::string b;
    for (auto n = random.below(14); n > 0; --n) a += static_cast<char>('a' + random.below(4));
    for (auto n = random.below(14); n > 0; --n) b += static_cast<char>('a' + random.below(4));
    const std::string older = as_lines(a);
    const std::string newer = as_lines(b);
    const LineDiff diff = diff_lines(older, newer);
    EXPECT_EQ(side(diff, LineChange::kAdded), older);
    EXPECT_EQ(side(diff, LineChange::kRemoved), newer);
    EXPECT_EQ(changes_in(diff), a.size() + b.size() - 2 * common_lines(a, b)) << a << " " << b;
  }
}

TEST(LineDiffTest, SaysThatItGaveUpWhereTooMuchChanged) {
  const LineDiff diff = diff_lines("h\na\nb\nt\n", "h\nc\nd\ne\nt\n", 3);
  EXPECT_FALSE(diff.complete);
  EXPECT_EQ(side(diff, LineChange::kAdded), "h\na\nb\nt\n");
  EXPECT_EQ(side(diff, LineChange::kRemoved), "h\nc\nd\ne\nt\n");
  EXPECT_EQ(diff.lines.front().change, LineChange::kSame);
}

}  // namespace
}  // namespace overt
