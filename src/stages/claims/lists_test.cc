// Every list kept by hand, on a few rows that hold its traps.

#include <gtest/gtest.h>

#include "stages/claims/collected_claims_internal.h"

namespace overt {
namespace {

CollectedClaims read(std::string_view text, std::string path = "list.csv") {
  ClaimDecoderRequest request;
  request.path = std::move(path);
  auto got = collect_claims(text, request);
  EXPECT_EQ(got.error, "");
  // However the file arrives, the claims are the same.
  const auto in_pieces = collect_claims(text, request, 13);
  EXPECT_EQ(in_pieces.claims, got.claims);
  EXPECT_EQ(in_pieces.rejects, got.rejects);
  return got;
}

std::uint64_t skipped(const CollectedClaims& got, std::string_view reason) {
  for (const ReasonCount& one : got.report.skipped) {
    if (one.reason == reason) return one.count;
  }
  return 0;
}

constexpr std::string_view kMatrix =
    "Region,Country,Media company,Main assets,URL,Typology,Status,Notes,Twitter Link,Tiktok "
    "Link,streaming media URL\n"
    "Eurasia,Russia,Sputnik News,Sputnik Polish,https://pl.sputniknews.com/,SC,,Merged from "
    "Hamilton,https://www.twitter.com/sputnik.armenia,https://www.tiktok.com/@sputnik.by,\n"
    "Eurasia,Russia,Sputnik News,Sputnik Italian,https://it.sputniknews.com/,SC,,,"
    "https://www.twitter.com/Sputnik.Armenia,,https://cdn.example.com/live\n"
    "Eurasia,Russia,RT,RT Deutsch,https://de.rt.com/,SC,,,,,\n"
    "Eurasia,Russia,RT,RT Deutsch,https://rtde.world/,SC,Currently Not Functional,,"
    "https://www.twitter.com/de_rt_com,,\n"
    "Europe,Albania,RTSH,RTSH,www.rtsh.al,ISM?,,,,,\n"
    "Europe,Atlantis,Solo,,https://www.facebook.com/solo,IP,,,,,\n"
    "Europe,Albania,Other,Other TV,https://rtsh.al/tv,XX,,,,,\n"
    ",,,,,,,,,,\n"
    "Europe,Albania,,,https://nobody.al/,SC,,,,,\n";

TEST(StateMediaTest, OutletsOwnersAndSitesAreToldAsTheMatrixTellsThem) {
  const auto got = read(kMatrix);
  const std::string outlet = got.entity_with("name", "RT Deutsch");
  const std::string company = got.entity_with("name", "RT");
  ASSERT_FALSE(outlet.empty());
  ASSERT_FALSE(company.empty()) << "the owner column is an entity of its own, not ANO TV-Novosti";
  EXPECT_EQ(got.values("country", outlet), std::vector<std::string>{"ru"});
  EXPECT_EQ(got.values("website", outlet),
            (std::vector<std::string>{"https://de.rt.com/", "https://rtde.world/"}))
      << "two rows of one outlet are one outlet with two sites";
  const std::string link = got.entity_with("asset", outlet);
  EXPECT_EQ(got.values("owner", link), std::vector<std::string>{company});
  EXPECT_EQ(got.stating("owner", link).at(0).schema, "Ownership");
  EXPECT_EQ(got.stating("website", outlet).at(1).note, "Currently Not Functional");
  EXPECT_EQ(got.report.records, 8U);
  EXPECT_EQ(got.rejects,
            (std::vector<CollectedReject>{{RejectReason::kMissingField, 10, "Main assets"}}));
  EXPECT_EQ(skipped(got, "streaming_address"), 1U);
  EXPECT_EQ(skipped(got, "unknown_country"), 1U);
}

TEST(StateMediaTest, TheTypologyIsAnInputAndNotAVerdict) {
  const auto got = read(kMatrix);
  const auto types = got.stating("classification", got.entity_with("name", "Sputnik Polish"));
  ASSERT_EQ(types.size(), 1U);
  EXPECT_EQ(types[0].value, "SC");
  EXPECT_NE(types[0].note.find("not a verdict"), std::string::npos);
  EXPECT_FALSE(may_decide(types[0].status, got.source_of(types[0]).grade, types[0].flags));
  for (const auto* doubted : {"RTSH", "Other TV"}) {
    const auto claims = got.stating("classification", got.entity_with("name", doubted));
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_TRUE(claims[0].flags.has(ClaimFlag::kUnverified)) << doubted;
  }
}

TEST(StateMediaTest, EveryLinkIsUnverifiedAndOneOfSeveralOutletsAttributesNobody) {
  const auto got = read(kMatrix);
  const auto shared = got.stating("owner", "handle:x:sputnik.armenia");
  ASSERT_EQ(shared.size(), 2U);
  for (const Claim& claim : shared) {
    EXPECT_TRUE(claim.flags.has(ClaimFlag::kUnverified));
    EXPECT_TRUE(claim.flags.has(ClaimFlag::kConflicting));
    EXPECT_FALSE(may_attribute(claim.flags));
    EXPECT_EQ(claim.note, "2 outlets of the matrix give this account");
  }
  const auto own = got.stating("owner", "handle:x:de_rt_com");
  ASSERT_EQ(own.size(), 1U);
  EXPECT_TRUE(own[0].flags.has(ClaimFlag::kUnverified));
  EXPECT_TRUE(may_attribute(own[0].flags));
  ASSERT_EQ(got.report.conflicts.size(), 2U);
  EXPECT_EQ(got.report.conflicts[0].what, "x @Sputnik.Armenia");
  EXPECT_EQ(got.report.conflicts[1].what, "website rtsh.al");
  EXPECT_EQ(got.report.conflicts[1].among, (std::vector<std::string>{"RTSH", "Other"}));
}

TEST(StateMediaTest, ASiteOnAPlatformAndASiteOfTwoCompaniesAttributeNobody) {
  const auto got = read(kMatrix);
  const auto solo = got.stating("website", got.entity_with("name", "Solo"));
  ASSERT_EQ(solo.size(), 1U);
  EXPECT_TRUE(solo[0].flags.has(ClaimFlag::kGenericHost));
  const auto rtsh = got.stating("website", got.entity_with("name", "RTSH"));
  ASSERT_EQ(rtsh.size(), 1U);
  EXPECT_TRUE(rtsh[0].flags.has(ClaimFlag::kConflicting));
}

TEST(OutletDomainsTest, AListIsNamedAfterItsOwnerAndItsRulesAreRead) {
  const auto got = read(
      "# RT and its mirrors\n\nrt.com # main\nfull:www.russiatoday.tv @mirror\ndomain:swentr.site\n"
      "include:other\nregexp:^rt[0-9]+\\.com$\nkeyword:sputnik\nrt.com\nnot a host "
      "name\n\xFF.com\n",
      "lists/rt.txt");
  const std::string owner = got.entity_with("name", "rt");
  EXPECT_EQ(got.values("website", owner),
            (std::vector<std::string>{"rt.com", "russiatoday.tv", "swentr.site"}));
  EXPECT_EQ(got.values("summary", owner), std::vector<std::string>{"RT and its mirrors"});
  EXPECT_EQ(got.stating("website").at(1).note, "@mirror");
  EXPECT_EQ(skipped(got, "include"), 1U);
  EXPECT_EQ(skipped(got, "regexp_is_no_domain"), 1U);
  EXPECT_EQ(skipped(got, "keyword_is_no_domain"), 1U);
  EXPECT_EQ(skipped(got, "domain_given_twice"), 1U);
  EXPECT_EQ(got.rejects, (std::vector<CollectedReject>{{RejectReason::kMalformed, 10, "domain"},
                                                       {RejectReason::kBadEncoding, 11, ""}}));
}

TEST(OutletDomainsTest, WhatAStateBlocksIsNeverItsAsset) {
  const std::string_view text = "# Media sites blocked in Russia\n# source: wiki\n\ndoxa.team\n";
  for (const auto* path : {"category-media-ru-blocked.txt", "renamed.txt"}) {
    const auto got = read(text, path);
    ASSERT_EQ(got.claims.size(), 2U) << path;
    for (const Claim& claim : got.claims) {
      EXPECT_TRUE(claim.flags.has(ClaimFlag::kNegativeList)) << path;
      EXPECT_FALSE(may_attribute(claim.flags));
    }
    EXPECT_EQ(got.values("name"), std::vector<std::string>{"doxa.team"});
  }
}

TEST(OutletDomainsTest, ACategoryIsNobodysOwner) {
  const auto got = read("include:rt\n72.ru # News\ne1.ru\n", "category-media-ru.txt");
  EXPECT_EQ(got.values("name"), (std::vector<std::string>{"72.ru", "e1.ru"}));
  EXPECT_NE(got.stating("website").at(0).entity, got.stating("website").at(1).entity);
}

constexpr std::string_view kSanctions =
    "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,nationality,"
    "birthDate,passportNumber,innCode,ogrnCode,address,phone,email,website\n"
    "32014R0269,158,EU-UKR,I.ENTITIES,Asset freeze,16.12.2022,Controlled by the state.,LegalEntity,"
    "ANO TV-Novosti,АНО ‘ТВ-новости’; TV-N,,,,7704552473,\"1207700324941, KPP 772901001\","
    "\"Moscow, 111020, Russian Federation\",+7,info@rttv.ru,https://partners.rt.com/contacts/\n"
    "32014R0833,,EU-RUS,XV,Services ban,,,LegalEntity,RT Balkan,,,,,,,,,,\n"
    "32024R2642,1,EU-RUSDA,I.A,Asset freeze,12 March 2022,x,Person,Jane DOE,,\"Russian / "
    "Ukrainian\",1968 or 1969,123,- 78,,Moscow,+7,a@b.ru,https://vk.com/janedoe; press@mail.ru; "
    "partners.rt.com\n"
    "32024R2642,2,EU-RUSDA,I.A,Asset freeze,tomorrow,x,Person,B,,,,,,,,,,\n"
    "32024R2642,3,EU-RUSDA,I.A,Asset freeze,1.1.2022,x,Person,,,,,,,,,,,\n";

TEST(EuSanctionsTest, AListingSaysWhichAuthorityListedWhomWhenAndWhy) {
  const auto got = read(kSanctions);
  const std::string entity = got.entity_with("name", "ANO TV-Novosti");
  const std::string listing = got.entity_with("entity", entity);
  ASSERT_FALSE(listing.empty());
  EXPECT_EQ(got.values("authority", listing),
            std::vector<std::string>{"Council of the European Union"});
  EXPECT_EQ(got.values("program", listing),
            std::vector<std::string>{"Council Regulation (EU) No 269/2014, Annex I.ENTITIES"});
  EXPECT_EQ(got.values("authorityId", listing), std::vector<std::string>{"32014R0269"});
  EXPECT_EQ(got.values("startDate", listing), std::vector<std::string>{"2022-12-16"});
  EXPECT_EQ(got.values("listingDate", listing), std::vector<std::string>{"2022-12-16"});
  EXPECT_EQ(got.values("reason", listing), std::vector<std::string>{"Controlled by the state."});
  for (const Claim& claim : got.stating("entity")) {
    EXPECT_EQ(claim.status, ClaimStatus::kSanctioned);
    EXPECT_EQ(claim.schema, "Sanction");
  }
  EXPECT_EQ(got.stating("entity", listing).at(0).valid_from, parse_partial_date("2022-12-16"));
  EXPECT_EQ(got.stating("name", entity).at(0).status, ClaimStatus::kReported);
  EXPECT_EQ(got.source_of(got.claims[0]).url,
            "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32014R0269");
}

TEST(EuSanctionsTest, NamesCodesAndCountriesOfOrganisations) {
  const auto got = read(kSanctions);
  const std::string entity = got.entity_with("name", "ANO TV-Novosti");
  EXPECT_EQ(got.values("alias", entity), (std::vector<std::string>{"АНО ‘ТВ-новости’", "TV-N"}));
  EXPECT_EQ(got.values("innCode", entity), std::vector<std::string>{"7704552473"});
  EXPECT_EQ(got.values("ogrnCode", entity), std::vector<std::string>{"1207700324941"});
  EXPECT_EQ(got.values("country", entity), std::vector<std::string>{"ru"});
  EXPECT_EQ(got.values("email", entity), std::vector<std::string>{"info@rttv.ru"});
  const auto site = got.stating("website", entity);
  ASSERT_EQ(site.size(), 1U);
  EXPECT_TRUE(site[0].flags.has(ClaimFlag::kConflicting)) << "another of the listed gives it too";
}

TEST(EuSanctionsTest, ADateThatTheListDoesNotGiveIsNotInvented) {
  const auto got = read(kSanctions);
  const std::string listing = got.entity_with("entity", got.entity_with("name", "RT Balkan"));
  EXPECT_EQ(got.values("program", listing),
            std::vector<std::string>{"Council Regulation (EU) No 833/2014, Annex XV"});
  EXPECT_TRUE(got.values("startDate", listing).empty());
  EXPECT_FALSE(got.stating("entity", listing).at(0).valid_from.has_value());
  EXPECT_NE(got.report.notes.at(1).find("1 listings have no date"), std::string::npos);
}

TEST(EuSanctionsTest, OfPersonsNoContactAndNoPaperIsKept) {
  const auto got = read(kSanctions);
  const std::string person = got.entity_with("name", "Jane DOE");
  EXPECT_TRUE(got.values("email", person).empty());
  EXPECT_TRUE(got.values("phone", person).empty());
  EXPECT_EQ(got.values("nationality", person), (std::vector<std::string>{"ru", "ua"}));
  EXPECT_EQ(got.values("notes", person), std::vector<std::string>{"birthDate: 1968 or 1969"});
  EXPECT_TRUE(got.stating("innCode", person).at(0).flags.has(ClaimFlag::kUnverified));
  EXPECT_EQ(got.values("owner", "handle:vk:janedoe"), std::vector<std::string>{person});
  EXPECT_EQ(got.values("program", got.entity_with("entity", person)),
            std::vector<std::string>{"Council Regulation (EU) 2024/2642, Annex I.A"});
  EXPECT_EQ(skipped(got, "contact_of_person"), 2U);
  EXPECT_EQ(skipped(got, "personal_paper_or_trait"), 1U);
  EXPECT_EQ(skipped(got, "mail_address_as_website"), 1U);
  EXPECT_EQ(got.rejects, (std::vector<CollectedReject>{{RejectReason::kBadTime, 5, "startDate"},
                                                       {RejectReason::kMissingField, 6, "name"}}));
}

constexpr std::string_view kIndicatorRows =
    "0. Acquiring assets,0.6 Acquiring domains,0.6.2 Acquiring domains,a[.]com\n"
    "0. Acquiring assets,0.9 X,0.9.1 Acquiring Facebook assets,17 accounts\n"
    "0. Acquiring assets,0.9 X,0.9.4 Acquiring X accounts,hxxps://twitter[.]com/BoycottVoice3\n"
    ",,,\n"
    "5. Evading,5.1 X,5.1.1 Privacy,Registering domains with online[.]net\n"
    "5. Evading,5.2 X,5.2.1 Shortening,bit[.]ly\n"
    "6. Posting,6.1 X,6.1.3 Blogs,https://forum[.]somesite[.]org/t/1 broken by a PDF\n"
    "6. Posting,6.1 X,6.1.3 Blogs,https://www.pinterest[.]com/pin/1\n"
    "7. Targeted,7.9 Distributing malware,7.9.1 Distributing malicious links,bad[.]com\n"
    "1. X,1.1 X,1.1.1 X,#peoplesay\n"
    "1. X,1.1 X,1.1.1 X,info[at]a[.]com\n"
    "1. X,1.1 X,1.1.1 X,\n"
    "0. Acquiring assets,0.6 Acquiring domains,0.6.2 Acquiring domains,A[.]com\n";

TEST(ThreatIndicatorsTest, AddressesBecomeIndicatorsOfTheOperationAndTheRestIsCounted) {
  const auto got = read("Tactic ,Technique,Procedure,Indicator\n" + std::string(kIndicatorRows),
                        "csv/Q4_2024/ Q4_2024 CHINA_BASED_CIB_NETWORK.csv");
  const std::string operation = got.entity_with("classification", "operation");
  EXPECT_EQ(got.values("name", operation),
            std::vector<std::string>{"Q4 2024 China based CIB network"});
  EXPECT_EQ(got.values("country", operation), std::vector<std::string>{"cn"});
  EXPECT_NE(got.stating("country").at(0).note.find("nothing of a government"), std::string::npos);
  EXPECT_EQ(got.values("website", operation),
            (std::vector<std::string>{"a.com", "bit.ly", "https://forum.somesite.org/t/1"}));
  EXPECT_EQ(got.values("owner", "handle:x:boycottvoice3"), std::vector<std::string>{operation});
  for (const auto* property : {"website", "owner"}) {
    for (const Claim& claim : got.stating(property)) {
      EXPECT_TRUE(claim.flags.has(ClaimFlag::kIndicatorOnly)) << claim.value;
      EXPECT_FALSE(may_attribute(claim.flags));
    }
  }
  EXPECT_TRUE(got.stating("website").at(1).flags.has(ClaimFlag::kGenericHost));
  EXPECT_TRUE(got.stating("website").at(2).flags.has(ClaimFlag::kGenericHost))
      << "a page does not make its site the operation's";
  EXPECT_EQ(got.report.skipped, (std::vector<ReasonCount>{{"hacking_or_malware", 1},
                                                          {"hashtag", 1},
                                                          {"indicator_given_twice", 1},
                                                          {"mail_address", 1},
                                                          {"no_indicator", 1},
                                                          {"number_of_assets", 1},
                                                          {"page_on_generic_host", 1},
                                                          {"prose", 1}}));
  EXPECT_EQ(got.report.records, 12U) << "an empty row is no record";
}

TEST(ThreatIndicatorsTest, ATableCopiedAsCsvAndAsTsvSaysTheSameOnce) {
  std::string tabs(kIndicatorRows);
  std::replace(tabs.begin(), tabs.end(), ',', '\t');
  const auto csv = read("Tactic,Technique,Procedure,Indicator\n" + std::string(kIndicatorRows),
                        "csv/Q4_2024 CHINA_BASED_CIB_NETWORK.csv");
  const auto tsv = read("Tactic \tTechnique\tProcedure\tIndicator\n" + tabs,
                        "tsv/ Q4_2024_CHINA-BASED_CIB NETWORK .tsv");
  ASSERT_EQ(csv.claims.size(), tsv.claims.size());
  for (std::size_t i = 0; i < csv.claims.size(); ++i) {
    EXPECT_EQ(id_of(csv.claims[i], csv.source_of(csv.claims[i])),
              id_of(tsv.claims[i], tsv.source_of(tsv.claims[i])));
  }
}

TEST(ThreatIndicatorsTest, EveryVariantOfTheHeaderIsRead) {
  for (const auto* header :
       {"Tactic ,Technique,Procedure,Indicator,Notes", "Tactic,Technique,Procedure,Indicator,Note",
        "Tactic,Technique,Procedure,Indicator,Comments",
        "Tactic,Technique,Procedure,Indicator,Commernts"}) {
    const auto got =
        read(std::string(header) + "\nx,y,z,a[.]com,\"said\nmore\"\n", "Q1_2025 X.csv");
    EXPECT_EQ(got.values("website"), std::vector<std::string>{"a.com"}) << header;
  }
  const auto typed = read(
      "indicator_type,indicator_value,comment,ds\n"
      "domain_name,a.com,Germany-targeting CIB domain,2022-09-27\n"
      "telegram_url,https://t.me/chan,CIB Telegram URL,2022-09-27\n"
      "domain_name,hacked.com,APT32: Domain,2022-09-27\n"
      "android_package_name,com.app.name,x,2022-09-27\n"
      "md5,v21b4327d6881be1893fd2a8431317f6b,x,2022-09-27\n",
      "2022_09_removing_from_china_and_russia.csv");
  EXPECT_EQ(typed.values("website"), std::vector<std::string>{"a.com"});
  EXPECT_EQ(typed.values("username"), std::vector<std::string>{"chan"});
  EXPECT_TRUE(typed.values("country").empty()) << "two operations in one file";
  EXPECT_EQ(skipped(typed, "hacking_or_malware"), 1U);
  EXPECT_EQ(skipped(typed, "software_android_package_name"), 1U);
  EXPECT_EQ(skipped(typed, "software_md5"), 1U);
}

TEST(ThreatIndicatorsTest, OfAFileAboutHackersNothingIsImported) {
  const auto got =
      read("Tactic,Technique,Procedure,Indicator\nx,y,z,a[.]com\n", "Q1_2023_ Bahamut_APT.csv");
  EXPECT_TRUE(got.claims.empty());
  EXPECT_EQ(skipped(got, "hacking_or_malware"), 1U);
}

TEST(OperationDomainsTest, RowsAreUnverifiedAndGenericHostsAreFlagged) {
  const auto got = read(
      "operation,domain,match_type,source,report_url,identified_date,risk_level,tags,reason\n"
      "Doppelganger,spiegel.ltd,exact,Qurium,https://report.example/1,2022-06-06,high,,x\n"
      "RRN,spiegel.ltd,exact,VIGINUM,https://report.example/2,2022-06,high,,x\n"
      "laundromat,m.youtube.com,contains,GMF,https://report.example/3,2024-05-02,high,,x\n"
      "laundromat,herald.co.zw,exact,GMF,https://report.example/3,2024-05-02,high,,x\n"
      "laundromat,(^|\\\\.)gab\\\\.com$,pattern,GMF,https://report.example/3,2024-05-02,high,,x\n"
      "Doppelganger,spiegel.ltd,exact,Qurium,https://report.example/1,2022-06-06,high,,x\n"
      ",a.com,exact,,,,,,\n");
  const auto sites = got.stating("website");
  ASSERT_EQ(sites.size(), 4U);
  for (const Claim& claim : sites) EXPECT_TRUE(claim.flags.has(ClaimFlag::kUnverified));
  EXPECT_TRUE(may_attribute(sites[0].flags));
  EXPECT_EQ(got.source_of(sites[0]).url, "https://report.example/1");
  EXPECT_EQ(got.source_of(sites[0]).publisher, "Qurium");
  EXPECT_EQ(sites[0].note, "named in a report, identified 2022-06-06");
  EXPECT_TRUE(sites[2].flags.has(ClaimFlag::kGenericHost));
  EXPECT_TRUE(sites[3].flags.has(ClaimFlag::kIndicatorOnly)) << "republished, not owned";
  EXPECT_EQ(skipped(got, "pattern_is_no_domain"), 1U);
  EXPECT_EQ(skipped(got, "row_given_twice"), 1U);
  EXPECT_EQ(got.report.conflicts,
            (std::vector<ImportConflict>{{"domain spiegel.ltd", {"Doppelganger", "RRN"}}}));
  EXPECT_EQ(got.rejects,
            (std::vector<CollectedReject>{{RejectReason::kMissingField, 8, "operation"}}));
}

TEST(OfficialsTest, EveryClaimIsProtected) {
  const auto got = read(
      "# a comment\n- id:\n    bioguide: R000600\n    thomas: '02222'\n  social:\n"
      "    twitter: RepAmata\n    twitter_id: 3026622545\n    youtube_id: UCGdrLQbt1\n"
      "- id:\n    thomas: '1'\n  social:\n    twitter: x\n",
      "officials.yaml");
  for (const Claim& claim : got.claims) {
    EXPECT_TRUE(claim.flags.has(ClaimFlag::kProtected));
    EXPECT_TRUE(may_attribute(claim.flags));
  }
  EXPECT_EQ(got.values("topics", "us-congress-R000600"), std::vector<std::string>{"role.pep"});
  EXPECT_EQ(got.values("username", "handle:x:repamata"),
            (std::vector<std::string>{"RepAmata", "3026622545"}));
  EXPECT_EQ(got.values("owner", "handle:youtube:UCGdrLQbt1"),
            std::vector<std::string>{"us-congress-R000600"});
  EXPECT_EQ(got.rejects,
            (std::vector<CollectedReject>{{RejectReason::kMissingField, 9, "bioguide"}}));
}

TEST(OfficialsTest, BrokenYamlIsAnErrorWithFileAndLine) {
  ClaimDecoderRequest request;
  request.path = "officials.yaml";
  const auto got = collect_claims("- id:\n    bioguide: [\n", request);
  EXPECT_EQ(got.error.find("officials.yaml"), 0U) << got.error;
}

}  // namespace
}  // namespace overt
