#pragma once
// From a log's rows to the index that questions of chance are asked of (model/trace_index.h).
// O(traces) beside one sort.

#include "base/parallel.h"
#include "kernel/join/row.h"
#include "model/trace_index.h"
#include "pipeline/trace_log.h"

namespace overt {

/// `sorted` by (object, time, account); ids are those of the log.
TraceIndex index_traces(const TraceLog& log, const join::Rows& sorted, ThreadPool& pool);

}  // namespace overt
