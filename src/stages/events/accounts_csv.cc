// Account profiles as CSV with the field names as header.

#include <memory>

#include <fmt/format.h>

#include "stages/events/account_fields_internal.h"
#include "stages/events/account_formats_internal.h"
#include "stages/events/list_values_internal.h"

namespace overt {
namespace {

struct Binding {
  const ProfileField* field = nullptr;
  std::uint32_t column = 0;
};

struct AccountsCsvPlan {
  CsvTable table;
  std::vector<Binding> bindings;
};

// The reader of CSV rows reports what it cannot cut into fields to an EventVisitor.
class RejectsOnly final : public EventVisitor {
 public:
  explicit RejectsOnly(ProfileVisitor& visitor) : visitor_(visitor) {}
  void on_event(const Event&) override { CHECK(false); }
  void on_reject(const Reject& reject) override { visitor_.on_reject(reject); }

 private:
  ProfileVisitor& visitor_;
};

class ProfileFiller {
 public:
  explicit ProfileFiller(const AccountsCsvPlan& plan) : plan_(plan) {}

  std::optional<RecordFault> fill(const CsvRow& row, AccountProfile& profile) {
    arena_.clear();
    for (const Binding& binding : plan_.bindings) {
      const std::string_view value = csv_value(row.fields[binding.column], arena_);
      const bool list = binding.field->type == ProfileFieldType::kList;
      auto fault = list ? put_links(binding.field->name, value, profile)
                        : put_profile_text(*binding.field, value, profile);
      if (fault) return fault;
    }
    return fault_of(profile);
  }

 private:
  std::optional<RecordFault> put_links(std::string_view name, std::string_view value,
                                       AccountProfile& profile) {
    links_.clear();
    if (!value.empty() && value.front() == '[') {
      if (!split_json_array(value, arena_, links_)) {
        return RecordFault{RejectReason::kMalformed, name};
      }
    } else {
      split_separated(value, '|', links_);
    }
    profile.links.assign(links_.begin(), links_.end());
    return {};
  }

  const AccountsCsvPlan& plan_;
  Arena arena_;
  std::vector<std::string_view> links_;
};

class AccountsCsvDecoder final : public AccountDecoder {
 public:
  explicit AccountsCsvDecoder(AccountsCsvPlan plan) : plan_(std::move(plan)) {}

  [[nodiscard]] AccountFormat format() const override { return AccountFormat::kAccountsCsv; }

  [[nodiscard]] std::size_t whole_records(std::string_view bytes) const override {
    return whole_csv_records(bytes, plan_.table.dialect, plan_.table.record_bytes_max);
  }

  void decode(const Chunk& chunk, ProfileVisitor& visitor) const override {
    RejectsOnly rejects(visitor);
    ProfileFiller filler(plan_);
    CsvChunkReader reader(chunk, plan_.table, rejects);
    reader.for_each_row([&](const CsvRow& row) {
      if (row.raw.empty()) return;  // an empty line, where there is one column
      AccountProfile profile;
      if (const auto fault = filler.fill(row, profile)) {
        visitor.on_reject(reject_of(*fault, row.line, row.raw));
      } else {
        visitor.on_profile(std::move(profile));
      }
    });
  }

 private:
  AccountsCsvPlan plan_;
};

// A line end inside one of these means that a stray quote has swallowed lines.
bool is_key(ProfileFieldType type) {
  return type != ProfileFieldType::kText && type != ProfileFieldType::kList;
}

}  // namespace

Result<OpenedAccountDecoder> open_accounts_csv(const CsvHeader& header,
                                               const AccountDecoderRequest& request) {
  if (!header.find("account_id")) {
    return Error{ErrorCode::kBadInput,
                 fmt::format("{}: line 1: account profiles need the column account_id; found {}. "
                             "Rename the columns (docs/formats/accounts.md).",
                             request.path, list_columns(header.names))};
  }
  AccountsCsvPlan plan;
  plan.table = {header.dialect, header.names, {}, request.options.record_bytes_max};
  std::vector<std::string> unknown = header.names;
  for (const ProfileField& field : profile_fields()) {
    const auto column = header.find(field.name);
    if (!column) continue;
    plan.bindings.push_back({&field, *column});
    if (is_key(field.type)) plan.table.key_columns.push_back(*column);
    std::erase(unknown, header.names[*column]);
  }
  OpenedAccountDecoder opened;
  if (!unknown.empty()) {
    opened.notes.push_back(
        fmt::format("{}: columns not read: {}.", request.path, list_columns(unknown)));
  }
  opened.decoder = std::make_unique<AccountsCsvDecoder>(std::move(plan));
  return opened;
}

}  // namespace overt
