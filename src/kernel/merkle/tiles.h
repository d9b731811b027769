#pragma once
// A tree as C2SP tiles (c2sp.org/tlog-tiles): tile (level, index) has the hashes of 256 subtrees
// of height 8·level, side by side; the last of a level may be partial. Full tiles never change, so
// they can be files, and any cache may keep them for ever.
//
// Thread safety: pure functions; a TileTree belongs to one thread.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kernel/merkle/hash.h"
#include "kernel/merkle/tree.h"

namespace overt::merkle {

inline constexpr std::uint64_t kTileWidth = 256;

struct Tile {
  unsigned level = 0;
  std::uint64_t index = 0;
  std::uint32_t width = kTileWidth;  // hashes in it, 1 to 256
  friend bool operator==(const Tile&, const Tile&) = default;
};

/// "tile/0/x001/x234/067" or, partial, "tile/0/000.p/12".
std::string path_of(const Tile& tile);
/// "tile/entries/x001/x234/067": where the entries of a tile of level 0 are.
std::string entries_path_of(const Tile& tile);

/// The tile of a level as a tree of `size` leaves has it. Requires that it has one.
Tile tile_at(unsigned level, std::uint64_t index, std::uint64_t size);

/// The tiles that a tree of `new_size` has and one of `old_size` has not, or has narrower.
std::vector<Tile> tiles_between(std::uint64_t old_size, std::uint64_t new_size);

/// The bytes of a tile: 32 a hash.
using ReadTile = std::function<Result<std::string>(const Tile&)>;

/// Complete subtrees read out of the tiles of a tree of one size. Keeps the tiles read last.
class TileTree {
 public:
  TileTree(std::uint64_t size, ReadTile read) : size_(size), read_(std::move(read)) {}

  /// kBadInput where a tile has another size than its width.
  Result<Hash> subtree(Subtree subtree);
  /// For tree.h; lives as long as this.
  ReadSubtree reader() {
    return [this](Subtree wanted) { return subtree(wanted); };
  }
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  Result<const std::string*> tile(unsigned level, std::uint64_t index);

  struct Kept {
    Tile tile;
    std::string bytes;
  };
  std::uint64_t size_;
  ReadTile read_;
  std::vector<Kept> kept_;
  std::size_t next_ = 0;  // of kept_, to be replaced
};

/// Tiles made as a tree grows, for writing them once per batch.
class TileWriter {
 public:
  /// From a tree that exists already; reads its last tile of each level.
  static Result<TileWriter> at(std::uint64_t size, const ReadTile& read);
  TileWriter() = default;

  void append(const Hash& leaf);
  [[nodiscard]] std::uint64_t size() const { return frontier_.size(); }
  [[nodiscard]] Hash root() const { return frontier_.root(); }

  struct Written {
    Tile tile;
    std::string bytes;
  };
  /// The tiles that changed since the last call, full ones first filled first.
  std::vector<Written> take_changed();

 private:
  struct Level {
    std::uint64_t index = 0;  // of the tile being filled
    std::string bytes;
    bool changed = false;
  };
  void add_to_level(unsigned level, const Hash& hash);

  Frontier frontier_;
  std::vector<Level> levels_;
  std::vector<Written> full_;
};

}  // namespace overt::merkle
