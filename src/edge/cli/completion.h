#pragma once
// Completion scripts for shells, written from the program's own text.
// Thread safety: pure.

#include <string>

#include "edge/cli/program_text.h"

namespace overt::cli {

std::string render_bash_completion(const ProgramText& program);
std::string render_zsh_completion(const ProgramText& program);
std::string render_fish_completion(const ProgramText& program);

}  // namespace overt::cli
