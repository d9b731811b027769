#pragma once
// The manual page overt(1), in the man macros of roff.
// Thread safety: pure.

#include <string>

#include "edge/cli/program_text.h"

namespace overt::cli {

std::string render_man_page(const ProgramText& program);

}  // namespace overt::cli
