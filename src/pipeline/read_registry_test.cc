#include "pipeline/read_registry.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "pipeline/registry_store.h"
#include "pipeline/run_registry.h"

namespace overt {
namespace {

class ReadRegistryTest : public testing::Test {
 protected:
  ReadRegistryTest() {
    folder_ = testing::TempDir() + "/read-registry-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    std::filesystem::create_directory(folder_ + "/dossiers");
  }
  ~ReadRegistryTest() override { std::filesystem::remove_all(folder_); }

  std::string dossier(const std::string& name, const std::string& entity) const {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path)
        << "dossier: test\nsources:\n  press: {publisher: P, url: https://p.example, grade: B2}\n"
           "entities:\n  - id: "
        << entity
        << "\n    schema: Company\n    claims:\n      - says: {name: N}\n"
           "        status: reported\n        source: press\n";
    return path;
  }

  void run(RegistryVerb verb, const std::string& operand) const {
    RegistryOptions options;
    options.verb = verb;
    options.registry = folder_ + "/registry.db";
    options.operands = {operand};
    options.author = "J. Doe";
    options.recorded_at = 1000;
    const auto answer = run_registry(options, no_progress());
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().message);
  }

  static std::string entities_of(const Result<RegistryView>& view) {
    if (!view.ok()) return view.error().message;
    std::string text;
    for (const ViewEntity& entity : view.value().entities) text += std::string(entity.id) + " ";
    return text;
  }

  std::string folder_;
};

TEST_F(ReadRegistryTest, TakesADossierAFolderOfThemAndSeveralTogether) {
  const std::string one = dossier("one.yaml", "a");
  dossier("dossiers/b.yaml", "b");
  dossier("dossiers/c.yml", "c");
  std::ofstream(folder_ + "/dossiers/assessment.yaml") << "outlet: x\n";
  std::ofstream(folder_ + "/dossiers/README.md") << "dossier: no\n";
  EXPECT_EQ(entities_of(read_registry(one)), "a ");
  EXPECT_EQ(entities_of(read_registry(folder_ + "/dossiers")), "b c ");
  const std::vector<std::string> both = {folder_ + "/dossiers", one, one};
  const auto view = read_registry(both);
  EXPECT_EQ(entities_of(view), "a b c ");
  EXPECT_EQ(view.value().claims.size(), 3U) << "what is given twice counts once";
}

TEST_F(ReadRegistryTest, WhatARegistryFileRetractsCountsNowhere) {
  const std::string one = dossier("one.yaml", "a");
  const std::string two = dossier("two.yaml", "b");
  run(RegistryVerb::kImport, one);
  const ClaimId id = read_registry(one).value().claims.front().id;
  run(RegistryVerb::kRetract, name_of(id));
  const std::vector<std::string> all = {folder_ + "/registry.db", one, two};
  EXPECT_EQ(entities_of(read_registry(all)), "b ");
}

TEST_F(ReadRegistryTest, SaysWhatIsWrongAndWhatToDo) {
  const std::string one = dossier("one.yaml", "a");
  const auto dated = read_registry(one, 5000);
  ASSERT_FALSE(dated.ok());
  EXPECT_NE(dated.error().message.find("overt registry import"), std::string::npos);
  EXPECT_NE(entities_of(read_registry(folder_ + "/dossiers")).find("no dossier is in this folder"),
            std::string::npos);
  EXPECT_FALSE(read_registry(folder_ + "/missing.db").ok());
  EXPECT_FALSE(read_registry(folder_ + "/missing.yaml").ok());
}

}  // namespace
}  // namespace overt
