#include "stages/disclosures/scrub_personal.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace overt {
namespace {

std::string scrubbed(std::string_view text, std::vector<std::string> known = {}) {
  return scrub_personal(text, known).text;
}

TEST(ScrubPersonalTest, WhatSaysNothingAboutAnybodyStaysAsItIs) {
  for (const std::string_view text :
       {"Network n0123456789ab: 14 accounts, 12 of them on evidence of their own, active together "
        "from 2024-08-01 to 2024-09-10; kinds of evidence that hold: synchrony, content reuse.",
        "finding.status: confirmed; finding.q: 0.0000123456; finding.families: 2.",
        "Réseau n1 : 14 comptes, dont 12 sur preuves propres, actifs ensemble du 2024-08-01 au "
        "2024-09-10 ; indices : synchronie.",
        "between 10:30 and 11:45, 2024-09-04T10:00:00Z", "and/or 3.5/4", "a @ b", "Вместе в 10:00",
        "article 2f of Regulation (EU) No 833/2014, Annex XV"}) {
    EXPECT_EQ(scrubbed(text), text);
    EXPECT_EQ(scrub_personal(text).taken_out, 0) << text;
  }
}

TEST(ScrubPersonalTest, AddressesAndHandlesAreTakenOut) {
  EXPECT_EQ(scrubbed("write to jo.doe+x@mail.example.org."), "write to [e-mail].");
  EXPECT_EQ(scrubbed("<mailto:jo@example.org>"), "<mailto:[e-mail]>");
  EXPECT_EQ(scrubbed("jo(at)example.org, jo [at] example"), "[e-mail], jo @ example");
  EXPECT_EQ(scrubbed("иван@пример.рф"), "[e-mail]");
  EXPECT_EQ(scrubbed("by @jo_doe, and (@x.y)"), "by [handle], and ([handle])");
  EXPECT_EQ(scrubbed("@jo@social.example"), "[handle]");
  EXPECT_EQ(scrubbed("＠jo"), "[handle]");
  EXPECT_EQ(scrubbed("@\u200bjo"), "[handle]");
  EXPECT_EQ(scrubbed("(clipper:17)jo@example.org"), "([account])[e-mail]");
  EXPECT_EQ(scrubbed("jo@example.org/"), "[e-mail]/");
}

TEST(ScrubPersonalTest, IdsOfAccountsAreTakenOut) {
  EXPECT_EQ(scrubbed("of clipper:m3, tiktok:7123"), "of [account], [account]");
  EXPECT_EQ(scrubbed("did:plc:ewvi7nxzyoun6zhxrhs64oiz"), "[account]");
  EXPECT_EQ(scrubbed("user 7123456789012345678 posted"), "user [number] posted");
}

TEST(ScrubPersonalTest, OfUrlsTheSiteStays) {
  EXPECT_EQ(scrubbed("https://x.example/jo_doe/status/1"), "https://x.example/[path]");
  EXPECT_EQ(scrubbed("(see https://x.example/@jo)."), "(see https://x.example/[path]).");
  EXPECT_EQ(scrubbed("https://jo:secret@x.example"), "https://x.example");
  EXPECT_EQ(scrubbed("https://x.example?user=jo#top"), "https://x.example/[path]");
  EXPECT_EQ(scrubbed("t.me/jo_doe"), "t.me/[path]");
  EXPECT_EQ(scrubbed("https://jodoe.tumblr.com/"), "https://[user].tumblr.com");
  EXPECT_EQ(scrubbed("https://x.example"), "https://x.example");
}

TEST(ScrubPersonalTest, TelephoneNumbersAreTakenOut) {
  for (const std::string_view number :
       {"+32 2 299 11 11", "+1 (555) 123-4567", "0032 2 299 11 11", "030/123 45 67 89",
        "555.123.4567", "٠٣٠١٢٣٤٥٦٧", "+3222991111"}) {
    EXPECT_EQ(scrubbed("call " + std::string(number) + ", now"), "call [number], now") << number;
  }
  EXPECT_EQ(scrubbed("on 2024-09-04 123456789"), "on 2024-09-04 [number]");
}

TEST(ScrubPersonalTest, WhatTheCallerKnowsIsTakenOutWhateverItsCase) {
  EXPECT_EQ(scrubbed("Jodoe and jodoes and JODOE!", {"jodoe"}), "[name] and jodoes and [name]!");
  EXPECT_EQ(scrubbed("clipper 17", {"17"}), "clipper 17") << "too short to be known by";
  EXPECT_EQ(scrubbed("name, [name]", {"name"}), "[name], [name]");
}

TEST(ScrubPersonalTest, WhatIsNoTextBecomesASignThatSaysSo) {
  EXPECT_EQ(scrubbed("a\xFF\xC3 z"), "a\xEF\xBF\xBD\xEF\xBF\xBD z");
  EXPECT_EQ(scrubbed("12345.\xFF/x"), "12345.\xEF\xBF\xBD/[path]");
}

TEST(ScrubPersonalTest, ScrubbingTwiceChangesNothing) {
  EXPECT_TRUE(rc::check("twice", [] {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "jo", "@", ".", " ", "/", ":", "x.example", "https://", "(", ")", "12345", "+", "-", "[",
        "]", "2024-09-04", "0", "(at)", "name", "tumblr.com", "\xC2\xA0", "\xFF", "é", "_", "?"));
    std::string text;
    for (const std::string& piece : pieces) text += piece;
    const std::vector<std::string> known = {"name", "12345"};
    const ScrubbedText once = scrub_personal(text, known);
    const ScrubbedText twice = scrub_personal(once.text, known);
    RC_ASSERT(twice.text == once.text);
    RC_ASSERT(twice.taken_out == 0);
  }));
}

}  // namespace
}  // namespace overt
