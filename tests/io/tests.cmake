# Tests of io; one line a file.
tieout_test(io_formats USES io SOURCES
    io/samples.cpp
    io/fields_test.cpp
    io/lockbox_test.cpp
    io/bai2_test.cpp
    io/camt_test.cpp
    io/nacha_test.cpp
    io/x12_test.cpp
    io/nacha_x12_corpus_test.cpp
    io/xml_test.cpp
    io/exchange_test.cpp
    io/master_file_test.cpp
    io/recognise_test.cpp
    io/damage_test.cpp
    io/corpus_test.cpp
    io/convert_report_test.cpp)
