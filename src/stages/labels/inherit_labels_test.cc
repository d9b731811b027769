#include "stages/labels/inherit_labels.h"

#include <algorithm>
#include <optional>

#include <gtest/gtest.h>

#include "stages/labels/assess_control.h"
#include "stages/labels/assessment_fixture.h"
#include "stages/labels/registry_fixture.h"

namespace overt {
namespace {

using fixture::day_of;
using fixture::RegistryBuilder;

const std::int32_t kDay = day_of("2024-09-23");

/// group controls outlet (assessed), which controls edition; edition has an account and a site.
class InheritLabelsTest : public testing::Test {
 protected:
  InheritLabelsTest() {
    group_ = registry_.entity("group");
    outlet_ = registry_.entity("outlet");
    edition_ = registry_.entity("edition");
    registry_.link("l1", "Control", group_, outlet_);
    registry_.link("l2", "Control", outlet_, edition_);
    registry_.account("edition", "Clipper", "@Edition_News");
    registry_.claim(edition_, "website", "https://www.Edition.example/news");
    sheet_ = fixture::assessment(ControlFinding::kState);
  }

  InheritedLabels labels(std::int32_t day = kDay) {
    std::vector<AssessedControl> assessed = {{&sheet_, assess_control(sheet_, day)}};
    if (other_) assessed.push_back({&*other_, assess_control(*other_, day)});
    return inherit_labels(registry_.view(), assessed, day);
  }

  static const LabelGrant* granted(const InheritedLabels& labels, std::string_view subject) {
    for (const LabelGrant& grant : labels.grants) {
      if (name_of(grant.subject) == subject) return &grant;
    }
    return nullptr;
  }

  static std::optional<LabelRefusal> refused(const InheritedLabels& labels,
                                             std::string_view subject) {
    for (const RefusedLabel& refused : labels.refused) {
      if (name_of(refused.subject) == subject) return refused.refusal;
    }
    return std::nullopt;
  }

  RegistryBuilder registry_;
  EntityIndex group_, outlet_, edition_;
  ControlAssessment sheet_;
  std::optional<ControlAssessment> other_;
};

constexpr std::string_view kAccount = "account:clipper:edition_news";
constexpr std::string_view kSite = "website:edition.example";

TEST_F(InheritLabelsTest, GoesDownToOutletsAccountsAndSitesAndNeverUp) {
  const InheritedLabels all = labels();
  ASSERT_EQ(all.grants.size(), 4U);
  EXPECT_NE(granted(all, "entity:outlet"), nullptr);
  EXPECT_NE(granted(all, "entity:edition"), nullptr);
  ASSERT_NE(granted(all, kAccount), nullptr);
  EXPECT_NE(granted(all, kSite), nullptr);
  EXPECT_EQ(granted(all, "entity:group"), nullptr);
  EXPECT_EQ(granted(all, "entity:outlet")->path.size(), 0U);
  EXPECT_EQ(granted(all, kAccount)->path.size(), 2U);
  EXPECT_EQ(granted(all, kAccount)->path.front(), "l2");
  EXPECT_TRUE(all.refused.empty());
}

TEST_F(InheritLabelsTest, NothingIsLabelledByAnOutcomeThatIsNotInForce) {
  EXPECT_TRUE(labels(day_of("2025-06-01")).grants.empty());
  sheet_ = fixture::assessment(ControlFinding::kIndependent);
  EXPECT_TRUE(labels().grants.empty());
}

TEST_F(InheritLabelsTest, OwnershipThatEndedOrHasNotBegunCarriesNothing) {
  ViewLink& link = registry_.view().links[1];
  link.valid_to = parse_partial_date("2024-09-22");
  InheritedLabels all = labels();
  EXPECT_EQ(granted(all, "entity:edition"), nullptr);
  EXPECT_EQ(granted(all, kAccount), nullptr);
  EXPECT_EQ(refused(all, "entity:edition"), LabelRefusal::kLinkEnded);
  EXPECT_NE(granted(labels(day_of("2024-09-22")), kAccount), nullptr);
  link.valid_to.reset();
  link.valid_from = parse_partial_date("2024-09-24");
  EXPECT_EQ(refused(labels(), "entity:edition"), LabelRefusal::kLinkEnded);
}

TEST_F(InheritLabelsTest, AllegedLinksAndMinorityHoldingsCarryNothing) {
  ViewLink& link = registry_.view().links[1];
  link.decides = false;
  EXPECT_EQ(refused(labels(), "entity:edition"), LabelRefusal::kLinkNotDeciding);
  link.decides = true;
  link.schema = "Ownership";
  link.share = .49;
  EXPECT_EQ(refused(labels(), "entity:edition"), LabelRefusal::kMinorityShare);
  link.share = .5;
  EXPECT_NE(granted(labels(), "entity:edition"), nullptr);
}

TEST_F(InheritLabelsTest, MoneyWorkAndPeopleCarryNothing) {
  const EntityIndex studio = registry_.entity("studio", "Company");
  const EntityIndex person = registry_.entity("person", "Person");
  registry_.link("p1", "Payment", outlet_, studio);
  registry_.link("p2", "Representation", outlet_, studio);
  registry_.link("p3", "Employment", outlet_, person);
  registry_.link("p4", "Control", outlet_, person);
  registry_.account("studio", "clipper", "studio");
  registry_.account("person", "clipper", "person");
  const InheritedLabels all = labels();
  EXPECT_EQ(all.grants.size(), 4U);
  EXPECT_EQ(refused(all, "entity:person"), LabelRefusal::kPerson);
  EXPECT_EQ(refused(all, "account:clipper:studio"), std::nullopt);
}

TEST_F(InheritLabelsTest, FlaggedHandlesDoNotInherit) {
  ViewClaim& unverified = registry_.account("edition", "clipper", "unverified");
  unverified.flags.add(ClaimFlag::kUnverified);
  unverified.note = "nobody has checked it";
  registry_.account("edition", "clipper", "conflicting").flags.add(ClaimFlag::kConflicting);
  registry_.account("edition", "clipper", "alleged").status = ClaimStatus::kAlleged;
  registry_.account("edition", "clipper", "sold").valid_to = parse_partial_date("2023");
  registry_.account("edition", "clipper", "rumour").grade = {'D', '3'};
  registry_.claim(edition_, "website", "https://youtube.example/x")
      .flags.add(ClaimFlag::kGenericHost);
  const InheritedLabels all = labels();
  EXPECT_EQ(all.grants.size(), 4U);
  EXPECT_EQ(refused(all, "account:clipper:unverified"), LabelRefusal::kFlagged);
  EXPECT_EQ(refused(all, "account:clipper:conflicting"), LabelRefusal::kFlagged);
  EXPECT_EQ(refused(all, "account:clipper:alleged"), LabelRefusal::kClaimNotDeciding);
  EXPECT_EQ(refused(all, "account:clipper:sold"), LabelRefusal::kClaimEnded);
  EXPECT_EQ(refused(all, "account:clipper:rumour"), LabelRefusal::kClaimNotDeciding);
  EXPECT_EQ(refused(all, "website:youtube.example"), LabelRefusal::kFlagged);
}

TEST_F(InheritLabelsTest, AHandleThatAnotherEntityClaimsDoesNotInherit) {
  registry_.entity("stranger", "Company");
  registry_.account("stranger", "clipper", "edition_news");
  const InheritedLabels all = labels();
  EXPECT_EQ(granted(all, kAccount), nullptr);
  EXPECT_EQ(refused(all, kAccount), LabelRefusal::kSeveralOwners);
}

TEST_F(InheritLabelsTest, AHandleThatParentAndEditionBothClaimStillInherits) {
  registry_.account("outlet", "clipper", "edition_news");
  EXPECT_NE(granted(labels(), kAccount), nullptr);
}

TEST_F(InheritLabelsTest, WhatOptsOutTakesItsOwnAlong) {
  sheet_.opt_outs.push_back({*parse_label_subject("entity:edition"), "run by its staff", "reviewer",
                             *parse_partial_date("2024-07-01"), parse_partial_date("2024-12-31")});
  const InheritedLabels all = labels();
  EXPECT_EQ(all.grants.size(), 1U);
  EXPECT_EQ(refused(all, "entity:edition"), LabelRefusal::kOptedOut);
  ASSERT_FALSE(all.refused.empty());
  EXPECT_NE(all.refused.front().reason.find("run by its staff"), std::string::npos);
  EXPECT_NE(granted(labels(day_of("2024-06-30")), kAccount), nullptr);
  EXPECT_NE(granted(labels(day_of("2025-01-01")), kAccount), nullptr);
}

TEST_F(InheritLabelsTest, AnEntityAssessedItselfDoesNotInherit) {
  other_ = fixture::assessment(ControlFinding::kIndependent);
  other_->id = "a2";
  other_->entity = "edition";
  const InheritedLabels all = labels();
  EXPECT_EQ(all.grants.size(), 1U);
  EXPECT_EQ(refused(all, "entity:edition"), LabelRefusal::kOwnOutcome);
  other_->expires_day = day_of("2024-09-01");
  EXPECT_EQ(labels().grants.size(), 4U);
}

TEST_F(InheritLabelsTest, AnEntityTheRegistryDoesNotHaveIsSaid) {
  sheet_.entity = "nobody";
  const InheritedLabels all = labels();
  EXPECT_TRUE(all.grants.empty());
  EXPECT_EQ(all.unknown, std::vector<std::string>{"nobody"});
}

TEST_F(InheritLabelsTest, ACircleOfControlEnds) {
  registry_.link("l3", "Control", edition_, outlet_);
  registry_.link("l4", "Control", edition_, group_);
  const InheritedLabels all = labels();
  EXPECT_EQ(all.grants.size(), 5U);  // the group too: the edition controls it
}

/// The same registry under other names: letters of ids reversed, in one go.
TEST_F(InheritLabelsTest, OtherNamesInTheWholeRegistryGiveTheSameLabels) {
  const auto renamed = [](std::string_view id) {
    return std::string("x-") + std::string(id.rbegin(), id.rend());
  };
  RegistryBuilder other;
  for (const ViewEntity& entity : registry_.view().entities) {
    other.entity(renamed(entity.id), entity.schema);
  }
  for (std::uint32_t i = 0; i < registry_.view().entities.size(); ++i) {
    for (const ClaimIndex index : registry_.view().entities[i].claims) {
      const ViewClaim& claim = registry_.view().claim(index);
      const bool id = claim.property == "owner";
      other.claim(EntityIndex{i}, claim.property, id ? renamed(claim.value) : claim.value);
    }
  }
  for (const ViewLink& link : registry_.view().links) {
    other.link(link.id, link.schema, link.from, link.to);
  }
  const InheritedLabels before = labels();
  registry_.view() = std::move(other.view());
  sheet_.entity = renamed("outlet");
  sheet_.state = "another";
  sheet_.reach.home = "zz";
  const InheritedLabels after = labels();
  ASSERT_EQ(after.grants.size(), before.grants.size());
  EXPECT_NE(granted(after, "entity:" + renamed("edition")), nullptr);
  EXPECT_NE(granted(after, kAccount), nullptr);
  EXPECT_NE(granted(after, kSite), nullptr);
}

TEST(SubjectIdTest, HandlesAndHostsHaveOneForm) {
  EXPECT_EQ(account_subject_id("TikTok", "@RT_com"), "tiktok:rt_com");
  EXPECT_EQ(account_subject_id("", "x"), "");
  EXPECT_EQ(account_subject_id("tiktok", "@"), "");
  EXPECT_EQ(website_subject_id("https://www.RT.com:443/news?x#y"), "rt.com");
  EXPECT_EQ(website_subject_id("rt.com"), "rt.com");
  EXPECT_EQ(website_subject_id("https://user@rt.com/"), "rt.com");
  EXPECT_EQ(website_subject_id(""), "");
}

}  // namespace
}  // namespace overt
