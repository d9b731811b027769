#include "pipeline/subject_sources.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "adapters/files/test_folder.h"
#include "stages/labels/label_events_json.h"

namespace overt {
namespace {

constexpr std::string_view kNetworks =
    R"({"format":"overt.networks/1","run_id":"r1","networks":[
{"id":"n1","status":"confirmed","tier":"review","explanation":"undisclosed","q":0.01,
"first_at":"2024-09-01T00:00:00Z","last_at":"2024-09-10T00:00:00Z",
"families":[{"family":"synchrony","holds":true},{"family":"network","holds":false}],
"members":[{"account":"clipper:1","standing":"member"},{"account":"2","standing":"member"},
{"account":"3","standing":"adjacent"}],
"attribution":{"assessment":"attributed","entity":"e","confidence":"moderate",
"paths":[{"entity":"e","power":"opens_case"},{"entity":"other","power":"decides"}],
"principals":[{"entity":"state","power":"decides"},{"entity":"rumour","power":"opens_case"}],
"accounts":[{"account":"2","role":"paid_unwitting","assessment":"unknown","entity":null,
"confidence":null,"paths":[],"principals":[]},
{"account":"3","role":"unknown","assessment":"attributed","entity":"e","confidence":"high",
"paths":[{"entity":"e","power":"decides"}],"principals":[]}]}}]})";

class SubjectSourcesTest : public testing::Test {
 protected:
  SubjectSourcesTest() {
    std::filesystem::create_directory(folder_.file("run"));
    folder_.write(
        "run/manifest.json",
        R"({"format":"overt.manifest/1","run_id":"r1","last_at":"2024-09-15T01:00:00Z"})");
    folder_.write("run/networks.json", kNetworks);
    sources_.runs = {folder_.file("run")};
  }

  [[nodiscard]] GatheredSubjects gathered() const {
    auto made = gather_subjects(sources_);
    EXPECT_TRUE(made.ok()) << made.error().message;
    return made.ok() ? std::move(made).value() : GatheredSubjects();
  }
  static std::string fact(const GatheredSubjects& gathered, std::size_t subject,
                          std::string_view name) {
    const SubjectFacts& facts = gathered.runs.front().findings.subjects.at(subject);
    return find_fact(facts, name) == nullptr ? "unknown" : fact_in_words(facts, name);
  }

  TestFolder folder_;
  SubjectSources sources_;
};

TEST_F(SubjectSourcesTest, TakesFromARunWhatItSaysAndNoMore) {
  const auto found = gathered();
  EXPECT_EQ(fact(found, 0, "finding.members"), "2");
  EXPECT_EQ(fact(found, 0, "finding.families"), "1");
  EXPECT_EQ(fact(found, 0, "finding.q"), "0.01");
  EXPECT_EQ(fact(found, 0, "attribution.confidence"), "moderate");
  EXPECT_EQ(fact(found, 0, "attribution.decides"), "false") << "the deciding path is another's";
  EXPECT_EQ(fact(found, 0, "attribution.entities"), "e, state");
  EXPECT_EQ(fact(found, 1, "attribution.confidence"), "unknown");
  EXPECT_EQ(fact(found, 2, "attribution.role"), "paid-unwitting");
  EXPECT_EQ(fact(found, 2, "attribution.entities"), "") << "known: none";
  EXPECT_EQ(fact(found, 3, "attribution.decides"), "true");
  EXPECT_EQ(fact(found, 3, "attribution.role"), "unknown");
  EXPECT_EQ(fact(found, 1, "account.protected"), "unknown");
  EXPECT_EQ(found.notes.size(), 2U) << "what clauses ask for and nobody said";
}

TEST_F(SubjectSourcesTest, AddsProfilesProtectionAndFacts) {
  sources_.accounts = folder_.write(
      "accounts.ndjson",
      R"({"account_id":"1","platform":"clipper","declared_entity":"Desk","region":"us"})"
      "\n"
      R"({"account_id":"2","followers":12,"verified":true})"
      "\n");
  sources_.protected_list = folder_.write("protected.txt", "# officials\n  2  # a mayor\n\n");
  sources_.facts = folder_.write(
      "facts.ndjson", R"({"subject":"account","id":"2","facts":{"account.followers":13}})"
                      "\n"
                      R"({"subject":"account","id":"2","facts":{"content.paid":true}})"
                      "\n"
                      R"({"subject":"entity","id":"e","facts":{"disclosure.peers":["meta"]}})"
                      "\n");
  const auto found = gathered();
  EXPECT_EQ(fact(found, 1, "account.declares_entity"), "true");
  EXPECT_EQ(fact(found, 1, "account.region"), "US");
  EXPECT_EQ(fact(found, 1, "account.protected"), "false");
  EXPECT_EQ(fact(found, 2, "account.declares_entity"), "false");
  EXPECT_EQ(fact(found, 2, "account.verified"), "true");
  EXPECT_EQ(fact(found, 2, "account.followers"), "13") << "the platform's file has the last word";
  EXPECT_EQ(fact(found, 2, "content.paid"), "true");
  EXPECT_EQ(fact(found, 2, "account.protected"), "true");
  EXPECT_EQ(fact(found, 3, "account.declares_entity"), "unknown") << "without a profile";
  ASSERT_EQ(found.others.size(), 1U);
  EXPECT_EQ(found.others.front().id, "e");
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_NE(found.notes.front().find("no profile of 1"), std::string::npos);
}

std::string label_line(std::uint64_t sequence, LabelEventKind kind, std::string_view subject,
                       AudienceAbroad abroad = AudienceAbroad::kYes) {
  LabelEvent event;
  event.sequence = sequence;
  event.kind = kind;
  event.label = "state-affiliated";
  event.subject = *parse_label_subject(subject);
  event.name = "News";
  event.reason = "assessed";
  event.by = "a reviewer";
  event.at = static_cast<TimeUs>(sequence) * kMicrosPerDay;
  event.policy = "media/labels@1";
  event.assessment = "a1";
  event.root = "outlet";
  event.reach = {"aa", abroad};
  return label_event_line(event) + "\n";
}

TEST_F(SubjectSourcesTest, LooksUpLabelsByPlatformAndHandle) {
  sources_.accounts = folder_.write("accounts.ndjson",
                                    R"({"account_id":"1","platform":"clipper","handle":"News"})"
                                    "\n"
                                    R"({"account_id":"2","platform":"clipper","handle":"reader"})"
                                    "\n");
  sources_.labels = folder_.write("labels.ndjson",
                                  label_line(1, LabelEventKind::kApplied, "account:clipper:news") +
                                      label_line(2, LabelEventKind::kApplied, "entity:outlet") +
                                      label_line(3, LabelEventKind::kApplied, "account:clipper:2"));
  sources_.facts = folder_.write(
      "facts.ndjson",
      R"({"subject":"entity","id":"outlet","facts":{"label.current_affairs_abroad":"no"}})"
      "\n");
  const auto found = gathered();
  EXPECT_EQ(fact(found, 1, "label.values"), "state-affiliated");
  EXPECT_EQ(fact(found, 1, "label.current_affairs_abroad"), "yes");
  EXPECT_EQ(fact(found, 2, "label.values"), "") << "an id is nobody's handle; known: none";
  EXPECT_EQ(fact(found, 2, "label.current_affairs_abroad"), "unknown");
  EXPECT_EQ(fact(found, 3, "label.values"), "unknown") << "of no platform that is known";
  ASSERT_EQ(found.others.size(), 1U);
  EXPECT_EQ(fact_in_words(found.others.front(), "label.values"), "state-affiliated");
  EXPECT_EQ(fact_in_words(found.others.front(), "label.current_affairs_abroad"), "no")
      << "the platform's file has the last word";
}

TEST_F(SubjectSourcesTest, KnowsWhoCarriesALabelNoMore) {
  sources_.labels = folder_.write("labels.ndjson",
                                  label_line(1, LabelEventKind::kApplied, "account:clipper:1") +
                                      label_line(2, LabelEventKind::kNegated, "account:clipper:1"));
  EXPECT_EQ(fact(gathered(), 1, "label.values"), "");
  sources_.labels = folder_.write("labels.ndjson", "{}\n");
  EXPECT_NE(gather_subjects(sources_).error().message.find("labels.ndjson"), std::string::npos);
}

TEST_F(SubjectSourcesTest, NamesTheFileThatIsWrong) {
  sources_.facts = folder_.write("facts.ndjson", "{}\n");
  EXPECT_NE(gather_subjects(sources_).error().message.find("facts.ndjson:1"), std::string::npos);
  sources_.facts.clear();
  sources_.protected_list = folder_.file("none.txt");
  EXPECT_NE(gather_subjects(sources_).error().message.find("none.txt"), std::string::npos);
  sources_.runs = {folder_.file("no run")};
  EXPECT_NE(gather_subjects(sources_).error().message.find("no run"), std::string::npos);
}

}  // namespace
}  // namespace overt
