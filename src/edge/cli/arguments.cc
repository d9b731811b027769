#include "edge/cli/arguments.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "edge/cli/values.h"

namespace overt::cli {
namespace {

using OptionValues = std::map<std::string, std::vector<std::string>>;

Error usage_error(std::string message, const std::string& command = {}) {
  const std::string page = command.empty() ? "overt help" : "overt help " + command;
  return {ErrorCode::kInvalidArgument, fmt::format("{} (see: {})", message, page)};
}

std::string names_of(const OptionText& option) {
  return option.short_name.empty() ? option.name : option.short_name + "," + option.name;
}

void add_options(CLI::App& app, const std::vector<OptionText>& options, OptionValues& values) {
  app.set_help_flag();
  for (const OptionText& option : options) {
    if (option.kind == ValueKind::kFlag) {
      app.add_flag_callback(names_of(option), [&values, name = option.name] { values[name]; });
      continue;
    }
    // Repetitions are collected and refused with a message of our own.
    app.add_option(names_of(option), values[option.name])
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
}

/// What parsing one command line fills; the parser refers into it.
struct Parse {
  CLI::App app;
  OptionValues before_command;
  std::map<std::string, OptionValues> of_command;
  std::map<std::string, std::vector<std::string>> operands;
};

std::unique_ptr<Parse> make_parser(const ProgramText& program) {
  auto parse = std::make_unique<Parse>();
  add_options(parse->app, program.options, parse->before_command);
  parse->app.require_subcommand(0, 1);
  parse->app.allow_extras();
  for (const CommandText& command : program.commands) {
    CLI::App* const app = parse->app.add_subcommand(command.name);
    app->allow_extras();
    add_options(*app, command.options, parse->of_command[command.name]);
    app->add_option("operands", parse->operands[command.name])->allow_extra_args(false);
  }
  return parse;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& words) {
  const std::string_view closest = closest_word(word, words);
  return closest.empty() ? "" : fmt::format("; did you mean {}?", closest);
}

std::vector<std::string> option_names(const std::vector<OptionText>& options) {
  std::vector<std::string> names;
  names.reserve(options.size());
  for (const OptionText& option : options) names.push_back(option.name);
  return names;
}

Error unknown_option(const ProgramText& program, const CommandText& command,
                     std::string_view word) {
  const std::string name(word.substr(0, word.find('=')));
  std::string hint = suggestion(name, option_names(command.options));
  for (const CommandText& other : program.commands) {
    if (!hint.empty() || other.find_option(name) == nullptr) continue;
    hint = fmt::format("; it belongs to overt {}", other.name);
  }
  return usage_error(fmt::format("overt {} has no option {}{}", command.name, name, hint),
                     command.name);
}

Error unknown_at_start(const ProgramText& program, const std::string& word) {
  if (!word.starts_with('-')) {
    return usage_error(
        fmt::format("'{}' is not a command{}", word, suggestion(word, program.command_names())));
  }
  const std::string name = word.substr(0, word.find('='));
  for (const CommandText& command : program.commands) {
    if (command.find_option(name) == nullptr) continue;
    return usage_error(
        fmt::format("{0} comes after the command, like: overt {1} {0} ...", name, command.name),
        command.name);
  }
  return usage_error(fmt::format("overt has no option {}{}", name,
                                 suggestion(name, option_names(program.options))));
}

/// The parser's own refusals; what is left of them is a value that is not there.
Error refused(const CommandText* command, const CLI::ParseError& error) {
  const std::string message = error.what();
  const std::string name = message.substr(0, message.find(':'));
  const OptionText* const option = command == nullptr ? nullptr : command->find_option(name);
  const std::string command_name = command == nullptr ? "" : command->name;
  if (option == nullptr) return usage_error(message, command_name);
  return usage_error(fmt::format("{} needs a value: {} {}", name, name, option->value),
                     command_name);
}

const CommandText* command_in(const ProgramText& program, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (!word.starts_with('-')) return program.find_command(word);
  }
  return nullptr;
}

Result<void> take_options(const OptionValues& values, const CommandText& command,
                          Arguments& arguments) {
  for (const OptionText& option : command.options) {
    const auto found = values.find(option.name);
    const bool flag = option.kind == ValueKind::kFlag;
    if (found == values.end() || (!flag && found->second.empty())) continue;
    if (found->second.size() > 1) {
      return usage_error(fmt::format("{} is given twice; give it once", option.name), command.name);
    }
    arguments.options[option.name] = flag ? "" : found->second.front();
  }
  return {};
}

Result<Arguments> collect(const ProgramText& program, Parse& parse) {
  Arguments arguments;
  for (const OptionText& option : program.options) {
    if (parse.before_command.contains(option.name)) arguments.options[option.name];
  }
  const auto chosen = parse.app.get_subcommands();
  const auto unknown = parse.app.remaining();
  if (!unknown.empty()) return unknown_at_start(program, unknown.front());
  if (chosen.empty()) return arguments;
  const CommandText& command = *program.find_command(chosen.front()->get_name());
  arguments.command = command.name;
  for (const std::string& word : chosen.front()->remaining()) {
    if (word.size() > 1 && word.starts_with('-')) return unknown_option(program, command, word);
    arguments.operands.push_back(word);
  }
  std::vector<std::string>& operands = parse.operands[command.name];
  arguments.operands.insert(arguments.operands.begin(), operands.begin(), operands.end());
  RETURN_IF_ERROR(take_options(parse.of_command[command.name], command, arguments));
  return arguments;
}

}  // namespace

Result<Arguments> parse_arguments(const ProgramText& program, std::vector<std::string> words) {
  const auto options_end = std::find(words.begin(), words.end(), "--");
  const bool ended = options_end != words.end();
  const std::vector<std::string> operands(ended ? options_end + 1 : options_end, words.end());
  words.erase(options_end, words.end());
  const CommandText* const command = command_in(program, words);
  const std::unique_ptr<Parse> parse = make_parser(program);
  std::reverse(words.begin(), words.end());  // the parser takes them from the back
  try {
    parse->app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    return refused(command, error);
  }
  ASSIGN_OR_RETURN(Arguments arguments, collect(program, *parse));
  arguments.operands.insert(arguments.operands.end(), operands.begin(), operands.end());
  return arguments;
}

}  // namespace overt::cli
