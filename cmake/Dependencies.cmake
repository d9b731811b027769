# Every outside library the project links, under one name each. docs/dependencies.md says why.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)
foreach(library IN ITEMS libxxhash libzstd zlib libpsl icu-uc icu-i18n simdjson sqlite3
        yaml-cpp libsodium libcurl libpq libsecp256k1)
  string(MAKE_C_IDENTIFIER ${library} name)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${library})
endforeach()

# RESTinio is headers; HTTP itself is read by the C library http_parser.
find_path(OVERT_RESTINIO_INCLUDE restinio/http_server.hpp REQUIRED)
find_library(OVERT_HTTP_PARSER http_parser REQUIRED)
add_library(RESTinio::restinio INTERFACE IMPORTED)
target_include_directories(RESTinio::restinio INTERFACE ${OVERT_RESTINIO_INCLUDE})
target_link_libraries(RESTinio::restinio INTERFACE ${OVERT_HTTP_PARSER} fmt::fmt)

# Their headers alone: they are loaded when a server or a database is called.
foreach(name IN ITEMS libcurl libpq)
  add_library(${name}_header INTERFACE)
  target_include_directories(${name}_header SYSTEM INTERFACE ${${name}_INCLUDE_DIRS})
  target_link_libraries(${name}_header INTERFACE ${CMAKE_DL_LIBS})
endforeach()

# DuckDB reads and writes Parquet. tools/setup.sh unpacks the library and its C header here.
set(OVERT_DUCKDB_DIR ${CMAKE_SOURCE_DIR}/third_party/duckdb CACHE PATH "libduckdb.so and duckdb.h")
find_library(OVERT_DUCKDB_LIBRARY duckdb PATHS ${OVERT_DUCKDB_DIR} NO_DEFAULT_PATH REQUIRED)
# Its header alone: the library is loaded when Parquet is asked for.
add_library(duckdb INTERFACE)
target_include_directories(duckdb SYSTEM INTERFACE ${OVERT_DUCKDB_DIR})
target_link_libraries(duckdb INTERFACE ${CMAKE_DL_LIBS})
file(COPY ${OVERT_DUCKDB_LIBRARY} DESTINATION ${CMAKE_BINARY_DIR}/lib)
# The program looks for it itself; everything else is the system's.
set(CMAKE_SKIP_RPATH ON)

if(OVERT_TESTS)
  find_package(GTest REQUIRED)
  find_library(OVERT_RAPIDCHECK rapidcheck REQUIRED)
  pkg_check_modules(igraph REQUIRED IMPORTED_TARGET igraph)
endif()
if(OVERT_BENCHMARKS)
  find_package(benchmark REQUIRED)
endif()
