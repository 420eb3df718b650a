tieout_test(storage USES storage engine SOURCES
    storage/codec_test.cpp
    storage/journal_test.cpp
    storage/sim_files.cpp)
