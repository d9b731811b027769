// An import in pieces: nobody sees it before it is complete, and gone on with after any kill, full
// disk or torn write it is what it would have been in one.

#include <cstdlib>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/sqlite/sqlite_claim_store.h"
#include "adapters/sqlite/sqlite_database.h"
#include "adapters/sqlite/test_fault_vfs.h"
#include "base/random.h"

namespace overt {
namespace {

// What is imported: batches of a list that is partly known, names its own duplicates, and retracts.
ClaimBatch batch_of(std::uint64_t seed, int number) {
  Random random(seed * 1000 + static_cast<std::uint64_t>(number));
  ClaimBatch batch;
  batch.sources.resize(2);
  batch.sources[0].url = "https://example.org/";
  batch.sources[0].content_hash = fmt::format("{}", seed);
  batch.sources[1] = batch.sources[0];
  batch.sources[1].dataset = fmt::format("part {}", number % 3);
  for (int i = 0; i < 12; ++i) {
    Claim claim;
    claim.entity = fmt::format("e{}", random.below(40));
    claim.schema = random.below(2) == 0 ? "Company" : fmt::format("Schema{}", number % 4);
    claim.property = "name";
    claim.value = fmt::format("name {}", random.below(90));
    claim.source = static_cast<std::uint32_t>(random.below(2));
    if (random.below(9) == 0) {
      ClaimIds ids;
      ids.set_source(batch.sources[claim.source]);
      Claim retraction = claim;
      retraction.kind = ClaimKind::kRetracts;
      retraction.value = name_of(ids.of(claim));
      batch.claims.push_back(retraction);
    }
    batch.claims.push_back(claim);
  }
  return batch;
}

std::vector<std::uint64_t> terms_of(const Claim& claim) {
  return {claim.value.size(), 100 + std::hash<std::string>()(claim.entity) % 7};
}

AddedClaims add(ClaimStore& store, const ClaimBatch& batch) {
  std::vector<ClaimTerm> terms;
  for (std::uint32_t i = 0; i < batch.claims.size(); ++i) {
    for (const std::uint64_t term : terms_of(batch.claims[i])) terms.push_back({i, term});
  }
  return store.add(batch, terms).value();
}

/// Everything that a reader can ask for.
std::string seen_in(ClaimStore& store) {
  std::string text = fmt::format("{} claims, {} sources\n", store.size(), store.sources().size());
  const auto line = [&](const StoredClaim& stored) {
    const ClaimSource& source = store.sources()[stored.claim.source];
    text +=
        fmt::format("{} {} {} {} {} {} {} {} {}\n", name_of(stored.id), stored.claim.entity,
                    stored.claim.schema, stored.claim.value, source.dataset, source.content_hash,
                    stored.recorded_at, store.is_retracted(stored.id, kLatest),
                    store.find(stored.id).value().has_value());
    const std::vector<Sighting> again = store.sightings(stored.id, kLatest).value();
    for (const Sighting& sighting : again) {
      text += fmt::format("  again {} {}\n", sighting.source, sighting.recorded_at);
    }
    return true;
  };
  EXPECT_TRUE(store.everything(line).ok());
  text += "sightings\n";
  EXPECT_TRUE(store.every_sighting(line).ok());
  for (const std::uint64_t term : {6, 7, 100, 101, 102, 103, 104, 105, 106}) {
    text += fmt::format("term {}\n", term);
    EXPECT_TRUE(store.with_term(term, kLatest, line).ok());
  }
  for (int i = 0; i < 90; ++i) {
    const std::vector<std::string> entity = {fmt::format("e{}", i)};
    const std::vector<std::string> value = {fmt::format("name {}", i)};
    text += fmt::format("entity and value {}\n", i);
    EXPECT_TRUE(store.about(entity, kLatest, line).ok());
    EXPECT_TRUE(store.with_value(value, kLatest, line).ok());
  }
  for (const TimeUs time : store.recorded_times()) text += fmt::format("recorded {}\n", time);
  return text;
}

class ClaimPiecesTest : public testing::Test {
 protected:
  ClaimPiecesTest() {
    // Kills need no disk; memory makes a thousand of them quick.
    const bool memory = ::access("/dev/shm", W_OK) == 0;
    folder_ = (memory ? std::string("/dev/shm") : testing::TempDir()) + "/pieces-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
  }
  ~ClaimPiecesTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const { return folder_ + "/" + name; }

  [[nodiscard]] std::unique_ptr<ClaimStore> open(const std::string& name, bool write = true) const {
    SqliteClaimStoreOptions options = options_;
    options.write = write;
    auto store = open_sqlite_claim_store(path(name), options);
    EXPECT_TRUE(store.ok()) << (store.ok() ? "" : store.error().message);
    return std::move(store).value();
  }

  /// A registry with an earlier version of the list, or an empty one.
  void prepare(const std::string& name, bool empty) const {
    const auto store = open(name);
    if (empty) return;
    ASSERT_TRUE(store->begin(5).ok());
    for (int i = 0; i < 4; ++i) add(*store, batch_of(7, i));
    ASSERT_TRUE(store->commit().ok());
  }

  static void import_whole(ClaimStore& store, int batches) {
    ASSERT_TRUE(store.begin(9).ok());
    for (int i = 0; i < batches; ++i) add(store, batch_of(8, i));
    ASSERT_TRUE(store.commit().ok());
  }

  /// From wherever it stands to the end; `pieces_max` pieces, then it is left as it is.
  static Result<void> import_on(ClaimStore& store, int batches, int pieces_max = 1000) {
    ASSIGN_OR_RETURN(const auto unfinished, store.unfinished());
    int next = 0;
    if (unfinished) {
      next = std::atoi(unfinished->state.c_str());
      EXPECT_EQ(unfinished->notes.size(), static_cast<std::size_t>(next));
      std::vector<std::uint64_t> terms;
      std::uint64_t visited = 0;
      const auto again = [&](const Claim& claim) {
        terms = terms_of(claim);
        return std::span<const std::uint64_t>(terms);
      };
      RETURN_IF_ERROR(store.go_on(9, again, [&](const StoredClaim&) { return ++visited > 0; }));
      EXPECT_EQ(visited, unfinished->claims);
    } else {
      RETURN_IF_ERROR(store.begin(9));
    }
    for (; next < batches; ++next) {
      if (pieces_max-- == 0) return {};
      const ClaimBatch batch = batch_of(8, next);
      std::vector<ClaimTerm> terms;
      for (std::uint32_t i = 0; i < batch.claims.size(); ++i) {
        for (const std::uint64_t term : terms_of(batch.claims[i])) terms.push_back({i, term});
      }
      RETURN_IF_ERROR(store.add(batch, terms));
      RETURN_IF_ERROR(store.keep_piece(fmt::format("{}", next + 1), fmt::format("n{}", next)));
    }
    return store.commit();
  }

  SqliteClaimStoreOptions options_ = {.wait_ms = 0};
  std::string folder_;
};

TEST_F(ClaimPiecesTest, NobodySeesAPieceAndNobodyWritesBesideIt) {
  for (const bool empty : {true, false}) {
    const std::string name = empty ? "a" : "b";
    prepare(name, empty);
    const std::string before = seen_in(*open(name, false));
    {
      const auto writer = open(name);
      ASSERT_TRUE(import_on(*writer, 6, 3).ok());
      EXPECT_EQ(seen_in(*open(name, false)), before) << "while it is written";
      EXPECT_EQ(open(name)->begin(10).error().code, ErrorCode::kUnavailable);
    }
    EXPECT_EQ(seen_in(*open(name, false)), before) << "and after its end";
    const auto other = open(name);
    const auto refused = other->begin(10);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
    EXPECT_NE(refused.error().message.find("--discard-unfinished"), std::string::npos);
    EXPECT_EQ(other->unfinished().value()->state, "3");
    EXPECT_EQ(seen_in(*other), before);
    ASSERT_TRUE(other->discard_unfinished().ok());
    EXPECT_FALSE(other->unfinished().value().has_value());
    EXPECT_EQ(seen_in(*open(name, false)), before);
    import_whole(*other, 6);
    prepare(name + "2", empty);
    import_whole(*open(name + "2"), 6);
    EXPECT_EQ(seen_in(*other), seen_in(*open(name + "2"))) << "discarding left nothing behind";
  }
}

// Interrupted after every piece, under limits of memory that are reached and that are not.
TEST_F(ClaimPiecesTest, PieceByPieceIsTheSameAsAtOnce) {
  int number = 0;
  for (const std::uint64_t ids_max : {std::uint64_t{20}, options_.ids_held_max}) {
    for (const std::uint64_t entries_max : {std::uint64_t{30}, options_.waiting_entries_max}) {
      for (const bool empty : {true, false}) {
        options_.ids_held_max = ids_max;
        options_.waiting_entries_max = entries_max;
        const std::string name = fmt::format("{}", number++);
        prepare(name, empty);
        prepare(name + "w", empty);
        import_whole(*open(name + "w"), 8);
        for (int i = 0; i < 8; ++i) ASSERT_TRUE(import_on(*open(name), 8, 1).ok());
        ASSERT_TRUE(import_on(*open(name), 8).ok());
        EXPECT_EQ(seen_in(*open(name, false)), seen_in(*open(name + "w", false)));
      }
    }
  }
}

TEST_F(ClaimPiecesTest, WhoGoesOnTakesItFromWhoBegan) {
  prepare("a", false);
  const auto first = open("a");
  ASSERT_TRUE(import_on(*first, 6, 2).ok());
  // Another process, at the moment between two transactions of the first.
  ASSERT_TRUE(first->roll_back().ok());
  ASSERT_TRUE(import_on(*first, 6, 1).ok());
  {
    const auto database = SqliteDatabase::open(path("a"), SqliteDatabase::Access::kRead, 0).value();
    EXPECT_EQ(database->integer("SELECT count(*) FROM unfinished").value(), 1);
  }
  ASSERT_TRUE(first->roll_back().ok());
  const auto second = open("a");
  ASSERT_TRUE(second->discard_unfinished().ok());
  EXPECT_EQ(first->go_on(9, [](const Claim&) { return std::span<const std::uint64_t>(); }, {})
                .error()
                .code,
            ErrorCode::kUnavailable);
}

TEST_F(ClaimPiecesTest, AFileOfTheVersionBeforeIsReadAndBroughtUpToDate) {
  prepare("a", false);
  const std::string before = seen_in(*open("a", false));
  {
    const auto database =
        SqliteDatabase::open(path("a"), SqliteDatabase::Access::kWrite, 0).value();
    ASSERT_TRUE(database
                    ->run("DROP TABLE unfinished; DROP TABLE unfinished_note; PRAGMA "
                          "user_version = 2")
                    .ok());
  }
  EXPECT_EQ(seen_in(*open("a", false)), before);
  ASSERT_TRUE(import_on(*open("a"), 4).ok());
  prepare("w", false);
  import_whole(*open("w"), 4);
  EXPECT_EQ(seen_in(*open("a", false)), seen_in(*open("w", false)));
}

// At every change of the files in turn: kill -9, half a write and kill -9, a full disk, half a
// write and an error. Then a reader looks, and the import goes on.
TEST_F(ClaimPiecesTest, NoFaultIsSeenOrLosesMoreThanItsPiece) {
  constexpr int kBatches = 4;
  std::uint64_t faults = 0;
  std::uint64_t went_on = 0;
  for (const bool empty : {true, false}) {
    std::filesystem::remove(path("begun"));
    prepare("begun", empty);
    std::filesystem::copy_file(path("begun"), path("w"));
    const std::string before = seen_in(*open("w", false));
    import_whole(*open("w"), kBatches);
    const std::string after = seen_in(*open("w", false));
    for (const DiskFault fault : {DiskFault::kKill, DiskFault::kTornWriteAndKill, DiskFault::kFull,
                                  DiskFault::kShortWrite}) {
      for (std::uint64_t at = 1;; ++at) {
        for (const char* rest : {"a", "a-wal", "a-shm", "a-journal"}) {
          std::filesystem::remove(path(rest));
        }
        std::filesystem::copy_file(path("begun"), path("a"));
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
          const FaultVfs vfs;
          FaultVfs::arm(fault, at);
          auto store = open_sqlite_claim_store(path("a"), options_);
          if (store.ok()) (void)import_on(*store.value(), kBatches);
          const bool hit = FaultVfs::faults() > 0;
          _exit(hit ? 3 : 4);  // tidy: allow(exiting): the child of a fork
        }
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 4) break;  // past the last change
        ++faults;
        const auto store = open("a");  // mends what a kill left
        const std::string seen = seen_in(*open("a", false));
        ASSERT_TRUE(seen == before || seen == after) << static_cast<int>(fault) << " at " << at;
        if (seen == after) continue;
        went_on += store->unfinished().value().has_value() ? 1U : 0U;
        const auto done = import_on(*store, kBatches);
        ASSERT_TRUE(done.ok()) << done.error().message;
        ASSERT_EQ(seen_in(*open("a", false)), after) << static_cast<int>(fault) << " at " << at;
      }
    }
    std::filesystem::remove(path("w"));
  }
  std::printf("%d faults, after %d of which there were pieces to go on with\n",
              static_cast<int>(faults), static_cast<int>(went_on));
  EXPECT_GT(faults, 1'000U);
  EXPECT_GT(went_on, faults / 4);
}

}  // namespace
}  // namespace overt
