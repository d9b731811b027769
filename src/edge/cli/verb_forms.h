#pragma once
// Commands whose first operand is a verb: which verbs there are, how many operands each takes,
// which options it reads and which it cannot do without. An option that another verb reads is
// refused: it would be taken silently without effect. Thread safety: pure.

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "edge/cli/arguments.h"

namespace overt::cli {

struct VerbForm {
  std::string_view name;
  std::string_view form;  // "agree DECISION..."
  std::size_t operands_min = 0;
  std::size_t operands_max = 0;
  std::vector<std::string_view> takes;  // options beside those of every command
  std::vector<std::string_view> needs;  // of these
};

inline constexpr std::size_t kAnyOperands = 1'000'000;

/// The place of the verb among `forms`, its operands and options checked. Errors name what is
/// missing or not taken, and the form.
Result<std::size_t> read_verb(const Arguments& arguments, std::span<const VerbForm> forms);

/// The operands behind the verb.
std::vector<std::string> operands_of(const Arguments& arguments);

/// The value of an option; empty where it was not given.
std::string value_of(const Arguments& arguments, const std::string& option);

/// An error that points to the command's help.
Error usage_error(const Arguments& arguments, std::string_view message);

/// field = parse(value), where the option was given; an error names the option.
template <typename Field, typename Parse>
Result<void> read_option(const Arguments& arguments, const std::string& option, Field& field,
                         const Parse& parse) {
  const auto found = arguments.options.find(option);
  if (found == arguments.options.end()) return {};
  auto value = parse(found->second);
  if (!value.ok()) {
    return usage_error(arguments, option + ": " + value.error().message);
  }
  field = static_cast<Field>(std::move(value).value());
  return {};
}

}  // namespace overt::cli
