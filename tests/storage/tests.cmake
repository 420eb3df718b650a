tieout_test(storage USES storage engine SOURCES
    storage/codec_test.cpp
    storage/journal_test.cpp
    storage/seal_test.cpp
    storage/store_test.cpp
    storage/slice_queue_test.cpp
    storage/proof_test.cpp
    storage/audit_test.cpp
    storage/archive_test.cpp
    storage/kill_test.cpp
    storage/sim_files.cpp)

# What the kill test starts and kills.
add_executable(kill_target storage/kill_target.cpp)
target_include_directories(kill_target PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(kill_target PRIVATE tieout_flags tieout::storage tieout::engine)
add_dependencies(storage_tests kill_target)
target_compile_definitions(storage_tests PRIVATE TIEOUT_KILL_TARGET="$<TARGET_FILE:kill_target>")
