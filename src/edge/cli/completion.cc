#include "edge/cli/completion.h"

#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace overt::cli {
namespace {

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string names_of(const std::vector<OptionText>& options) {
  std::vector<std::string> names;
  for (const OptionText& option : options) {
    names.push_back(option.name);
    if (!option.short_name.empty()) names.push_back(option.short_name);
  }
  return join(names);
}

/// The first sentence, without its full stop: what fits beside a word in a menu.
std::string brief(std::string_view about) {
  const std::size_t end = about.find(". ");
  std::string text(about.substr(0, end));
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string replace_each(std::string_view text, std::string_view special, std::string_view before) {
  std::string escaped;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) escaped += before;
    escaped += c;
  }
  return escaped;
}

/// In single quotes of a POSIX shell.
std::string quoted(std::string_view text) {
  std::string inside;
  for (const char c : text) {
    if (c == '\'') {
      inside += "'\\''";
    } else {
      inside += c;
    }
  }
  return "'" + inside + "'";
}

// ---- bash -------------------------------------------------------------------------------------

constexpr std::string_view kBashBegin = R"(# bash completion for overt

_overt_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

_overt_word_list() {
  local prefix=
  [[ $2 == *,* ]] && prefix=${2%,*},
  compopt -o nospace 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -P "$prefix" -W "$1" -- "${2##*,}")
}

_overt_paths() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

_overt() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= i
  COMPREPLY=()
  if [[ $current == "=" ]]; then
    current=
  elif [[ $previous == "=" ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} != -* ]]; then
      command=${COMP_WORDS[i]}
      break
    fi
  done
  case $command:$previous in
)";

std::string bash_value(const CommandText& command, const OptionText& option) {
  std::string pattern = fmt::format("{}:{}", command.name, option.name);
  if (!option.short_name.empty())
    pattern += fmt::format(" | {}:{}", command.name, option.short_name);
  const std::string words = join(option.words);
  switch (option.kind) {
    case ValueKind::kFlag:
      return {};
    case ValueKind::kWord:
      return fmt::format("    {}) _overt_words \"{}\" \"$current\"; return ;;\n", pattern, words);
    case ValueKind::kWordList:
      return fmt::format("    {}) _overt_word_list \"{}\" \"$current\"; return ;;\n", pattern,
                         words);
    case ValueKind::kFile:
      return fmt::format("    {}) _overt_paths -f \"$current\"; return ;;\n", pattern);
    case ValueKind::kFolder:
      return fmt::format("    {}) _overt_paths -d \"$current\"; return ;;\n", pattern);
    case ValueKind::kText:
      return fmt::format("    {}) _overt_words \"{}\" \"$current\"; return ;;\n", pattern, words);
  }
  return {};
}

/// What stands on a command's line when it is no option's value.
std::string bash_command(const CommandText& command) {
  std::string operands = "_overt_words \"\" \"$current\"";
  if (!command.operand.words.empty()) {
    operands = fmt::format("_overt_words \"{}\" \"$current\"", join(command.operand.words));
  } else if (!command.operand.name.empty()) {
    operands = "_overt_paths -f \"$current\"";
  }
  return fmt::format("    {}:-*) _overt_words \"{}\" \"$current\" ;;\n    {}:*) {} ;;\n",
                     command.name, names_of(command.options), command.name, operands);
}

// ---- zsh --------------------------------------------------------------------------------------

std::string zsh_about(std::string_view about) { return replace_each(brief(about), "[]:\\", "\\"); }

std::string zsh_option(const OptionText& option) {
  std::string action;
  if (option.kind == ValueKind::kFile) action = "_files";
  if (option.kind == ValueKind::kFolder) action = "_files -/";
  if (!option.words.empty()) action = "(" + join(option.words) + ")";
  if (option.kind == ValueKind::kWordList) action = "_sequence compadd - " + join(option.words);
  const std::string value =
      option.kind == ValueKind::kFlag ? "" : fmt::format(":{}:{}", option.value, action);
  const std::string about = fmt::format("[{}]{}", zsh_about(option.about), value);
  const std::string_view takes = option.kind == ValueKind::kFlag ? "" : "=";
  std::string lines = fmt::format("        {}", quoted(option.name + std::string(takes) + about));
  if (!option.short_name.empty()) {
    lines += fmt::format(" \\\n        {}", quoted(option.short_name + about));
  }
  return lines;
}

std::string zsh_command(const CommandText& command) {
  std::string text = fmt::format("    {})\n      _arguments -s", command.name);
  for (const OptionText& option : command.options) text += " \\\n" + zsh_option(option);
  if (!command.operand.words.empty()) {
    text += fmt::format(" \\\n        '1:word:({})'", join(command.operand.words));
  } else if (!command.operand.name.empty()) {
    text += " \\\n        '*:input:_files'";
  }
  return text + "\n      ;;\n";
}

// ---- fish -------------------------------------------------------------------------------------

std::string fish_quoted(std::string_view text) {
  return "'" + replace_each(text, "'\\", "\\") + "'";
}

std::string fish_option(const CommandText& command, const OptionText& option) {
  std::string line = fmt::format("complete -c overt -n '__fish_seen_subcommand_from {}' -l {}",
                                 command.name, option.name.substr(2));
  if (!option.short_name.empty()) line += fmt::format(" -s {}", option.short_name.substr(1));
  const bool path = option.kind == ValueKind::kFile || option.kind == ValueKind::kFolder;
  if (option.kind != ValueKind::kFlag) line += path ? " -r -F" : " -x";
  if (!option.words.empty()) line += fmt::format(" -a {}", fish_quoted(join(option.words)));
  return line + fmt::format(" -d {}\n", fish_quoted(brief(option.about)));
}

std::string fish_command(const CommandText& command) {
  std::string text = fmt::format("complete -c overt -n __fish_use_subcommand -f -a {} -d {}\n",
                                 command.name, fish_quoted(command.summary));
  const std::string seen =
      fmt::format("complete -c overt -n '__fish_seen_subcommand_from {}'", command.name);
  if (!command.operand.words.empty()) {
    text += fmt::format("{} -f -a {}\n", seen, fish_quoted(join(command.operand.words)));
  } else if (command.operand.name.empty()) {
    text += seen + " -f\n";
  }
  for (const OptionText& option : command.options) text += fish_option(command, option);
  return text;
}

}  // namespace

std::string render_bash_completion(const ProgramText& program) {
  std::string text(kBashBegin);
  for (const CommandText& command : program.commands) {
    for (const OptionText& option : command.options) text += bash_value(command, option);
  }
  text += "  esac\n  case $command:$current in\n";
  text += fmt::format("    :-*) _overt_words \"{}\" \"$current\" ;;\n", names_of(program.options));
  text +=
      fmt::format("    :*) _overt_words \"{}\" \"$current\" ;;\n", join(program.command_names()));
  for (const CommandText& command : program.commands) text += bash_command(command);
  return text + "  esac\n}\n\ncomplete -F _overt overt\n";
}

std::string render_zsh_completion(const ProgramText& program) {
  std::string text =
      "#compdef overt\n\n_overt() {\n  local context state state_descr line\n"
      "  typeset -A opt_args\n  _arguments -C";
  for (const OptionText& option : program.options) text += " \\\n" + zsh_option(option);
  text += " \\\n        '1:command:->command' \\\n        '*::argument:->arguments'\n";
  text += "  if [[ $state == command ]]; then\n    local -a commands\n    commands=(\n";
  for (const CommandText& command : program.commands) {
    text += fmt::format("      {}\n", quoted(command.name + ":" + zsh_about(command.summary)));
  }
  text +=
      "    )\n    _describe -t commands 'overt command' commands\n    return\n  fi\n"
      "  [[ $state == arguments ]] || return\n  case $words[1] in\n";
  for (const CommandText& command : program.commands) text += zsh_command(command);
  return text +
         "  esac\n}\n\nif [[ $funcstack[1] == _overt ]]; then\n  _overt \"$@\"\nelse\n"
         "  compdef _overt overt\nfi\n";
}

std::string render_fish_completion(const ProgramText& program) {
  std::string text = "# fish completion for overt\n\n";
  for (const OptionText& option : program.options) {
    text += fmt::format("complete -c overt -n __fish_use_subcommand -f -l {} -s {} -d {}\n",
                        option.name.substr(2), option.short_name.substr(1),
                        fish_quoted(brief(option.about)));
  }
  for (const CommandText& command : program.commands) text += "\n" + fish_command(command);
  return text;
}

}  // namespace overt::cli
