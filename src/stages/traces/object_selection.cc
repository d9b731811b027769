#include <fmt/format.h>

#include "stages/traces/extract_traces.h"

namespace overt {
namespace {

std::string_view trim_spaces(std::string_view word) {
  while (word.starts_with(' ')) word.remove_prefix(1);
  while (word.ends_with(' ')) word.remove_suffix(1);
  return word;
}

Error unknown_word(std::string_view word) {
  return {ErrorCode::kInvalidArgument,
          fmt::format("unknown kind of object '{}'; choose from {}, or say 'default' or 'all'",
                      word, describe(ObjectSelection().set()))};
}

/// Adds what one word stands for; false where it stands for nothing.
bool add_word(std::string_view word, ObjectSelection& selection) {
  if (word == "all") {
    selection.set();
    return true;
  }
  if (word == "default") {
    selection |= default_objects();
    return true;
  }
  const std::optional<ObjectKind> kind = object_kind_from_name(word);
  if (kind) selection.set(static_cast<std::size_t>(*kind));
  return kind.has_value();
}

}  // namespace

Result<ObjectSelection> parse_object_selection(std::string_view words) {
  ObjectSelection selection;
  while (true) {
    const std::size_t comma = words.find(',');
    const std::string_view word = trim_spaces(words.substr(0, comma));
    if (!add_word(word, selection)) return unknown_word(word);
    if (comma == std::string_view::npos) return selection;
    words.remove_prefix(comma + 1);
  }
}

ObjectSelection default_objects() {
  ObjectSelection selection;
  selection.set();
  for (const ObjectKind kind :
       {ObjectKind::kDomain, ObjectKind::kMention, ObjectKind::kSound, ObjectKind::kEffect,
        ObjectKind::kFollow, ObjectKind::kInfra, ObjectKind::kClient, ObjectKind::kHandle}) {
    selection.reset(static_cast<std::size_t>(kind));
  }
  return selection;
}

ObjectSelection evidence_objects() {
  ObjectSelection selection;
  for (const ObjectKind kind : {ObjectKind::kMention, ObjectKind::kFollow, ObjectKind::kInfra,
                                ObjectKind::kClient, ObjectKind::kHandle}) {
    selection.set(static_cast<std::size_t>(kind));
  }
  return selection;
}

std::string describe(const ObjectSelection& selection) {
  std::string words;
  for (std::size_t i = 0; i < kObjectKindCount; ++i) {
    if (!selection[i]) continue;
    if (!words.empty()) words += ',';
    words += name_of(static_cast<ObjectKind>(i));
  }
  return words;
}

}  // namespace overt
