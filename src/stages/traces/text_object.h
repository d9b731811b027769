#pragma once
// The object of a normal text (kernel/text/normal_text.h): how it begins, for people, and 128 bits
// of XXH3 of all of it. docs/formats/objects.md. Thread-safe; linear in the text.

#include <string>
#include <string_view>

namespace overt {

/// Appends the object of well-formed UTF-8.
void append_text_object(std::string_view normal, std::string& out);

}  // namespace overt
