#pragma once
// Help pages, 80 columns wide.
// Thread safety: pure.

#include <string>
#include <string_view>

#include "edge/cli/program_text.h"

namespace overt::cli {

std::string render_overview(const ProgramText& program);
std::string render_help(const CommandText& command);

/// "overt pairs INPUT... [OPTIONS]"
std::string usage_line(const CommandText& command);

/// "-o, --out FILE"
std::string option_heading(const OptionText& option);

/// Breaks `text` at spaces; every line starts with `indent` spaces and is at most 80 columns,
/// but for words that are longer by themselves.
std::string wrap(std::string_view text, std::size_t indent);

}  // namespace overt::cli
