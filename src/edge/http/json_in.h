#pragma once
// JsonIn: the JSON object of a request's body, field by field, strictly: what is not asked for,
// what is of the wrong kind and what nests too deep is refused by name. Not thread-safe.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "edge/http/route.h"

namespace overt::http {

class JsonIn {
 public:
  static constexpr std::size_t kDepthMax = 8;

  /// kInvalidArgument where the body is no JSON object; an empty body is an empty object.
  static Result<JsonIn> read(const Request& request);
  ~JsonIn();
  JsonIn(JsonIn&&) noexcept;
  JsonIn& operator=(JsonIn&&) noexcept;

  /// Empty where it is not there.
  std::string text(std::string_view name);
  std::string required_text(std::string_view name);
  std::vector<std::string> texts(std::string_view name);
  bool flag(std::string_view name, bool otherwise);
  std::optional<std::uint64_t> number(std::string_view name);

  /// The first thing that was wrong; unknown fields too. Ask last.
  Result<void> done();

 private:
  struct State;
  explicit JsonIn(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// The elements of a list inside a JSON object, each as JSON, in order. An answer of ours that has
/// no such list is a bug.
std::vector<std::string> elements_of(std::string_view json, const char* list);

/// A text field of a JSON object; empty where there is none.
std::string text_field(std::string_view json, const char* name);

/// The text at a JSON pointer; empty where there is none.
std::string text_at(std::string_view json, std::string_view pointer);

}  // namespace overt::http
