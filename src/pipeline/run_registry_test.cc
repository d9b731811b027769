#include "pipeline/run_registry.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "base/random.h"
#include "pipeline/registry_store.h"

namespace overt {
namespace {

class RunRegistryTest : public testing::Test {
 protected:
  RunRegistryTest() {
    folder_ = testing::TempDir() + "/registry-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
  }
  ~RunRegistryTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string file(const std::string& name) const { return folder_ + "/" + name; }

  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(file(name)) << content;
    return file(name);
  }

  [[nodiscard]] static std::string read(const std::string& path) {
    std::ifstream stream(path);
    std::stringstream content;
    content << stream.rdbuf();
    return content.str();
  }

  RegistryOptions options(RegistryVerb verb, std::vector<std::string> operands = {}) {
    RegistryOptions options;
    options.verb = verb;
    options.registry = file("registry.db");
    options.operands = std::move(operands);
    options.recorded_at = ++now_;
    options.author = "J. Doe";
    return options;
  }

  std::string run(const RegistryOptions& options) {
    const auto answer = run_registry(options, no_progress());
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().message);
    return answer.ok() ? answer.value().text : "";
  }

  Error refused(const RegistryOptions& options) {
    const auto answer = run_registry(options, no_progress());
    EXPECT_FALSE(answer.ok());
    return answer.ok() ? Error{ErrorCode::kIo, ""} : answer.error();
  }

  static std::string ftm(const std::string& id, const std::string& schema,
                         const std::string& properties) {
    return R"({"id":")" + id + R"(","schema":")" + schema + R"(","properties":{)" + properties +
           "}}\n";
  }

  // A state, its channel under two names, the channel's account.
  void import_example() {
    const std::string path = write(
        "a.ftm.json",
        ftm("state", "PublicBody", R"("name":["Federal Agency"])") +
            ftm("tvn", "Organization", R"("name":["АНО ТВ-Новости"],"innCode":["7704552473"])") +
            ftm("tvn2", "Company",
                R"("name":["TV-Novosti"],"innCode":["7704552473"],)"
                R"("website":["https://www.rt.com/"])") +
            ftm("c", "Control",
                R"("controller":["state"],"controlled":["tvn"],"controlType":["state"])") +
            ftm("acc", "UserAccount", R"("username":["rt_com"],"service":["x"],"owner":["tvn2"])"));
    run(options(RegistryVerb::kImport, {path}));
  }

  std::string folder_;
  TimeUs now_ = 1000;
};

TEST_F(RunRegistryTest, AnImportIsShownWithItsLinksAndSearchedInAnyScript) {
  import_example();
  const std::string shown = run(options(RegistryVerb::kShow, {"tvn"}));
  EXPECT_NE(shown.find("innCode: 7704552473"), std::string::npos) << shown;
  EXPECT_NE(shown.find("Control"), std::string::npos) << shown;
  EXPECT_NE(shown.find("Federal Agency"), std::string::npos) << shown;
  for (const auto* query : {"tv novosti", "ТВ новости", "TV-НОВОСТИ"}) {
    const std::string hits = run(options(RegistryVerb::kSearch, {query}));
    EXPECT_NE(hits.find(", tvn)"), std::string::npos) << query << hits;
    EXPECT_NE(hits.find(", tvn2)"), std::string::npos) << query << hits;
  }
  EXPECT_NE(run(options(RegistryVerb::kSearch, {"http://rt.com/news"})).find("tvn2"),
            std::string::npos);
  EXPECT_NE(run(options(RegistryVerb::kSearch, {"rt_com"})).find("acc"), std::string::npos);
  EXPECT_NE(run(options(RegistryVerb::kSearch, {"7704552473"})).find("tvn"), std::string::npos);
  EXPECT_NE(run(options(RegistryVerb::kSearch, {"unheard of"})).find("Nothing"), std::string::npos);
}

TEST_F(RunRegistryTest, ImportingTwiceAddsNothing) {
  import_example();
  const std::string again = run(options(RegistryVerb::kImport, {file("a.ftm.json")}));
  EXPECT_NE(again.find(": 0 added"), std::string::npos) << again;
}

TEST_F(RunRegistryTest, AFolderStandsForTheDossiersInIt) {
  const std::string dossier = std::string(OVERT_SOURCE_DIR) + "/registry/fall-2024";
  const std::string report = run(options(RegistryVerb::kImport, {dossier}));
  EXPECT_NE(report.find("claims.yaml (dossier)"), std::string::npos) << report;
  EXPECT_EQ(report.find(": 0 added"), std::string::npos) << report;
  const std::string hits = run(options(RegistryVerb::kSearch, {"sputnik"}));
  EXPECT_NE(hits.find(", sputnik)"), std::string::npos) << hits;
}

TEST_F(RunRegistryTest, ALaterVersionOfAListAddsWhatChangedAndSaysWhatItMetAgain) {
  const auto entity = [](const char* name) {
    return ftm("a", "Company",
               std::string(R"("name":[")") + name + R"("],"innCode":["7704552473"])");
  };
  const auto import = [&](const std::string& content, const char* day) {
    RegistryOptions in = options(RegistryVerb::kImport, {write("list.ftm.json", content)});
    in.source.dataset = "list";
    in.source.retrieved_at = parse_partial_date(day)->first_day * kMicrosPerDay;
    return run(in);
  };
  import(entity("Old"), "2024-01-01");
  const std::string second = import(entity("New"), "2024-02-01");
  EXPECT_NE(second.find("1 added, 1 known already"), std::string::npos) << second;
  EXPECT_NE(second.find("1 were met in another version"), std::string::npos) << second;
  RegistryOptions show = options(RegistryVerb::kShow, {"a"});
  show.history = true;
  const std::string shown = run(show);
  EXPECT_NE(shown.find("met again, retrieved 2024-02-01"), std::string::npos) << shown;
  RegistryOptions out = options(RegistryVerb::kExport);
  out.format = "csv";
  out.out = file("out.csv");
  run(out);
  RegistryOptions in = options(RegistryVerb::kImport, {out.out});
  in.registry = file("again.db");
  run(in);
  out.registry = in.registry;
  out.out = file("again.csv");
  run(out);
  EXPECT_EQ(read(file("out.csv")), read(file("again.csv"))) << "the sightings as well";
}

TEST_F(RunRegistryTest, AnImportTellsContradictionsOfAllEntitiesAndHowManyPairsMayBeOne) {
  std::string text;
  for (int i = 0; i < 30'000; ++i) {
    text += ftm("e" + std::to_string(i), "Company",
                R"("leiCode":["L)" + std::to_string(i == 29'999 ? 5 : i) + R"("])");
  }
  text += ftm("e29998", "Company", R"("leiCode":["another"])");
  const std::string path = write("many.ftm.json", text);
  const std::string first = run(options(RegistryVerb::kImport, {path}));
  EXPECT_NE(first.find("1 properties that have one value"), std::string::npos) << first;
  EXPECT_NE(first.find("e29998 leiCode: L29998 | another"), std::string::npos) << first;
  EXPECT_NE(first.find("1 pairs of entities may be one"), std::string::npos) << first;
  const std::string more =
      write("more.ftm.json", ftm("e20000", "Company", R"("leiCode":["a third"])"));
  const std::string second = run(options(RegistryVerb::kImport, {more}));
  EXPECT_NE(second.find("e20000 leiCode: L20000 | a third"), std::string::npos) << second;
}

TEST_F(RunRegistryTest, AMergeJoinsWhatItSaysAndItsRetractionPartsThemAgain) {
  import_example();
  EXPECT_NE(run(options(RegistryVerb::kPath, {"state", "acc"})).find("Nothing joins"),
            std::string::npos);
  const std::string proposed = run(options(RegistryVerb::kPropose));
  EXPECT_NE(proposed.find("one innCode: 7704552473"), std::string::npos) << proposed;
  const auto merged = run_registry(options(RegistryVerb::kMerge, {"tvn", "tvn2"}), no_progress());
  ASSERT_TRUE(merged.ok());
  const std::string path = run(options(RegistryVerb::kPath, {"state", "acc"}));
  EXPECT_NE(path.find("2 steps"), std::string::npos) << path;
  EXPECT_EQ(refused(options(RegistryVerb::kDistinct, {"tvn2", "tvn"})).code,
            ErrorCode::kInvalidArgument);
  EXPECT_NE(run(options(RegistryVerb::kMerge, {"tvn2", "tvn"})).find("already"), std::string::npos);
  const std::size_t at = merged.value().text.find("retract ") + 8;
  const std::string id = merged.value().text.substr(at, 32);
  const TimeUs before = now_;
  run(options(RegistryVerb::kRetract, {id}));
  EXPECT_NE(run(options(RegistryVerb::kPath, {"state", "acc"})).find("Nothing joins"),
            std::string::npos);
  RegistryOptions then = options(RegistryVerb::kPath, {"state", "acc"});
  then.as_of = before;
  EXPECT_NE(run(then).find("2 steps"), std::string::npos) << "the past stays as it was";
  // Said again, it is another claim.
  run(options(RegistryVerb::kMerge, {"tvn", "tvn2"}));
  EXPECT_NE(run(options(RegistryVerb::kPath, {"state", "acc"})).find("2 steps"), std::string::npos);
}

TEST_F(RunRegistryTest, ADiffSaysWhatWasLearntAndWhatWasTakenBack) {
  import_example();
  const TimeUs first = now_;
  const std::string more =
      write("b.ftm.json", R"({"id":"new","schema":"Person","properties":{"name":["A. New"]}})"
                          "\n");
  run(options(RegistryVerb::kImport, {more}));
  auto store = open_registry(file("registry.db"), RegistryAccess::kRead).value();
  std::string id;
  const std::vector<std::string> state = {"state"};
  ASSERT_TRUE(store
                  ->about(state, kLatest,
                          [&](const StoredClaim& claim) {
                            id = name_of(claim.id);
                            return true;
                          })
                  .ok());
  store.reset();
  run(options(RegistryVerb::kRetract, {id}));
  RegistryOptions diff = options(RegistryVerb::kDiff);
  diff.since = first;
  const std::string text = run(diff);
  EXPECT_NE(text.find("+  new name: A. New"), std::string::npos) << text;
  EXPECT_NE(text.find("-  state name: Federal Agency"), std::string::npos) << text;
  EXPECT_NE(text.find("1 claims learnt, 1 taken back"), std::string::npos) << text;
}

TEST_F(RunRegistryTest, AMalformedFileLeavesTheRegistryAsItWas) {
  import_example();
  const std::string before = run(options(RegistryVerb::kStats));
  const std::string bad =
      write("bad.ftm.json", R"({"id":"x","schema":"Person","properties":{"name":["X"]}})"
                            "\n"
                            "{broken\n{broken\n");
  RegistryOptions import = options(RegistryVerb::kImport, {bad});
  import.rejects_out = file("rejects.ndjson");
  const Error error = refused(import);
  EXPECT_NE(error.message.find("bad.ftm.json:2"), std::string::npos) << error.message;
  EXPECT_EQ(run(options(RegistryVerb::kStats)), before);
  import.max_rejects = 1;
  run(import);
  EXPECT_NE(read(import.rejects_out).find("\"line\":3"), std::string::npos)
      << read(import.rejects_out);
  EXPECT_EQ(refused(options(RegistryVerb::kImport, {file("missing")})).code, ErrorCode::kNotFound);
}

TEST_F(RunRegistryTest, AFirstImportThatFailsLeavesNothing) {
  const std::string bad = write("bad.ftm.json", "{broken\n");
  const std::string good = write("good.ftm.json", ftm("x", "Person", R"("name":["X"])"));
  const auto left = [&] {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      const std::string name = entry.path().filename();
      if (name.find("registry.db") == 0) names.insert(name);
    }
    return names;
  };
  using Names = std::set<std::string>;
  (void)refused(options(RegistryVerb::kImport, {file("missing")}));
  EXPECT_EQ(left(), Names{});
  (void)refused(options(RegistryVerb::kImport, {bad}));
  EXPECT_EQ(left(), Names{});
  (void)refused(options(RegistryVerb::kImport, {good, bad}));
  EXPECT_EQ(left(), Names{}) << "what was read before counts for nothing";
  (void)refused(options(RegistryVerb::kMerge, {"a", "b"}));
  EXPECT_EQ(left(), Names{});
  const std::string other = write("registry.db", "not a registry");
  (void)refused(options(RegistryVerb::kImport, {good}));
  EXPECT_EQ(read(other), "not a registry") << "what was there before is not ours";
  std::filesystem::remove(other);
  run(options(RegistryVerb::kImport, {good}));
  const std::string before = run(options(RegistryVerb::kStats));
  (void)refused(options(RegistryVerb::kImport, {bad}));
  EXPECT_EQ(run(options(RegistryVerb::kStats)), before);
}

TEST_F(RunRegistryTest, ContradictingIdentifiersAreReported) {
  import_example();
  const std::string more =
      write("b.ftm.json",
            R"({"id":"tvn","schema":"Organization","properties":{"innCode":["1111111111"]}})"
            "\n");
  const std::string report = run(options(RegistryVerb::kImport, {more}));
  EXPECT_NE(report.find("tvn innCode: 1111111111 | 7704552473"), std::string::npos) << report;
}

// What a view says of entities and links, whatever the sources.
std::string graph_of(const std::string& path) {
  const RegistryView view = load_registry(path, kLatest).value();
  std::string text;
  for (const ViewEntity& entity : view.entities) {
    text += std::string(entity.id) + " " + std::string(entity.schema) + " " +
            std::string(entity.caption) + ":";
    for (const auto id : entity.ids) text += " " + std::string(id);
    std::set<std::string> values;
    for (const ClaimIndex claim : entity.claims) {
      values.insert(std::string(view.claim(claim).property) + "=" +
                    std::string(view.claim(claim).value));
    }
    for (const std::string& value : values) text += " " + value;
    text += "\n";
  }
  for (const ViewLink& link : view.links) {
    text += std::string(link.id) + " " + std::string(link.schema) + " " +
            std::string(view.entity(link.from).id) + ">" + std::string(view.entity(link.to).id) +
            " " + std::to_string(link.share) + " " + std::string(link.role) + "\n";
  }
  return text;
}

// Entities with links between them, some merged.
std::string random_ftm(std::uint64_t seed) {
  Random random(seed);
  std::string text;
  const auto id = [&] { return "e" + std::to_string(random.below(30)); };
  for (int i = 0; i < 30; ++i) {
    text += R"({"id":"e)" + std::to_string(i) + R"(","schema":")" +
            (i % 3 == 0 ? "Person" : "Company") + R"(","properties":{"name":["N \"quoted\" )" +
            id() + R"(","Имя"]}})" + "\n";
  }
  for (int i = 0; i < 40; ++i) {
    text += R"({"id":"l)" + std::to_string(i) +
            R"(","schema":"Ownership","properties":{"owner":[")" + id() + R"(",")" + id() +
            R"("],"asset":[")" + id() + R"("],"percentage":[")" +
            std::to_string(random.below(100)) + R"("]}})" + "\n";
  }
  return text;
}

TEST_F(RunRegistryTest, AnExportedRegistryReadBackIsTheSameGraph) {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    now_ = 1000;
    std::filesystem::remove(file("registry.db"));
    run(options(RegistryVerb::kImport, {write("r.ftm.json", random_ftm(seed))}));
    run(options(RegistryVerb::kMerge, {"e1", "e2"}));
    run(options(RegistryVerb::kMerge, {"e7", "e2"}));
    const std::string graph = graph_of(file("registry.db"));
    for (const std::string format : {"ftm", "csv"}) {
      RegistryOptions out = options(RegistryVerb::kExport);
      out.format = format;
      out.out = file(format == "ftm" ? "out.ftm.json" : "out.csv");
      run(out);
      RegistryOptions in = options(RegistryVerb::kImport, {out.out});
      in.registry = file("again-" + format + std::to_string(seed) + ".db");
      run(in);
      EXPECT_EQ(graph_of(in.registry), graph) << format << " " << seed;
    }
  }
}

TEST_F(RunRegistryTest, TheClaimsCsvGivesTheSameClaims) {
  import_example();
  run(options(RegistryVerb::kMerge, {"tvn", "tvn2"}));
  RegistryOptions out = options(RegistryVerb::kExport);
  out.format = "csv";
  out.out = file("claims.csv");
  run(out);
  RegistryOptions in = options(RegistryVerb::kImport, {out.out});
  in.registry = file("again.db");
  run(in);
  const auto ids = [](const std::string& path) {
    auto store = open_registry(path, RegistryAccess::kRead).value();
    std::set<std::string> found;
    EXPECT_TRUE(store
                    ->everything([&](const StoredClaim& claim) {
                      found.insert(name_of(claim.id));
                      return true;
                    })
                    .ok());
    return found;
  };
  EXPECT_EQ(ids(in.registry), ids(file("registry.db")));
}

TEST_F(RunRegistryTest, TheOlderFtmHasNoControl) {
  import_example();
  RegistryOptions out = options(RegistryVerb::kExport);
  out.format = "ftm";
  out.out = file("new.json");
  run(out);
  EXPECT_NE(read(out.out).find(R"("schema":"Control")"), std::string::npos);
  out.ftm_fork = "alephdata";
  out.out = file("old.json");
  run(out);
  const std::string old = read(out.out);
  EXPECT_EQ(old.find(R"("schema":"Control","properties")"), std::string::npos) << old;
  std::string link =
      ftm("c", "UnknownLink", R"("object":["tvn"],"role":["state"],"subject":["state"])");
  link.resize(link.size() - 2);  // its claims follow
  EXPECT_NE(old.find(link), std::string::npos) << old;
}

TEST_F(RunRegistryTest, TheGraphFileHasEveryEntityAndLink) {
  import_example();
  RegistryOptions out = options(RegistryVerb::kExport);
  out.format = "gexf";
  out.out = file("out.gexf");
  run(out);
  const std::string text = read(out.out);
  EXPECT_NE(text.find("label=\"Federal Agency\""), std::string::npos);
  EXPECT_NE(text.find("label=\"Control\""), std::string::npos);
  EXPECT_NE(text.find("label=\"owner\""), std::string::npos);
}

TEST_F(RunRegistryTest, ANeighbourhoodHasTheLinksOfItsSeedsWithBothEnds) {
  import_example();
  auto store = open_registry(file("registry.db"), RegistryAccess::kRead).value();
  const std::vector<std::string> seed = {"state"};
  const Neighbourhood near = load_neighbourhood(*store, seed).value();
  ASSERT_EQ(near.view.links.size(), 1U);
  EXPECT_EQ(near.view.entity(near.view.links[0].to).caption, "АНО ТВ-Новости");
  EXPECT_FALSE(find_entity(near.view, "acc").has_value());
  EXPECT_FALSE(near.cut);
  NeighbourhoodOptions small;
  small.entities_max = 2;
  EXPECT_TRUE(load_neighbourhood(*store, seed, small).value().cut);
}

}  // namespace
}  // namespace overt
