#include "edge/http/tile_answer.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "edge/http/problem.h"
#include "edge/http/stores.h"

namespace overt::http {
namespace {

constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kTileHashes = 256;

/// Digits alone, so that no sign and no space passes.
std::optional<std::uint64_t> number_in(std::string_view text, std::size_t digits_max) {
  std::uint64_t number = 0;
  if (text.empty() || text.size() > digits_max) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

struct TileName {
  unsigned level = 0;
  std::uint64_t index = 0;
  std::size_t hashes = kTileHashes;
};

/// "0/x001/067", "0/000.p/17" (C2SP tlog-tiles).
std::optional<TileName> tile_named(std::string_view name) {
  constexpr std::uint64_t kGroup = 1'000;
  TileName tile;
  if (const std::size_t part = name.find(".p/"); part != std::string_view::npos) {
    const auto hashes = number_in(name.substr(part + 3), 3);
    if (!hashes || *hashes == 0 || *hashes >= kTileHashes) return std::nullopt;
    tile.hashes = *hashes;
    name = name.substr(0, part);
  }
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto level = number_in(name.substr(0, slash), 2);
  if (!level || *level > 63) return std::nullopt;
  tile.level = static_cast<unsigned>(*level);
  name.remove_prefix(slash + 1);
  for (int groups = 0; groups < 5; ++groups) {
    const std::size_t end = std::min(name.find('/'), name.size());
    std::string_view group = name.substr(0, end);
    const bool more = end < name.size();
    if (more != group.starts_with('x')) return std::nullopt;
    if (more) group.remove_prefix(1);
    const auto number = number_in(group, 3);
    if (!number || group.size() != 3) return std::nullopt;
    tile.index = tile.index * kGroup + *number;
    if (!more) return tile;
    name.remove_prefix(end + 1);
  }
  return std::nullopt;
}

}  // namespace

Response tile_answer(std::string_view tile, Stores& stores) {
  const auto name = tile_named(tile);
  if (!name) return problem(404, "tiles are called like 0/x001/067 or 0/000.p/17");
  const auto store = stores.decisions();
  if (!store.ok()) return problem_of(store.error());
  auto bytes = store.value()->ledger_tile(name->level, name->index);
  if (!bytes.ok()) return problem_of(bytes.error());
  const std::size_t wanted = name->hashes * kHashBytes;
  if (!bytes.value() || bytes.value()->size() < wanted) {
    return problem(404, "the ledger has not grown to this tile");
  }
  Response response;
  response.content_type = "application/octet-stream";
  response.body = bytes.value()->substr(0, wanted);
  return response;
}

}  // namespace overt::http
