#pragma once
// A tile of the ledger's tree of hashes (C2SP tlog-tiles), for those who work here and for
// everybody alike: hashes of salted commitments say nothing about anybody.
// Thread safety: as the stores'.

#include <string_view>

#include "edge/http/route.h"

namespace overt::http {

/// `tile`: "0/x001/067", "0/000.p/17". 404 for a name that is none, and for what is not there yet.
Response tile_answer(std::string_view tile, Stores& stores);

}  // namespace overt::http
