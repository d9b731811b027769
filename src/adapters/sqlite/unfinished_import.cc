#include <fmt/format.h>

#include "adapters/sqlite/unfinished_import_internal.h"

namespace overt {
namespace {

std::span<const unsigned char> bytes_of(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

std::string text_of(std::span<const unsigned char> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Result<std::optional<UnfinishedRow>> UnfinishedTable::load() {
  std::optional<UnfinishedRow> row;
  ASSIGN_OR_RETURN(
      const std::int64_t there,
      database_.integer("SELECT count(*) FROM sqlite_master WHERE name = 'unfinished'"));
  if (there == 0) return row;
  ASSIGN_OR_RETURN(auto rows,
                   database_.prepare("SELECT token, begun_at, first_claim, first_sighting, "
                                     "first_source, first_word, found_id, found_entity, "
                                     "found_value, found_term, state FROM unfinished"));
  ASSIGN_OR_RETURN(const bool found, rows.step());
  if (!found) return row;
  row.emplace();
  row->token = rows.integer(0);
  row->begun_at = rows.integer(1);
  row->first_claim = rows.integer(2);
  row->first_sighting = rows.integer(3);
  row->first_source = rows.integer(4);
  row->first_word = rows.integer(5);
  for (std::size_t i = 0; i < kLookupCount; ++i) {
    row->found[i] = rows.integer(6 + static_cast<int>(i));
  }
  row->state = text_of(rows.blob(10));
  rows.reset();
  return row;
}

Result<void> UnfinishedTable::put(const UnfinishedRow& row) {
  ASSIGN_OR_RETURN(auto insert, database_.prepare("INSERT OR REPLACE INTO unfinished VALUES(1, ?, "
                                                  "?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  insert.bind(1, row.token);
  insert.bind(2, row.begun_at);
  insert.bind(3, row.first_claim);
  insert.bind(4, row.first_sighting);
  insert.bind(5, row.first_source);
  insert.bind(6, row.first_word);
  for (std::size_t i = 0; i < kLookupCount; ++i) {
    insert.bind(7 + static_cast<int>(i), row.found[i]);
  }
  insert.bind_blob(11, bytes_of(row.state));
  return insert.run();
}

Result<void> UnfinishedTable::add_note(std::string_view note) {
  if (note.empty()) return {};
  ASSIGN_OR_RETURN(auto insert, database_.prepare("INSERT INTO unfinished_note(note) VALUES(?)"));
  insert.bind_blob(1, bytes_of(note));
  return insert.run();
}

Result<std::vector<std::string>> UnfinishedTable::notes() {
  std::vector<std::string> notes;
  ASSIGN_OR_RETURN(auto rows, database_.prepare("SELECT note FROM unfinished_note ORDER BY key"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return notes;
    notes.push_back(text_of(rows.blob(0)));
  }
}

Result<void> UnfinishedTable::check_ours(std::int64_t token) {
  ASSIGN_OR_RETURN(const std::int64_t now, database_.integer("SELECT token FROM unfinished"));
  if (now == token) return {};
  return Error{ErrorCode::kUnavailable,
               database_.path() +
                   ": another process has gone on with this import, or discarded it; nothing more "
                   "is added by this one"};
}

Result<void> UnfinishedTable::clear() {
  return database_.run("DELETE FROM unfinished; DELETE FROM unfinished_note");
}

Result<void> UnfinishedTable::drop(const UnfinishedRow& row) {
  // Without a condition SQLite forgets a table's pages without reading them.
  const bool all = row.first_claim <= 1;
  const auto from = [&](std::string_view table, std::string_view key, std::int64_t first) {
    if (all) return database_.run(fmt::format("DELETE FROM {}", table));
    return database_.run(fmt::format("DELETE FROM {} WHERE {} >= {}", table, key, first));
  };
  for (std::size_t i = 0; i < kLookupCount; ++i) {
    RETURN_IF_ERROR(from(name_of(static_cast<Lookup>(i)), "claim", row.first_claim));
  }
  RETURN_IF_ERROR(from("retraction", "claim", row.first_claim));
  RETURN_IF_ERROR(from("claim", "seq", row.first_claim));
  RETURN_IF_ERROR(from("sighting", "key", row.first_sighting));
  RETURN_IF_ERROR(from("source", "key", row.first_source));
  RETURN_IF_ERROR(from("word", "key", row.first_word));
  return clear();
}

}  // namespace overt
