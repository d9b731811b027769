#include "kernel/yaml/yaml_value.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace overt {
namespace {

/// Builds values from yaml-cpp's events. The first thing that is refused is kept, and the rest of
/// the events then do nothing.
class ValueBuilder final : public YAML::EventHandler {
 public:
  ValueBuilder(const YamlLimits& limits, YamlValue& root) : limits_(limits), root_(root) {}

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    YamlValue value;
    add(mark, anchor, std::move(value));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    refuse(mark, "an alias (*name) is not taken; write the value out");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    check_tag(mark, tag);
    YamlValue value;
    value.kind = YamlValue::Kind::kText;
    value.text = text;
    add(mark, anchor, std::move(value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    check_tag(mark, tag);
    open(mark, anchor, YamlValue::Kind::kList);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    check_tag(mark, tag);
    open(mark, anchor, YamlValue::Kind::kMap);
  }
  void OnMapEnd() override { close(); }

  struct Refusal {
    std::size_t line = 0;
    std::string message;
  };
  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }

 private:
  struct Open {
    YamlValue value;
    std::optional<std::string> key;  // of a mapping: read, its value still to come
  };

  static std::size_t line_of(const YAML::Mark& mark) {
    return static_cast<std::size_t>(mark.line) + 1;
  }

  void refuse(const YAML::Mark& mark, std::string message) {
    if (!refusal_) refusal_ = Refusal{line_of(mark), std::move(message)};
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    // "?" and "!" are yaml-cpp's names for plain and quoted text.
    if (!tag.empty() && tag != "?" && tag != "!") {
      refuse(mark, fmt::format("a tag ({}) is not taken; leave it out", tag));
    }
  }

  /// Whether one more value may be read here.
  bool admit(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
      refuse(mark, "an anchor (&name) is not taken; leave it out");
    }
    if (++values_ > limits_.values) {
      refuse(mark, fmt::format("more than {} values; split the file", limits_.values));
    }
    return !refusal_.has_value();
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor, YamlValue::Kind kind) {
    if (!admit(mark, anchor)) return;
    if (open_.size() >= limits_.depth) {
      refuse(mark, fmt::format("nested more than {} deep", limits_.depth));
      return;
    }
    if (!open_.empty() && open_.back().value.kind == YamlValue::Kind::kMap && !open_.back().key) {
      refuse(mark, "a key must be text");
      return;
    }
    open_.emplace_back();
    open_.back().value.kind = kind;
    open_.back().value.line = line_of(mark);
  }

  void close() {
    if (refusal_ || open_.empty()) return;
    YamlValue value = std::move(open_.back().value);
    open_.pop_back();
    place(std::move(value));
  }

  void add(const YAML::Mark& mark, YAML::anchor_t anchor, YamlValue value) {
    if (!admit(mark, anchor)) return;
    value.line = line_of(mark);
    if (open_.empty() || open_.back().value.kind != YamlValue::Kind::kMap || open_.back().key) {
      place(std::move(value));
      return;
    }
    if (value.kind != YamlValue::Kind::kText || value.text.empty()) {
      refuse(mark, "a key must be text");
    } else if (open_.back().value.find(value.text) != nullptr) {
      refuse(mark, fmt::format("'{}' is there twice in one mapping", value.text));
    } else {
      open_.back().key = std::move(value.text);
    }
  }

  void place(YamlValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    Open& parent = open_.back();
    if (parent.value.kind == YamlValue::Kind::kList) {
      parent.value.items.push_back(std::move(value));
      return;
    }
    parent.value.fields.push_back({*std::move(parent.key), std::move(value)});
    parent.key.reset();
  }

  const YamlLimits& limits_;
  YamlValue& root_;
  std::vector<Open> open_;
  std::size_t values_ = 0;
  std::optional<Refusal> refusal_;
};

Error refused(std::string_view file, std::size_t line, std::string_view message) {
  return {ErrorCode::kBadInput, fmt::format("{}:{}: {}", file, line, message)};
}

}  // namespace

const YamlValue* YamlValue::find(std::string_view key) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const auto& field) { return field.first == key; });
  return found == fields.end() ? nullptr : &found->second;
}

Result<YamlValue> parse_yaml(std::string_view text, std::string_view file,
                             const YamlLimits& limits) {
  if (text.size() > limits.bytes) {
    return Error{ErrorCode::kLimitExceeded,
                 fmt::format("{}: larger than {} bytes; split it", file, limits.bytes)};
  }
  YamlValue root;
  root.kind = YamlValue::Kind::kMap;
  root.line = 1;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    ValueBuilder builder(limits, root);
    parser.HandleNextDocument(builder);
    if (builder.refusal())
      return refused(file, builder.refusal()->line, builder.refusal()->message);
    YamlValue second;
    ValueBuilder beyond(limits, second);
    if (parser.HandleNextDocument(beyond)) {
      return refused(file, second.line, "a second document; one file holds one");
    }
  } catch (const YAML::Exception& error) {
    return refused(file, static_cast<std::size_t>(std::max(error.mark.line, 0)) + 1, error.msg);
  }
  return root;
}

}  // namespace overt
