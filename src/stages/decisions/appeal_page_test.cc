#include "stages/decisions/appeal_page.h"

#include <gtest/gtest.h>

namespace overt {
namespace {

bool has(const std::string& html, std::string_view part) {
  return html.find(part) != std::string::npos;
}

TEST(AppealPageTest, IsAWholePageInItsLanguageWithoutScript) {
  AppealPage page;
  page.lang = "ru";
  page.platform = "Clipper";
  page.now = {"одно", "другое"};
  page.told = {{"Почему", {"так", "- раз", "- два", "потом"}}};
  page.form = true;
  const std::string html = render_appeal_page(page);
  EXPECT_TRUE(html.starts_with("<!doctype html>\n<html lang=\"ru\" dir=\"ltr\">"));
  EXPECT_TRUE(has(html, "<title>Ваше возражение - Clipper</title>"));
  EXPECT_TRUE(has(html,
                  "<h2>Почему</h2>\n<p>так</p>\n<ul>\n<li>раз</li>\n<li>два</li>\n</ul>\n"
                  "<p>потом</p>"));
  EXPECT_TRUE(has(html, "<label for=\"statement\">"));
  EXPECT_TRUE(has(html, "<form method=\"post\""));
  EXPECT_TRUE(has(html, "role=\"status\""));
  EXPECT_TRUE(has(html, std::string(appeal_page_style())));
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_FALSE(has(html, "http-equiv"));
}

TEST(AppealPageTest, WhatIsPutInIsText) {
  const std::string evil = "\"><script>alert(1)</script>";
  AppealPage page;
  page.platform = page.heading = page.alert = page.number = page.statement = evil;
  page.now = {evil};
  page.told = {{evil, {evil, "- " + evil}}};
  page.form = true;
  const std::string html = render_appeal_page(page);
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_TRUE(has(html, "&lt;script&gt;"));
  EXPECT_TRUE(has(html, "aria-invalid"));
  EXPECT_TRUE(has(html, "role=\"alert\""));
}

TEST(AppealPageTest, HasNoFormWhereThereIsNothingToSay) {
  EXPECT_FALSE(has(render_appeal_page({}), "<form"));
}

}  // namespace
}  // namespace overt
