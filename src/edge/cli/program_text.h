#pragma once
// What the program says of itself: its commands, options, defaults and examples, written once.
// The parser is built from it, and help, man page and shell completion are printed from it, so
// that they cannot disagree. ASCII only.
// Thread safety: immutable.

#include <string>
#include <string_view>
#include <vector>

namespace overt::cli {

enum class ValueKind : unsigned char {
  kFlag,      // takes no value
  kText,      // a number, a duration, …
  kWord,      // one of `words`
  kWordList,  // some of `words`, separated by commas
  kFile,
  kFolder,
};

struct OptionText {
  std::string name;        // "--window"
  std::string short_name;  // "-o"; mostly empty
  std::string value;       // "DURATION"; empty for a flag
  std::string about;
  std::string standard = {};  // the default, as it would be written; empty: none
  ValueKind kind = ValueKind::kText;
  std::vector<std::string> words = {};
  std::string group = {};
};

struct OperandText {
  std::string name;  // "INPUT..."; empty: the command takes none
  std::string about;
  std::vector<std::string> words;  // empty: files
};

struct ExampleText {
  std::string line;
  std::string about;
};

struct CommandText {
  std::string name;
  std::string summary;                   // one line, no full stop
  std::vector<std::string> description;  // paragraphs
  OperandText operand;
  std::vector<OptionText> options;
  std::vector<ExampleText> examples;

  [[nodiscard]] const OptionText* find_option(std::string_view option_name) const;
};

struct ExitCodeText {
  int code;
  std::string about;
};

struct ProgramText {
  std::string summary;
  std::vector<std::string> description;
  std::vector<CommandText> commands;
  std::vector<OptionText> options;  // before any command
  std::vector<ExitCodeText> exit_codes;

  [[nodiscard]] const CommandText* find_command(std::string_view command_name) const;
  [[nodiscard]] std::vector<std::string> command_names() const;
};

const ProgramText& program_text();

}  // namespace overt::cli
