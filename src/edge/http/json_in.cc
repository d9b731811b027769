#include "edge/http/json_in.h"

#include <set>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/check.h"

namespace overt::http {

using simdjson::dom::element;

struct JsonIn::State {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  bool empty = true;
  std::set<std::string, std::less<>> asked;
  std::string wrong;  // the first

  void refuse(std::string_view name, std::string_view what) {
    if (wrong.empty()) wrong = fmt::format("{}: {}", name, what);
  }
  std::optional<element> find(std::string_view name) {
    asked.emplace(name);
    element value;
    if (empty || object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null()) {
      return std::nullopt;
    }
    return value;
  }
};

JsonIn::JsonIn(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonIn::~JsonIn() = default;
JsonIn::JsonIn(JsonIn&&) noexcept = default;
JsonIn& JsonIn::operator=(JsonIn&&) noexcept = default;

Result<JsonIn> JsonIn::read(const Request& request) {
  auto state = std::make_unique<State>();
  if (request.body.empty()) return JsonIn(std::move(state));
  const Error no_object{
      ErrorCode::kInvalidArgument,
      fmt::format("the body is one JSON object, at most {} levels deep", kDepthMax)};
  // A page of another site can send text, and cannot say that it is JSON.
  if (!request.header("content-type").starts_with("application/json")) {
    return Error{ErrorCode::kInvalidArgument,
                 "Content-Type: application/json is what is read here"};
  }
  if (state->parser.allocate(request.body.size() + 64, kDepthMax) != simdjson::SUCCESS) {
    return no_object;
  }
  if (state->parser.parse(request.body).get(state->object) != simdjson::SUCCESS) return no_object;
  state->empty = false;
  return JsonIn(std::move(state));
}

std::string JsonIn::text(std::string_view name) {
  const auto value = state_->find(name);
  if (!value) return {};
  std::string_view text;
  if (value->get(text) != simdjson::SUCCESS) {
    state_->refuse(name, "a text is expected");
    return {};
  }
  return std::string(text);
}

std::string JsonIn::required_text(std::string_view name) {
  std::string value = text(name);
  if (value.empty()) state_->refuse(name, "is missing");
  return value;
}

std::vector<std::string> JsonIn::texts(std::string_view name) {
  std::vector<std::string> found;
  const auto value = state_->find(name);
  if (!value) return found;
  simdjson::dom::array list;
  if (value->get(list) != simdjson::SUCCESS) {
    state_->refuse(name, "a list of texts is expected");
    return found;
  }
  for (const element one : list) {
    std::string_view text;
    if (one.get(text) != simdjson::SUCCESS) {
      state_->refuse(name, "a list of texts is expected");
      return found;
    }
    found.emplace_back(text);
  }
  return found;
}

bool JsonIn::flag(std::string_view name, bool otherwise) {
  const auto value = state_->find(name);
  if (!value) return otherwise;
  bool flag = otherwise;
  if (value->get(flag) != simdjson::SUCCESS) state_->refuse(name, "true or false is expected");
  return flag;
}

std::optional<std::uint64_t> JsonIn::number(std::string_view name) {
  const auto value = state_->find(name);
  if (!value) return std::nullopt;
  std::uint64_t number = 0;
  if (value->get(number) != simdjson::SUCCESS) {
    state_->refuse(name, "a whole number is expected");
    return std::nullopt;
  }
  return number;
}

Result<void> JsonIn::done() {
  if (!state_->empty) {
    for (const auto field : state_->object) {
      if (!state_->asked.contains(field.key)) state_->refuse(field.key, "is not read here");
    }
  }
  if (state_->wrong.empty()) return {};
  return Error{ErrorCode::kInvalidArgument, state_->wrong};
}

std::vector<std::string> elements_of(std::string_view json, const char* list) {
  simdjson::dom::parser parser;
  simdjson::dom::array items;
  const auto error = parser.parse(json.data(), json.size())[list].get(items);
  CHECK_EQ(error, simdjson::SUCCESS);
  std::vector<std::string> found;
  for (const element item : items) found.push_back(simdjson::minify(item));
  return found;
}

std::string text_field(std::string_view json, const char* name) {
  simdjson::dom::parser parser;
  std::string_view text;
  if (parser.parse(json.data(), json.size())[name].get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

std::string text_at(std::string_view json, std::string_view pointer) {
  simdjson::dom::parser parser;
  element root;
  std::string_view text;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) return {};
  if (root.at_pointer(pointer).get(text) != simdjson::SUCCESS) return {};
  return std::string(text);
}

}  // namespace overt::http
