// Account profiles, one JSON object a line.

#include <array>
#include <memory>

#include "stages/events/account_fields_internal.h"
#include "stages/events/account_formats_internal.h"
#include "stages/events/json_values_internal.h"
#include "stages/events/ndjson_lines_internal.h"

namespace overt {
namespace {

std::optional<RecordFault> put_json_flag(json::value value, const ProfileField& field,
                                         AccountProfile& profile) {
  return put_profile_text(field, trim_token(value.raw_json_token()), profile);
}

std::optional<RecordFault> put_json_text(json::value value, const ProfileField& field,
                                         AccountProfile& profile) {
  std::string_view text;
  const JsonText read = read_json_text(value, text);
  if (read == JsonText::kNull) return {};
  if (read == JsonText::kWrong) {
    // Only a flag may be true or false.
    if (field.type == ProfileFieldType::kFlag) return put_json_flag(value, field, profile);
    const bool time = field.type == ProfileFieldType::kTime;
    return RecordFault{time ? RejectReason::kBadTime : RejectReason::kMalformed, field.name};
  }
  if (field.type == ProfileFieldType::kId && read == JsonText::kRounded) {
    return RecordFault{RejectReason::kMangledId, field.name};
  }
  return put_profile_text(field, text, profile);
}

bool add_link(json::value value, AccountProfile& profile) {
  std::string_view text;
  const JsonText read = read_json_text(value, text);
  if (read == JsonText::kOk && !text.empty()) profile.links.emplace_back(text);
  return read == JsonText::kOk || read == JsonText::kNull;
}

// An array of texts, or one of them alone.
std::optional<RecordFault> put_json_links(json::value value, std::string_view name,
                                          AccountProfile& profile) {
  const RecordFault wrong{RejectReason::kMalformed, name};
  profile.links.clear();
  json::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return wrong;
  if (type != json::json_type::array) {
    if (!add_link(value, profile)) return wrong;
    return {};
  }
  json::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) return wrong;
  for (auto element : array) {
    const bool good = element.error() == simdjson::SUCCESS;
    if (!good || !add_link(element.value_unsafe(), profile)) return wrong;
  }
  return {};
}

class ProfileReader {
 public:
  std::optional<RecordFault> read(std::string_view text) {
    profile_ = AccountProfile{};
    auto fault = objects_.read(text,
                               [this](json::raw_json_string key, std::size_t index,
                                      json::value value) -> std::optional<RecordFault> {
                                 const ProfileField* field =
                                     keys_.look_up(key, index, profile_field_named);
                                 if (field == nullptr) return {};
                                 const bool list = field->type == ProfileFieldType::kList;
                                 return list ? put_json_links(value, field->name, profile_)
                                             : put_json_text(value, *field, profile_);
                               });
    return fault ? fault : fault_of(profile_);
  }

  AccountProfile&& take() { return std::move(profile_); }

 private:
  JsonObjectReader objects_;
  KeyMemory<const ProfileField*> keys_;
  AccountProfile profile_;
};

class AccountsNdjsonDecoder final : public AccountDecoder {
 public:
  explicit AccountsNdjsonDecoder(DecodeOptions options) : options_(options) {}

  [[nodiscard]] AccountFormat format() const override { return AccountFormat::kAccountsNdjson; }

  // A line end never stands inside a JSON string, so every line end is a record's end.
  [[nodiscard]] std::size_t whole_records(std::string_view bytes) const override {
    return bytes.rfind('\n') + 1;  // npos + 1 = 0
  }

  void decode(const Chunk& chunk, ProfileVisitor& visitor) const override {
    ProfileReader reader;
    for_each_json_line(
        chunk, options_.record_bytes_max,
        [&](std::string_view record, std::uint64_t) {
          auto fault = reader.read(record);
          if (!fault) visitor.on_profile(reader.take());
          return fault;
        },
        [&](const RecordFault& fault, std::uint64_t line, std::string_view record) {
          visitor.on_reject(reject_of(fault, line, record));
        });
  }

 private:
  DecodeOptions options_;
};

}  // namespace

OpenedAccountDecoder open_accounts_ndjson(const DecodeOptions& options) {
  OpenedAccountDecoder opened;
  opened.decoder = std::make_unique<AccountsNdjsonDecoder>(options);
  return opened;
}

}  // namespace overt
