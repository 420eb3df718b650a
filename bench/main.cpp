// Runs the benches with the memory settings of the program.
#include <benchmark/benchmark.h>
#ifdef TIEOUT_MIMALLOC
#include <mimalloc.h>
#endif

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
