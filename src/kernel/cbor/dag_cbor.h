#pragma once
// DAG-CBOR (https://ipld.io/specs/codecs/dag-cbor/spec/): the one way to write a value as CBOR (RFC
// 8949), so that equal values have equal bytes and can be signed. Integers and lengths take the
// fewest bytes, the keys of a map stand in the order of their length, then of their bytes, and no
// key stands twice.
//
// Each function gives the bytes of one value; a list or a map is put together from those.
// Thread safety: pure. Cost: linear, and the sorting of a map's keys.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace overt::cbor {

std::string integer(std::int64_t number);
/// Must be UTF-8: a CHECK.
std::string text(std::string_view text);
std::string bytes(std::string_view bytes);
std::string flag(bool value);
/// Of values that are encoded already.
std::string list(std::span<const std::string> values);
/// Keys, in any order, with values that are encoded already. The same key twice is a CHECK.
std::string map(std::vector<std::pair<std::string, std::string>> entries);

}  // namespace overt::cbor
