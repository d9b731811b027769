#pragma once
// The FollowTheMoney schemata that Overt knows: what kinds of entity there are, which of them are
// links and between what, and what their properties hold. What is not known here is kept and
// carried like the rest; it is only not understood.
//
// Two dictionaries are in use: alephdata/followthemoney, and its successor
// opensanctions/followthemoney, which adds Control, Risk and a few more. This is the union.
// Source: the schema files of both, as described in docs/formats/claims.md.
//
// Thread safety: immutable tables. Look-ups are O(log n) in the number of schemata, plus the
// depth of the tree for inherited properties (six at most).

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace overt {

enum class PropertyType : std::uint8_t {
  kText,     // anything said in words
  kName,     // of the entity itself
  kEntity,   // the id of another entity
  kDate,     // ISO 8601, may be partial
  kCountry,  // lower-case ISO 3166-1 alpha-2
  kUrl,
  kIdentifier,  // given by a register: exact, comparable
  kNumber,
  kTopic,  // a word of the dictionary's list of topics
  kEmail,
  kPhone,
};

struct SchemaProperty {
  std::string_view name;
  PropertyType type = PropertyType::kText;
  std::string_view range = {};  // of kEntity: the schema it points to
  bool single = false;          // two different values contradict each other
};

struct Schema {
  std::string_view name;
  std::span<const std::string_view> parents = {};
  std::span<const SchemaProperty> properties = {};  // its own; parents' come on top
  std::string_view source = {};                     // of links: the property of the one end
  std::string_view target = {};                     // and of the other; both empty: not a link
  bool directed = true;                             // of links
};

/// All of them, by name.
std::span<const Schema> all_schemata();

/// nullptr where the schema is not known.
const Schema* find_schema(std::string_view name);

/// Whether `name` is `ancestor` or descends from it; an unknown schema descends from itself alone.
bool is_a(std::string_view name, std::string_view ancestor);

/// The property of a schema, inherited ones included; nullptr where it is not known.
const SchemaProperty* find_property(std::string_view schema, std::string_view property);

/// kText for what is not known.
PropertyType type_of(std::string_view schema, std::string_view property);

struct LinkEnds {
  std::string_view source;  // property names
  std::string_view target;
  bool directed = true;
};

/// The ends of a link schema, inherited ones included; nullopt for everything else.
std::optional<LinkEnds> link_ends(std::string_view schema);

/// The more specific of two schemata where one descends from the other; of unrelated ones the
/// first. Company and Organization: Company.
std::string_view common_schema(std::string_view a, std::string_view b);

/// How a link that only the newer dictionary has is said in the older one.
struct OlderLink {
  std::string_view schema;
  std::string_view source;     // stands for the newer schema's source property
  std::string_view target;     // and for its target property
  std::string_view role_from;  // the property whose value becomes `role`
  std::string_view role;       // and where there is none
};

/// Control is Directorship where somebody directs (controlType "management" or "appointment" and
/// the controller is a Person), else UnknownLink with a role; nullopt where the older dictionary
/// has the schema itself.
std::optional<OlderLink> older_link(std::string_view schema, std::string_view control_type,
                                    std::string_view source_schema);

}  // namespace overt
