#include <fmt/format.h>

#include "edge/transparency/pages.h"
#include "edge/transparency/words.h"

namespace overt::transparency {
namespace {

constexpr std::size_t kNewestMax = 12;

std::string card(const Reader& reader, std::string_view path, const SectionTexts& section,
                 std::uint64_t number) {
  return fmt::format(
      "<li class=\"card\"><h2>{}{}</h2>\n<p>{}</p></li>\n", link(reader, path, section.title),
      number == 0 ? std::string()
                  : fmt::format(" <span class=\"count\">{}</span>", count(reader, number)),
      escaped(section.lede));
}

std::string words_under(std::string_view title, std::string_view text) {
  return fmt::format("<section><h2>{}</h2>\n<p>{}</p></section>\n", escaped(title), escaped(text));
}

}  // namespace

std::string front_page(const Reader& reader, const PublicRecord& record) {
  const Texts& texts = reader.texts();
  std::string body = fmt::format("<h1>{}</h1>\n<p class=\"lede\">{}</p>\n",
                                 escaped(texts.front.title), escaped(texts.front.lede));
  body += "<ul class=\"cards\">\n";
  body += card(reader, "/transparency/statements", texts.statements, record.publications.size());
  body += card(reader, "/transparency/policies", texts.policies, record.policies.size());
  body += card(reader, "/transparency/labels", texts.labels, record.labels.standing.size());
  body += card(reader, "/transparency/ledger", texts.ledger, record.ledger.size);
  body += card(reader, "/transparency/data", texts.data, 0);
  body += fmt::format("</ul>\n<section><h2>{}</h2>\n", escaped(texts.newest));
  const bool nothing = public_steps(record, 1).empty();
  body += nothing ? nothing_yet(texts.front.none) : steps_list(reader, record, kNewestMax);
  body += "</section>\n<div class=\"columns\">\n";
  body += words_under(texts.not_here_title, texts.not_here);
  body += words_under(texts.yours_title, texts.yours);
  body += fmt::format("<section><h2>{}</h2>\n<p>{}</p>\n<p>{}</p></section>\n</div>\n",
                      escaped(texts.check_title), escaped(texts.check),
                      link(reader, "/transparency/ledger", texts.checker));
  return page({reader, "/transparency", std::string(texts.front.title), Section::kFront}, body);
}

std::string nothing_page(const Reader& reader, std::string_view path) {
  const Texts& texts = reader.texts();
  return page({reader, std::string(path), std::string(texts.nothing_title)},
              fmt::format("<h1>{}</h1>\n<p class=\"lede\">{}</p>\n<p>{}</p>\n",
                          escaped(texts.nothing_title), escaped(texts.nothing_text),
                          link(reader, "/transparency", texts.centre)));
}

std::string later_page(const Reader& reader, std::string_view path) {
  const Texts& texts = reader.texts();
  return page({reader, std::string(path), std::string(texts.later_title)},
              fmt::format("<h1>{}</h1>\n<p class=\"lede\">{}</p>\n", escaped(texts.later_title),
                          escaped(texts.later_text)));
}

}  // namespace overt::transparency
