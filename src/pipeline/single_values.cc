#include "pipeline/single_values.h"

#include <functional>

#include "model/schema.h"

namespace overt {

bool SingleValues::is_single(const Claim& claim) {
  if (claim.kind != ClaimKind::kStates || claim.status <= ClaimStatus::kWithdrawn) return false;
  if (claim.property != property_ || claim.schema != schema_) {
    property_ = claim.property;
    schema_ = claim.schema;
    const SchemaProperty* const property = find_property(schema_, property_);
    single_ = property != nullptr && property->single;
  }
  return single_;
}

void SingleValues::take(const Claim& claim) {
  if (!is_single(claim)) return;
  if (!into_empty_) return keep(claim.entity);
  const std::hash<std::string_view> hash;
  const std::uint64_t key = hash(claim.entity) * 0x9E3779B97F4A7C15U ^ hash(property_);
  if (differs(key | 1U, hash(claim.value))) keep(claim.entity);
}

bool SingleValues::differs(std::uint64_t key, std::uint64_t value) {
  if (size_ == kValuesMax) {
    whole_ = false;
    return false;
  }
  if ((size_ + 1) * 4 > slots_.size() * 3) grow();
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = (key >> 20U) & mask;
  while (slots_[at].key != 0 && slots_[at].key != key) at = (at + 1) & mask;
  if (slots_[at].key == key) return slots_[at].value != value;
  slots_[at] = {key, value};
  ++size_;
  return false;
}

void SingleValues::grow() {
  std::vector<Slot> old(slots_.empty() ? 1024 : slots_.size() * 2);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.key == 0) continue;
    std::size_t at = (slot.key >> 20U) & mask;
    while (slots_[at].key != 0) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

void SingleValues::keep(const std::string& entity) {
  if (entities_.size() < kEntitiesMax) {
    if (entities_.insert(entity).second) fresh_.push_back(entity);
  } else {
    whole_ = whole_ && entities_.contains(entity);
  }
}

}  // namespace overt
