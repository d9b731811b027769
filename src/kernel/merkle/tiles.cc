#include "kernel/merkle/tiles.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"

namespace overt::merkle {
namespace {

constexpr unsigned kTileHeight = 8;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kTilesKept = 64;

/// Groups of three digits, all but the last with an x in front.
std::string numbered(std::uint64_t index) {
  std::string path = fmt::format("{:03}", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) {
    path = fmt::format("x{:03}/{}", index % 1000, path);
  }
  return path;
}

std::string with_width(std::string path, std::uint32_t width) {
  return width == kTileWidth ? path : fmt::format("{}.p/{}", path, width);
}

Hash hash_at(std::string_view bytes, std::uint64_t position) {
  const auto hash = hash_from(bytes.substr(position * kHashBytes, kHashBytes));
  CHECK(hash.has_value());
  return *hash;
}

/// The root of the complete subtree over some hashes side by side, a power of two of them.
Hash root_over(std::vector<Hash> hashes) {
  while (hashes.size() > 1) {
    for (std::size_t i = 0; i < hashes.size() / 2; ++i) {
      hashes[i] = node_hash(hashes[2 * i], hashes[2 * i + 1]);
    }
    hashes.resize(hashes.size() / 2);
  }
  return hashes.front();
}

}  // namespace

std::string path_of(const Tile& tile) {
  return with_width(fmt::format("tile/{}/{}", tile.level, numbered(tile.index)), tile.width);
}

std::string entries_path_of(const Tile& tile) {
  return with_width(fmt::format("tile/entries/{}", numbered(tile.index)), tile.width);
}

Tile tile_at(unsigned level, std::uint64_t index, std::uint64_t size) {
  const std::uint64_t hashes = size >> (kTileHeight * level);
  CHECK_LT(index * kTileWidth, hashes);
  const std::uint64_t width = std::min(kTileWidth, hashes - index * kTileWidth);
  return {level, index, static_cast<std::uint32_t>(width)};
}

std::vector<Tile> tiles_between(std::uint64_t old_size, std::uint64_t new_size) {
  CHECK_LE(old_size, new_size);
  std::vector<Tile> tiles;
  for (unsigned level = 0; level < 64 / kTileHeight; ++level) {
    const std::uint64_t before = old_size >> (kTileHeight * level);
    const std::uint64_t after = new_size >> (kTileHeight * level);
    if (before == after) break;
    for (std::uint64_t index = before / kTileWidth; index * kTileWidth < after; ++index) {
      tiles.push_back(tile_at(level, index, new_size));
    }
  }
  return tiles;
}

Result<const std::string*> TileTree::tile(unsigned level, std::uint64_t index) {
  const Tile wanted = tile_at(level, index, size_);
  for (const Kept& kept : kept_) {
    if (kept.tile == wanted) return &kept.bytes;
  }
  ASSIGN_OR_RETURN(std::string bytes, read_(wanted));
  if (bytes.size() != wanted.width * kHashBytes) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{} has {} bytes where {} hashes have {}", path_of(wanted),
                             bytes.size(), wanted.width, wanted.width * kHashBytes)};
  }
  if (kept_.size() < kTilesKept) {
    kept_.push_back({wanted, std::move(bytes)});
    return &kept_.back().bytes;
  }
  Kept& kept = kept_[next_];
  next_ = (next_ + 1) % kTilesKept;
  kept = {wanted, std::move(bytes)};
  return &kept.bytes;
}

Result<Hash> TileTree::subtree(Subtree subtree) {
  const unsigned level = subtree.level / kTileHeight;
  const unsigned above = subtree.level % kTileHeight;
  const std::uint64_t first = subtree.index << above;
  ASSIGN_OR_RETURN(const std::string* bytes, tile(level, first / kTileWidth));
  std::vector<Hash> hashes;
  for (std::uint64_t i = 0; i < (std::uint64_t{1} << above); ++i) {
    const std::uint64_t position = first % kTileWidth + i;
    CHECK_LT(position * kHashBytes, bytes->size());
    hashes.push_back(hash_at(*bytes, position));
  }
  return root_over(std::move(hashes));
}

Result<TileWriter> TileWriter::at(std::uint64_t size, const ReadTile& read) {
  TileWriter writer;
  TileTree tree(size, read);
  ASSIGN_OR_RETURN(writer.frontier_, Frontier::at(size, tree.reader()));
  for (unsigned level = 0; level < 64 / kTileHeight; ++level) {
    const std::uint64_t hashes = size >> (kTileHeight * level);
    if (hashes == 0) break;
    Level& edge = writer.levels_.emplace_back();
    edge.index = hashes / kTileWidth;
    if (hashes % kTileWidth == 0) continue;
    ASSIGN_OR_RETURN(edge.bytes, read(tile_at(level, edge.index, size)));
  }
  return writer;
}

void TileWriter::append(const Hash& leaf) {
  frontier_.append(leaf, [this](Subtree subtree, const Hash& hash) {
    if (subtree.level % kTileHeight == 0) add_to_level(subtree.level / kTileHeight, hash);
  });
}

void TileWriter::add_to_level(unsigned level, const Hash& hash) {
  if (level >= levels_.size()) levels_.resize(level + 1);
  Level& edge = levels_[level];
  edge.bytes += bytes_of(hash);
  edge.changed = true;
  if (edge.bytes.size() < kTileWidth * kHashBytes) return;
  full_.push_back({{level, edge.index, kTileWidth}, std::move(edge.bytes)});
  edge = {edge.index + 1, {}, false};
}

std::vector<TileWriter::Written> TileWriter::take_changed() {
  std::vector<Written> written = std::exchange(full_, {});
  for (unsigned level = 0; level < levels_.size(); ++level) {
    Level& edge = levels_[level];
    if (!edge.changed) continue;
    const auto width = static_cast<std::uint32_t>(edge.bytes.size() / kHashBytes);
    written.push_back({{level, edge.index, width}, edge.bytes});
    edge.changed = false;
  }
  return written;
}

}  // namespace overt::merkle
