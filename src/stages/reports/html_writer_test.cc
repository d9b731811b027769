#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"
#include "stages/reports/html_writer_internal.h"

namespace overt {
namespace {

using namespace std::string_literals;

std::string escaped(std::string_view text) {
  std::string out;
  append_html(out, text);
  return out;
}

TEST(HtmlWriterTest, EscapesValuesAndLeavesMarkup) {
  std::string out;
  HtmlWriter(out).put("<td title=\"{}\">{}</td>", "\"><script>"s, "a & b"s);
  EXPECT_EQ(out, "<td title=\"&quot;&gt;&lt;script&gt;\">a &amp; b</td>");
}

TEST(HtmlWriterTest, DoesNotReadPlaceholdersInValues) {
  std::string out;
  HtmlWriter(out).put("{}|{}", "{}"s, "{0}"s);
  EXPECT_EQ(out, "{}|{0}");
}

TEST(HtmlWriterTest, WritesNumbersForPeopleAndForAttributes) {
  std::string out;
  HtmlWriter(out).put("{} {} {} {} {}", 1234567, Plain{1234567}, 12.0, 0.25, -0.01);
  EXPECT_EQ(out, "1,234,567 1234567 12 0.2 0");
}

TEST(HtmlWriterTest, ShowsControlsThatTurnTextAround) {
  EXPECT_EQ(escaped("a\u202Eb\u2066c"), "a[U+202E]b[U+2066]c");
  EXPECT_EQ(escaped("\u200Fkept\u200Dkept"), "\u200Fkept\u200Dkept");
}

TEST(HtmlWriterTest, ShowsControlsThatHtmlForbids) {
  EXPECT_EQ(escaped("a\0b\x1b\x7f"s + "\u0085\uFFFE"),
            "a[U+0000]b[U+001B][U+007F][U+0085][U+FFFE]");
  EXPECT_EQ(escaped("a\r\nb\tc"), "a\nb\tc");
}

TEST(HtmlWriterTest, ReplacesBrokenUtf8) { EXPECT_EQ(escaped("a\xc3"), "a\uFFFD"); }

TEST(HtmlWriterTest, ShortensBetweenCodePoints) {
  EXPECT_EQ(shortened("Свет правды", 4), "Свет…");
  EXPECT_EQ(shortened("Свет", 4), "Свет");
  EXPECT_EQ(shortened("\xff\xff\xff", 2), "\xff\xff…");
}

RC_GTEST_PROP(HtmlWriterTest, GivesInertTextForAnyBytes, (const std::string& bytes)) {
  const std::string text = escaped(bytes);
  RC_ASSERT(is_valid_utf8(text));
  RC_ASSERT(text.find_first_of("<>\"'") == std::string::npos);
}

}  // namespace
}  // namespace overt
