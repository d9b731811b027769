#include "stages/decisions/appeal_page.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/xml_text.h"

namespace overt {
namespace {

constexpr std::string_view kStyle =
    ":root{color-scheme:light dark}"
    "body{margin:0;font:1.0625rem/1.55 system-ui,sans-serif}"
    "main{max-width:42rem;margin:0 auto;padding:1.5rem 1rem 4rem;overflow-wrap:anywhere}"
    "h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.2rem;margin-top:2rem}"
    "p,li{white-space:pre-line}"
    ".now,.alert{border-inline-start:.35rem solid;padding:.25rem 1rem}"
    ".now{border-color:#1f6f43}.alert{border-color:#b3261e}"
    "label{display:block;font-weight:600;margin-top:2rem}"
    "textarea{box-sizing:border-box;width:100%;font:inherit;padding:.5rem;margin:.5rem 0}"
    "button{font:inherit;padding:.6rem 1.2rem;min-height:2.75rem;cursor:pointer}"
    ":focus-visible{outline:.2rem solid #1a5fb4;outline-offset:.15rem}";

void add_paragraph(std::string& html, std::string_view text) {
  html += fmt::format("<p>{}</p>\n", xml_text(text));
}

/// Lines that begin with a dash are a list.
void add_lines(std::string& html, const std::vector<std::string>& lines) {
  bool in_list = false;
  for (const std::string& line : lines) {
    const bool item = line.starts_with("- ");
    if (item != in_list) html += item ? "<ul>\n" : "</ul>\n";
    in_list = item;
    if (item) {
      html += fmt::format("<li>{}</li>\n", xml_text(std::string_view(line).substr(2)));
    } else {
      add_paragraph(html, line);
    }
  }
  if (in_list) html += "</ul>\n";
}

void add_form(std::string& html, const AppealPage& page, const NoticeWords& words) {
  const std::string most = fmt::format("{}", kStatementUnitsMax);
  html += "<form method=\"post\" accept-charset=\"utf-8\">\n";
  html += fmt::format("<label for=\"statement\">{}</label>\n", xml_text(words.statement_label));
  html += fmt::format("<p id=\"hint\">{}</p>\n",
                      xml_text(filled(words.statement_hint, {{"max", most}})));
  html += fmt::format(
      "<textarea id=\"statement\" name=\"statement\" rows=\"10\" maxlength=\"{}\" required "
      "dir=\"auto\" aria-describedby=\"hint\"{}>{}</textarea>\n",
      most, page.alert.empty() ? "" : " aria-invalid=\"true\"", xml_text(page.statement));
  html += fmt::format("<button type=\"submit\">{}</button>\n</form>\n", xml_text(words.send));
}

}  // namespace

std::string_view appeal_page_style() { return kStyle; }

std::string render_appeal_page(const AppealPage& page) {
  const NoticeWords* const words = notice_words(page.lang);
  CHECK(words != nullptr);
  const std::string title =
      filled(words->page_title, {{"platform", page.platform.empty() ? "Overt" : page.platform}});
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n<title>{}</title>\n<style>{}</style>\n</head>\n"
      "<body>\n<main>\n",
      words->lang, direction_of(words->lang), xml_text(title), kStyle);
  html += fmt::format("<h1>{}</h1>\n", xml_text(page.heading.empty() ? title : page.heading));
  if (!page.alert.empty()) {
    html +=
        fmt::format("<div class=\"alert\" role=\"alert\"><p>{}</p></div>\n", xml_text(page.alert));
  }
  if (!page.now.empty()) {
    html += "<div class=\"now\" role=\"status\">\n";
    for (const std::string& one : page.now) add_paragraph(html, one);
    html += "</div>\n";
  }
  for (const NoticeSection& section : page.told) {
    html += fmt::format("<h2>{}</h2>\n", xml_text(section.heading));
    add_lines(html, section.lines);
  }
  if (page.form) add_form(html, page, *words);
  if (!page.number.empty()) add_paragraph(html, page.number);
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace overt
