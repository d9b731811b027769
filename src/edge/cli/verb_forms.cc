#include "edge/cli/verb_forms.h"

#include <algorithm>

#include <fmt/format.h>

#include "edge/cli/values.h"

namespace overt::cli {
namespace {

bool has(const std::vector<std::string_view>& options, std::string_view option) {
  return std::find(options.begin(), options.end(), option) != options.end();
}

/// What a verb that is done by somebody takes beside its own options: what shows that it is them.
bool takes(const VerbForm& verb, std::string_view option) {
  const bool proof = option == "--token-file" || option == "--password-file";
  return has(verb.takes, proof ? "--by" : option);
}

Result<std::size_t> place_of_verb(const Arguments& arguments, std::span<const VerbForm> forms) {
  std::vector<std::string> words;
  for (const VerbForm& form : forms) words.emplace_back(form.name);
  if (arguments.operands.empty()) {
    return usage_error(arguments, fmt::format("what is to be done? say overt {} {}",
                                              arguments.command, describe_choice(words)));
  }
  const std::string& word = arguments.operands.front();
  const auto found = std::find(words.begin(), words.end(), word);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const std::string_view closest = closest_word(word, words);
  return usage_error(
      arguments, fmt::format("'{}' is not {}{}", word, describe_choice(words),
                             closest.empty() ? "" : fmt::format("; did you mean {}?", closest)));
}

Result<void> check_options(const Arguments& arguments, const VerbForm& verb,
                           std::span<const VerbForm> forms) {
  for (const auto& given : arguments.options) {
    const std::string& option = given.first;
    const bool read_by_verbs = std::any_of(
        forms.begin(), forms.end(), [&](const VerbForm& form) { return takes(form, option); });
    if (read_by_verbs && !takes(verb, option)) {
      return usage_error(arguments, fmt::format("overt {} {} does not take {}", arguments.command,
                                                verb.name, option));
    }
  }
  for (const std::string_view option : verb.needs) {
    if (arguments.has(std::string(option)) && !value_of(arguments, std::string(option)).empty()) {
      continue;
    }
    return usage_error(arguments, fmt::format("{} is missing: say overt {} {}", option,
                                              arguments.command, verb.form));
  }
  return {};
}

}  // namespace

Result<std::size_t> read_verb(const Arguments& arguments, std::span<const VerbForm> forms) {
  ASSIGN_OR_RETURN(const std::size_t place, place_of_verb(arguments, forms));
  const VerbForm& verb = forms[place];
  const std::size_t operands = arguments.operands.size() - 1;
  if (operands < verb.operands_min || operands > verb.operands_max) {
    return usage_error(arguments, fmt::format("say overt {} {}", arguments.command, verb.form));
  }
  RETURN_IF_ERROR(check_options(arguments, verb, forms));
  return place;
}

std::vector<std::string> operands_of(const Arguments& arguments) {
  return {arguments.operands.begin() + 1, arguments.operands.end()};
}

std::string value_of(const Arguments& arguments, const std::string& option) {
  const auto found = arguments.options.find(option);
  return found == arguments.options.end() ? std::string() : found->second;
}

Error usage_error(const Arguments& arguments, std::string_view message) {
  return {ErrorCode::kInvalidArgument,
          fmt::format("{} (see: overt help {})", message, arguments.command)};
}

}  // namespace overt::cli
