#pragma once
// Reading fields of JSON objects that may lack them: what is absent or of another type is empty.

#include <string_view>
#include <vector>

#include <simdjson.h>

namespace overt {

inline std::string_view text_of(const simdjson::dom::element& object, const char* key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? text : std::string_view();
}

/// The items of a list. (A default simdjson array points nowhere and must not be walked.)
inline std::vector<simdjson::dom::element> list_of(const simdjson::dom::element& object,
                                                   const char* key) {
  simdjson::dom::array list;
  if (object[key].get(list) != simdjson::SUCCESS) return {};
  return {list.begin(), list.end()};
}

inline std::vector<std::string_view> texts_of(const simdjson::dom::element& object,
                                              const char* key) {
  std::vector<std::string_view> texts;
  for (const simdjson::dom::element item : list_of(object, key)) {
    std::string_view text;
    if (item.get(text) == simdjson::SUCCESS) texts.push_back(text);
  }
  return texts;
}

inline std::uint64_t number_of(const simdjson::dom::element& object, const char* key) {
  std::uint64_t number = 0;
  return object[key].get(number) == simdjson::SUCCESS ? number : 0;
}

inline bool flag_of(const simdjson::dom::element& object, const char* key) {
  bool flag = false;
  return object[key].get(flag) == simdjson::SUCCESS && flag;
}

}  // namespace overt
