# Tests of made-up books; one line a file.
tieout_test(synthetic USES io engine NEEDS tieout_cli SOURCES
    synthetic/generator_test.cpp synthetic/report_test.cpp program/program.cpp)
target_compile_definitions(synthetic_tests PRIVATE TIEOUT_PROGRAM="$<TARGET_FILE:tieout>")
add_dependencies(synthetic_tests tieout)
