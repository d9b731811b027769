#pragma once
// What the tests of this module share: folders of their own, and SQL to make and look at files.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <unistd.h>

#include "adapters/parquet/duckdb_session.h"

namespace overt {

class ParquetFolder {
 public:
  ParquetFolder() {
    std::string name = ::testing::TempDir() + "/overt-parquet-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~ParquetFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  ParquetFolder(const ParquetFolder&) = delete;
  ParquetFolder& operator=(const ParquetFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(std::string_view name) const {
    return path_ + "/" + std::string(name);
  }
  [[nodiscard]] std::size_t entries() const {
    const auto size = std::distance(std::filesystem::directory_iterator(path_), {});
    return static_cast<std::size_t>(size);
  }

 private:
  std::string path_;
};

inline std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The first value of a query's answer as text; "NULL", or the error.
inline std::string query_text(const std::string& sql) {
  static const auto session = DuckdbSession::open({}).value();
  DuckdbResult result;
  if (duckdb().query(session->connection(), sql.c_str(), &result.get()) != DuckDBSuccess) {
    return result.error();
  }
  char* text = duckdb().value_varchar(&result.get(), 0, 0);
  std::string copy = text == nullptr ? "NULL" : text;
  duckdb().free(text);
  return copy;
}

/// Writes the rows of a SELECT as Parquet and gives back the path.
inline std::string make_parquet(const ParquetFolder& folder, const std::string& select) {
  std::string path = folder.file("made.parquet");
  EXPECT_EQ(query_text("COPY (" + select + ") TO '" + path + "' (FORMAT parquet)").find("Error"),
            std::string::npos);
  return path;
}

}  // namespace overt
