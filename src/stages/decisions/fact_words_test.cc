#include "stages/decisions/fact_words.h"

#include <vector>

#include <gtest/gtest.h>

#include "model/policy.h"
#include "stages/decisions/notice_words.h"

namespace overt {
namespace {

std::vector<std::string> values_of(const FactTerm& term) {
  if (term.type == FactType::kFlag) return {"true", "false"};
  return {term.values.begin(), term.values.end()};
}

TEST(FactWordsTest, EveryFactAndEveryOfItsFewValuesHasWordsInEveryLanguage) {
  for (const NoticeWords& words : all_notice_words()) {
    for (const FactTerm& term : fact_terms()) {
      const std::string name(term.name);
      const std::string said = told_fact(words.lang, {name, "7"});
      EXPECT_EQ(said.find(name), std::string::npos) << words.lang << ": " << said;
      EXPECT_TRUE(said.ends_with(": 7")) << said;
      for (const std::string& value : values_of(term)) {
        const std::string with = told_fact(words.lang, {name, value});
        EXPECT_EQ(with.find('_'), std::string::npos) << with;
        // Outside English no value stays as it was.
        if (words.lang != "en") {
          EXPECT_FALSE(with.ends_with(": " + value)) << words.lang << ": " << with;
        }
      }
    }
  }
}

TEST(FactWordsTest, IsWordedAsPeopleReadIt) {
  EXPECT_EQ(told_fact("en", {"finding.families", "3"}),
            "independent kinds of evidence that hold: 3");
  EXPECT_EQ(told_fact("fr-CA", {"account.protected", "false"}),
            "le compte figure sur la liste des responsables publics et des médias : non");
  EXPECT_EQ(told_fact("ru", {"attribution.role", "paid-unwitting"}),
            "роль аккаунта в операции: за плату, не зная, от кого");
  EXPECT_EQ(told_fact("en", {"label.values", "state-affiliated, true"}),
            "labels that it carries: state-affiliated, true")
      << "what others wrote stays as it is";
  const std::vector<UsedFact> both = {{"finding.members", "24"}, {"content.paid", "true"}};
  EXPECT_EQ(told_facts("en", both), "accounts of the network: 24; somebody paid for it: yes.");
  EXPECT_EQ(told_facts("en", {}), "");
}

TEST(FactWordsTest, AFactOfAnotherVersionStandsInQuotationMarks) {
  EXPECT_EQ(told_fact("en", {"network.accounts", "24"}), "\"network.accounts\": 24");
  EXPECT_EQ(told_fact("xx", {"finding.members", "24"}), "\"finding.members\": 24");
}

}  // namespace
}  // namespace overt
