#include "stages/policies/policy_version.h"

#include <string>

#include <gtest/gtest.h>

#include "base/digest.h"

namespace overt {
namespace {

std::string clause(const std::string& id, const std::string& title) {
  return "  - id: " + id + "\n    title: " + title +
         "\n    subject: network\n    when:\n      - finding.status: confirmed\n"
         "    actions: [label: seen]\n    review: {people: 1, within: 72h}\n"
         "    notices:\n      en: 'You. {facts} {action} {appeal}'\n";
}

std::string policy(const std::string& clauses) {
  return "policy: example\nversion: 1.0.0\ntitle: Example\nsummary: An example\nmode: shadow\n"
         "languages: [en]\nclauses:\n" +
         clauses;
}

PolicyVersion version_of(const std::string& text) {
  PolicyVersion version;
  version.policy = "example";
  version.version = "1.0.0";
  version.title = "Example \"quoted\"";
  version.summary = "An example";
  version.mode = PolicyMode::kLive;
  version.text = text;
  version.hash = sha256_hex(text);
  version.by = "pia";
  version.at = micros_from_civil(2024, 9, 17);
  return version;
}

TEST(PolicyVersionTest, ReadsBackWhatItWrote) {
  const PolicyVersion version = version_of(policy(clause("a", "A")));
  const auto read = parse_policy_version(render_policy_version(version));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read.value(), version);
}

TEST(PolicyVersionTest, RefusesATextThatIsNotTheOneOfItsHash) {
  std::string json = render_policy_version(version_of("policy: a\n"));
  json.replace(json.find("policy: a"), 9, "policy: b");
  const auto read = parse_policy_version(json);
  ASSERT_FALSE(read.ok());
  EXPECT_NE(read.error().message.find("hash"), std::string::npos);
  EXPECT_FALSE(parse_policy_version("{}").ok());
  EXPECT_FALSE(parse_policy_version("no JSON").ok());
}

TEST(PolicyVersionTest, NamesClausesThatCameWentOrChanged) {
  const std::string older = policy(clause("a", "A") + clause("b", "B") + clause("c", "C"));
  const std::string newer = policy("# a comment moves every line\n" + clause("c", "C") +
                                   clause("a", "Another A") + clause("d", "D"));
  const std::vector<ChangedClause> expected = {{ClauseChange::kChanged, "a", "Another A"},
                                               {ClauseChange::kAdded, "d", "D"},
                                               {ClauseChange::kRemoved, "b", "B"}};
  EXPECT_EQ(changed_clauses(older, newer), expected);
  EXPECT_TRUE(changed_clauses(older, older).empty());
  EXPECT_TRUE(changed_clauses("nothing", newer).empty());
}

}  // namespace
}  // namespace overt
