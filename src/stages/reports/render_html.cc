#include "base/digest.h"
#include "stages/reports/embedded_internal.h"
#include "stages/reports/html_writer_internal.h"
#include "stages/reports/render_reports.h"
#include "stages/reports/verdict_internal.h"
#include "stages/reports/write_network_internal.h"
#include "stages/reports/write_page_internal.h"

namespace overt {
namespace {

int hex_digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// The digest as a content security policy names it. 32 bytes end on one '=' of padding.
std::string sha256_base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex = sha256_hex(bytes) + "00";  // filled up to a multiple of three bytes
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 3) {
    const int twelve_bits =
        hex_digit(hex[i]) << 8 | hex_digit(hex[i + 1]) << 4 | hex_digit(hex[i + 2]);
    out += kDigits[static_cast<std::size_t>(twelve_bits >> 6)];
    out += kDigits[static_cast<std::size_t>(twelve_bits & 63)];
  }
  out.back() = '=';
  return out;
}

// Nothing may be loaded from anywhere, and only this page's own style and script may run: were a
// name of the input ever to become markup, it still could do nothing.
void write_head(HtmlWriter& html, const RunReport& report) {
  html.put("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
  html.put(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; "
      "form-action 'none'\">\n",
      sha256_base64(report_css()), sha256_base64(report_js()));
  html.put(
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n<title>Networks of accounts, run {}</title>\n"
      "<style>",
      report.manifest.run_id.substr(0, 12));
  html.embed(report_css());
  html.put("</style>\n</head>\n");
}

std::string_view heading_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kReview:
      return "For review: coordinated, undisclosed";
    case Verdict::kWatch:
      return "To watch: coordinated, undisclosed";
    case Verdict::kExplained:
      return "Explained: coordinated";
    case Verdict::kNotConfirmed:
      return "Not confirmed: co-acting";
  }
  return {};
}

std::string_view meaning_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kReview:
      return "Beyond chance, no innocent explanation fits, and two independent kinds of evidence "
             "or "
             "more hold. A person should look.";
    case Verdict::kWatch:
      return "Beyond chance, and no innocent explanation fits, but too few kinds of evidence hold "
             "for a person to be asked.";
    case Verdict::kExplained:
      return "Beyond chance, for a reason that is not hidden. Nothing is asked of anybody.";
    case Verdict::kNotConfirmed:
      return "Chance, or too little to tell it from chance. Nobody in these networks is held to "
             "have done anything.";
  }
  return {};
}

void write_group(HtmlWriter& html, const RunReport& report, Verdict verdict,
                 const std::vector<std::uint32_t>& order) {
  const std::uint64_t count = count_verdicts(report.networks).of(verdict);
  if (count == 0) return;
  const std::string_view id = class_of(verdict);
  html.put("<section class=\"group {}\" aria-labelledby=\"{}\"><h2 id=\"{}\">{} ", id, id, id,
           heading_of(verdict));
  html.put("<span class=\"quiet\">({})</span></h2>\n<p>{}</p>\n", count, meaning_of(verdict));
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (verdict_of(report.networks[order[i]].finding) != verdict) continue;
    write_network(html, report, order[i], i + 1, network_detail(i + 1, html.size()));
  }
  html.put("</section>\n");
}

void write_networks(HtmlWriter& html, const RunReport& report,
                    const std::vector<std::uint32_t>& order) {
  if (report.networks.empty()) return;
  html.put(
      "<p class=\"tools all\" hidden><button type=\"button\" data-all=\"open\">Open all networks"
      "</button> <button type=\"button\" data-all=\"close\">Close all</button></p>\n");
  for (std::size_t verdict = 0; verdict < kVerdictCount; ++verdict) {
    write_group(html, report, static_cast<Verdict>(verdict), order);
  }
}

void write_body(HtmlWriter& html, const RunReport& report) {
  html.put(
      "<body>\n<header><p><strong>Overt</strong> Networks of accounts, and how sure we are</p>"
      "<button type=\"button\" id=\"theme\" hidden>Dark</button></header>\n<main>\n");
  const std::vector<std::uint32_t> order = page_order(report.networks);
  write_opening(html, report);
  write_three_words(html, report);
  write_overview(html, report, order);
  write_networks(html, report, order);
  write_chance(html, report);
  write_data_quality(html, report);
  write_glossary(html);
  write_how_to_repeat(html, report);
  html.put("</main>\n<footer><p>Made by Overt {}. All times are UTC.</p></footer>\n",
           report.manifest.version);
  html.put("<script>");
  html.embed(report_js());
  html.put("</script>\n</body>\n</html>\n");
}

}  // namespace

std::string render_html(const RunReport& report) {
  std::string out;
  HtmlWriter html(out);
  write_head(html, report);
  write_body(html, report);
  return out;
}

}  // namespace overt
