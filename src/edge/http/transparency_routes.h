#pragma once
// The transparency centre, for everybody: pages, the checker of receipts for who has no scripts,
// the ledger's checkpoint and tiles, tables and the feed. Nothing changes here, and nobody is asked
// who they are: the same address gives everybody the same bytes, in the language they read.
// Thread safety: as the stores'.

#include "edge/http/site.h"

namespace overt::http {

Routes transparency_routes(Site& site);

}  // namespace overt::http
