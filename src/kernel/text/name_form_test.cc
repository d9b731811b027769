#include "kernel/text/name_form.h"

#include <gtest/gtest.h>

namespace overt::text {
namespace {

std::string form(std::string_view name) { return NameForms().form(name); }

TEST(NameFormTest, OneNameInTwoScriptsHasOneForm) {
  EXPECT_EQ(form("ТВ-Новости"), "novosti tv");
  EXPECT_EQ(form("TV-Novosti"), "novosti tv");
  EXPECT_EQ(form("Россия сегодня"), form("Rossiya Segodnya"));
  EXPECT_EQ(form("Ελλάδα"), form("Ellada"));
}

TEST(NameFormTest, LegalFormsGoUnlessNothingElseIsThere) {
  EXPECT_EQ(form("АНО «ТВ-Новости»"), "novosti tv");
  EXPECT_EQ(form("Tenet Media, L.L.C."), "media tenet");
  EXPECT_EQ(form("Tenet Media GmbH"), form("GmbH Tenet Media"));
  EXPECT_EQ(form("Ltd"), "ltd");
}

TEST(NameFormTest, NothingToReadIsNoForm) {
  EXPECT_EQ(form(""), "");
  EXPECT_EQ(form("!?"), "");
  EXPECT_EQ(form("\xFF\xFE"), form("\xFF"));
}

TEST(NameFormTest, WordsStayInTheirOrder) {
  NameForms forms;
  EXPECT_EQ(forms.words("O'Neil & Söhne, Ltd."),
            (std::vector<std::string>{"oneil", "sohne", "ltd"}));
}

TEST(NameFormTest, SpellingsOfOneNameHaveOneOutline) {
  const auto outline = [](std::string_view name) { return NameForms::outline(form(name)); };
  EXPECT_EQ(outline("Aleksey Khrushchyov"), outline("Alexei Hruschev"));
  EXPECT_EQ(outline("Rossiya Segodnya"), outline("Rossia Segodnia"));
  EXPECT_EQ(outline("Россия сегодня"), outline("Segodnja, Rossija"));
  EXPECT_NE(outline("Rossiya Segodnya"), outline("Rossiya Zavtra"));
  EXPECT_NE(outline("Novosti Media"), outline("Novosti Mir"));
  EXPECT_EQ(outline("Oleg"), "") << "too little is left";
}

}  // namespace
}  // namespace overt::text
