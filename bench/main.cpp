// Runs the benches with the memory settings of the program.
#include <benchmark/benchmark.h>

#include "bench/memory_peak.h"
#ifdef TIEOUT_MIMALLOC
#include <mimalloc.h>
#endif

namespace tieout {

void give_back_memory() {
#ifdef TIEOUT_MIMALLOC
    mi_collect(true);
#endif
}

}  // namespace tieout

int main(int argc, char** argv) {
#ifdef TIEOUT_MIMALLOC
    mi_option_enable(mi_option_large_os_pages);
#endif
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
