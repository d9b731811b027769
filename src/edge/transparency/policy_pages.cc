#include <fmt/format.h>

#include "edge/transparency/pages.h"
#include "edge/transparency/words.h"
#include "kernel/text/line_diff.h"

namespace overt::transparency {
namespace {

constexpr std::size_t kAround = 3;  // lines that are the same, beside those that are not

std::string row(const Reader& reader, const PolicyHistory& history) {
  const Texts& texts = reader.texts();
  const PolicyVersion& now = history.versions.back();
  return fmt::format(
      "<li class=\"card\"><h2>{}</h2>\n<p>{} <span>{}, {}</span></p>\n<p>{}</p>\n"
      "<p class=\"quiet\">{} · {}</p></li>\n",
      link(reader, path_of(history), now.title), tag(texts.in_force, "good"),
      escaped(filled(texts.version, {now.version})), filled(escaped(texts.since), {day(now.at)}),
      in_english(now.summary), escaped(mode_words(texts, now.mode)),
      filled(escaped(texts.versions), {count(reader, history.versions.size())}));
}

std::string cited_but_missing(const Reader& reader, const PublicRecord& record) {
  const auto missing = versions_not_on_record(record);
  if (missing.empty()) return {};
  std::string out =
      fmt::format("<div class=\"note\"><p>{}</p><ul>\n", escaped(reader.texts().not_on_record));
  for (const std::string& one : missing) out += fmt::format("<li>{}</li>\n", escaped(one));
  return out + "</ul></div>\n";
}

/// The mode first: it says whether anything happens at all.
std::string change_list(const Texts& texts, const PolicyVersion& before,
                        const PolicyVersion& after) {
  const auto changed = changed_clauses(before.text, after.text);
  std::string out = "<ul class=\"clauses\">\n";
  if (before.mode != after.mode) {
    out += fmt::format("<li>{} {}</li>\n", tag(texts.clause_changed),
                       escaped(mode_words(texts, after.mode)));
  }
  if (changed.empty()) {
    out += fmt::format("<li class=\"quiet\">{}</li>\n", escaped(texts.no_clause_changed));
  }
  for (const ChangedClause& clause : changed) {
    const std::string_view words = clause.change == ClauseChange::kAdded     ? texts.clause_added
                                   : clause.change == ClauseChange::kRemoved ? texts.clause_removed
                                                                             : texts.clause_changed;
    const std::string_view tone = clause.change == ClauseChange::kAdded     ? "good"
                                  : clause.change == ClauseChange::kRemoved ? "bad"
                                                                            : "";
    out += fmt::format("<li>{} {} <code>{}</code></li>\n", tag(words, tone),
                       in_english(clause.title), escaped(clause.id));
  }
  return out + "</ul>\n";
}

std::string diff_line(const Texts& texts, const DiffLine& line) {
  const bool added = line.change == LineChange::kAdded;
  if (line.change == LineChange::kSame) {
    return fmt::format("<span class=\"same\">{}</span>\n", escaped(line.text));
  }
  return fmt::format("<{0} class=\"line\"><span class=\"unseen\">{1}: </span>{2}</{0}>\n",
                     added ? "ins" : "del", escaped(added ? texts.added_line : texts.removed_line),
                     escaped(line.text));
}

/// Lines near a change are shown, the others counted.
std::vector<bool> shown_lines(const std::vector<DiffLine>& lines) {
  std::vector<bool> shown(lines.size(), false);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].change == LineChange::kSame) continue;
    const std::size_t begin = i < kAround ? 0 : i - kAround;
    for (std::size_t j = begin; j < lines.size() && j <= i + kAround; ++j) shown[j] = true;
  }
  return shown;
}

std::string diff_of(const Reader& reader, std::string_view older, std::string_view newer) {
  const Texts& texts = reader.texts();
  const LineDiff diff = diff_lines(older, newer);
  const auto shown = shown_lines(diff.lines);
  std::uint64_t added = 0;
  std::uint64_t removed = 0;
  std::uint64_t passed_over = 0;
  std::string lines;
  const auto tell_passed_over = [&] {
    if (passed_over == 0) return;
    lines += fmt::format("<span class=\"left-out\">{}</span>\n",
                         filled(escaped(texts.lines_left_out), {count(reader, passed_over)}));
    passed_over = 0;
  };
  for (std::size_t i = 0; i < diff.lines.size(); ++i) {
    if (!shown[i]) {
      ++passed_over;
      continue;
    }
    tell_passed_over();
    if (diff.lines[i].change == LineChange::kAdded) ++added;
    if (diff.lines[i].change == LineChange::kRemoved) ++removed;
    lines += diff_line(texts, diff.lines[i]);
  }
  tell_passed_over();
  return fmt::format(
      "<details><summary>{}</summary>\n{}<div class=\"diff\" lang=\"en\" dir=\"ltr\" "
      "tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n{}</div></details>\n",
      filled(escaped(texts.diff), {count(reader, added), count(reader, removed)}),
      diff.complete ? std::string()
                    : fmt::format("<p class=\"quiet\">{}</p>\n", escaped(texts.diff_gave_up)),
      escaped(texts.changes), lines);
}

std::string version_section(const Reader& reader, const PolicyHistory& history, std::size_t at) {
  const Texts& texts = reader.texts();
  const PolicyVersion& one = history.versions[at];
  const bool newest = at + 1 == history.versions.size();
  std::string out =
      fmt::format("<section class=\"card\" id=\"v{}\"><h2>{} {}</h2>\n<p>{}{}</p>\n", one.place,
                  escaped(filled(texts.version, {one.version})),
                  newest ? tag(texts.in_force, "good") : std::string(),
                  filled(escaped(texts.since), {day(one.at)}),
                  newest ? std::string()
                         : ", " + filled(escaped(texts.until), {day(history.versions[at + 1].at)}));
  out += fmt::format("<p>{}</p>\n", escaped(mode_words(texts, one.mode)));
  if (at == 0) {
    out += fmt::format("<p class=\"quiet\">{}</p>\n", escaped(texts.first_version));
  } else {
    const PolicyVersion& before = history.versions[at - 1];
    out += fmt::format("<h3>{}</h3>\n", escaped(texts.changes));
    out += change_list(texts, before, one);
    out += diff_of(reader, before.text, one.text);
  }
  out += fmt::format(
      "<details><summary>{}</summary>\n<pre lang=\"en\" dir=\"ltr\" tabindex=\"0\" "
      "role=\"region\" aria-label=\"{}\">{}</pre></details>\n"
      "<p class=\"quiet\"><a href=\"{}/{}\">{}</a> · {} <code>{}</code></p></section>\n",
      escaped(texts.whole_text), escaped(filled(texts.version, {one.version})), escaped(one.text),
      escaped(path_of(history)), one.place, escaped(texts.download), escaped(texts.hash), one.hash);
  return out;
}

}  // namespace

std::string policies_page(const Reader& reader, const PublicRecord& record) {
  const Texts& texts = reader.texts();
  std::string body = fmt::format("<h1>{}</h1>\n<p class=\"lede\">{}</p>\n",
                                 escaped(texts.policies.title), escaped(texts.policies.lede));
  body += cited_but_missing(reader, record);
  if (record.policies.empty()) {
    body += nothing_yet(texts.policies.none);
  } else {
    body += "<ul class=\"cards wide\">\n";
    for (const PolicyHistory& one : record.policies) body += row(reader, one);
    body += "</ul>\n";
  }
  return page(
      {reader, "/transparency/policies", std::string(texts.policies.title), Section::kPolicies},
      body);
}

std::string policy_page(const Reader& reader, const PolicyHistory& history) {
  const Texts& texts = reader.texts();
  const PolicyVersion& now = history.versions.back();
  std::string body = fmt::format(
      "<p class=\"back\">{}</p>\n<h1 lang=\"en\" dir=\"auto\">{}</h1>\n<p class=\"lede\">{}</p>\n",
      link(reader, "/transparency/policies", texts.policies.title), escaped(now.title),
      in_english(now.summary));
  for (std::size_t i = history.versions.size(); i-- > 0;) {
    body += version_section(reader, history, i);
  }
  return page({reader, path_of(history), now.title, Section::kPolicies}, body);
}

}  // namespace overt::transparency
