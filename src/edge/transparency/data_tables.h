#pragma once
// Everything published as tables: CSV (RFC 4180, UTF-8) and JSON, with a dictionary of what each
// field means, in English, for programs. The numbers are read out of the published files
// themselves, so that a table can say no more than they do: a count that a statement withholds is
// empty here too.
// Thread safety: pure. The same record gives the same bytes.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pipeline/public_record.h"

namespace overt::transparency {

enum class FieldType : std::uint8_t { kText, kNumber, kFlag, kDay, kTime, kList };
/// "text", "number", "true or false", "day", "time", "list".
std::string_view name_of(FieldType type);

struct DataField {
  std::string_view name;
  FieldType type = FieldType::kText;
  std::string_view meaning;
};

struct DataTable {
  std::string_view name;  // of its files, without ".csv"
  std::string_view meaning;
  std::vector<DataField> fields;
  /// A cell for each field; none: not said.
  std::vector<std::vector<std::optional<std::string>>> rows;
};

/// The files of a publication that stands, made again.
using FilesOf = std::function<Result<DisclosureFiles>(const Publication&)>;

/// In the order of the dictionary. An error is of `files_of`.
Result<std::vector<DataTable>> data_tables(const PublicRecord& record, const FilesOf& files_of);

/// The tables without rows: what the dictionary is of.
std::vector<DataTable> data_dictionary();

std::string table_csv(const DataTable& table);
std::string table_json(const DataTable& table);
std::string dictionary_json();

}  // namespace overt::transparency
