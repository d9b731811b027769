#include <fmt/format.h>

#include "edge/transparency/pages.h"
#include "edge/transparency/words.h"

namespace overt::transparency {
namespace {

std::string path_of_file(const Publication& publication, std::string_view name) {
  return fmt::format("/transparency/disclosures/{}/{}", path_part(publication.id), path_part(name));
}

std::string row(const Reader& reader, const Publication& publication) {
  const Texts& texts = reader.texts();
  return fmt::format(
      "<tr><td data-label=\"{}\">{}</td><td data-label=\"{}\">{}{}</td>"
      "<td data-label=\"{}\">{}</td><td data-label=\"{}\" dir=\"auto\">{}</td></tr>\n",
      escaped(texts.published_on), day(publication.at), escaped(texts.about),
      link(reader, path_of(publication), publication.about),
      publication.withdrawn() ? " " + tag(texts.withdrawn, "bad") : "", escaped(texts.what),
      escaped(kind_words(texts, publication.kind)), escaped(texts.publisher),
      escaped(publication.publisher));
}

/// The version that was cited, where it is on record.
std::string link_to_version(const Reader& reader, const PublicRecord& record,
                            const std::string& cited) {
  for (const PolicyHistory& history : record.policies) {
    for (const PolicyVersion& one : history.versions) {
      if (!cited.starts_with(fmt::format("{} {},", one.policy, one.version))) continue;
      return link(reader, fmt::format("{}#v{}", path_of(history), one.place), cited);
    }
  }
  return escaped(cited);
}

std::string cited_policies(const Reader& reader, const PublicRecord& record,
                           const Publication& publication) {
  if (publication.policies.empty()) return {};
  std::string out =
      fmt::format("<section><h2>{}</h2>\n<ul>\n", escaped(reader.texts().policies.title));
  for (const std::string& cited : publication.policies) {
    out += fmt::format("<li>{}</li>\n", link_to_version(reader, record, cited));
  }
  return out + "</ul></section>\n";
}

std::string file_list(const Reader& reader, const Publication& publication) {
  const Texts& texts = reader.texts();
  std::string out = fmt::format(
      "<section><h2>{}</h2>\n<p class=\"quiet\">{}</p>\n"
      "<ul class=\"files\">\n",
      escaped(texts.files), escaped(texts.hash_of_file));
  for (const auto& [name, sha256] : publication.files) {
    out += fmt::format("<li><a href=\"{}\">{}</a> <code>{}</code></li>\n",
                       escaped(path_of_file(publication, name)), escaped(name), sha256);
  }
  return out + "</ul></section>\n";
}

}  // namespace

std::string statements_page(const Reader& reader, const PublicRecord& record) {
  const Texts& texts = reader.texts();
  std::string body = fmt::format("<h1>{}</h1>\n<p class=\"lede\">{}</p>\n",
                                 escaped(texts.statements.title), escaped(texts.statements.lede));
  if (record.publications.empty()) {
    body += nothing_yet(texts.statements.none);
  } else {
    body += fmt::format(
        "<table class=\"stacked\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>"
        "<th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        escaped(texts.published_on), escaped(texts.about), escaped(texts.what),
        escaped(texts.publisher));
    for (const Publication& one : record.publications) body += row(reader, one);
    body += "</tbody></table>\n";
  }
  return page({reader, "/transparency/statements", std::string(texts.statements.title),
               Section::kStatements},
              body);
}

std::string publication_page(const Reader& reader, const PublicRecord& record,
                             const Publication& publication, const DisclosureFiles& files) {
  const Texts& texts = reader.texts();
  const std::string title =
      fmt::format("{}: {}", kind_words(texts, publication.kind), publication.about);
  std::string body = fmt::format(
      "<p class=\"back\">{}</p>\n<h1 dir=\"auto\">{}</h1>\n<p class=\"quiet\">{} {} · "
      "<span dir=\"auto\">{}</span></p>\n",
      link(reader, "/transparency/statements", texts.statements.title), escaped(title),
      escaped(texts.published_on), day(publication.at), escaped(publication.publisher));
  if (publication.withdrawn()) {
    body += fmt::format("<p class=\"note bad\"><strong>{}</strong>, {}. {}</p>\n",
                        escaped(texts.withdrawn), day(publication.withdrawn_at),
                        escaped(texts.withdrawn_text));
  } else {
    std::string fragment;
    for (const auto& [name, bytes] : files) {
      if (name.ends_with(".html")) fragment += bytes;
    }
    if (fragment.empty()) {
      body += fmt::format("<p class=\"note\">{}</p>\n", escaped(texts.only_files));
    } else {
      if (reader.language != Language::kEnglish) {
        body += fmt::format("<p class=\"quiet\">{}</p>\n", escaped(texts.machine_made));
      }
      body += fmt::format("<article lang=\"en\" class=\"published\">\n{}</article>\n", fragment);
    }
  }
  body += cited_policies(reader, record, publication);
  body += file_list(reader, publication);
  return page({reader, path_of(publication), title, Section::kStatements}, body);
}

}  // namespace overt::transparency
