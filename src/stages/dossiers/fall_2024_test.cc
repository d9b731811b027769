// The bundled dossier of autumn 2024 holds what its README promises.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "stages/dossiers/decode_dossier.h"

namespace overt {
namespace {

const ClaimBatch& dossier() {
  static const ClaimBatch batch = [] {
    const std::string path = std::string(OVERT_SOURCE_DIR) + "/registry/fall-2024/claims.yaml";
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    EXPECT_TRUE(is_dossier(text));
    auto read = decode_dossier(text, "claims.yaml");
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.error().message);
    return read.ok() ? std::move(read).value() : ClaimBatch{};
  }();
  return batch;
}

bool is_commentator(const std::string& id) { return id.rfind("us-company-1-commentator", 0) == 0; }

bool decides(const Claim& claim) {
  return may_decide(claim.status, dossier().sources[claim.source].grade, claim.flags);
}

TEST(Fall2024Test, EveryClaimHasASourceWithPublisherAddressAndGrade) {
  ASSERT_GT(dossier().claims.size(), 100U);
  for (const Claim& claim : dossier().claims) {
    ASSERT_LT(claim.source, dossier().sources.size());
    const ClaimSource& source = dossier().sources[claim.source];
    EXPECT_FALSE(source.publisher.empty()) << claim.entity;
    EXPECT_EQ(source.url.rfind("http", 0), 0U) << claim.entity;
    EXPECT_EQ(source.dataset, "fall-2024");
    EXPECT_NE(name_of(source.grade), "F6") << claim.entity;
    EXPECT_TRUE(source.content_hash.empty() || source.content_hash.size() == 64U);
  }
}

TEST(Fall2024Test, NoStatementStandsTwice) {
  std::set<ClaimId> ids;
  for (const Claim& claim : dossier().claims) {
    EXPECT_TRUE(ids.insert(id_of(claim, dossier().sources[claim.source])).second)
        << claim.entity << ' ' << claim.property << ' ' << claim.value;
  }
}

TEST(Fall2024Test, WhatLinksNameIsThere) {
  std::set<std::string> entities;
  for (const Claim& claim : dossier().claims) entities.insert(claim.entity);
  const std::set<std::string> ends = {"owner",   "asset",  "controller", "controlled",
                                      "payer",   "entity", "employer",   "employee",
                                      "subject", "object", "beneficiary"};
  for (const Claim& claim : dossier().claims) {
    if (ends.contains(claim.property)) {
      EXPECT_TRUE(entities.contains(claim.value)) << claim.entity << " → " << claim.value;
    }
  }
}

TEST(Fall2024Test, ThePaymentChainNeverDecides) {
  std::size_t payments = 0;
  for (const Claim& claim : dossier().claims) {
    const bool of_the_case =
        claim.schema == "Payment" || claim.schema == "Employment" || claim.schema == "UnknownLink";
    if (!of_the_case) continue;
    ++payments;
    EXPECT_FALSE(decides(claim)) << claim.entity << ' ' << claim.property;
    EXPECT_TRUE(claim.status == ClaimStatus::kCharged || claim.status == ClaimStatus::kAlleged);
  }
  EXPECT_GT(payments, 10U);
}

TEST(Fall2024Test, CommentatorsAreOnlyEverPaidAndNeverNamed) {
  std::set<std::string> seen;
  for (const Claim& claim : dossier().claims) {
    if (is_commentator(claim.value)) {
      EXPECT_EQ(claim.schema, "Payment") << claim.entity;
      EXPECT_EQ(claim.property, "beneficiary") << claim.entity;
    }
    if (!is_commentator(claim.entity)) continue;
    seen.insert(claim.entity);
    EXPECT_NE(claim.status, ClaimStatus::kSanctioned);
    EXPECT_TRUE(claim.property == "name" || claim.property == "summary") << claim.property;
    if (claim.property == "name" && claim.schema == "Person") {
      EXPECT_NE(claim.value.find("not named"), std::string::npos) << claim.value;
    }
    if (claim.property == "summary") {
      EXPECT_EQ(claim.value.rfind("paid-unwitting:", 0), 0U);
    }
  }
  EXPECT_EQ(seen.size(), 3U);
}

TEST(Fall2024Test, OnlyTheTwoWhoAreChargedAreNamedAsPersons) {
  std::map<std::string, ClaimStatus> named;
  for (const Claim& claim : dossier().claims) {
    if (claim.schema == "Person" && claim.property == "name" && !is_commentator(claim.entity)) {
      named.emplace(claim.value, claim.status);
    }
  }
  const std::map<std::string, ClaimStatus> charged = {
      {"Kostiantyn Kalashnikov", ClaimStatus::kCharged},
      {"Elena Afanasyeva", ClaimStatus::kCharged}};
  EXPECT_EQ(named, charged);
}

TEST(Fall2024Test, ActsOfLawHaveTheirDates) {
  const auto day_of = [](std::string_view entity, std::string_view property) {
    std::set<std::string> days;
    for (const Claim& claim : dossier().claims) {
      if (claim.entity == entity && claim.property == property) days.insert(claim.value);
    }
    return days.size() == 1 ? *days.begin() : std::string();
  };
  EXPECT_EQ(day_of("sanction-eu-annex-xv-sputnik", "startDate"), "2022-03-02");
  EXPECT_EQ(day_of("sanction-eu-annex-xv-rt-english", "date"), "2022-03-01");
  EXPECT_EQ(day_of("sanction-eu-269-tv-novosti", "listingDate"), "2022-12-16");
  EXPECT_EQ(day_of("sanction-eu-269-rossiya-segodnya", "listingDate"), "2023-02-25");
  EXPECT_EQ(day_of("designation-us-fma-rt", "startDate"), "2024-09-04");
  EXPECT_EQ(day_of("designation-us-state-ru-ano-tv-novosti", "listingDate"), "2024-09-13");
  EXPECT_EQ(day_of("ban-meta-rt", "startDate"), "2024-09-16");
  EXPECT_EQ(day_of("removal-tiktok-ru-rossiya-segodnya", "startDate"), "2024-09-23");
}

TEST(Fall2024Test, HandlesNobodyHasCheckedAreFlagged) {
  for (const Claim& claim : dossier().claims) {
    if (claim.schema != "UserAccount") continue;
    EXPECT_TRUE(claim.flags.has(ClaimFlag::kUnverified)) << claim.entity;
    EXPECT_FALSE(decides(claim));
  }
}

}  // namespace
}  // namespace overt
