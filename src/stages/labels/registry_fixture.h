#pragma once
// A small registry for tests, made claim by claim.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "model/registry.h"

namespace overt::fixture {

class RegistryBuilder {
 public:
  RegistryBuilder() { view_.sources.emplace_back(); }

  EntityIndex entity(std::string_view id, std::string_view schema = "Organization") {
    ViewEntity made;
    made.id = view_.text.keep(id);
    made.schema = view_.text.keep(schema);
    made.caption = made.id;
    made.ids = {made.id};
    view_.entities.push_back(std::move(made));
    return EntityIndex{static_cast<std::uint32_t>(view_.entities.size() - 1)};
  }

  /// The claim is changed through what is returned, until the next one is made.
  ViewClaim& claim(EntityIndex entity, std::string_view property, std::string_view value) {
    ViewClaim made;
    made.id.words = {view_.claims.size() + 1, 7};
    made.property = view_.text.keep(property);
    made.value = view_.text.keep(value);
    made.grade = {'A', '1'};
    view_.claims.push_back(made);
    const auto index = static_cast<std::uint32_t>(view_.claims.size() - 1);
    view_.entities[entity.value].claims.push_back(ClaimIndex{index});
    return view_.claims.back();
  }

  ViewLink& link(std::string_view id, std::string_view schema, EntityIndex from, EntityIndex to) {
    ViewLink made;
    made.id = view_.text.keep(id);
    made.schema = view_.text.keep(schema);
    made.from = from;
    made.to = to;
    made.decides = true;
    view_.links.push_back(made);
    return view_.links.back();
  }

  /// An account of an entity; the claim that says whose it is.
  ViewClaim& account(std::string_view owner, std::string_view service, std::string_view name) {
    const EntityIndex made = entity(
        std::string(service) + "-" + std::string(name) + "-" + std::string(owner), "UserAccount");
    claim(made, "service", service);
    claim(made, "username", name);
    return claim(made, "owner", owner);
  }

  [[nodiscard]] RegistryView& view() { return view_; }

 private:
  RegistryView view_;
};

}  // namespace overt::fixture
