tieout_test(storage USES storage engine SOURCES
    storage/codec_test.cpp
    storage/journal_test.cpp
    storage/seal_test.cpp
    storage/store_test.cpp
    storage/sim_files.cpp)
