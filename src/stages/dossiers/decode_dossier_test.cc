#include "stages/dossiers/decode_dossier.h"

#include <string>

#include <gtest/gtest.h>

namespace overt {
namespace {

constexpr std::string_view kDossier = R"(# A comment first.
dossier: test
sources:
  gazette: {publisher: Gazette, url: 'https://gazette.example/1', published: 2022-03-02, grade: A1}
  press: {publisher: Press, url: 'https://press.example/1', grade: B2}
entities:
  - id: outlet
    schema: Organization
    claims:
      - says: {name: Outlet, alias: [The Outlet, Das Blatt]}
        status: confirmed
        source: gazette
        from: 2014
      - says: {website: outlet.example}
        status: reported
        source: press
        grade: C3
        flags: unverified
        note: nobody has checked it
links:
  - id: link
    schema: Control
    claims:
      - {says: {controller: state, controlled: outlet}, status: alleged, source: press, to: 2024-09}
)";

std::string error_of(const std::string& text) {
  const auto read = decode_dossier(text, "d.yaml");
  return read.ok() ? std::string() : read.error().message;
}

std::string with(std::string_view part, std::string_view instead) {
  std::string text(kDossier);
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.replace(at, part.size(), instead);
}

TEST(DecodeDossierTest, EveryStatementIsAClaimWithItsSourceStatusAndDates) {
  const auto read = decode_dossier(kDossier, "d.yaml");
  ASSERT_TRUE(read.ok()) << read.error().message;
  const ClaimBatch& batch = read.value();
  ASSERT_EQ(batch.claims.size(), 6U);
  ASSERT_EQ(batch.sources.size(), 3U);
  const Claim& name = batch.claims[0];
  EXPECT_EQ(name.entity, "outlet");
  EXPECT_EQ(name.schema, "Organization");
  EXPECT_EQ(name.property, "name");
  EXPECT_EQ(name.value, "Outlet");
  EXPECT_EQ(name.status, ClaimStatus::kConfirmed);
  EXPECT_EQ(name.valid_from, parse_partial_date("2014"));
  EXPECT_EQ(batch.sources[name.source].publisher, "Gazette, 2022-03-02");
  EXPECT_EQ(batch.sources[name.source].dataset, "test");
  EXPECT_EQ(batch.claims[2].value, "Das Blatt");
  const Claim& site = batch.claims[3];
  EXPECT_EQ(name_of(batch.sources[site.source].grade), "C3");
  EXPECT_TRUE(site.flags.has(ClaimFlag::kUnverified));
  EXPECT_EQ(site.note, "nobody has checked it");
  const Claim& controlled = batch.claims[5];
  EXPECT_EQ(controlled.property, "controlled");
  EXPECT_EQ(controlled.status, ClaimStatus::kAlleged);
  EXPECT_EQ(controlled.valid_to, parse_partial_date("2024-09"));
  EXPECT_EQ(name_of(batch.sources[controlled.source].grade), "B2");
}

TEST(DecodeDossierTest, AClaimWithoutASourceOrAStatusIsRefused) {
  EXPECT_EQ(error_of(with("        status: confirmed\n", "")),
            "d.yaml:10: claims about 'outlet': 'status' is missing; it must be text");
  EXPECT_NE(error_of(with("source: gazette", "source: rumour"))
                .find("'rumour' is not among the dossier's sources"),
            std::string::npos);
  EXPECT_NE(error_of(with("        source: gazette\n", "")).find("'source' is missing"),
            std::string::npos);
  EXPECT_NE(
      error_of(with("status: confirmed", "status: true-ish")).find("is not reported, alleged"),
      std::string::npos);
}

TEST(DecodeDossierTest, WhatIsMistypedIsRefusedWithItsLine) {
  EXPECT_EQ(error_of(with("from: 2014", "from: 2014-13")),
            "d.yaml:13: claims about 'outlet': 'from' '2014-13' is not a date like 2024, 2024-09 "
            "or 2024-09-04");
  EXPECT_NE(error_of(with("grade: A1", "grade: Z1")).find("A1 to F6"), std::string::npos);
  EXPECT_NE(error_of(with("{name: Outlet,", "{name: {x: y},")).find("text or a list"),
            std::string::npos);
  EXPECT_NE(error_of(with("flags: unverified", "flags: dubious")).find("flags"), std::string::npos);
  EXPECT_NE(error_of(with("        from: 2014", "        since: 2014")).find("'since'"),
            std::string::npos);
}

TEST(DecodeDossierTest, IsRecognisedByItsFirstLine) {
  EXPECT_TRUE(is_dossier(kDossier));
  EXPECT_TRUE(is_dossier("dossier: x"));
  EXPECT_FALSE(is_dossier("- id: x\n"));
  EXPECT_FALSE(is_dossier("# only\n# comments\n"));
  EXPECT_FALSE(is_dossier(""));
}

}  // namespace
}  // namespace overt
