#include "adapters/sqlite/sqlite_claim_store.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/sqlite/sqlite_database.h"

namespace overt {
namespace {

class SqliteClaimStoreTest : public testing::Test {
 protected:
  SqliteClaimStoreTest() {
    folder_ = testing::TempDir() + "/claims-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
    path_ = folder_ + "/registry.db";
  }
  ~SqliteClaimStoreTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::unique_ptr<ClaimStore> open(bool write = true) const {
    SqliteClaimStoreOptions options;
    options.write = write;
    options.wait_ms = 0;
    auto store = open_sqlite_claim_store(path_, options);
    EXPECT_TRUE(store.ok()) << (store.ok() ? "" : store.error().message);
    return store.ok() ? std::move(store).value() : nullptr;
  }

  [[nodiscard]] Error refused(bool write = true) const {
    SqliteClaimStoreOptions options;
    options.write = write;
    options.wait_ms = 0;
    auto store = open_sqlite_claim_store(path_, options);
    EXPECT_FALSE(store.ok());
    return store.ok() ? Error{ErrorCode::kIo, ""} : store.error();
  }

  std::string folder_;
  std::string path_;
};

ClaimBatch batch_of(int first, int count) {
  ClaimBatch batch;
  batch.sources.resize(1);
  batch.sources[0].url = "https://example.org/";
  batch.sources[0].grade = {'B', '3'};
  batch.sources[0].retrieved_at = 17;
  for (int i = first; i < first + count; ++i) {
    Claim claim;
    claim.entity = "e" + std::to_string(i / 4);
    claim.schema = "Company";
    claim.property = "name";
    claim.value = "name " + std::to_string(i);
    batch.claims.push_back(claim);
  }
  return batch;
}

AddedClaims record(ClaimStore& store, const ClaimBatch& batch, TimeUs at) {
  EXPECT_TRUE(store.begin(at).ok());
  const auto added = store.add(batch);
  EXPECT_TRUE(added.ok());
  const auto committed = store.commit();
  EXPECT_TRUE(committed.ok()) << (committed.ok() ? "" : committed.error().message);
  return added.value();
}

std::vector<StoredClaim> all_of(ClaimStore& store, TimeUs as_of = kLatest) {
  std::vector<StoredClaim> claims;
  EXPECT_TRUE(store
                  .all(as_of,
                       [&](const StoredClaim& claim) {
                         claims.push_back(claim);
                         return true;
                       })
                  .ok());
  return claims;
}

std::vector<std::string> values_about(ClaimStore& store, const std::string& entity,
                                      TimeUs as_of = kLatest) {
  std::vector<std::string> values;
  EXPECT_TRUE(store
                  .about(std::span(&entity, 1), as_of,
                         [&](const StoredClaim& claim) {
                           values.push_back(claim.claim.value);
                           return true;
                         })
                  .ok());
  return values;
}

TEST_F(SqliteClaimStoreTest, AClaimComesBackAsItWasWithItsSource) {
  ClaimBatch batch = batch_of(0, 1);
  Claim& claim = batch.claims[0];
  claim.lang = "rus";
  claim.status = ClaimStatus::kCharged;
  claim.valid_from = parse_partial_date("2022-03");
  claim.valid_to = parse_partial_date("2024-09-04");
  claim.flags.add(ClaimFlag::kConflicting);
  claim.note = "two holders";
  const auto store = open();
  record(*store, batch, 5);
  const auto claims = all_of(*open(false));
  ASSERT_EQ(claims.size(), 1U);
  EXPECT_EQ(claims[0].id, id_of(claim, batch.sources[0]));
  EXPECT_EQ(claims[0].recorded_at, 5);
  EXPECT_EQ(store->sources()[claims[0].claim.source], batch.sources[0]);
  EXPECT_EQ(claims[0].claim, claim);
}

TEST_F(SqliteClaimStoreTest, AddingTwiceAddsNothing) {
  const auto store = open();
  EXPECT_EQ(record(*store, batch_of(0, 10), 1).added, 10U);
  const AddedClaims again = record(*store, batch_of(0, 12), 2);
  EXPECT_EQ(again.added, 2U);
  EXPECT_EQ(again.known, 10U);
  EXPECT_EQ(store->size(), 12U);
  EXPECT_EQ(record(*open(), batch_of(0, 12), 3).added, 0U);
}

TEST_F(SqliteClaimStoreTest, TheSameClaimTwiceInOneImportIsOne) {
  const auto store = open();
  ClaimBatch batch = batch_of(0, 3);
  batch.claims.push_back(batch.claims[1]);
  const AddedClaims added = record(*store, batch, 1);
  EXPECT_EQ(added.added, 3U);
  EXPECT_EQ(added.known, 1U);
}

TEST_F(SqliteClaimStoreTest, ADayShowsWhatWasRecordedByThen) {
  const auto store = open();
  record(*store, batch_of(0, 10), 100);
  record(*store, batch_of(10, 10), 200);
  EXPECT_TRUE(all_of(*store, 99).empty());
  EXPECT_EQ(all_of(*store, 100).size(), 10U);
  EXPECT_EQ(all_of(*store, 199).size(), 10U);
  EXPECT_EQ(all_of(*store, 200).size(), 20U);
  EXPECT_EQ(store->recorded_times(), (std::vector<TimeUs>{100, 200}));
}

TEST_F(SqliteClaimStoreTest, NothingIsRecordedBeforeWhatIsThere) {
  const auto store = open();
  record(*store, batch_of(0, 1), 100);
  const auto earlier = store->begin(99);
  ASSERT_FALSE(earlier.ok());
  EXPECT_EQ(earlier.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(record(*store, batch_of(1, 1), 100).added, 1U) << "the store goes on working";
}

// A child must not run the tests' own ends.
[[noreturn]] void end_child(int code) {
  _exit(code);  // tidy: allow(exiting): a forked child of a test
}

Claim retraction_of(const ClaimId& id) {
  Claim claim;
  claim.entity = "e0";
  claim.kind = ClaimKind::kRetracts;
  claim.value = name_of(id);
  return claim;
}

TEST_F(SqliteClaimStoreTest, ARetractionCountsFromTheDayItWasRecordedAndCanBeRetracted) {
  const auto store = open();
  const ClaimBatch batch = batch_of(0, 4);
  record(*store, batch, 1);
  const ClaimId id = id_of(batch.claims[2], batch.sources[0]);
  ClaimBatch retract;
  retract.sources = batch.sources;
  retract.claims = {retraction_of(id)};
  record(*store, retract, 2);
  EXPECT_EQ(all_of(*store, 1).size(), 4U);
  EXPECT_EQ(all_of(*store, 2).size(), 3U);
  EXPECT_TRUE(store->is_retracted(id, 2));
  ClaimBatch back = retract;
  back.claims = {retraction_of(id_of(retract.claims[0], batch.sources[0]))};
  record(*store, back, 3);
  EXPECT_EQ(all_of(*store, 2).size(), 3U) << "what was known then stays";
  EXPECT_EQ(all_of(*open(), 3).size(), 4U);
  std::size_t history = 0;
  ASSERT_TRUE(store->history("e0", [&](const StoredClaim&) { return ++history > 0; }).ok());
  EXPECT_EQ(history, 6U);
}

TEST_F(SqliteClaimStoreTest, ClaimsAreFoundByEntityByValueByTermAndById) {
  const auto store = open();
  const ClaimBatch batch = batch_of(0, 20);
  ASSERT_TRUE(store->begin(1).ok());
  const std::vector<ClaimTerm> terms = {{7, 1234}, {9, 1234}, {9, 5}};
  ASSERT_TRUE(store->add(batch, terms).ok());
  ASSERT_TRUE(store->commit().ok());
  std::vector<std::string> found;
  const auto keep = [&](const StoredClaim& claim) {
    found.push_back(claim.claim.value);
    return true;
  };
  const std::vector<std::string> entities = {"e3", "nobody", "e1"};
  ASSERT_TRUE(store->about(entities, kLatest, keep).ok());
  EXPECT_EQ(found, (std::vector<std::string>{"name 12", "name 13", "name 14", "name 15", "name 4",
                                             "name 5", "name 6", "name 7"}));
  found.clear();
  const std::vector<std::string> values = {"name 17"};
  ASSERT_TRUE(store->with_value(values, kLatest, keep).ok());
  EXPECT_EQ(found, values);
  found.clear();
  ASSERT_TRUE(store->with_term(1234, kLatest, keep).ok());
  EXPECT_EQ(found, (std::vector<std::string>{"name 7", "name 9"}));
  const auto one = store->find(id_of(batch.claims[3], batch.sources[0]));
  ASSERT_TRUE(one.ok() && one.value().has_value());
  EXPECT_EQ(one.value()->claim.value, "name 3");
  EXPECT_FALSE(store->find(ClaimId{{1, 2}}).value().has_value());
}

TEST_F(SqliteClaimStoreTest, RollingBackLeavesTheStoreAsItWas) {
  const auto store = open();
  record(*store, batch_of(0, 5), 1);
  ASSERT_TRUE(store->begin(2).ok());
  ASSERT_TRUE(store->add(batch_of(5, 50)).ok());
  EXPECT_EQ(all_of(*store).size(), 55U) << "reading within sees it";
  EXPECT_EQ(all_of(*open(false)).size(), 5U) << "nobody else does";
  ASSERT_TRUE(store->roll_back().ok());
  EXPECT_EQ(all_of(*store).size(), 5U);
  EXPECT_EQ(record(*store, batch_of(5, 50), 2).added, 50U);
}

TEST_F(SqliteClaimStoreTest, ASecondWriterIsRefusedAndReadersAreNot) {
  const auto first = open();
  record(*first, batch_of(0, 5), 1);
  const auto second = open();
  ASSERT_TRUE(first->begin(2).ok());
  ASSERT_TRUE(first->add(batch_of(5, 5)).ok());
  const auto refusal = second->begin(2);
  ASSERT_FALSE(refusal.ok());
  EXPECT_EQ(refusal.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(refusal.error().message.find(path_), std::string::npos);
  EXPECT_EQ(all_of(*second).size(), 5U);
  ASSERT_TRUE(first->commit().ok());
  EXPECT_EQ(all_of(*second).size(), 5U) << "one state, until asked";
  const auto stale = second->begin(3);
  ASSERT_FALSE(stale.ok()) << "it would number claims twice";
  ASSERT_TRUE(second->refresh().ok());
  EXPECT_EQ(all_of(*second).size(), 10U);
  EXPECT_EQ(record(*second, batch_of(10, 5), 3).added, 5U);
}

// The child is killed in the middle of an import, at another moment each time.
TEST_F(SqliteClaimStoreTest, AKilledImportLeavesTheStoreAsItWas) {
  record(*open(), batch_of(0, 5), 1);
  for (const int batches : {1, 3, 20}) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      SqliteClaimStoreOptions options;
      options.cache_bytes = 64 << 10;  // so that pages reach the disk before the end
      auto store = open_sqlite_claim_store(path_, options).value();
      if (!store->begin(2).ok()) end_child(1);
      for (int i = 0; i < batches; ++i) {
        if (!store->add(batch_of(1000 + i * 1000, 1000)).ok()) end_child(1);
      }
      kill(getpid(), SIGKILL);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    const auto store = open();
    EXPECT_EQ(store->size(), 5U);
    EXPECT_EQ(all_of(*store).size(), 5U);
  }
  EXPECT_EQ(record(*open(), batch_of(1000, 2000), 2).added, 2000U);
}

TEST_F(SqliteClaimStoreTest, AKilledFirstImportLeavesAnEmptyStore) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    SqliteClaimStoreOptions options;
    options.cache_bytes = 64 << 10;
    auto store = open_sqlite_claim_store(path_, options).value();
    if (!store->begin(2).ok() || !store->add(batch_of(0, 20'000)).ok()) end_child(1);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(open()->size(), 0U);
  EXPECT_EQ(record(*open(), batch_of(0, 20'000), 1).added, 20'000U);
}

// A limit on the size of files stands for a full disk: the write fails in the middle.
TEST_F(SqliteClaimStoreTest, AFullDiskIsAnErrorThatChangesNothing) {
  record(*open(), batch_of(0, 5), 1);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit = {1 << 20, 1 << 20};
    setrlimit(RLIMIT_FSIZE, &limit);
    SqliteClaimStoreOptions options;
    options.cache_bytes = 64 << 10;
    auto store = open_sqlite_claim_store(path_, options).value();
    if (!store->begin(2).ok()) end_child(2);
    auto added = store->add(batch_of(1000, 50'000));
    if (added.ok()) end_child(3);
    if (added.error().code != ErrorCode::kIo) end_child(4);
    if (added.error().message.find("registry.db") == std::string::npos) end_child(5);
    end_child(store->roll_back().ok() && store->size() == 5 ? 0 : 6);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(all_of(*open()).size(), 5U);
}

TEST_F(SqliteClaimStoreTest, AnImportThatMakesTheStoreManyTimesLargerGivesTheSame) {
  record(*open(), batch_of(0, 5), 1);
  const auto store = open();
  ASSERT_TRUE(store->begin(2).ok());
  std::uint64_t known = 0;
  for (int i = 0; i < 25; ++i) {
    known += store->add(batch_of(i * 9'000, 10'000)).value().known;  // they overlap
  }
  ASSERT_TRUE(store->commit().ok());
  EXPECT_EQ(store->size(), 226'000U);
  EXPECT_EQ(known, 5U + 24'000U);
  std::size_t found = 0;
  const std::vector<std::string> entity = {"e50000"};
  ASSERT_TRUE(open()->about(entity, kLatest, [&](const StoredClaim&) { return ++found > 0; }).ok());
  EXPECT_EQ(found, 4U);
}

TEST_F(SqliteClaimStoreTest, PastTheLimitsOfMemoryTheSameIsAdded) {
  SqliteClaimStoreOptions options;
  options.ids_held_max = 10;
  options.waiting_entries_max = 25;
  auto store = open_sqlite_claim_store(path_, options).value();
  ASSERT_TRUE(store->begin(1).ok());
  EXPECT_EQ(store->add(batch_of(0, 20)).value().added, 20U);
  EXPECT_EQ(store->add(batch_of(10, 20)).value().known, 10U);
  EXPECT_EQ(store->add(batch_of(25, 10)).value().known, 5U);
  ASSERT_TRUE(store->commit().ok());
  EXPECT_EQ(store->size(), 35U);
  EXPECT_EQ(values_about(*store, "e6"),
            (std::vector<std::string>{"name 24", "name 25", "name 26", "name 27"}));
}

// What is said of an entity stands in rows that one import begins and the next goes on with.
TEST_F(SqliteClaimStoreTest, ClaimsAboutAnEntityFromSeveralImportsAreFoundOnceEach) {
  const auto store = open();
  record(*store, batch_of(0, 2), 1);
  record(*store, batch_of(0, 3), 2);
  record(*store, batch_of(8, 4), 3);
  record(*store, batch_of(0, 8), 4);
  EXPECT_EQ(values_about(*store, "e0"),
            (std::vector<std::string>{"name 0", "name 1", "name 2", "name 3"}));
  EXPECT_EQ(values_about(*store, "e0", 2),
            (std::vector<std::string>{"name 0", "name 1", "name 2"}));
  EXPECT_EQ(values_about(*store, "e2").size(), 4U);
}

ClaimBatch version_of_list(const char* hash, TimeUs retrieved_at, int first, int count) {
  ClaimBatch batch = batch_of(first, count);
  batch.sources[0].content_hash = hash;
  batch.sources[0].retrieved_at = retrieved_at;
  return batch;
}

TEST_F(SqliteClaimStoreTest, ALaterVersionOfAListAddsWhatIsNewAndIsNotedForTheRest) {
  const auto store = open();
  const ClaimBatch first = version_of_list("aa", 10, 0, 10);
  record(*store, first, 100);
  const ClaimBatch second = version_of_list("bb", 20, 4, 10);
  const AddedClaims added = record(*store, second, 200);
  EXPECT_EQ(added.added, 4U);
  EXPECT_EQ(added.known, 6U);
  EXPECT_EQ(added.seen_again, 6U);
  EXPECT_EQ(record(*store, second, 300).seen_again, 0U) << "the same version again says nothing";
  EXPECT_EQ(record(*open(), first, 400).seen_again, 0U) << "nor does the first";
  const auto reader = open(false);
  const auto seen = [&](int claim, TimeUs as_of) {
    const ClaimId id = id_of(batch_of(claim, 1).claims[0], first.sources[0]);
    return reader->sightings(id, as_of).value();
  };
  EXPECT_TRUE(seen(3, kLatest).empty()) << "it is no longer in the list";
  EXPECT_TRUE(seen(5, 199).empty()) << "nobody knew yet";
  ASSERT_EQ(seen(5, 200).size(), 1U);
  EXPECT_EQ(seen(5, kLatest)[0].recorded_at, 200);
  EXPECT_EQ(reader->sources()[seen(5, kLatest)[0].source], second.sources[0]);
  EXPECT_EQ(all_of(*reader, 199).size(), 10U) << "what was known then stays";
  std::size_t sightings = 0;
  ASSERT_TRUE(reader
                  ->every_sighting([&](const StoredClaim& claim) {
                    EXPECT_EQ(reader->sources()[claim.claim.source], second.sources[0]);
                    EXPECT_EQ(claim.recorded_at, 200);
                    return ++sightings > 0;
                  })
                  .ok());
  EXPECT_EQ(sightings, 6U);
}

TEST_F(SqliteClaimStoreTest, WhatWasRetractedStaysSoWhereALaterVersionSaysItAgain) {
  const auto store = open();
  const ClaimBatch first = version_of_list("aa", 10, 0, 4);
  record(*store, first, 1);
  ClaimBatch retract;
  retract.sources = first.sources;
  retract.claims = {retraction_of(id_of(first.claims[1], first.sources[0]))};
  record(*store, retract, 2);
  EXPECT_EQ(record(*store, version_of_list("bb", 20, 0, 4), 3).added, 0U);
  EXPECT_EQ(all_of(*store).size(), 3U);
}

TEST_F(SqliteClaimStoreTest, RollingBackForgetsWhatWasSeenAgain) {
  const auto store = open();
  record(*store, version_of_list("aa", 10, 0, 4), 1);
  const ClaimBatch second = version_of_list("bb", 20, 0, 4);
  ASSERT_TRUE(store->begin(2).ok());
  EXPECT_EQ(store->add(second).value().seen_again, 4U);
  ASSERT_TRUE(store->roll_back().ok());
  EXPECT_EQ(record(*store, second, 2).seen_again, 4U);
}

TEST_F(SqliteClaimStoreTest, WhatIsNoRegistryIsRefusedWithARemedy) {
  std::ofstream(path_) << std::string(4096, 'x');
  EXPECT_EQ(refused().code, ErrorCode::kBadInput);
  std::filesystem::remove(path_);
  {
    auto database = SqliteDatabase::open(path_, SqliteDatabase::Access::kCreate, 0).value();
    ASSERT_TRUE(database->run("CREATE TABLE mine(x)").ok());
  }
  EXPECT_EQ(refused().code, ErrorCode::kBadInput);
  EXPECT_NE(refused().message.find("--registry"), std::string::npos);
}

TEST_F(SqliteClaimStoreTest, AnotherVersionIsRefused) {
  ASSERT_NE(open(), nullptr);
  {
    auto database = SqliteDatabase::open(path_, SqliteDatabase::Access::kWrite, 0).value();
    ASSERT_TRUE(database->run("PRAGMA user_version = 99").ok());
  }
  EXPECT_NE(refused().message.find("newer version"), std::string::npos);
  {
    auto database = SqliteDatabase::open(path_, SqliteDatabase::Access::kWrite, 0).value();
    ASSERT_TRUE(database->run("PRAGMA user_version = 1").ok());
  }
  EXPECT_NE(refused().message.find("older version"), std::string::npos);
}

TEST_F(SqliteClaimStoreTest, AMissingFileIsNotMadeByReading) {
  EXPECT_EQ(refused(false).code, ErrorCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(SqliteClaimStoreTest, AStoreOpenedForReadingRefusesToAdd) {
  record(*open(), batch_of(0, 1), 1);
  const auto refusal = open(false)->begin(2);
  ASSERT_FALSE(refusal.ok());
  EXPECT_EQ(refusal.error().code, ErrorCode::kPermissionDenied);
}

TEST_F(SqliteClaimStoreTest, OnlyAnEmptyFileIsTakenAway) {
  (void)open();
  EXPECT_TRUE(remove_empty_claim_store(path_).value());
  EXPECT_FALSE(std::filesystem::exists(path_));
  {
    const auto store = open();
    ASSERT_TRUE(store->begin(5).ok());
    const auto busy = remove_empty_claim_store(path_);
    ASSERT_FALSE(busy.ok()) << "another is at it";
    EXPECT_EQ(busy.error().code, ErrorCode::kUnavailable);
    ASSERT_TRUE(store->commit().ok());
  }
  std::ofstream(path_, std::ios::trunc).flush();
  EXPECT_TRUE(remove_empty_claim_store(path_).value()) << "without tables";
  // Somebody who had opened it adds nothing to a file that is nowhere.
  const auto store = open();
  ASSERT_TRUE(remove_empty_claim_store(path_).value());
  Result<void> done = store->begin(5);
  ClaimBatch batch;
  if (done.ok()) done = store->commit();
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kUnavailable) << done.error().message;
}

}  // namespace
}  // namespace overt
