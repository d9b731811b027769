#include <map>
#include <set>
#include <unordered_map>

#include "base/json_writer.h"
#include "model/schema.h"
#include "stages/registry/export_view.h"

namespace overt {
namespace {

using Properties = std::map<std::string, std::set<std::string>>;

class FtmWriter {
 public:
  FtmWriter(const RegistryView& view, FtmFork fork) : view_(view), fork_(fork) {
    for (const ViewEntity& entity : view.entities) {
      for (const std::string_view id : entity.ids) first_id_.emplace(id, entity.id);
    }
  }

  std::string all() {
    for (const ViewEntity& entity : view_.entities) {
      // What only links name has nothing of its own to say.
      if (entity.claims.empty() && entity.ids.size() == 1) continue;
      write(entity.id, entity.schema, properties_of(entity.schema, entity.claims), entity.ids);
    }
    for (std::size_t i = 0; i < view_.links.size(); ++i) {
      // One with two owners is two links of one entity.
      if (i > 0 && view_.links[i].id == view_.links[i - 1].id) continue;
      write_link(view_.links[i]);
    }
    return std::move(out_);
  }

 private:
  Properties properties_of(std::string_view schema, const std::vector<ClaimIndex>& claims) const {
    Properties properties;
    for (const ClaimIndex index : claims) {
      const ViewClaim& claim = view_.claim(index);
      if (claim.status == ClaimStatus::kWithdrawn || claim.property.empty()) continue;
      std::string_view value = claim.value;
      if (type_of(schema, claim.property) == PropertyType::kEntity) {
        const auto first = first_id_.find(value);
        if (first != first_id_.end()) value = first->second;
      }
      properties[std::string(claim.property)].emplace(value);
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
      write(link.id, link.schema, properties, {});
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
    write(link.id, older->schema, said, {});
  }

  static std::string first_of(const Properties& properties, const std::string& name) {
    const auto found = properties.find(name);
    return found == properties.end() || found->second.empty() ? "" : *found->second.begin();
  }

  void write(std::string_view id, std::string_view schema, const Properties& properties,
             const std::vector<std::string_view>& ids) {
    JsonWriter json(out_);
    json.begin_object();
    json.field("id", id);
    json.field("schema", schema);
    json.key("properties");
    json.begin_object();
    for (const auto& [property, values] : properties) {
      json.key(property);
      json.begin_array();
      for (const std::string& value : values) json.value(value);
      json.end_array();
    }
    json.end_object();
    if (ids.size() > 1) {
      json.key("referents");
      json.begin_array();
      for (std::size_t i = 1; i < ids.size(); ++i) json.value(ids[i]);
      json.end_array();
    }
    json.end_object();
    out_ += '\n';
  }

  const RegistryView& view_;
  FtmFork fork_;
  std::unordered_map<std::string_view, std::string_view> first_id_;
  std::string out_;
};

}  // namespace

std::optional<FtmFork> ftm_fork_named(std::string_view name) {
  if (name == "opensanctions") return FtmFork::kOpenSanctions;
  if (name == "alephdata") return FtmFork::kAlephData;
  return std::nullopt;
}

std::string render_ftm(const RegistryView& view, FtmFork fork) {
  return FtmWriter(view, fork).all();
}

}  // namespace overt
