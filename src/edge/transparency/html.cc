#include "edge/transparency/html.h"

#include <array>

#include <fmt/format.h>

#include "base/xml_text.h"
#include "edge/transparency/embedded_internal.h"

namespace overt::transparency {
namespace {

struct Entry {
  Section section;
  std::string_view path;
};
constexpr std::array<Entry, 5> kEntries = {{{Section::kStatements, "/transparency/statements"},
                                            {Section::kPolicies, "/transparency/policies"},
                                            {Section::kLabels, "/transparency/labels"},
                                            {Section::kLedger, "/transparency/ledger"},
                                            {Section::kData, "/transparency/data"}}};

std::string_view title_of(const Texts& texts, Section section) {
  switch (section) {
    case Section::kStatements:
      return texts.statements.title;
    case Section::kPolicies:
      return texts.policies.title;
    case Section::kLabels:
      return texts.labels.title;
    case Section::kLedger:
      return texts.ledger.title;
    case Section::kData:
      return texts.data.title;
    default:
      return texts.centre;
  }
}

std::string navigation(const Frame& frame) {
  const Texts& texts = frame.reader.texts();
  std::string out = fmt::format("<nav aria-label=\"{}\"><ul>\n", escaped(texts.contents));
  for (const Entry& entry : kEntries) {
    out += fmt::format("<li><a href=\"{}\"{}>{}</a></li>\n", address(frame.reader, entry.path),
                       entry.section == frame.section ? " aria-current=\"page\"" : "",
                       escaped(title_of(texts, entry.section)));
  }
  return out + "</ul></nav>\n";
}

std::string languages(const Frame& frame) {
  std::string out = fmt::format("<nav class=\"languages\" aria-label=\"{}\"><ul>\n",
                                escaped(frame.reader.texts().languages));
  for (std::size_t i = 0; i < kLanguageCount; ++i) {
    const auto language = static_cast<Language>(i);
    out += fmt::format("<li><a href=\"{0}\" lang=\"{1}\" hreflang=\"{1}\"{2}>{3}</a></li>\n",
                       address({language, true}, frame.path), code_of(language),
                       language == frame.reader.language ? " aria-current=\"true\"" : "",
                       own_name_of(language));
  }
  return out + "</ul></nav>\n";
}

}  // namespace

std::string escaped(std::string_view text) { return xml_text(text); }

std::string filled(std::string_view pattern, std::initializer_list<std::string_view> values) {
  std::string out;
  for (const std::string_view value : values) {
    const std::size_t at = pattern.find("{}");
    if (at == std::string_view::npos) break;
    out += pattern.substr(0, at);
    out += value;
    pattern.remove_prefix(at + 2);
  }
  out += pattern;
  return out;
}

std::string address(const Reader& reader, std::string_view path) {
  if (!reader.chosen) return std::string(path);
  const std::size_t hash = path.find('#');
  const std::string_view fragment = hash == std::string_view::npos ? "" : path.substr(hash);
  return fmt::format("{}?lang={}{}", path.substr(0, hash), code_of(reader.language), fragment);
}

std::string path_part(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    plain ? void(out += c) : void(out += fmt::format("%{:02X}", static_cast<unsigned char>(c)));
  }
  return out;
}

std::string link(const Reader& reader, std::string_view path, std::string_view words) {
  return fmt::format("<a href=\"{}\">{}</a>", escaped(address(reader, path)), escaped(words));
}

std::string outside_link(std::string_view url, std::string_view words) {
  const std::string_view shown = words.empty() ? url : words;
  if (!url.starts_with("https://") && !url.starts_with("http://")) return escaped(shown);
  return fmt::format("<a href=\"{}\" rel=\"noreferrer noopener nofollow external\">{}</a>",
                     escaped(url), escaped(shown));
}

std::string day(TimeUs at) {
  return fmt::format("<time datetime=\"{}\">{}</time>", format_rfc3339(at), format_date(at));
}

std::string count(const Reader& reader, std::uint64_t number) {
  constexpr std::array<std::string_view, kLanguageCount> kSeparators = {",", "\u202f", "\u00a0"};
  const std::string digits = fmt::format("{}", number);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t left = digits.size() - i;
    if (i > 0 && left % 3 == 0) out += kSeparators.at(static_cast<std::size_t>(reader.language));
    out += digits[i];
  }
  return out;
}

std::string tag(std::string_view words, std::string_view tone) {
  return fmt::format("<span class=\"tag{}{}\">{}</span>", tone.empty() ? "" : " ", tone,
                     escaped(words));
}

std::string in_english(std::string_view text) {
  return fmt::format("<span lang=\"en\" dir=\"auto\">{}</span>", escaped(text));
}

std::string nothing_yet(std::string_view words) {
  return fmt::format("<p class=\"empty\">{}</p>\n", escaped(words));
}

std::string page(const Frame& frame, std::string_view body) {
  const Texts& texts = frame.reader.texts();
  const std::string_view code = code_of(frame.reader.language);
  const bool front = frame.section == Section::kFront;
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{}{}{}</title>\n"
      "<link rel=\"stylesheet\" href=\"/transparency/style.css\">\n"
      "<link rel=\"icon\" href=\"/console/icon.svg\" type=\"image/svg+xml\">\n"
      "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"/transparency/feed.atom\" "
      "title=\"{}\">\n",
      code, escaped(frame.title), front ? "" : " · ", front ? "" : escaped(texts.centre),
      escaped(texts.feed));
  if (frame.checks_receipts) {
    out += "<script type=\"module\" src=\"/console/receipt_checker.js\"></script>\n";
  }
  out += fmt::format(
      "</head>\n<body>\n<a class=\"skip\" href=\"#main\">{}</a>\n<header>\n"
      "<p class=\"name\">{}</p>\n",
      escaped(texts.skip), link(frame.reader, "/transparency", texts.centre));
  out += languages(frame);
  out += navigation(frame);
  out += "</header>\n<main id=\"main\" tabindex=\"-1\">\n";
  out += body;
  out +=
      fmt::format("</main>\n<footer>\n<p>{}</p>\n<p>{}</p>\n</footer>\n</body>\n</html>\n",
                  escaped(texts.footer),
                  fmt::format("<a href=\"/transparency/feed.atom\">{}</a>", escaped(texts.feed)));
  return out;
}

std::string_view style_sheet() { return transparency_css(); }

}  // namespace overt::transparency
