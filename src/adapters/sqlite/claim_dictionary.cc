#include <utility>

#include <fmt/format.h>

#include "adapters/sqlite/claim_dictionary_internal.h"

namespace overt {
namespace {

/// Everything of a source, for finding it again.
std::string identity_of(const ClaimSource& source) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", source.url, source.publisher, source.dataset,
                     source.author, source.content_hash,
                     source.retrieved_at ? fmt::format("{}", *source.retrieved_at) : "",
                     name_of(source.grade));
}

}  // namespace

Result<void> ClaimDictionary::load() {
  RETURN_IF_ERROR(load_words());
  return load_sources();
}

const std::string& ClaimDictionary::text_of(std::int64_t key) const {
  static const std::string kNone;
  const auto at = static_cast<std::size_t>(key);
  return at < words_.size() ? words_[at] : kNone;
}

Result<void> ClaimDictionary::load_words() {
  words_.clear();
  word_keys_.clear();
  ASSIGN_OR_RETURN(auto rows, database_.prepare("SELECT text FROM word ORDER BY key"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return {};
    word_keys_.emplace(std::string(rows.text(0)), static_cast<std::int64_t>(words_.size()));
    words_.emplace_back(rows.text(0));
  }
}

Result<void> ClaimDictionary::load_sources() {
  sources_.clear();
  source_keys_.clear();
  ASSIGN_OR_RETURN(auto rows,
                   database_.prepare("SELECT url, publisher, dataset, author, content_hash, "
                                     "retrieved_at, grade FROM source ORDER BY key"));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.step());
    if (!row) return {};
    ClaimSource source;
    source.url = rows.text(0);
    source.publisher = rows.text(1);
    source.dataset = rows.text(2);
    source.author = rows.text(3);
    source.content_hash = rows.text(4);
    if (!rows.is_null(5)) source.retrieved_at = rows.integer(5);
    source.grade = parse_grade(rows.text(6)).value_or(Grade{});
    source_keys_.emplace(identity_of(source), static_cast<std::uint32_t>(sources_.size()));
    sources_.push_back(std::move(source));
  }
}

Result<std::int64_t> ClaimDictionary::word(std::string_view text) {
  const auto found = word_keys_.find(text);
  if (found != word_keys_.end()) return found->second;
  const auto number = static_cast<std::int64_t>(words_.size());
  ASSIGN_OR_RETURN(auto insert, database_.prepare("INSERT INTO word(key, text) VALUES(?, ?)"));
  insert.bind(1, number);
  insert.bind(2, text);
  RETURN_IF_ERROR(insert.run());
  word_keys_.emplace(std::string(text), number);
  words_.emplace_back(text);
  return number;
}

Result<std::uint32_t> ClaimDictionary::source(const ClaimSource& source) {
  std::string identity = identity_of(source);
  const auto found = source_keys_.find(identity);
  if (found != source_keys_.end()) return found->second;
  const auto number = static_cast<std::uint32_t>(sources_.size());
  ASSIGN_OR_RETURN(auto insert,
                   database_.prepare("INSERT INTO source(key, url, publisher, dataset, author, "
                                     "content_hash, retrieved_at, grade) VALUES(?,?,?,?,?,?,?,?)"));
  const std::string grade = name_of(source.grade);
  insert.bind(1, std::int64_t{number});
  insert.bind(2, source.url);
  insert.bind(3, source.publisher);
  insert.bind(4, source.dataset);
  insert.bind(5, source.author);
  insert.bind(6, source.content_hash);
  if (source.retrieved_at) insert.bind(7, *source.retrieved_at);
  insert.bind(8, grade);
  RETURN_IF_ERROR(insert.run());
  source_keys_.emplace(std::move(identity), number);
  sources_.push_back(source);
  return number;
}

}  // namespace overt
