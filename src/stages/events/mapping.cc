// The mapping file: lines of `name = "value"`, comments after #.

#include <charconv>

#include <fmt/format.h>

#include "base/utf8.h"
#include "stages/events/mapping_internal.h"
#include "stages/events/trimmed_internal.h"

namespace overt {
namespace {

constexpr std::string_view kOptions =
    "delimiter, quote, header, time_format, list_separator, kind_names";

class MappingParser {
 public:
  MappingParser(std::string_view text, std::string_view path) : text_(text) {
    mapping_.path = path;
  }

  Result<Mapping> parse() {
    if (!is_valid_utf8(text_)) return error("the file is not UTF-8; save it as UTF-8");
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") text_.remove_prefix(3);
    while (!text_.empty()) {
      ++line_;
      const std::size_t end = std::min(text_.find('\n'), text_.size());
      RETURN_IF_ERROR(parse_line(trimmed(text_.substr(0, end))));
      text_.remove_prefix(std::min(end + 1, text_.size()));
    }
    RETURN_IF_ERROR(check_whole());
    return std::move(mapping_);
  }

 private:
  [[nodiscard]] Error error(std::string_view what) const {
    return {ErrorCode::kBadInput, fmt::format("{}: line {}: {}.", mapping_.path, line_, what)};
  }

  Result<void> parse_line(std::string_view line) {
    if (line.empty() || line.front() == '#') return {};
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
      return error("expected NAME = \"VALUE\", for instance account_id = \"user\"");
    }
    const std::string_view name = trimmed(line.substr(0, equals));
    ASSIGN_OR_RETURN(const std::string value, read_value(trimmed(line.substr(equals + 1))));
    for (const std::string& seen : seen_) {
      if (seen == name) return error(fmt::format("{} stands twice; keep one of them", name));
    }
    seen_.emplace_back(name);
    const EventField* field = event_field_named(name);
    return field != nullptr ? add_field(*field, value) : set_option(name, value);
  }

  // "…" with the escapes \" \\ \t; anything after it but a comment is an error.
  Result<std::string> read_value(std::string_view text) const {
    const Error quotes = error("a value stands between double quotes: account_id = \"user\"");
    if (text.empty() || text.front() != '"') return quotes;
    std::string value;
    std::size_t at = 1;
    while (at < text.size() && text[at] != '"') {
      char c = text[at++];
      if (c == '\\') {
        if (at == text.size()) return quotes;
        c = text[at++];
        if (c == 't')
          c = '\t';
        else if (c != '"' && c != '\\')
          return error("the escapes of a value are \\\" \\\\ and \\t");
      }
      value += c;
    }
    if (at == text.size()) return quotes;
    const std::string_view rest = trimmed(text.substr(at + 1));
    if (!rest.empty() && rest.front() != '#') return quotes;
    return value;
  }

  Result<void> add_field(const EventField& field, std::string_view value) {
    constexpr std::string_view kLiteral = "literal:";
    constexpr std::string_view kColumn = "column:";
    MappedField mapped;
    mapped.field = &field;
    mapped.line = line_;
    mapped.text = value;
    if (value.substr(0, kLiteral.size()) == kLiteral) {
      mapped.source = MappedField::Source::kLiteral;
      mapped.text = value.substr(kLiteral.size());
      RETURN_IF_ERROR(check_literal(mapped));
    } else if (value.substr(0, kColumn.size()) == kColumn) {
      mapped.source = MappedField::Source::kColumnNumber;
      const std::string_view digits = value.substr(kColumn.size());
      const auto read =
          std::from_chars(digits.data(), digits.data() + digits.size(), mapped.number);
      if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() ||
          mapped.number == 0) {
        return error("a column's number counts from 1: column:3");
      }
    } else if (value.empty()) {
      return error(fmt::format("name the column that holds {}, or leave the line out", field.name));
    }
    mapping_.fields.push_back(std::move(mapped));
    return {};
  }

  [[nodiscard]] Result<void> check_literal(const MappedField& mapped) const {
    const FieldType type = mapped.field->type;
    if (type == FieldType::kTime || mapped.field->name == "account_id") {
      return error(fmt::format("{} cannot be a constant; name a column", mapped.field->name));
    }
    if (type == FieldType::kKind && !event_kind_from_name(mapped.text)) {
      return error(
          "a kind is one of post, repost, quote, reply, comment, like, follow, duet, stitch");
    }
    return {};
  }

  Result<void> set_option(std::string_view name, std::string_view value) {
    if (name == "delimiter") return set_delimiter(value);
    if (name == "quote") return set_switch(value, "\"", "none", mapping_.quoted, "quote");
    if (name == "header") return set_switch(value, "yes", "no", mapping_.header, "header");
    if (name == "time_format") return set_time(value);
    if (name == "list_separator") return set_separator(value);
    if (name == "kind_names") return set_kinds(value);
    return error(fmt::format("{} is neither an event field ({}) nor an option ({})", name,
                             event_field_names(), kOptions));
  }

  Result<void> set_delimiter(std::string_view value) {
    if (value == "tab") value = "\t";
    const bool usable = value.size() == 1 && static_cast<unsigned char>(value[0]) < 0x80 &&
                        value[0] != '"' && value[0] != '\n' && value[0] != '\r' && value[0] != '\0';
    if (!usable) {
      return error("a delimiter is one ASCII character other than \", or tab");
    }
    mapping_.delimiter = value[0];
    return {};
  }

  Result<void> set_switch(std::string_view value, std::string_view on, std::string_view off,
                          bool& target, std::string_view name) const {
    if (value != on && value != off) {
      return error(fmt::format("{} is {} or {}", name, on == "\"" ? "\\\"" : on, off));
    }
    target = value == on;
    return {};
  }

  Result<void> set_time(std::string_view value) {
    auto format = TimeFormat::from_text(value);
    if (!format) return error(format.error().message);
    mapping_.time = std::move(format).value();
    return {};
  }

  Result<void> set_separator(std::string_view value) {
    if (value == "none") {
      mapping_.list_separator = '\0';
    } else if (value.size() == 1 && static_cast<unsigned char>(value[0]) < 0x80) {
      mapping_.list_separator = value[0];
    } else {
      return error("a list_separator is one ASCII character, or none");
    }
    return {};
  }

  // "retweet=repost, tweet=post"
  Result<void> set_kinds(std::string_view value) {
    while (!value.empty()) {
      const std::size_t end = std::min(value.find(','), value.size());
      const std::string_view part = trimmed(value.substr(0, end));
      value.remove_prefix(std::min(end + 1, value.size()));
      const std::size_t equals = part.rfind('=');
      const auto kind = equals == std::string_view::npos
                            ? std::nullopt
                            : event_kind_from_name(trimmed(part.substr(equals + 1)));
      if (!kind) {
        return error(
            "kind_names is a list such as \"retweet=repost, tweet=post\"; a kind is one "
            "of post, repost, quote, reply, comment, like, follow, duet, stitch");
      }
      mapping_.kind_names.emplace_back(std::string(trimmed(part.substr(0, equals))), *kind);
    }
    return {};
  }

  [[nodiscard]] Result<void> check_whole() const {
    for (const std::string_view wanted : {"account_id", "created_at"}) {
      bool found = false;
      for (const MappedField& mapped : mapping_.fields) {
        found = found || mapped.field->name == wanted;
      }
      if (!found) {
        return Error{ErrorCode::kBadInput, fmt::format("{}: no line for {}; add {} = \"COLUMN\".",
                                                       mapping_.path, wanted, wanted)};
      }
    }
    return {};
  }

  std::string_view text_;
  Mapping mapping_;
  std::vector<std::string> seen_;
  std::uint64_t line_ = 0;
};

}  // namespace

Result<Mapping> parse_mapping(std::string_view text, std::string_view path) {
  return MappingParser(text, path.empty() ? "mapping file" : path).parse();
}

}  // namespace overt
