#include "edge/cli/help.h"

#include <algorithm>

#include <fmt/format.h>

namespace overt::cli {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kAboutColumn = 26;
constexpr std::size_t kCommandColumn = 14;

/// "  heading   about about", the about wrapped in its own column.
std::string entry(std::string_view heading, std::string_view about, std::size_t column) {
  std::string text = "  " + std::string(heading);
  std::string body = wrap(about, column);
  if (text.size() + 2 <= column) {
    text.resize(column, ' ');
    body.erase(0, std::min(column, body.size()));
  } else {
    text += '\n';
  }
  return text + (body.empty() ? "\n" : body);
}

std::string about_with_default(const OptionText& option) {
  std::string about = option.about;
  if (option.kind == ValueKind::kWord || option.kind == ValueKind::kWordList) {
    about += option.kind == ValueKind::kWord ? " One of:" : " Words:";
    for (std::size_t i = 0; i < option.words.size(); ++i) {
      about += (i == 0 ? " " : ", ") + option.words[i];
    }
    about += '.';
  }
  if (!option.standard.empty()) about += fmt::format(" [default: {}]", option.standard);
  return about;
}

std::string options_text(const std::vector<OptionText>& options) {
  std::string text;
  std::string_view group;
  for (const OptionText& option : options) {
    if (option.group != group || text.empty()) {
      group = option.group;
      text += fmt::format("\n{}:\n", group.empty() ? "Options" : group);
    }
    text += entry(option_heading(option), about_with_default(option), kAboutColumn);
  }
  return text;
}

std::string examples_text(const std::vector<ExampleText>& examples) {
  std::string text;
  for (const ExampleText& example : examples) {
    text += fmt::format("  {}\n", example.line);
    if (!example.about.empty()) text += wrap(example.about, 6);
  }
  return text;
}

std::string exit_codes_text(const std::vector<ExitCodeText>& codes) {
  std::string text;
  for (const ExitCodeText& code : codes) {
    text += entry(fmt::format("{}", code.code), code.about, 8);
  }
  return text;
}

}  // namespace

std::string wrap(std::string_view text, std::size_t indent) {
  std::string lines;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (column > indent && column + 1 + word.size() > kColumns) {
      lines += '\n';
      column = 0;
    }
    if (column == 0) {
      lines.append(indent, ' ');
      column = indent;
    } else {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += word.size();
  }
  if (!lines.empty()) lines += '\n';
  return lines;
}

std::string option_heading(const OptionText& option) {
  std::string heading = option.short_name.empty() ? "" : option.short_name + ", ";
  heading += option.name;
  if (!option.value.empty()) heading += " " + option.value;
  return heading;
}

std::string usage_line(const CommandText& command) {
  std::string line = "overt " + command.name;
  if (!command.operand.name.empty()) line += " " + command.operand.name;
  return command.options.size() > 1 ? line + " [OPTIONS]" : line;
}

std::string render_help(const CommandText& command) {
  std::string text = wrap(fmt::format("overt {} - {}", command.name, command.summary), 0);
  text += fmt::format("\nUsage: {}\n", usage_line(command));
  for (const std::string& paragraph : command.description) text += "\n" + wrap(paragraph, 0);
  if (!command.operand.about.empty()) {
    text += "\n" + entry(command.operand.name, command.operand.about, kAboutColumn);
  }
  text += options_text(command.options);
  text += "\nExamples:\n" + examples_text(command.examples);
  return text;
}

std::string render_overview(const ProgramText& program) {
  std::string text = wrap(fmt::format("overt - {}", program.summary), 0);
  text += "\nUsage: overt COMMAND [OPTIONS]\n";
  for (const std::string& paragraph : program.description) text += "\n" + wrap(paragraph, 0);
  text += "\nCommands:\n";
  for (const CommandText& command : program.commands) {
    text += entry(command.name, command.summary, kCommandColumn);
  }
  text += options_text(program.options);
  text += "\nExit codes:\n" + exit_codes_text(program.exit_codes);
  text += "\nExamples:\n";
  text += examples_text(
      {{"overt simulate --out demo", "make a log to try things on"},
       {"overt detect demo/events.ndjson --out report", "then open report/report.html"},
       {"overt help detect", "every option of detect"}});
  return text;
}

}  // namespace overt::cli
