#include "edge/cli/man_page.h"

#include <cctype>
#include <string_view>

#include <fmt/format.h>

#include "edge/cli/help.h"

namespace overt::cli {
namespace {

/// Text that roff prints as it stands: no escapes, no request at the start of a line.
std::string roff(std::string_view text) {
  std::string escaped;
  if (text.starts_with('.') || text.starts_with('\'')) escaped += "\\&";
  for (const char c : text) {
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

std::string paragraph(std::string_view text) { return fmt::format(".PP\n{}\n", roff(text)); }

std::string tagged(const std::string& tag, const std::string& about) {
  return fmt::format(".TP\n{}\n{}\n", tag, roff(about));
}

std::string bold(std::string_view text) { return fmt::format("\\fB{}\\fR", roff(text)); }

std::string option_entry(const OptionText& option) {
  std::string tag = option.short_name.empty() ? "" : bold(option.short_name) + ", ";
  tag += bold(option.name);
  if (!option.value.empty()) tag += fmt::format(" \\fI{}\\fR", roff(option.value));
  std::string about = option.about;
  for (std::size_t i = 0; i < option.words.size(); ++i) {
    about += (i == 0 ? " Words: " : ", ") + option.words[i];
  }
  if (!option.words.empty()) about += '.';
  if (!option.standard.empty()) about += fmt::format(" Default: {}.", option.standard);
  return tagged(tag, about);
}

std::string examples_of(const CommandText& command) {
  std::string text;
  for (const ExampleText& example : command.examples) {
    text += fmt::format(".TP\n{}\n{}\n", bold(example.line),
                        example.about.empty() ? "\\&" : roff(example.about));
  }
  return text;
}

std::string command_section(const CommandText& command) {
  std::string text = fmt::format(".SH OVERT {}\n", upper(command.name));
  text += fmt::format("{}\n", bold(usage_line(command)));
  text += paragraph(command.summary + ".");
  for (const std::string& part : command.description) text += paragraph(part);
  if (!command.operand.about.empty()) {
    text += tagged(fmt::format("\\fI{}\\fR", roff(command.operand.name)), command.operand.about);
  }
  std::string_view group;
  for (const OptionText& option : command.options) {
    if (option.group != group) text += fmt::format(".SS {}\n", roff(option.group));
    group = option.group;
    text += option_entry(option);
  }
  return text + ".SS Examples\n" + examples_of(command);
}

}  // namespace

std::string render_man_page(const ProgramText& program) {
  std::string text =
      fmt::format(".TH OVERT 1 \"\" \"overt {}\" \"User Commands\"\n", OVERT_VERSION);
  text += fmt::format(".SH NAME\novert \\- {}\n", roff(program.summary));
  text += ".SH SYNOPSIS\n";
  for (const CommandText& command : program.commands) {
    text += fmt::format("{}\n.br\n", bold(usage_line(command)));
  }
  text += ".SH DESCRIPTION\n";
  for (const std::string& part : program.description) text += paragraph(part);
  text += ".SH OPTIONS\n";
  for (const OptionText& option : program.options) text += option_entry(option);
  for (const CommandText& command : program.commands) text += command_section(command);
  text += ".SH EXIT STATUS\n";
  for (const ExitCodeText& code : program.exit_codes) {
    text += tagged(bold(fmt::format("{}", code.code)), code.about);
  }
  return text;
}

}  // namespace overt::cli
