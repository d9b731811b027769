#include "model/schema.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace overt {
namespace {

TEST(SchemaTest, EverySchemaIsFoundByItsNameAndItsParentsAreKnown) {
  const auto all = all_schemata();
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(),
                             [](const Schema& a, const Schema& b) { return a.name < b.name; }));
  for (const Schema& schema : all) {
    EXPECT_EQ(find_schema(schema.name), &schema);
    for (const auto parent : schema.parents) EXPECT_NE(find_schema(parent), nullptr) << parent;
    for (const SchemaProperty& property : schema.properties) {
      const bool entity = property.type == PropertyType::kEntity;
      EXPECT_EQ(entity, !property.range.empty()) << schema.name << ":" << property.name;
    }
  }
}

TEST(SchemaTest, TheEndsOfEveryLinkAreEntities) {
  int links = 0;
  for (const Schema& schema : all_schemata()) {
    const auto ends = link_ends(schema.name);
    if (!ends) continue;
    ++links;
    EXPECT_EQ(type_of(schema.name, ends->source), PropertyType::kEntity) << schema.name;
    EXPECT_EQ(type_of(schema.name, ends->target), PropertyType::kEntity) << schema.name;
  }
  EXPECT_GE(links, 13);
  EXPECT_EQ(link_ends("Ownership")->source, "owner");
  EXPECT_EQ(link_ends("Ownership")->target, "asset");
  EXPECT_FALSE(link_ends("UnknownLink")->directed);
  EXPECT_FALSE(link_ends("Company").has_value());
}

TEST(SchemaTest, ACompanyIsAnAssetAndAnOrganizationIsNot) {
  EXPECT_TRUE(is_a("Company", "Asset"));
  EXPECT_TRUE(is_a("Company", "Thing"));
  EXPECT_FALSE(is_a("Organization", "Asset"));
  EXPECT_TRUE(is_a("PublicBody", "LegalEntity"));
  EXPECT_EQ(common_schema("Organization", "Company"), "Company");
  EXPECT_EQ(common_schema("Company", "Organization"), "Company");
  EXPECT_EQ(common_schema("Person", "Company"), "Person");
}

TEST(SchemaTest, PropertiesAreInheritedAndKnownByType) {
  EXPECT_EQ(type_of("Company", "name"), PropertyType::kName);
  EXPECT_EQ(type_of("Company", "leiCode"), PropertyType::kIdentifier);
  EXPECT_EQ(type_of("UserAccount", "owner"), PropertyType::kEntity);
  EXPECT_EQ(type_of("Ownership", "startDate"), PropertyType::kDate);
  EXPECT_TRUE(find_property("Company", "leiCode")->single);
  EXPECT_FALSE(find_property("Company", "name")->single);
}

TEST(SchemaTest, WhatIsNotKnownIsTextOfAnUnknownKind) {
  EXPECT_EQ(find_schema("Spaceship"), nullptr);
  EXPECT_TRUE(is_a("Spaceship", "Spaceship"));
  EXPECT_FALSE(is_a("Spaceship", "Thing"));
  EXPECT_EQ(type_of("Spaceship", "name"), PropertyType::kText);
  EXPECT_EQ(find_property("Company", "moonbase"), nullptr);
}

TEST(SchemaTest, ControlIsSaidInTheOlderDictionaryAsWhatItHas) {
  EXPECT_EQ(older_link("Control", "management", "Person")->schema, "Directorship");
  EXPECT_EQ(older_link("Control", "management", "Company")->schema, "UnknownLink");
  EXPECT_EQ(older_link("Control", "state", "PublicBody")->target, "object");
  EXPECT_FALSE(older_link("Ownership", "", "Person").has_value());
}

}  // namespace
}  // namespace overt
