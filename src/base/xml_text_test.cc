#include "base/xml_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/utf8.h"

namespace overt {
namespace {

using namespace std::string_literals;

TEST(XmlTextTest, EscapesMarkup) {
  EXPECT_EQ(xml_text("<a b=\"c\" d='e'>&amp;"), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;");
}

TEST(XmlTextTest, KeepsLineBreaksAsReferences) {
  EXPECT_EQ(xml_text("a\tb\nc\rd"), "a&#9;b&#10;c&#13;d");
}

TEST(XmlTextTest, LeavesOutWhatXmlCannotHold) {
  EXPECT_EQ(xml_text("a\0b\x01\x0b\x1f"s + "c\uFFFE\uFFFF"), "abc");
}

TEST(XmlTextTest, ReplacesBrokenUtf8) {
  EXPECT_EQ(xml_text("a\xff\xed\xa0\x80z"), "a\uFFFD\uFFFD\uFFFD\uFFFDz");
}

TEST(XmlTextTest, KeepsEveryScript) {
  EXPECT_EQ(xml_text("Свет النهر 和平 👩‍👩‍👧"),
            "Свет النهر 和平 👩‍👩‍👧");
}

RC_GTEST_PROP(XmlTextTest, GivesLegalTextForAnyBytes, (const std::string& bytes)) {
  const std::string text = xml_text(bytes);
  RC_ASSERT(is_valid_utf8(text));
  for (const char c : text) {
    RC_ASSERT(c != '<' && c != '>' && c != '"' && c != '\'');
    RC_ASSERT(static_cast<unsigned char>(c) >= 0x20);
  }
}

}  // namespace
}  // namespace overt
