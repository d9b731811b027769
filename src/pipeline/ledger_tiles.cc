#include "pipeline/ledger_tiles.h"

#include <filesystem>

#include <fmt/format.h>

#include "adapters/files/files.h"
#include "kernel/merkle/checkpoint.h"
#include "kernel/merkle/tiles.h"
#include "pipeline/ledger_book.h"

namespace overt {
namespace {

constexpr std::size_t kEntryBytesMax = 0xFFFF;

class TilesFolder {
 public:
  TilesFolder(DecisionStore& store, std::string folder)
      : store_(store), folder_(std::move(folder)) {}

  Result<WrittenTiles> write_all() {
    ASSIGN_OR_RETURN(const std::string signed_note, store_.checkpoint());
    if (signed_note.empty()) {
      return Error{ErrorCode::kNotFound,
                   "the ledger has no checkpoint yet: nothing was decided; the first decision "
                   "makes one"};
    }
    ASSIGN_OR_RETURN(const merkle::Note note, merkle::parse_note(signed_note));
    ASSIGN_OR_RETURN(const merkle::Checkpoint checkpoint, merkle::parse_checkpoint(note.text));
    told_.entries = checkpoint.size;
    const merkle::ReadTile read = ledger_tiles(store_);
    for (const merkle::Tile& tile : merkle::tiles_between(0, checkpoint.size)) {
      if (!is_kept(tile, merkle::path_of(tile))) {
        ASSIGN_OR_RETURN(const std::string bytes, read(tile));
        RETURN_IF_ERROR(write(merkle::path_of(tile), bytes));
      }
      if (tile.level > 0 || is_kept(tile, merkle::entries_path_of(tile))) continue;
      ASSIGN_OR_RETURN(const std::string entries, bundle(tile));
      RETURN_IF_ERROR(write(merkle::entries_path_of(tile), entries));
    }
    const std::uint64_t tiles = told_.written;
    RETURN_IF_ERROR(write("checkpoint", signed_note));
    told_.written = tiles;
    return told_;
  }

 private:
  /// Only a full tile stays what it is. A file is there whole or not at all.
  bool is_kept(const merkle::Tile& tile, const std::string& name) {
    if (tile.width < merkle::kTileWidth) return false;
    std::error_code error;
    const bool there = std::filesystem::exists(folder_ + "/" + name, error);
    told_.kept += there ? 1 : 0;
    return there;
  }

  Result<std::string> bundle(const merkle::Tile& tile) {
    std::string bytes;
    const std::uint64_t first = tile.index * merkle::kTileWidth;
    for (std::uint64_t i = first; i < first + tile.width; ++i) {
      ASSIGN_OR_RETURN(const auto line, store_.ledger_line(i));
      if (!line) {
        return Error{ErrorCode::kBadInput,
                     fmt::format("the ledger lacks entry {}; it was changed by hand or cut, "
                                 "restore it",
                                 i)};
      }
      const std::size_t size = line->entry.size();
      if (size > kEntryBytesMax) {
        return Error{ErrorCode::kLimitExceeded,
                     fmt::format("entry {} has {} bytes; a tile's entries have at most {}", i, size,
                                 kEntryBytesMax)};
      }
      bytes += static_cast<char>(size >> 8U);
      bytes += static_cast<char>(size & 0xFFU);
      bytes += line->entry;
    }
    return bytes;
  }

  Result<void> write(const std::string& name, std::string_view bytes) {
    const std::filesystem::path path = std::filesystem::path(folder_) / name;
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) {
      return Error{ErrorCode::kIo,
                   fmt::format("{}: {}", path.parent_path().string(), error.message())};
    }
    ASSIGN_OR_RETURN(const auto sink, create_byte_sink(path.string()));
    RETURN_IF_ERROR(sink->write(bytes));
    ++told_.written;
    return sink->close();
  }

  DecisionStore& store_;
  std::string folder_;
  WrittenTiles told_;
};

}  // namespace

Result<WrittenTiles> write_ledger_tiles(DecisionStore& store, const std::string& folder) {
  return TilesFolder(store, folder).write_all();
}

}  // namespace overt
