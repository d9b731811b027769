#include "model/claim.h"

#include <gtest/gtest.h>

#include "model/registry.h"

namespace overt {
namespace {

TEST(ClaimTest, EveryStatusAndKindIsReadBackFromItsName) {
  for (std::size_t i = 0; i < kClaimStatusCount; ++i) {
    const auto status = static_cast<ClaimStatus>(i);
    EXPECT_EQ(claim_status_named(name_of(status)), status);
  }
  for (std::size_t i = 0; i < kClaimKindCount; ++i) {
    const auto kind = static_cast<ClaimKind>(i);
    EXPECT_EQ(claim_kind_named(name_of(kind)), kind);
  }
  EXPECT_FALSE(claim_status_named("proven").has_value());
  EXPECT_FALSE(claim_kind_named("").has_value());
}

TEST(ClaimTest, AnAccusationIsWeakerThanAReportAndNeverDecides) {
  EXPECT_LT(ClaimStatus::kAlleged, ClaimStatus::kCharged);
  EXPECT_LT(ClaimStatus::kCharged, ClaimStatus::kReported);
  EXPECT_FALSE(may_decide(ClaimStatus::kAlleged, {'A', '1'}));
  EXPECT_FALSE(may_decide(ClaimStatus::kCharged, {'A', '1'}));
  EXPECT_TRUE(may_decide(ClaimStatus::kReported, {'B', '2'}));
  EXPECT_FALSE(may_decide(ClaimStatus::kReported, {'C', '2'}));
  EXPECT_FALSE(may_decide(ClaimStatus::kReported, {'B', '3'}));
  EXPECT_TRUE(may_decide(ClaimStatus::kSanctioned, {'F', '6'}));
}

TEST(ClaimTest, FlagsAreReadBackFromTheirNamesInAnyOrder) {
  ClaimFlags all;
  for (std::size_t i = 0; i < kClaimFlagCount; ++i) {
    const ClaimFlags one = {static_cast<ClaimFlag>(i)};
    EXPECT_EQ(parse_claim_flags(name_of(one)), one);
    all.add(static_cast<ClaimFlag>(i));
  }
  EXPECT_EQ(parse_claim_flags(name_of(all)), all);
  EXPECT_EQ(parse_claim_flags("generic_host,unverified"),
            (ClaimFlags{ClaimFlag::kUnverified, ClaimFlag::kGenericHost}));
  EXPECT_EQ(parse_claim_flags(""), ClaimFlags{});
  EXPECT_FALSE(parse_claim_flags("unverified,wrong").has_value());
  EXPECT_FALSE(parse_claim_flags("unverified,,protected").has_value());
}

TEST(ClaimTest, NoFlaggedClaimDecidesAndOnlySomeMayAttribute) {
  for (const auto flag : {ClaimFlag::kConflicting, ClaimFlag::kGenericHost,
                          ClaimFlag::kIndicatorOnly, ClaimFlag::kNegativeList}) {
    EXPECT_FALSE(may_attribute({flag})) << name_of(flag);
    EXPECT_FALSE(may_decide(ClaimStatus::kConfirmed, {'A', '1'}, {flag})) << name_of(flag);
  }
  EXPECT_TRUE(may_attribute({ClaimFlag::kUnverified}));
  EXPECT_FALSE(may_decide(ClaimStatus::kConfirmed, {'A', '1'}, {ClaimFlag::kUnverified}));
  EXPECT_TRUE(may_decide(ClaimStatus::kConfirmed, {'A', '1'}, {ClaimFlag::kProtected}));
  EXPECT_TRUE(may_attribute({}));
}

TEST(ClaimTest, GradesAreALetterAndADigit) {
  EXPECT_EQ(parse_grade("B2"), (Grade{'B', '2'}));
  EXPECT_EQ(name_of(Grade{'C', '3'}), "C3");
  for (const auto* wrong : {"", "B", "b2", "G1", "A0", "A7", "A12"}) {
    EXPECT_FALSE(parse_grade(wrong).has_value()) << wrong;
  }
}

TEST(ClaimTest, PartialDatesMeanEveryDayTheyMayMean) {
  const auto year = parse_partial_date("2024");
  const auto month = parse_partial_date("2024-02");
  const auto day = parse_partial_date("2024-02-29");
  ASSERT_TRUE(year && month && day);
  EXPECT_EQ(year->last_day - year->first_day, 365);
  EXPECT_EQ(month->last_day - month->first_day, 28);
  EXPECT_EQ(day->first_day, month->last_day);
  for (const auto* text : {"1969", "2024", "2024-02", "2023-12", "2024-02-29", "1970-01-01"}) {
    const auto date = parse_partial_date(text);
    ASSERT_TRUE(date.has_value()) << text;
    EXPECT_EQ(format_partial_date(*date), text);
  }
  for (const auto* wrong : {"", "24", "0000", "2024-", "2024-13", "2024-00", "2023-02-29",
                            "2024-02-00", "2024/02", "2024-02-1", "2024-02-291"}) {
    EXPECT_FALSE(parse_partial_date(wrong).has_value()) << wrong;
  }
}

TEST(ClaimTest, TheIdIsThatOfTheStatementAndItsContent) {
  Claim claim;
  claim.entity = "a";
  claim.schema = "Company";
  claim.property = "name";
  claim.value = "b";
  ClaimSource source;
  source.url = "https://example.org/";
  source.dataset = "d";
  const ClaimId id = id_of(claim, source);
  EXPECT_EQ(id, id_of(claim, source));
  EXPECT_EQ(parse_claim_id(name_of(id)), id);
  Claim moved = claim;
  moved.property = "nam";
  moved.value = "eb";  // the same bytes, cut elsewhere
  EXPECT_NE(id_of(moved, source), id);
  Claim flagged = claim;
  flagged.flags.add(ClaimFlag::kConflicting);
  EXPECT_NE(id_of(flagged, source), id);
  Claim later = claim;
  later.valid_from = parse_partial_date("2024");
  EXPECT_NE(id_of(later, source), id);
  ClaimSource other = source;
  other.dataset = "e";
  EXPECT_NE(id_of(claim, other), id);
  other = source;
  other.retrieved_at = 1;
  other.content_hash = "00";
  EXPECT_EQ(id_of(claim, other), id) << "a later version of the list says the same";
}

TEST(ClaimTest, OnlyWholeLowerCaseIdsAreRead) {
  EXPECT_FALSE(parse_claim_id("0123").has_value());
  EXPECT_FALSE(parse_claim_id("0123456789ABCDEF0123456789ABCDEF").has_value());
  EXPECT_FALSE(parse_claim_id("0123456789abcdef0123456789abcdeg").has_value());
}

TEST(RegistryTest, ALinkHoldsOnAnyDayThatItsDatesMayMean) {
  ViewLink link;
  EXPECT_TRUE(holds_on(link, -100'000));
  link.valid_from = parse_partial_date("2022");
  link.valid_to = parse_partial_date("2024-06-30");
  const auto day = [](const char* text) { return parse_partial_date(text)->first_day; };
  EXPECT_FALSE(holds_on(link, day("2021-12-31")));
  EXPECT_TRUE(holds_on(link, day("2022-01-01")));
  EXPECT_TRUE(holds_on(link, day("2024-06-30")));
  EXPECT_FALSE(holds_on(link, day("2024-07-01")));
}

}  // namespace
}  // namespace overt
