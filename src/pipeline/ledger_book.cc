#include "pipeline/ledger_book.h"

#include <fmt/format.h>

#include "base/check.h"
#include "stages/decisions/ledger_entry.h"

namespace overt {

Result<void> commit_to_ledger(DecisionStore& store, const merkle::SignerKey& key,
                              const RandomBytes& random, DecisionBatch batch) {
  CHECK_EQ(batch.lines.size(), batch.events.size());
  for (const LedgerRecord& record : batch.records) {
    LedgerLine line;
    line.salt = random(kSaltBytes);
    line.record = ledger_record(record);
    line.entry = ledger_entry(record, line.record, line.salt);
    batch.lines.push_back(std::move(line));
  }
  ASSIGN_OR_RETURN(batch.ledger_size, store.ledger_size());
  ASSIGN_OR_RETURN(auto tree, merkle::TileWriter::at(batch.ledger_size, ledger_tiles(store)));
  for (const LedgerLine& line : batch.lines) tree.append(merkle::leaf_hash(line.entry));
  batch.tiles.clear();
  for (auto& written : tree.take_changed()) {
    batch.tiles.push_back({written.tile.level, written.tile.index, std::move(written.bytes)});
  }
  merkle::Note note;
  note.text = merkle::format_checkpoint({key.verifier.name, tree.size(), tree.root(), {}});
  note.signatures.push_back(merkle::sign(note.text, key));
  batch.checkpoint = merkle::format_note(note);
  return store.commit(batch);
}

merkle::ReadTile ledger_tiles(DecisionStore& store) {
  return [&store](const merkle::Tile& tile) -> Result<std::string> {
    ASSIGN_OR_RETURN(auto bytes, store.ledger_tile(tile.level, tile.index));
    if (!bytes) {
      return Error{ErrorCode::kBadInput,
                   fmt::format("the ledger lacks {}; it was changed by hand or cut, restore it",
                               merkle::path_of(tile))};
    }
    // The last tile may have grown since; what an older tree had is its beginning.
    constexpr std::size_t kHashBytes = 32;
    if (bytes->size() > tile.width * kHashBytes) bytes->resize(tile.width * kHashBytes);
    return *std::move(bytes);
  };
}

namespace {

bool is_leaf(std::string_view tile, std::uint64_t place, const merkle::Hash& leaf) {
  const std::size_t at = place * leaf.size();
  return at + leaf.size() <= tile.size() && tile.substr(at, leaf.size()) == merkle::bytes_of(leaf);
}

}  // namespace

Result<LedgerCheck> check_ledger(DecisionStore& store, const merkle::VerifierKey& key) {
  LedgerCheck check;
  ASSIGN_OR_RETURN(check.entries, store.ledger_size());
  merkle::TileWriter tree;
  std::string kept_leaves;  // of the tile that the entry belongs to
  for (std::uint64_t i = 0; i < check.entries; ++i) {
    ASSIGN_OR_RETURN(const auto line, store.ledger_line(i));
    if (!line) {
      check.mismatches.push_back({{}, fmt::format("entry {} is missing", i)});
      return check;
    }
    const merkle::Hash leaf = merkle::leaf_hash(line->entry);
    tree.append(leaf);
    if (i % merkle::kTileWidth == 0) {
      ASSIGN_OR_RETURN(auto tile, store.ledger_tile(0, i / merkle::kTileWidth));
      kept_leaves = std::move(tile).value_or(std::string());
    }
    if (!is_leaf(kept_leaves, i % merkle::kTileWidth, leaf)) {
      const auto place = place_of(line->entry);
      check.mismatches.push_back({place ? place->reference : std::string(),
                                  fmt::format("entry {} is not the one that was logged", i)});
    }
    if (line->salt.empty()) {
      ++check.erased;
    } else if (!commits_to(line->entry, line->record, line->salt)) {
      const auto place = place_of(line->entry);
      check.mismatches.push_back({place ? place->reference : std::string(),
                                  fmt::format("entry {} does not commit to its record", i)});
    }
  }
  for (const auto& made : tree.take_changed()) {
    ASSIGN_OR_RETURN(const auto kept, store.ledger_tile(made.tile.level, made.tile.index));
    if (!kept || *kept != made.bytes) {
      check.mismatches.push_back(
          {{}, fmt::format("{} is not that of the entries", merkle::path_of(made.tile))});
    }
  }
  check.root = merkle::to_base64(merkle::bytes_of(tree.root()));
  ASSIGN_OR_RETURN(const std::string note, store.checkpoint());
  if (note.empty() && check.entries == 0) return check;
  const auto opened = merkle::open_checkpoint(note, key);
  if (!opened.ok()) {
    check.mismatches.push_back({{}, opened.error().message});
  } else if (opened.value().size != check.entries || opened.value().root != tree.root()) {
    check.mismatches.push_back(
        {{},
         fmt::format("the signed checkpoint is of {} entries with another root than the {} "
                     "entries that are there",
                     opened.value().size, check.entries)});
  }
  return check;
}

}  // namespace overt
