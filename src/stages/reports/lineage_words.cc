#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "stages/reports/lineage_words_internal.h"
#include "stages/reports/reading_words_internal.h"

namespace overt {
namespace {

constexpr std::size_t kNamedMax = 12;

/// "n-1, n-2 and 3 more".
std::string ids_words(const std::vector<std::string>& ids) {
  std::string words;
  const std::size_t end = std::min(ids.size(), kNamedMax);
  for (std::size_t i = 0; i < end; ++i) words += (i > 0 ? ", " : "") + ids[i];
  if (end < ids.size()) words += fmt::format(" and {} more", grouped(ids.size() - end));
  return words;
}

/// By kind of lineage, over the networks of the report.
std::array<std::uint64_t, 4> count_kinds(const RunReport& report) {
  std::array<std::uint64_t, 4> counts{};
  for (const NetworkReport& network : report.networks) {
    if (network.lineage) ++counts.at(static_cast<std::size_t>(network.lineage->kind));
  }
  return counts;
}

}  // namespace

std::string lineage_sentence(const Lineage& lineage) {
  switch (lineage.kind) {
    case LineageKind::kNew:
      return "New: no network of an earlier run has enough accounts in common with it.";
    case LineageKind::kContinues:
      return fmt::format(
          "Known from an earlier run, whose id it keeps; {} of the accounts of then and now are in "
          "both.",
          percent(lineage.overlap));
    case LineageKind::kSplit:
      return fmt::format("Split off: at least half of its accounts were in {}.",
                         ids_words(lineage.from));
    case LineageKind::kMerge:
      return fmt::format("Merged: at least half of the accounts of {} are in it.",
                         ids_words(lineage.from));
  }
  return {};
}

void write_lineage_paragraph(HtmlWriter& html, const RunReport& report) {
  if (report.previous.empty()) return;
  const auto counts = count_kinds(report);
  const auto of = [&](LineageKind kind) { return counts.at(static_cast<std::size_t>(kind)); };
  html.put("<p>Compared with {} (the newest is <code>{}</code>): ",
           counted(report.previous.size(), "earlier run"), report.previous.back().run_id);
  html.put("{} continue, {} took others in, {} split off, {} are new, {} vanished.",
           of(LineageKind::kContinues), of(LineageKind::kMerge), of(LineageKind::kSplit),
           of(LineageKind::kNew), report.vanished.size());
  if (!report.vanished.empty()) {
    std::vector<std::string> ids;
    for (const VanishedNetwork& network : report.vanished) ids.push_back(network.id);
    html.put(" Vanished: {}.", ids_words(ids));
  }
  html.put("</p>\n");
}

}  // namespace overt
