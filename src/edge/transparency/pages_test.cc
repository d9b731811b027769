#include "edge/transparency/pages.h"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "edge/transparency/data_tables.h"

namespace overt::transparency {
namespace {

constexpr std::string_view kHostile = "<script>alert(1)</script>\"' onload=x";
constexpr TimeUs kDay = kMicrosPerDay;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

PolicyVersion version(std::uint32_t place, const std::string& text) {
  PolicyVersion one;
  one.policy = "example";
  one.place = place;
  one.version = "1." + std::to_string(place);
  one.title = kHostile;
  one.summary = "A rule";
  one.text = text;
  one.hash = "abc";
  one.at = (100 + place) * kDay;
  one.by = "secret-person";
  return one;
}

/// One of everything, each with a name that tries to be markup.
PublicRecord full_record() {
  PublicRecord record;
  Publication standing;
  standing.id = "p1";
  standing.about = kHostile;
  standing.publisher = "Clipper";
  standing.at = 200 * kDay;
  standing.files = {{"statement.html", "aa"}, {"statement.json", "bb"}};
  standing.policies = {"example 1.1, clause", "other 2.0, clause"};
  Publication withdrawn = standing;
  withdrawn.id = "p2";
  withdrawn.withdrawn_at = 201 * kDay;
  withdrawn.files = {{"disclosure.stix.json", ""}};
  record.publications = {standing, withdrawn};
  record.policies = {{"example", {version(0, "a\nb\nc\n"), version(1, "a\nx<y\nc\n")}}};
  LabelEvent event;
  event.sequence = 1;
  event.label = "state-affiliated";
  event.subject = {LabelSubjectKind::kEntity, "outlet"};
  event.name = kHostile;
  event.reason = kHostile;
  event.by = "secret-person";
  event.at = 150 * kDay;
  event.assessment = "a1";
  event.root = "outlet";
  record.labels.events = {event};
  record.labels.standing = {event};
  PublishedAssessment one;
  one.assessment.id = "a1";
  one.assessment.label = "state-affiliated";
  one.assessment.entity = "outlet";
  one.assessment.name = kHostile;
  one.assessment.contest = {"letters@platform.example", "another editor", 30};
  ControlEvidence evidence;
  evidence.statement = kHostile;
  evidence.source.url = "javascript:alert(1)";
  evidence.source.publisher = kHostile;
  one.assessment.criteria[0].evidence = {evidence};
  one.result.in_force = true;
  one.result.outcome = ControlOutcome::kControlled;
  one.published = true;
  record.labels.assessments = {one};
  record.ledger = {"log.example", 7, "cm9vdA==", "log.example\n7\ncm9vdA==\n", "log.example+0+k"};
  return record;
}

std::vector<std::string> all_pages(const Reader& reader, const PublicRecord& record) {
  std::vector<std::string> pages = {front_page(reader, record),
                                    statements_page(reader, record),
                                    policies_page(reader, record),
                                    labels_page(reader, record),
                                    nothing_page(reader, "/x"),
                                    later_page(reader, "/x"),
                                    ledger_page(reader, record.ledger, nullptr)};
  for (const Publication& one : record.publications) {
    pages.push_back(
        publication_page(reader, record, one, {{"statement.html", "<h2>Made by us</h2>"}}));
  }
  for (const PolicyHistory& one : record.policies) pages.push_back(policy_page(reader, one));
  for (const PublishedAssessment& one : record.labels.assessments) {
    pages.push_back(assessment_page(reader, record, one));
  }
  std::vector<ListedTable> tables;
  for (const DataTable& one : data_dictionary()) tables.push_back({std::string(one.name), 0});
  pages.push_back(data_page(reader, record, tables));
  return pages;
}

TEST(TransparencyPagesTest, NamesFromAnywhereNeverBecomeMarkup) {
  for (const std::string& html : all_pages({}, full_record())) {
    EXPECT_FALSE(contains(html, "<script>")) << html;
    EXPECT_FALSE(contains(html, "\"' onload")) << html;
    EXPECT_FALSE(contains(html, "href=\"javascript")) << html;
  }
  EXPECT_FALSE(contains(feed(full_record()), "<script>"));
}

TEST(TransparencyPagesTest, NothingStandsInAPageThatThePolicyForbids) {
  for (const std::string& html : all_pages({}, full_record())) {
    EXPECT_FALSE(contains(html, " style=")) << html;
    EXPECT_FALSE(contains(html, "<style")) << html;
    for (std::size_t at = html.find(" src=\""); at != std::string::npos;
         at = html.find(" src=\"", at + 1)) {
      EXPECT_EQ(html.compare(at, 7, " src=\"/"), 0) << html.substr(at, 60);
    }
    EXPECT_TRUE(html.starts_with("<!doctype html>\n<html lang=\"en\">"));
    EXPECT_TRUE(contains(html, "<main id=\"main\""));
    const std::size_t heading = html.find("<h1");
    ASSERT_NE(heading, std::string::npos);
    EXPECT_EQ(html.find("<h1", heading + 1), std::string::npos);
  }
}

TEST(TransparencyPagesTest, WhoWorksHereIsOnNoPage) {
  const PublicRecord record = full_record();
  for (const std::string& html : all_pages({}, record)) {
    EXPECT_FALSE(contains(html, "secret-person")) << html;
  }
  EXPECT_FALSE(contains(feed(record), "secret-person"));
  const auto tables = data_tables(record, [](const Publication&) { return DisclosureFiles(); });
  ASSERT_TRUE(tables.ok());
  for (const DataTable& table : tables.value()) {
    EXPECT_FALSE(contains(table_json(table), "secret-person"));
  }
}

TEST(TransparencyPagesTest, AnEmptyRecordSaysSoOnEveryPage) {
  for (std::size_t i = 0; i < kLanguageCount; ++i) {
    const Reader reader{static_cast<Language>(i), true};
    const Texts& texts = reader.texts();
    const PublicRecord nothing;
    EXPECT_TRUE(contains(front_page(reader, nothing), escaped(texts.front.none)));
    EXPECT_TRUE(contains(statements_page(reader, nothing), escaped(texts.statements.none)));
    EXPECT_TRUE(contains(policies_page(reader, nothing), escaped(texts.policies.none)));
    EXPECT_TRUE(contains(labels_page(reader, nothing), escaped(texts.labels.none)));
    EXPECT_TRUE(contains(ledger_page(reader, nothing.ledger, nullptr), escaped(texts.ledger.none)));
    EXPECT_TRUE(contains(data_page(reader, nothing, {}), escaped(texts.data.none)));
  }
}

TEST(TransparencyPagesTest, LinksKeepALanguageThatWasChosen) {
  const std::string chosen = front_page({Language::kFrench, true}, full_record());
  EXPECT_TRUE(contains(chosen, "href=\"/transparency/policies?lang=fr\""));
  const std::string heard = front_page({Language::kFrench, false}, full_record());
  EXPECT_TRUE(contains(heard, "href=\"/transparency/policies\""));
  EXPECT_TRUE(contains(heard, "<html lang=\"fr\">"));
}

TEST(TransparencyPagesTest, APolicysVersionsSayWhatChangedAndUntilWhen) {
  const std::string html = policy_page({}, full_record().policies.front());
  EXPECT_TRUE(contains(html, "<del class=\"line\"><span class=\"unseen\">removed: </span>b</del>"));
  EXPECT_TRUE(
      contains(html, "<ins class=\"line\"><span class=\"unseen\">added: </span>x&lt;y</ins>"));
  EXPECT_LT(html.find("Version 1.1"), html.find("Version 1.0"));
  EXPECT_TRUE(contains(html, "until <time"));
}

TEST(TransparencyPagesTest, VersionsThatAStatementCitesAndNobodyPutOnRecordAreNamed) {
  const std::string html = policies_page({}, full_record());
  EXPECT_TRUE(contains(html, "<li>other 2.0</li>"));
  EXPECT_FALSE(contains(html, "<li>example 1.1</li>"));
}

TEST(TransparencyPagesTest, AStatementLeadsToTheVersionsThatItCites) {
  const PublicRecord record = full_record();
  const std::string html = publication_page({}, record, record.publications[0], {});
  EXPECT_TRUE(
      contains(html, "<a href=\"/transparency/policies/example#v1\">example 1.1, clause</a>"));
  EXPECT_TRUE(contains(html, "<li>other 2.0, clause</li>"));
}

TEST(TransparencyPagesTest, LabelsStandTogetherByTheAssessmentTheyRestOn) {
  PublicRecord record = full_record();
  LabelEvent site = record.labels.standing.front();
  site.subject = {LabelSubjectKind::kWebsite, "outlet.example"};
  site.name = "outlet.example";
  record.labels.standing.push_back(site);
  const std::string html = labels_page({}, record);
  const std::string why = "/transparency/labels/a1";
  EXPECT_NE(html.find(why), std::string::npos);
  EXPECT_EQ(html.find("<h2><span"), html.rfind("<h2><span")) << "one outlet, one section";
  EXPECT_TRUE(contains(html, "<code>outlet.example</code>"));
}

TEST(TransparencyPagesTest, WhatWasWithdrawnIsNotShown) {
  const PublicRecord record = full_record();
  const std::string html =
      publication_page({}, record, record.publications[1], {{"statement.html", "what it said"}});
  EXPECT_FALSE(contains(html, "what it said"));
  EXPECT_TRUE(contains(html, "disclosure.stix.json"));
  EXPECT_TRUE(contains(html, escaped(kEnglishTexts.withdrawn_text)));
}

TEST(TransparencyPagesTest, ALabelsHistoryGoesOnAfterWhatHappened) {
  PublicRecord record = full_record();
  record.labels.events.front().reason = "belongs to The Outlet";
  const std::string html = assessment_page({}, record, record.labels.assessments.front());
  EXPECT_TRUE(contains(html, "state-affiliated: applied; ")) << html;
  EXPECT_FALSE(contains(html, "applied. ")) << "a reason begins in lower case";
}

TEST(TransparencyPagesTest, AnAssessmentSaysHowToContestIt) {
  const PublicRecord record = full_record();
  const std::string html = assessment_page({}, record, record.labels.assessments.front());
  EXPECT_TRUE(contains(html, "letters@platform.example"));
  EXPECT_TRUE(contains(html, "within 30 days"));
  EXPECT_TRUE(contains(html, escaped(kEnglishTexts.counts_for_nothing)));
}

TEST(TransparencyPagesTest, TheCheckerOnTheServerSaysWhichStepFails) {
  AskedReceipt asked{
      "pasted", "",
      CheckedReceipt{{{ReceiptStep::kEntry, true, "ab"}, {ReceiptStep::kPath, false, "1 / 2"}},
                     "entry"}};
  const std::string fails = ledger_page({}, full_record().ledger, &asked);
  EXPECT_TRUE(contains(fails, "data-outcome=\"fails\""));
  EXPECT_TRUE(contains(fails, "<li data-holds=\"false\">"));
  EXPECT_TRUE(contains(fails, ">\npasted</textarea>"));
  asked.checked = Error{ErrorCode::kBadInput, "not a receipt"};
  const std::string unreadable = ledger_page({}, full_record().ledger, &asked);
  EXPECT_TRUE(contains(unreadable, "data-outcome=\"unreadable\""));
  EXPECT_TRUE(contains(unreadable, "not a receipt"));
}

TEST(TransparencyFeedTest, HoldsEverythingOnceTheNewestFirst) {
  const std::string xml = feed(full_record());
  const std::vector<std::string> ids = {"urn:overt:disclosure:p2:withdrawn",
                                        "<id>urn:overt:disclosure:p1</id>", "urn:overt:label:1",
                                        "urn:overt:policy:example:1", "urn:overt:policy:example:0"};
  std::size_t before = 0;
  for (const std::string& id : ids) {
    const std::size_t at = xml.find(id);
    ASSERT_NE(at, std::string::npos) << id;
    EXPECT_GT(at, before) << id;
    EXPECT_EQ(xml.find(id, at + 1), std::string::npos) << id;
    before = at;
  }
}

TEST(DataTablesTest, SaysNoMoreThanThePublishedFile) {
  const std::string statement =
      R"({"id":"p1","name":"Long, Echo","accounts":null,"accounts_below":10,"followers":null,)"
      R"("returning":true,"behind":{"name":"=ANO","likelihood":"likely","confidence":"low"},)"
      R"("techniques":["T1","T2"],"actions":[{"action":"suspend","accounts":null,)"
      R"("accounts_below":10},{"action":"label","accounts":12}]})";
  const auto tables = data_tables(full_record(), [&](const Publication&) {
    return DisclosureFiles{{"statement.json", statement}};
  });
  ASSERT_TRUE(tables.ok());
  const DataTable& statements = tables.value().at(1);
  ASSERT_EQ(statements.rows.size(), 1U);  // what was withdrawn has none
  const std::string csv = table_csv(statements);
  EXPECT_TRUE(contains(csv, "\"Long, Echo\""));
  EXPECT_TRUE(contains(csv, "'=ANO,likely,low"));
  EXPECT_TRUE(contains(csv, ",,10,"));
  const std::string json = table_json(statements);
  EXPECT_TRUE(contains(json, "\"accounts\": null"));
  EXPECT_TRUE(contains(json, "\"accounts_below\": 10"));
  EXPECT_TRUE(contains(json, "\"returning\": true"));
  const std::string measures = table_json(tables.value().at(2));
  EXPECT_TRUE(contains(measures, "\"accounts\": 12"));
}

TEST(DataTablesTest, TheDictionarySaysWhatEachFieldIs) {
  const std::string dictionary = dictionary_json();
  for (const DataTable& table : data_dictionary()) {
    EXPECT_TRUE(contains(dictionary, table.name));
    for (const DataField& field : table.fields) {
      EXPECT_FALSE(field.meaning.empty()) << field.name;
      EXPECT_TRUE(contains(dictionary, field.meaning)) << field.name;
    }
  }
}

}  // namespace
}  // namespace overt::transparency
