// Imports that are interrupted and gone on with: the same registry, the same report, the same
// rejects as of an import that never was.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "pipeline/import_state.h"
#include "pipeline/run_registry.h"

namespace overt {
namespace {

/// Cancels when it has been asked so many times.
class CancelAt final : public Progress {
 public:
  explicit CancelAt(std::uint64_t at) : left_(at) {}
  [[nodiscard]] bool cancelled() const override { return left_-- == 0; }

 private:
  mutable std::uint64_t left_;
};

class RegistryPiecesTest : public testing::Test {
 protected:
  RegistryPiecesTest() {
    folder_ = testing::TempDir() + "/pieces-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
  }
  ~RegistryPiecesTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string file(const std::string& name) const { return folder_ + "/" + name; }
  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(file(name)) << content;
    return file(name);
  }
  static std::string read(const std::string& path) {
    std::ifstream stream(path);
    std::stringstream content;
    content << stream.rdbuf();
    return content.str();
  }

  RegistryOptions import(const std::string& registry, std::vector<std::string> files) const {
    RegistryOptions options;
    options.verb = RegistryVerb::kImport;
    options.registry = file(registry);
    options.operands = std::move(files);
    options.recorded_at = 2000;
    options.max_rejects = .5;
    options.rejects_out = file(registry + ".rejects");
    return options;
  }

  /// The last lines of the report; the first may say that it went on.
  static std::string run(const RegistryOptions& options) {
    const auto answer = run_registry(options, no_progress());
    EXPECT_TRUE(answer.ok()) << (answer.ok() ? "" : answer.error().message);
    if (!answer.ok()) return "";
    const std::string& text = answer.value().text;
    return text.starts_with("Continuing") ? text.substr(text.find('\n') + 1) : text;
  }
  static Error refused(const RegistryOptions& options, Progress& progress = no_progress()) {
    const auto answer = run_registry(options, progress);
    EXPECT_FALSE(answer.ok());
    return answer.ok() ? Error{ErrorCode::kInvalidArgument, ""} : answer.error();
  }

  std::string exported(const std::string& registry) const {
    RegistryOptions options;
    options.verb = RegistryVerb::kExport;
    options.registry = file(registry);
    options.format = "csv";
    options.out = file("out.csv");
    std::filesystem::remove(options.out);
    EXPECT_TRUE(run_registry(options, no_progress()).ok());
    return read(options.out);
  }

  std::string folder_;
};

// Entities that contradict each other, one that cannot be read now and then.
std::string list_of(std::uint64_t seed, int records) {
  Random random(seed);
  std::string text;
  for (int i = 0; i < records; ++i) {
    if (random.below(8) == 0) {
      text += "{broken\n";
      continue;
    }
    text += fmt::format(R"({{"id":"e{0}","schema":"Company","referents":["r{0}"],"properties":{{)"
                        R"("name":["N {1}","Имя {0}"],"incorporationDate":["20{2}"]}}}})"
                        "\n",
                        random.below(30), random.below(60), 10 + random.below(9));
  }
  return text;
}

std::string claims_csv(int rows) {
  std::string text = "entity,schema,property,value\n";
  for (int i = 0; i < rows; ++i) {
    text +=
        i % 50 == 7 ? "e,Company,,x\n" : fmt::format("c{},Company,name,\"row, {}\"\n", i / 3, i);
  }
  return text;
}

TEST_F(RegistryPiecesTest, ARecordAtATimeIsTheSameAsAtOnce) {
  for (const bool into_empty : {true, false}) {
    for (const std::uint64_t seed : {1, 2, 3}) {
      for (const char* name : {"w.db", "p.db", "w.db.rejects", "p.db.rejects"}) {
        std::filesystem::remove(file(name));
      }
      const std::vector<std::string> files = {write("a.ftm.json", list_of(seed, 40)),
                                              write("b.csv", claims_csv(30)),
                                              write("c.ftm.json", list_of(seed + 50, 20))};
      for (const std::string registry : {"w.db", "p.db"}) {
        if (into_empty) continue;
        RegistryOptions earlier = import(registry, {write("z.ftm.json", list_of(seed + 9, 30))});
        earlier.recorded_at = 1000;
        run(earlier);
      }
      const std::string whole = run(import("w.db", files));
      RegistryOptions pieces = import("p.db", files);
      pieces.piece_claims = 1;
      pieces.block_bytes = 50;
      EXPECT_EQ(run(pieces), whole);
      EXPECT_EQ(exported("p.db"), exported("w.db"));
      EXPECT_EQ(read(file("p.db.rejects")), read(file("w.db.rejects")));
    }
  }
}

// Interrupted at each block in turn, as often as it takes.
TEST_F(RegistryPiecesTest, InterruptedAnywhereTheSameCommandGoesOn) {
  std::string large;
  for (std::uint64_t i = 0; large.size() < (std::size_t{4} << 20); ++i) large += list_of(i, 500);
  const std::vector<std::string> files = {write("a.ftm.json", large),
                                          write("b.csv", claims_csv(80'000)),
                                          write("c.ftm.json", list_of(77, 20))};
  const std::string whole = run(import("w.db", files));
  const std::string expected = exported("w.db");
  RegistryOptions pieces = import("p.db", files);
  pieces.piece_claims = 5000;
  int interrupts = 0;
  for (std::uint64_t at = 1;; ++at) {
    CancelAt progress(at);
    const auto answer = run_registry(pieces, progress);
    if (answer.ok()) {
      EXPECT_TRUE(answer.value().text.starts_with("Continuing the import begun at"));
      EXPECT_TRUE(answer.value().text.ends_with(whole)) << answer.value().text << whole;
      EXPECT_NE(answer.value().json.find("\"continued\""), std::string::npos);
      break;
    }
    ASSERT_EQ(answer.error().code, ErrorCode::kCancelled) << answer.error().message;
    EXPECT_NE(answer.error().message.find("run the same import again"), std::string::npos);
    EXPECT_EQ(exported("p.db").find("Company"), std::string::npos) << "nobody sees half";
    ++interrupts;
    ASSERT_LT(interrupts, 100);
  }
  EXPECT_GT(interrupts, 2);
  EXPECT_EQ(exported("p.db"), expected);
  EXPECT_EQ(read(file("p.db.rejects")), read(file("w.db.rejects")));
}

TEST_F(RegistryPiecesTest, ABadRecordIsOneOfThemAll) {
  const std::string two =
      write("two.ftm.json",
            "{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"name\":[\"x\"]}}\n{broken\n");
  RegistryOptions strict = import("p.db", {two});
  strict.max_rejects = 0;
  const Error error = refused(strict);
  EXPECT_NE(error.message.find("1 of 2 records"), std::string::npos) << error.message;
}

TEST_F(RegistryPiecesTest, AMalformedFileFoundLateLeavesTheRegistryAsItWas) {
  run(import("p.db", {write("z.ftm.json", list_of(5, 20))}));
  const std::string before = exported("p.db");
  RegistryOptions pieces = import(
      "p.db", {write("a.ftm.json", list_of(1, 60)), write("bad.ftm.json", "{broken\n{worse\n")});
  pieces.piece_claims = 1;
  pieces.block_bytes = 50;
  pieces.max_rejects = 0;
  const Error error = refused(pieces);
  EXPECT_EQ(error.code, ErrorCode::kTooManyRejects);
  EXPECT_NE(error.message.find("a.ftm.json:"), std::string::npos) << error.message;
  EXPECT_EQ(exported("p.db"), before);
  const std::string unreadable = write("list.csv", "a,b,c\n1,2,3\n");
  pieces = import("p.db", {file("a.ftm.json"), unreadable});
  pieces.piece_claims = 1;
  EXPECT_NE(refused(pieces).message.find("list.csv: "), std::string::npos);
  EXPECT_EQ(exported("p.db"), before);
  run(import("p.db", {write("y.ftm.json", list_of(6, 20))}));
}

TEST_F(RegistryPiecesTest, AnotherImportIsRefusedUntilThisOneIsTakenOut) {
  RegistryOptions pieces = import("p.db", {write("a.ftm.json", list_of(1, 60)), file("missing")});
  pieces.piece_claims = 1;
  pieces.block_bytes = 50;
  const Error missing = refused(pieces);
  EXPECT_EQ(missing.code, ErrorCode::kNotFound);
  EXPECT_NE(missing.message.find("claims are kept"), std::string::npos) << missing.message;
  const Error other = refused(import("p.db", {write("y.ftm.json", list_of(6, 20))}));
  EXPECT_EQ(other.code, ErrorCode::kUnavailable);
  EXPECT_NE(other.message.find("missing"), std::string::npos) << other.message;
  EXPECT_NE(other.message.find("--discard-unfinished"), std::string::npos) << other.message;
  RegistryOptions discard = import("p.db", {});
  discard.discard_unfinished = true;
  EXPECT_NE(run(discard).find("Taken out: "), std::string::npos);
  EXPECT_NE(run(discard).find("No import is unfinished"), std::string::npos);
  run(import("p.db", {file("y.ftm.json")}));
}

TEST_F(RegistryPiecesTest, AFileThatHasChangedIsReadFromItsBeginning) {
  RegistryOptions pieces = import("p.db", {write("a.ftm.json", list_of(1, 60)), file("b")});
  pieces.piece_claims = 1;
  pieces.block_bytes = 50;
  EXPECT_EQ(refused(pieces).code, ErrorCode::kNotFound);
  write("a.ftm.json", list_of(2, 60));
  write("b", list_of(3, 10));
  const auto answer = run_registry(pieces, no_progress());
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_NE(answer.value().text.find("a.ftm.json has changed"), std::string::npos);
  run(import("w.db", pieces.operands));
  EXPECT_EQ(exported("p.db"), exported("w.db"));
}

TEST(ImportStateTest, ComesBackAsItWasAndNothingElseIsTakenForIt) {
  ImportState state;
  state.command = "c\n";
  state.done.resize(2);
  state.done[1].path = "b";
  state.done[1].report.skipped = {{"why", 3}};
  state.done[1].report.conflicts = {{"x", {"a", "b"}}};
  state.done[1].report.notes = {"note"};
  state.current.path = "c";
  state.current.added = 7;
  state.position = {11, 12, {}};
  state.position.report.flagged[1] = 4;
  const std::string bytes = to_bytes(state);
  const ImportState back = import_state_from(bytes).value();
  EXPECT_EQ(to_bytes(back), bytes);
  EXPECT_EQ(back.done[1].report.conflicts[0].among[1], "b");
  EXPECT_EQ(back.position.line, 12U);
  ImportNote note;
  note.rejects = {{"p", {RejectReason::kTooLong, 3, "f", "raw", 99}}};
  note.entities = {"e"};
  const std::string noted = to_bytes(note);
  EXPECT_EQ(to_bytes(import_note_from(noted).value()), noted);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(import_state_from(bytes.substr(0, size)).ok());
  }
  for (std::size_t size = 1; size < noted.size(); ++size) {
    EXPECT_FALSE(import_note_from(noted.substr(0, size)).ok());
  }
  EXPECT_FALSE(import_state_from(std::string(4000, '\xFF')).ok());
  Random random(1);
  for (int i = 0; i < 2000; ++i) {
    std::string changed = bytes;
    changed[random.below(changed.size())] = static_cast<char>(random.below(256));
    const auto read = import_state_from(changed);  // whatever it is, no crash
    if (!read.ok()) continue;
    EXPECT_EQ(to_bytes(read.value()), changed);
  }
}

}  // namespace
}  // namespace overt
