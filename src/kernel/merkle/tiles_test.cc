#include "kernel/merkle/tiles.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

namespace overt::merkle {
namespace {

Hash leaf_number(std::uint64_t i) { return leaf_hash("entry " + std::to_string(i)); }

// Tiles as files: full ones stay, partial ones are kept by their width.
class TileFiles {
 public:
  void take(TileWriter& writer) {
    for (auto& written : writer.take_changed()) {
      const auto [at, added] = files.emplace(path_of(written.tile), written.bytes);
      EXPECT_TRUE(added || at->second == written.bytes) << at->first << " was rewritten";
    }
  }
  [[nodiscard]] ReadTile reader() const {
    return [this](const Tile& tile) -> Result<std::string> {
      const auto found = files.find(path_of(tile));
      if (found == files.end()) return Error{ErrorCode::kNotFound, "no tile " + path_of(tile)};
      return found->second;
    };
  }
  std::map<std::string, std::string> files;
};

TEST(MerkleTilesTest, PathsAreThoseOfTheSpecification) {
  EXPECT_EQ(path_of({0, 0, 256}), "tile/0/000");
  EXPECT_EQ(path_of({0, 0, 1}), "tile/0/000.p/1");
  EXPECT_EQ(path_of({1, 1234067, 256}), "tile/1/x001/x234/067");
  EXPECT_EQ(path_of({2, 1000, 17}), "tile/2/x001/000.p/17");
  EXPECT_EQ(entries_path_of({0, 1234067, 256}), "tile/entries/x001/x234/067");
}

TEST(MerkleTilesTest, TheTreeOfTheTilesIsTheTree) {
  constexpr std::uint64_t kLeaves = 66'300;  // three levels
  TileWriter writer;
  Frontier tree;
  TileFiles files;
  const std::set<std::uint64_t> looked_at = {1,   2,    255,    256,    257,
                                             511, 4099, 65'536, 65'537, kLeaves};
  for (std::uint64_t i = 0; i < kLeaves; ++i) {
    writer.append(leaf_number(i));
    tree.append(leaf_number(i));
    const std::uint64_t size = i + 1;
    if (!looked_at.contains(size)) continue;
    files.take(writer);
    TileTree tiles(size, files.reader());
    EXPECT_EQ(root_of(size, tiles.reader()).value(), tree.root()) << size;
    EXPECT_EQ(writer.root(), tree.root());
    for (const std::uint64_t index : {std::uint64_t{0}, size / 2, size - 1}) {
      const auto proof = inclusion_proof(index, size, tiles.reader()).value();
      EXPECT_TRUE(verify_inclusion(leaf_number(index), index, size, proof, tree.root()));
    }
  }
}

TEST(MerkleTilesTest, WritingGoesOnWhereAnotherWriterEnded) {
  for (const std::uint64_t stop : {std::uint64_t{1}, std::uint64_t{255}, std::uint64_t{256},
                                   std::uint64_t{700}, std::uint64_t{65'536}}) {
    TileWriter whole;
    TileWriter first;
    TileFiles files;
    for (std::uint64_t i = 0; i < stop; ++i) {
      whole.append(leaf_number(i));
      first.append(leaf_number(i));
    }
    files.take(first);
    auto second = TileWriter::at(stop, files.reader());
    ASSERT_TRUE(second.ok()) << second.error().message;
    for (std::uint64_t i = stop; i < stop + 300; ++i) {
      whole.append(leaf_number(i));
      second.value().append(leaf_number(i));
    }
    EXPECT_EQ(second.value().root(), whole.root()) << stop;
    files.take(second.value());
    TileTree tiles(stop + 300, files.reader());
    EXPECT_EQ(root_of(stop + 300, tiles.reader()).value(), whole.root()) << stop;
  }
}

TEST(MerkleTilesTest, WhatIsWrittenIsWhatTheNewerTreeHasMore) {
  for (const auto& [before, after] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
           {0, 1}, {0, 256}, {1, 255}, {256, 257}, {300, 70'000}, {65'535, 65'536}}) {
    TileWriter writer;
    for (std::uint64_t i = 0; i < before; ++i) writer.append(leaf_number(i));
    writer.take_changed();
    for (std::uint64_t i = before; i < after; ++i) writer.append(leaf_number(i));
    std::set<std::string> written;
    for (const auto& tile : writer.take_changed()) written.insert(path_of(tile.tile));
    std::set<std::string> expected;
    for (const auto& tile : tiles_between(before, after)) expected.insert(path_of(tile));
    EXPECT_EQ(written, expected) << before << " to " << after;
  }
}

TEST(MerkleTilesTest, ATornTileIsNamed) {
  TileWriter writer;
  for (std::uint64_t i = 0; i < 300; ++i) writer.append(leaf_number(i));
  TileFiles files;
  files.take(writer);
  files.files["tile/0/001.p/44"].resize(100);
  TileTree tiles(300, files.reader());
  const auto root = root_of(300, tiles.reader());
  ASSERT_FALSE(root.ok());
  EXPECT_EQ(root.error().code, ErrorCode::kBadInput);
  EXPECT_NE(root.error().message.find("tile/0/001.p/44"), std::string::npos);
}

}  // namespace
}  // namespace overt::merkle
