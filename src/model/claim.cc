#include "model/claim.h"

#include <charconv>

#include <fmt/format.h>

#include "base/check.h"
#include "base/digest.h"

namespace overt {
namespace {

constexpr std::array<std::string_view, kClaimStatusCount> kStatusNames = {
    "withdrawn", "disputed", "alleged", "charged", "reported", "sanctioned", "confirmed"};
constexpr std::array<std::string_view, kClaimKindCount> kKindNames = {"states", "retracts", "same",
                                                                      "distinct"};

constexpr std::array<std::string_view, kClaimFlagCount> kFlagNames = {
    "unverified", "conflicting", "generic_host", "indicator_only", "protected", "negative_list"};

template <typename Enum, std::size_t kCount>
std::optional<Enum> named(const std::array<std::string_view, kCount>& names,
                          std::string_view name) {
  for (std::size_t i = 0; i < kCount; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

std::optional<int> digits(std::string_view text, std::size_t count) {
  if (text.size() != count) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::int32_t day_of(int year, int month, int day) {
  return static_cast<std::int32_t>(micros_from_civil(year, month, day) / kMicrosPerDay);
}

int days_in(int year, int month) {
  const int next_year = month == 12 ? year + 1 : year;
  const int next_month = month == 12 ? 1 : month + 1;
  return day_of(next_year, next_month, 1) - day_of(year, month, 1);
}

// Lengths before the bytes, so that no two statements read the same.
void append(std::string& out, std::string_view part) {
  std::array<char, 24> count{};
  char* const end = std::to_chars(count.data(), count.data() + count.size(), part.size()).ptr;
  *end = ':';
  out.append(count.data(), static_cast<std::size_t>(end + 1 - count.data()));
  out += part;
}

void append(std::string& out, const std::optional<PartialDate>& date) {
  append(out, date ? format_partial_date(*date) : std::string());
}

std::uint64_t hex_word(std::string_view hex) {
  std::uint64_t word = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), word, 16);
  return word;
}

}  // namespace

std::string_view name_of(ClaimStatus status) {
  return kStatusNames.at(static_cast<std::size_t>(status));
}

std::optional<ClaimStatus> claim_status_named(std::string_view name) {
  return named<ClaimStatus>(kStatusNames, name);
}

std::string_view name_of(ClaimKind kind) { return kKindNames.at(static_cast<std::size_t>(kind)); }

std::optional<ClaimKind> claim_kind_named(std::string_view name) {
  return named<ClaimKind>(kKindNames, name);
}

std::string_view name_of(ClaimFlag flag) { return kFlagNames.at(static_cast<std::size_t>(flag)); }

std::string name_of(ClaimFlags flags) {
  std::string text;
  for (std::size_t i = 0; i < kClaimFlagCount; ++i) {
    if (!flags.has(static_cast<ClaimFlag>(i))) continue;
    if (!text.empty()) text += ',';
    text += kFlagNames[i];
  }
  return text;
}

std::optional<ClaimFlags> parse_claim_flags(std::string_view text) {
  ClaimFlags flags;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const auto flag = named<ClaimFlag>(kFlagNames, text.substr(0, comma));
    if (!flag) return std::nullopt;
    flags.add(*flag);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return flags;
}

std::optional<Grade> parse_grade(std::string_view text) {
  if (text.size() != 2 || text[0] < 'A' || text[0] > 'F' || text[1] < '1' || text[1] > '6') {
    return std::nullopt;
  }
  return Grade{text[0], text[1]};
}

std::string name_of(Grade grade) { return {grade.reliability, grade.credibility}; }

std::optional<PartialDate> parse_partial_date(std::string_view text) {
  const auto year = digits(text.substr(0, std::min<std::size_t>(4, text.size())), 4);
  if (!year || *year == 0) return std::nullopt;
  if (text.size() == 4) return PartialDate{day_of(*year, 1, 1), day_of(*year, 12, 31)};
  if (text[4] != '-' || text.size() < 7) return std::nullopt;
  const auto month = digits(text.substr(5, 2), 2);
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  const int days = days_in(*year, *month);
  if (text.size() == 7) return PartialDate{day_of(*year, *month, 1), day_of(*year, *month, days)};
  if (text[7] != '-') return std::nullopt;
  const auto day = digits(text.substr(8), 2);
  if (!day || *day < 1 || *day > days) return std::nullopt;
  return PartialDate{day_of(*year, *month, *day), day_of(*year, *month, *day)};
}

std::string format_partial_date(PartialDate date) {
  const std::string first = format_date(date.first_day * kMicrosPerDay);
  if (date.first_day == date.last_day) return first;
  const std::string last = format_date(date.last_day * kMicrosPerDay);
  return first.substr(0, 7) == last.substr(0, 7) ? first.substr(0, 7) : first.substr(0, 4);
}

void ClaimIds::set_source(const ClaimSource& source) {
  said_.clear();
  for (const std::string_view part :
       {std::string_view(source.url), std::string_view(source.dataset),
        std::string_view(source.author)}) {
    append(said_, part);
  }
  source_size_ = said_.size();
}

ClaimId ClaimIds::of(const Claim& claim) {
  said_.resize(source_size_);
  for (const std::string_view part :
       {std::string_view(claim.entity), std::string_view(claim.schema),
        std::string_view(claim.property), std::string_view(claim.value),
        std::string_view(claim.lang), name_of(claim.kind), name_of(claim.status)}) {
    append(said_, part);
  }
  append(said_, claim.valid_from);
  append(said_, claim.valid_to);
  append(said_, name_of(claim.flags));
  append(said_, claim.note);
  const Sha256Digest digest = sha256(said_);
  ClaimId id;
  for (std::size_t i = 0; i < 16; ++i) id.words[i / 8] = id.words[i / 8] << 8U | digest[i];
  return id;
}

ClaimId id_of(const Claim& claim, const ClaimSource& source) {
  ClaimIds ids;
  ids.set_source(source);
  return ids.of(claim);
}

std::string name_of(const ClaimId& id) {
  return fmt::format("{:016x}{:016x}", id.words[0], id.words[1]);
}

std::optional<ClaimId> parse_claim_id(std::string_view text) {
  if (text.size() != 32) return std::nullopt;
  if (text.find_first_not_of("0123456789abcdef") != std::string_view::npos) return std::nullopt;
  return ClaimId{{hex_word(text.substr(0, 16)), hex_word(text.substr(16))}};
}

bool may_attribute(ClaimFlags flags) {
  return !flags.has(ClaimFlag::kConflicting) && !flags.has(ClaimFlag::kGenericHost) &&
         !flags.has(ClaimFlag::kIndicatorOnly) && !flags.has(ClaimFlag::kNegativeList);
}

bool may_decide(ClaimStatus status, Grade grade, ClaimFlags flags) {
  if (!may_attribute(flags) || flags.has(ClaimFlag::kUnverified)) return false;
  if (status == ClaimStatus::kSanctioned || status == ClaimStatus::kConfirmed) return true;
  return status == ClaimStatus::kReported && grade.reliability <= 'B' && grade.credibility <= '2';
}

}  // namespace overt
