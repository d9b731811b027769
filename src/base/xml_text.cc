#include "base/xml_text.h"

#include "base/utf8.h"

namespace overt {
namespace {

void append_ascii(std::string& out, char c) {
  switch (c) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\'':
      out += "&#39;";
      return;
    case '\t':
      out += "&#9;";
      return;
    case '\n':
      out += "&#10;";
      return;
    case '\r':
      out += "&#13;";
      return;
    default:
      if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
}

bool is_noncharacter(std::string_view sequence) {
  return sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF";
}

}  // namespace

void append_xml(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_sequence_length(text.substr(i));
    const std::string_view sequence = text.substr(i, length);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if (length == 1) {
      append_ascii(out, text[i]);
    } else if (!is_noncharacter(sequence)) {
      out += sequence;
    }
    i += length == 0 ? 1 : length;
  }
}

std::string xml_text(std::string_view text) {
  std::string out;
  append_xml(out, text);
  return out;
}

}  // namespace overt
