#include "edge/cli/program_text.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "edge/cli/completion.h"
#include "edge/cli/help.h"
#include "edge/cli/man_page.h"

namespace overt::cli {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

std::string write_temporary(const std::string& name, const std::string& content) {
  std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path) << content;
  return path;
}

/// What a shell command prints; nullopt-like "unavailable" where its program is not installed.
std::string output_of(const std::string& command) {
  FILE* const pipe = ::popen(command.c_str(), "r");
  std::string output;
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
    output.append(buffer, n);
  }
  ::pclose(pipe);
  return output;
}

bool installed(const std::string& program) {
  return !output_of("command -v " + program + " 2>/dev/null").empty();
}

/// The part of a Markdown page between "## `overt NAME`" and the next heading of its rank.
std::string section_of(const std::string& page, const std::string& command) {
  const std::size_t begin = page.find("\n## `overt " + command + "`");
  if (begin == std::string::npos) return {};
  return page.substr(begin, page.find("\n## ", begin + 1) - begin);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(ProgramTextTest, DocumentsEveryOptionWithItsDefault) {
  const std::string page = read_file(OVERT_SOURCE_DIR "/docs/cli.md");
  for (const CommandText& command : program_text().commands) {
    const std::string section = section_of(page, command.name);
    ASSERT_FALSE(section.empty()) << "docs/cli.md has no section for " << command.name;
    for (const OptionText& option : command.options) {
      if (option.name == "--help") continue;
      const std::string name =
          "`" + option.name + (option.value.empty() ? "" : " " + option.value) + "`";
      const std::size_t at = section.find(name);
      ASSERT_NE(at, std::string::npos) << "docs/cli.md, " << command.name << ": " << name;
      const std::string row = section.substr(at, section.find('\n', at) - at);
      EXPECT_NE(row.find(option.standard), std::string::npos)
          << "docs/cli.md, " << command.name << " " << name << ": default " << option.standard;
      for (const std::string& word : option.words) {
        EXPECT_NE(row.find("`" + word + "`"), std::string::npos)
            << "docs/cli.md, " << command.name << " " << name << ": " << word;
      }
    }
  }
}

TEST(ProgramTextTest, DocumentsNoOptionThatIsNotThere) {
  const std::string page = read_file(OVERT_SOURCE_DIR "/docs/cli.md");
  for (const CommandText& command : program_text().commands) {
    for (const std::string& line : lines_of(section_of(page, command.name))) {
      if (!line.starts_with("| `--")) continue;
      const std::string name = line.substr(3, line.find_first_of(" `", 3) - 3);
      EXPECT_NE(command.find_option(name), nullptr) << command.name << " " << name;
    }
  }
}

TEST(ProgramTextTest, DocumentsEveryExitCode) {
  const std::string page = read_file(OVERT_SOURCE_DIR "/docs/cli.md");
  for (const ExitCodeText& code : program_text().exit_codes) {
    EXPECT_NE(page.find("| " + std::to_string(code.code) + " |"), std::string::npos) << code.code;
  }
}

TEST(ProgramTextTest, HasHelpWithEveryOptionAndAnExample) {
  for (const CommandText& command : program_text().commands) {
    const std::string help = render_help(command);
    EXPECT_NE(help.find("Usage: overt " + command.name), std::string::npos);
    EXPECT_FALSE(command.examples.empty()) << command.name;
    for (const OptionText& option : command.options) {
      EXPECT_NE(help.find("  " + option_heading(option)), std::string::npos) << option.name;
      EXPECT_NE(help.find(option.standard.substr(0, 8)), std::string::npos) << option.name;
    }
    for (const ExampleText& example : command.examples) {
      EXPECT_NE(help.find(example.line), std::string::npos) << example.line;
    }
  }
}

TEST(ProgramTextTest, FitsHelpIntoEightyColumnsOfAscii) {
  std::vector<std::string> pages = {render_overview(program_text())};
  for (const CommandText& command : program_text().commands) pages.push_back(render_help(command));
  for (const std::string& page : pages) {
    for (const std::string& line : lines_of(page)) {
      const bool example = line.starts_with("  overt ") || line.find(" | ") != std::string::npos;
      EXPECT_TRUE(example || line.size() <= 80) << line;
      EXPECT_TRUE(std::all_of(line.begin(), line.end(), [](char c) {
        return c >= ' ' && c <= '~';
      })) << line;
      EXPECT_FALSE(line.ends_with(' ')) << "'" << line << "'";
    }
  }
}

TEST(ProgramTextTest, WrapsAtTheLastSpaceThatFits) {
  EXPECT_EQ(wrap("", 4), "");
  EXPECT_EQ(wrap("one two", 2), "  one two\n");
  const std::string long_word(90, 'x');
  EXPECT_EQ(wrap("a " + long_word + " b", 0), "a\n" + long_word + "\nb\n");
  EXPECT_EQ(wrap(std::string(39, 'a') + " " + std::string(40, 'b'), 0),
            std::string(39, 'a') + " " + std::string(40, 'b') + "\n");
}

TEST(ProgramTextTest, NamesEachCommandAndOptionOnce) {
  std::set<std::string> commands;
  for (const CommandText& command : program_text().commands) {
    EXPECT_TRUE(commands.insert(command.name).second) << command.name;
    std::set<std::string> options;
    for (const OptionText& option : command.options) {
      EXPECT_TRUE(options.insert(option.name).second) << option.name;
    }
  }
}

TEST(ProgramTextTest, CompletesEveryCommandAndOptionInEveryShell) {
  const std::string bash = render_bash_completion(program_text());
  const std::string zsh = render_zsh_completion(program_text());
  const std::string fish = render_fish_completion(program_text());
  for (const CommandText& command : program_text().commands) {
    EXPECT_NE(bash.find("    " + command.name + ":*)"), std::string::npos) << command.name;
    EXPECT_NE(zsh.find("    " + command.name + ")\n"), std::string::npos) << command.name;
    EXPECT_NE(fish.find(" -a " + command.name + " -d"), std::string::npos) << command.name;
    for (const OptionText& option : command.options) {
      const std::string of_fish =
          "'__fish_seen_subcommand_from " + command.name + "' -l " + option.name.substr(2) + " ";
      EXPECT_NE(fish.find(of_fish), std::string::npos) << of_fish;
      const std::string in_zsh = zsh.substr(zsh.find("    " + command.name + ")\n"));
      const std::string its_part = in_zsh.substr(0, in_zsh.find(";;"));
      EXPECT_NE(its_part.find("'" + option.name), std::string::npos) << option.name;
    }
  }
}

/// What bash offers for a command line whose last word is being typed.
std::string completions(const std::string& script, const std::vector<std::string>& words) {
  std::string lines = "source " + script + "\nCOMP_WORDS=(";
  for (const std::string& word : words) lines += " '" + word + "'";
  lines += ")\nCOMP_CWORD=" + std::to_string(words.size() - 1) + "\n_overt\n";
  lines += "printf '%s ' \"${COMPREPLY[@]}\"\n";
  return output_of("bash --norc " + write_temporary("overt_try.bash", lines) + " 2>&1");
}

TEST(ProgramTextTest, OffersTheRightWordsInBash) {
  if (!installed("bash")) GTEST_SKIP() << "bash is not installed";
  const std::string script =
      write_temporary("overt_completion.bash", render_bash_completion(program_text()));
  std::string commands;
  for (const std::string& name : program_text().command_names()) commands += name + " ";
  EXPECT_EQ(completions(script, {"overt", ""}), commands);
  EXPECT_EQ(completions(script, {"overt", "de"}), "detect decide deliver ");
  EXPECT_EQ(completions(script, {"overt", "pairs", "--wi"}), "--window --witnesses ");
  EXPECT_EQ(completions(script, {"overt", "pairs", "--format", "co"}), "coortweet ");
  EXPECT_EQ(completions(script, {"overt", "pairs", "--format", "=", "x-"}), "x-archive ");
  EXPECT_EQ(completions(script, {"overt", "pairs", "--objects", "url,rep"}),
            "url,repost url,reply ");
  EXPECT_EQ(completions(script, {"overt", "completion", ""}), "bash zsh fish ");
  EXPECT_EQ(completions(script, {"overt", "help", "si"}), "simulate ");
  for (const CommandText& command : program_text().commands) {
    const std::string offered = " " + completions(script, {"overt", command.name, "-"});
    for (const OptionText& option : command.options) {
      EXPECT_NE(offered.find(" " + option.name + " "), std::string::npos)
          << command.name << " " << option.name << ": " << offered;
    }
  }
}

TEST(ProgramTextTest, WritesScriptsThatTheirShellsAccept) {
  const std::string zsh = write_temporary("_overt", render_zsh_completion(program_text()));
  const std::string fish = write_temporary("overt.fish", render_fish_completion(program_text()));
  const std::string bash = write_temporary("overt.bash", render_bash_completion(program_text()));
  for (const std::string& check : {"bash -n " + bash, "zsh -n " + zsh, "fish -n " + fish}) {
    if (!installed(check.substr(0, check.find(' ')))) continue;
    EXPECT_EQ(output_of(check + " 2>&1"), "");
  }
}

TEST(ProgramTextTest, WritesAManualPageWithEveryOption) {
  const std::string page = render_man_page(program_text());
  for (const CommandText& command : program_text().commands) {
    for (const OptionText& option : command.options) {
      std::string name = option.name;
      for (std::size_t at = 0; (at = name.find('-', at)) != std::string::npos; at += 2) {
        name.insert(at, "\\");
      }
      EXPECT_NE(page.find("\\fB" + name + "\\fR"), std::string::npos) << option.name;
    }
  }
  for (const std::string& line : lines_of(page)) EXPECT_FALSE(line.empty()) << "an empty line";
}

TEST(ProgramTextTest, WritesAManualPageThatRoffAccepts) {
  if (!installed("groff")) GTEST_SKIP() << "groff is not installed";
  const std::string page = write_temporary("overt.1", render_man_page(program_text()));
  EXPECT_EQ(output_of("groff -man -Tutf8 -ww -z " + page + " 2>&1"), "");
  const std::string shown = output_of("groff -man -Tascii -P-cbou " + page + " 2>&1");
  EXPECT_NE(shown.find("--min-participation N"), std::string::npos);
}

}  // namespace
}  // namespace overt::cli
