#pragma once
// What the tests of this module share: a registry, a log of accounts with profiles, and an
// attributor on both. A plain platform is laid out first: three hundred readers who also share what
// the outlets publish, each with a device of its own.

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "model/small_registry.h"
#include "model/small_trace_index.h"
#include "stages/attribution/attribute.h"

namespace overt {

/// The behaviour begins here: 2024-08-15.
inline constexpr TimeUs kLogStart = 1'723'680'000 * kMicrosPerSecond;

class AttributionFixture : public ::testing::Test, public Names {
 protected:
  std::uint32_t add_account(const std::string& handle) {
    const auto account = static_cast<std::uint32_t>(profiles_.size());
    auto& profile = profiles_.emplace_back(std::make_unique<AccountProfile>());
    profile->account_id = std::to_string(account);
    profile->handle = handle;
    profile->created_at = kLogStart - 900 * kMicrosPerDay;
    return account;
  }
  std::vector<std::uint32_t> add_accounts(const std::string& stem, std::uint32_t count) {
    std::vector<std::uint32_t> accounts;
    for (std::uint32_t i = 0; i < count; ++i) {
      accounts.push_back(add_account(stem + std::to_string(i)));
    }
    return accounts;
  }
  AccountProfile& profile(std::uint32_t account) { return *profiles_[account]; }

  std::uint32_t add_object(ObjectKind kind, const std::string& name) {
    kinds_.push_back(kind);
    objects_.push_back(name);
    return static_cast<std::uint32_t>(objects_.size() - 1);
  }
  void act(std::uint32_t account, std::uint32_t object, std::int64_t second) {
    traces_.push_back({account, object, kLogStart + second * kMicrosPerSecond});
  }
  void share_device(const std::vector<std::uint32_t>& accounts) {
    const std::uint32_t device = add_object(ObjectKind::kInfra, "device");
    for (const std::uint32_t account : accounts) aside_.push_back({account, device, kLogStart});
  }

  // Readers with devices of their own, who act on links and now and then repeat what an outlet's
  // account published, after it did.
  void add_readers(std::uint32_t count = 300) {
    readers_ = add_accounts("reader", count);
    for (const std::uint32_t reader : readers_) {
      share_device({reader});
      act(reader, add_object(ObjectKind::kUrl, "https://news.example/a"), reader);
    }
  }

  // An entity's own account publishes material; some readers repeat it afterwards.
  std::vector<std::uint32_t> publish(std::uint32_t account, std::uint32_t count) {
    std::vector<std::uint32_t> material;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t object = add_object(ObjectKind::kMedia, "clip" + std::to_string(i));
      act(account, object, 10'000 + 600 * i);
      for (std::uint32_t r = 0; r < 12 && r < readers_.size(); ++r) {
        act(readers_[(17 * i + r) % readers_.size()], object, 10'000 + 600 * i + 60 + r);
      }
      material.push_back(object);
    }
    return material;
  }

  NetworkAttribution attribute(std::vector<std::uint32_t> members) {
    std::sort(members.begin(), members.end());
    in_network_.assign(profiles_.size(), false);
    for (const std::uint32_t member : members) in_network_[member] = true;
    make_log();
    return attributor_->attribute({"n1", std::move(members)});
  }
  Attribution attribute_account(std::uint32_t account) {
    in_network_.assign(profiles_.size(), false);
    make_log();
    return attributor_->attribute_account(account);
  }

  [[nodiscard]] std::string_view account(AccountId id) const override {
    return profiles_[id.value]->account_id;
  }
  [[nodiscard]] ObjectName object(ObjectId id) const override {
    return {objects_[id.value], {}, kinds_[id.value]};
  }

  static const EvidencePath* path(const Attribution& result, PathKind kind) {
    for (const EvidencePath& one : result.paths) {
      if (one.kind == kind) return &one;
    }
    return nullptr;
  }
  static const Principal* principal(const Attribution& result, std::string_view entity) {
    for (const Principal& one : result.principals) {
      if (one.entity == entity) return &one;
    }
    return nullptr;
  }

  SmallRegistry registry_;
  std::vector<std::uint32_t> readers_;

 private:
  TraceIndex with_kinds(std::vector<SmallTrace> traces) const {
    SmallLog log;
    log.traces = std::move(traces);
    for (std::uint32_t o = 0; o < objects_.size(); ++o) log.sources.push_back(o);
    log.accounts = static_cast<std::uint32_t>(profiles_.size());
    TraceIndex::Parts parts = index_of(std::move(log)).parts();
    parts.kinds = kinds_;
    return TraceIndex(std::move(parts));
  }

  void make_log() {
    attributor_.reset();
    assets_ = std::make_unique<RegistryAssets>(registry_.view());
    index_ = with_kinds(traces_);
    aside_index_ = with_kinds(aside_);
    shown_.clear();
    for (const auto& profile : profiles_) shown_.push_back(profile.get());
    inputs_ = std::make_unique<AttributionInputs>(
        AttributionInputs{index_, aside_index_, *this, shown_, "tiktok", &in_network_});
    attributor_ = std::make_unique<Attributor>(*assets_, *inputs_);
  }

  std::vector<std::unique_ptr<AccountProfile>> profiles_;
  std::vector<ObjectKind> kinds_;
  std::vector<std::string> objects_;
  std::vector<SmallTrace> traces_;
  std::vector<SmallTrace> aside_;
  std::unique_ptr<RegistryAssets> assets_;
  TraceIndex index_;
  TraceIndex aside_index_;
  std::vector<const AccountProfile*> shown_;
  std::vector<bool> in_network_;
  std::unique_ptr<AttributionInputs> inputs_;
  std::unique_ptr<Attributor> attributor_;
};

}  // namespace overt
