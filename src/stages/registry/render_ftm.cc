#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <xxhash.h>

#include "base/check.h"
#include "base/json_writer.h"
#include "kernel/text/registrable_domain.h"
#include "model/schema.h"
#include "stages/registry/export_view.h"
#include "stages/registry/search_terms.h"

namespace overt {
namespace {

using Properties = std::map<std::string, std::set<std::string>>;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The id as the format takes it: letters, digits, dots and hyphens, a letter or digit at both
/// ends. One that is otherwise gets a part of its hash, so that two stay two.
std::string ftm_id(std::string_view id) {
  const bool plain = std::all_of(
      id.begin(), id.end(), [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-'; });
  if (plain && !id.empty() && is_letter_or_digit(id.front()) && is_letter_or_digit(id.back())) {
    return std::string(id);
  }
  std::string made;
  for (const char c : id) {
    if (is_letter_or_digit(c) || (c == '.' && !made.empty())) {
      made += c;
    } else if (!made.empty() && made.back() != '-') {
      made += '-';
    }
  }
  while (!made.empty() && !is_letter_or_digit(made.back())) made.pop_back();
  return fmt::format("{}{}{:016x}", made, made.empty() ? "" : "-",
                     XXH3_64bits(id.data(), id.size()));
}

/// A host in Latin letters, or one in any after a scheme: else words with a dot in them would be
/// one.
bool is_address(std::string_view value) {
  const std::string host = host_of(value);
  const bool latin = std::all_of(host.begin(), host.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  return !host.empty() && (latin || value.find("://") != std::string_view::npos);
}

/// A user and a host: what a consumer takes for an address of mail.
bool is_mail_address(std::string_view value) {
  const std::size_t at = value.find('@');
  if (at == 0 || at == std::string_view::npos ||
      value.find_first_of(" ,;") != std::string_view::npos) {
    return false;
  }
  const std::string host(value.substr(at + 1));
  return host.find_first_of("@_") == std::string::npos && host_of(host) == host &&
         !registrable_domain(host).empty();
}

/// A whole number of the one plan whose form is known here. Consumers hold numbers to the plan of
/// their country and take nothing else.
bool is_whole_phone_number(std::string_view value) {
  constexpr std::size_t kDigits = 11;
  constexpr std::string_view kAreas = "3489";
  std::string digits;
  for (const char c : value) {
    if (c >= '0' && c <= '9') digits += c;
    const bool separator = c == ' ' || c == '-' || c == '(' || c == ')';
    if (!separator && (c < '0' || c > '9') && !(c == '+' && digits.empty())) return false;
  }
  return value.starts_with('+') && digits.size() == kDigits && digits[0] == '7' &&
         kAreas.find(digits[1]) != std::string_view::npos;
}

/// Whether a consumer would take a value as one of its property's type. The lengths are those of
/// the followthemoney library.
bool fits(PropertyType type, std::string_view property, std::string_view value) {
  constexpr std::size_t kIdentifierMax = 64;
  constexpr std::size_t kNameMax = 384;
  constexpr std::size_t kAddressMax = 250;
  constexpr std::size_t kUrlMax = 4096;
  switch (type) {
    case PropertyType::kDate:
      return parse_partial_date(value.substr(0, 10)).has_value();
    case PropertyType::kUrl:
      return value.size() <= kUrlMax && is_address(value);
    case PropertyType::kIdentifier:
      return value.size() <= kIdentifierMax;
    case PropertyType::kName:
      return value.size() <= kNameMax;
    case PropertyType::kCountry:
      return value.size() <= 7 && value.size() >= 2 &&
             std::all_of(value.begin(), value.end(),
                         [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
    case PropertyType::kEmail:
      return is_mail_address(value);
    case PropertyType::kPhone:
      return is_whole_phone_number(value);
    case PropertyType::kText:
      return property != "address" || value.size() <= kAddressMax;
    case PropertyType::kEntity:
    case PropertyType::kNumber:
    case PropertyType::kTopic:
      break;
  }
  return true;
}

/// Requires nothing, and says nothing but that there is something to read.
constexpr std::string_view kRecordSchema = "Note";

/// One line of the export: an entity, or a link as an entity.
struct Line {
  std::string_view id;
  std::string_view schema;
  Properties properties;
  std::span<const std::string_view> ids;
  std::vector<ClaimIndex> claims;
  std::string_view caption = {};
};

class FtmWriter {
 public:
  FtmWriter(const RegistryView& view, FtmFork fork, std::span<const ClaimSubject> subjects)
      : view_(view), fork_(fork), subjects_(subjects) {
    CHECK(subjects.empty() || subjects.size() == view.claims.size());
    for (const ViewEntity& entity : view.entities) {
      for (const std::string_view id : entity.ids) first_id_.emplace(id, entity.id);
    }
    for (std::uint32_t i = 0; i < subjects.size(); ++i) {
      if (subjects[i].kind == ClaimKind::kStates) continue;
      const auto first = first_id_.find(subjects[i].entity);
      const std::string_view at = first == first_id_.end() ? subjects[i].entity : first->second;
      identities_[at].push_back(ClaimIndex{i});
    }
  }

  FtmExport all() {
    for (const ViewEntity& entity : view_.entities) {
      // What only links name has nothing of its own to say.
      const bool bare = entity.claims.empty() && entity.ids.size() == 1;
      if (bare && !identities_.contains(entity.id)) continue;
      write({entity.id, entity.schema, properties_of(entity.schema, entity.claims), entity.ids,
             entity.claims, entity.caption});
    }
    for (std::size_t i = 0; i < view_.links.size(); ++i) {
      // One with two owners is two links of one entity.
      if (i > 0 && view_.links[i].id == view_.links[i - 1].id) continue;
      write_link(view_.links[i]);
    }
    return std::move(export_);
  }

 private:
  Properties properties_of(std::string_view schema, const std::vector<ClaimIndex>& claims) {
    Properties properties;
    for (const ClaimIndex index : claims) {
      const ViewClaim& claim = view_.claim(index);
      if (claim.status == ClaimStatus::kWithdrawn || claim.property.empty()) continue;
      const PropertyType type = type_of(schema, claim.property);
      if (!fits(type, claim.property, claim.value)) {
        ++export_.left_out;
        continue;
      }
      auto& values = properties[std::string(claim.property)];
      if (type != PropertyType::kEntity) {
        values.emplace(claim.value);
        continue;
      }
      const auto first = first_id_.find(claim.value);
      values.insert(ftm_id(first == first_id_.end() ? claim.value : first->second));
    }
    return properties;
  }

  void write_link(const ViewLink& link) {
    Properties properties = properties_of(link.schema, link.claims);
    const auto older = fork_ == FtmFork::kOpenSanctions
                           ? std::nullopt
                           : older_link(link.schema, first_of(properties, "controlType"),
                                        view_.entity(link.from).schema);
    if (!older) {
      write({link.id, link.schema, properties, {}, link.claims});
      return;
    }
    const LinkEnds ends = *link_ends(link.schema);
    Properties said;
    for (auto& [property, values] : properties) {
      if (property == ends.source) {
        said[std::string(older->source)] = values;
      } else if (property == ends.target) {
        said[std::string(older->target)] = values;
      } else if (property == older->role_from) {
        said["role"] = values;
      } else if (find_property(older->schema, property) != nullptr) {
        said[property] = values;
      }
    }
    if (!said.contains("role")) said["role"].emplace(older->role);
    write({link.id, older->schema, said, {}, link.claims});
  }

  static std::string first_of(const Properties& properties, const std::string& name) {
    const auto found = properties.find(name);
    return found == properties.end() || found->second.empty() ? "" : *found->second.begin();
  }

  /// What a schema requires and the registry does not hold: of a name the caption stands for it;
  /// without an end, a link is a record of what was said and no link.
  void complete(Line& line) const {
    const auto lacks = [&](std::string_view property) {
      return !line.properties.contains(std::string(property));
    };
    const auto ends = link_ends(line.schema);
    const bool open = ends && (lacks(ends->source) || lacks(ends->target));
    const bool unbound =
        (is_a(line.schema, "Sanction") || is_a(line.schema, "Risk")) && lacks("entity");
    if (open || unbound) {
      line.schema = kRecordSchema;
      line.properties = {{"description", {"a claim or link whose end is not known, or withdrawn"}}};
      return;
    }
    const std::string_view required = is_a(line.schema, "UserAccount") ? "username" : "name";
    if ((required == "username" || is_a(line.schema, "LegalEntity")) && lacks(required)) {
      line.properties[std::string(required)].emplace(line.caption.empty() ? line.id : line.caption);
    }
  }

  void write(Line line) {
    complete(line);
    JsonWriter json(export_.text);
    json.begin_object();
    json.field("id", ftm_id(line.id));
    json.field("schema", line.schema);
    json.key("properties");
    json.begin_object();
    for (const auto& [property, values] : line.properties) {
      json.key(property);
      json.begin_array();
      for (const std::string& value : values) json.value(value);
      json.end_array();
    }
    json.end_object();
    if (line.ids.size() > 1) {
      json.key("referents");
      json.begin_array();
      for (std::size_t i = 1; i < line.ids.size(); ++i) json.value(ftm_id(line.ids[i]));
      json.end_array();
    }
    if (!subjects_.empty()) write_claims(json, line);
    json.end_object();
    export_.text += '\n';
  }

  // In an order that does not depend on when each was recorded.
  void write_claims(JsonWriter& json, const Line& line) {
    std::vector<ClaimIndex> claims = line.claims;
    const auto identities = identities_.find(line.id);
    if (identities != identities_.end()) {
      claims.insert(claims.end(), identities->second.begin(), identities->second.end());
    }
    std::sort(claims.begin(), claims.end(), [&](ClaimIndex x, ClaimIndex y) {
      const ViewClaim& a = view_.claim(x);
      const ViewClaim& b = view_.claim(y);
      return std::tie(a.property, a.value, a.id) < std::tie(b.property, b.value, b.id);
    });
    std::map<std::uint32_t, std::uint32_t> numbers;
    json.key("overt_sources");
    json.begin_array();
    for (const ClaimIndex claim : claims) {
      const std::uint32_t source = view_.claim(claim).source;
      const auto number = static_cast<std::uint32_t>(numbers.size());
      if (numbers.emplace(source, number).second) write_source(json, view_.sources[source]);
    }
    json.end_array();
    json.key("overt_claims");
    json.begin_array();
    for (const ClaimIndex claim : claims) {
      write_claim(json, line, claim, numbers.at(view_.claim(claim).source));
    }
    json.end_array();
  }

  static void put(JsonWriter& json, std::string_view name, std::string_view text) {
    if (!text.empty()) json.field(name, text);
  }

  static void write_source(JsonWriter& json, const ClaimSource& source) {
    json.begin_object();
    put(json, "url", source.url);
    put(json, "publisher", source.publisher);
    put(json, "dataset", source.dataset);
    put(json, "author", source.author);
    put(json, "content_hash", source.content_hash);
    if (source.retrieved_at) json.field("retrieved_at", format_rfc3339(*source.retrieved_at));
    json.field("grade", name_of(source.grade));
    json.end_object();
  }

  void write_claim(JsonWriter& json, const Line& line, ClaimIndex index,
                   std::uint32_t source) const {
    const ViewClaim& claim = view_.claim(index);
    const ClaimSubject& subject = subjects_[index.value];
    json.begin_object();
    // What a reader takes from the line itself is not said again.
    if (subject.entity != ftm_id(line.id)) json.field("entity", subject.entity);
    if (subject.schema != line.schema) put(json, "schema", subject.schema);
    if (subject.kind != ClaimKind::kStates) json.field("kind", name_of(subject.kind));
    put(json, "property", claim.property);
    json.field("value", claim.value);
    put(json, "lang", claim.lang);
    json.field("status", name_of(claim.status));
    json.field("source", source);
    if (claim.valid_from) json.field("valid_from", format_partial_date(*claim.valid_from));
    if (claim.valid_to) json.field("valid_to", format_partial_date(*claim.valid_to));
    put(json, "flags", name_of(claim.flags));
    put(json, "note", claim.note);
    json.end_object();
  }

  const RegistryView& view_;
  FtmFork fork_;
  std::span<const ClaimSubject> subjects_;
  std::unordered_map<std::string_view, std::string_view> first_id_;
  std::map<std::string_view, std::vector<ClaimIndex>> identities_;  // claims that two ids are one
  FtmExport export_;
};

}  // namespace

std::optional<FtmFork> ftm_fork_named(std::string_view name) {
  if (name == "opensanctions") return FtmFork::kOpenSanctions;
  if (name == "alephdata") return FtmFork::kAlephData;
  return std::nullopt;
}

FtmExport render_ftm(const RegistryView& view, FtmFork fork,
                     std::span<const ClaimSubject> subjects) {
  return FtmWriter(view, fork, subjects).all();
}

}  // namespace overt
