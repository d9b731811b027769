#include "stages/decisions/ledger_entry.h"

#include <charconv>
#include <system_error>

#include <fmt/format.h>

#include "base/check.h"
#include "base/digest.h"
#include "base/json_writer.h"
#include "stages/decisions/decision_json.h"

namespace overt {
namespace {

std::string commitment_of(std::string_view record, std::string_view salt) {
  Sha256 digest;
  digest.update(salt);
  digest.update(record);
  return digest.finish_hex();
}

std::string entry_of(std::string_view decision, std::size_t event, std::string_view commitment) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  json.field("v", 1);
  json.field("decision", decision);
  json.field("event", static_cast<std::uint64_t>(event));
  json.field("commitment", commitment);
  json.end_object();
  return out;
}

/// Takes `words` off the front.
bool take(std::string_view& text, std::string_view words) {
  if (text.substr(0, words.size()) != words) return false;
  text.remove_prefix(words.size());
  return true;
}

/// Takes everything before a quotation mark, which must be there.
std::string_view take_name(std::string_view& text) {
  const std::string_view name = text.substr(0, text.find('"'));
  text.remove_prefix(name.size());
  return name;
}

std::optional<std::uint32_t> number_at(std::string_view text) {
  std::uint32_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto length = static_cast<std::size_t>(parsed.ptr - text.data());
  if (parsed.ec != std::errc() || text.substr(length, 1) != ",") return std::nullopt;
  return number;
}

}  // namespace

std::string ledger_record(const RenderedEvent& event) {
  std::string out = fmt::format(R"({{"decision":"{}","event":{})", event.decision, event.number);
  out.reserve(out.size() + event.draft.size() + event.said.size() + 32);
  if (event.number == 0) {
    out += R"(,"draft":)";
    out += event.draft;
  }
  out += R"(,"said":)";
  out += event.said;
  out += '}';
  return out;
}

std::string ledger_record(const Decision& decision, std::size_t event) {
  CHECK_LT(event, decision.events.size());
  const std::string draft = event == 0 ? render_draft(decision.draft) : std::string();
  const std::string said = render_event(decision.events[event]);
  return ledger_record(RenderedEvent{decision.id, event, draft, said});
}

std::string ledger_entry(const RenderedEvent& event, std::string_view record,
                         std::string_view salt) {
  CHECK_EQ(salt.size(), kSaltBytes);
  return entry_of(event.decision, event.number, commitment_of(record, salt));
}

std::string ledger_entry(const Decision& decision, std::size_t event, std::string_view salt) {
  return ledger_entry(RenderedEvent{decision.id, event, {}, {}}, ledger_record(decision, event),
                      salt);
}

std::string ledger_record(const LedgerRecord& record) {
  CHECK(is_record_subject(record.subject));
  std::string out = fmt::format(R"({{"kind":"{}","subject":"{}","number":{})", name_of(record.kind),
                                record.subject, record.number);
  if (!record.decision.empty()) out += fmt::format(R"(,"decision":"{}")", record.decision);
  return out + ",\"said\":" + record.text + "}";
}

std::string ledger_entry(const LedgerRecord& record, std::string_view salt) {
  return ledger_entry(record, ledger_record(record), salt);
}

std::string ledger_entry(const LedgerRecord& record, std::string_view rendered,
                         std::string_view salt) {
  CHECK_EQ(salt.size(), kSaltBytes);
  return fmt::format(R"({{"v":1,"kind":"{}","subject":"{}","number":{},"commitment":"{}"}})",
                     name_of(record.kind), record.subject, record.number,
                     commitment_of(rendered, salt));
}

std::optional<EntryPlace> place_of(std::string_view entry) {
  constexpr std::size_t kIdDigits = 32;
  EntryPlace place;
  if (take(entry, R"({"v":1,"decision":")")) {
    place.reference = take_name(entry);
    if (place.reference.size() != kIdDigits || !take(entry, R"(","event":)")) return std::nullopt;
  } else {
    if (!take(entry, R"({"v":1,"kind":")")) return std::nullopt;
    const auto kind = record_kind_named(take_name(entry));
    if (!kind || !take(entry, R"(","subject":")")) return std::nullopt;
    const std::string_view subject = take_name(entry);
    if (!is_record_subject(subject) || !take(entry, R"(","number":)")) return std::nullopt;
    place.reference = record_reference(*kind, subject);
  }
  const auto number = number_at(entry);
  if (!number) return std::nullopt;
  place.number = *number;
  return place;
}

bool commits_to(std::string_view entry, std::string_view record, std::string_view salt) {
  constexpr std::string_view kBefore = R"("commitment":")";
  const auto at = entry.find(kBefore);
  if (salt.size() != kSaltBytes || at == entry.npos) return false;
  return entry.substr(at + kBefore.size()) == commitment_of(record, salt) + "\"}";
}

}  // namespace overt
