#pragma once
// Writes JSON into a string, in the order of the calls, always the same bytes for the same calls.
// Strings are escaped; invalid UTF-8 becomes U+FFFD, so that the output is always valid JSON.

#include <cstdint>
#include <string>
#include <string_view>

namespace overt {

/// Appends `text` as a quoted JSON string.
void append_json_string(std::string& out, std::string_view text);

class JsonWriter {
 public:
  /// indent = 0 writes one line; otherwise that many spaces a level.
  explicit JsonWriter(std::string& out, int indent = 0) : out_(out), indent_(indent) {}

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  void key(std::string_view name);
  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(bool flag);
  void value(std::int64_t number);
  void value(std::uint64_t number);
  void value(int number) { value(static_cast<std::int64_t>(number)); }
  void value(std::uint32_t number) { value(static_cast<std::uint64_t>(number)); }
  /// The shortest decimal that reads back the same; null where not finite.
  void value(double number);
  void null();

  template <typename T>
  void field(std::string_view name, const T& content) {
    key(name);
    value(content);
  }

 private:
  void separate();
  void new_line();

  std::string& out_;
  int indent_;
  int depth_ = 0;
  bool first_ = true;
  bool after_key_ = false;
};

}  // namespace overt
