#include "stages/families/handle_grammar_internal.h"

namespace overt {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

template <typename Is>
std::size_t run_end(std::string_view text, std::size_t at, const Is& is) {
  while (at < text.size() && is(text[at])) ++at;
  return at;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string handle_shape(std::string_view handle) {
  std::string shape;
  for (std::size_t at = 0; at < handle.size();) {
    if (is_letter(handle[at])) {
      shape += 'w';
      at = run_end(handle, at, is_letter);
    } else if (is_digit(handle[at])) {
      const std::size_t end = run_end(handle, at, is_digit);
      shape += 'd';
      shape += std::to_string(end - at);
      at = end;
    } else {
      shape += handle[at++];
    }
  }
  return shape;
}

std::vector<std::string> handle_words(std::string_view handle) {
  constexpr std::size_t kLettersMin = 4;
  std::vector<std::string> words;
  std::size_t place = 0;
  for (std::size_t at = 0; at < handle.size();) {
    const std::size_t end = run_end(handle, at, is_letter);
    if (end - at >= kLettersMin) {
      words.push_back(std::to_string(place) + lower_case(handle.substr(at, end - at)));
    }
    place += end > at ? 1 : 0;
    at = end > at ? end : at + 1;
  }
  return words;
}

}  // namespace overt
