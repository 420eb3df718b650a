# Tests of io; one line a file.
find_package(LibArchive REQUIRED)
find_package(EXPAT REQUIRED)  # second opinion on XML
tieout_test(io_formats USES io NEEDS corpora LibArchive::LibArchive EXPAT::EXPAT SOURCES
    io/samples.cpp
    io/containers.cpp
    io/containers_test.cpp
    io/fields_test.cpp
    io/encoding_test.cpp
    io/held_advice_test.cpp
    io/lockbox_test.cpp
    io/bai2_test.cpp
    io/camt_test.cpp
    io/camt_entry_test.cpp
    io/mt940_test.cpp
    io/edifact_test.cpp
    io/fedwire_test.cpp
    io/nacha_test.cpp
    io/x12_test.cpp
    io/nacha_x12_corpus_test.cpp
    io/xml_test.cpp
    io/xml_scanner_test.cpp
    io/exchange_test.cpp
    io/master_file_test.cpp
    io/coda_test.cpp
    io/cfonb_test.cpp
    io/iso_messages_test.cpp
    io/csv_test.cpp
    io/csv_values_test.cpp
    io/corpus_europe_test.cpp
    io/recognise_test.cpp
    io/controls_test.cpp
    io/damage_test.cpp
    io/rare_samples_test.cpp
    io/work_test.cpp
    fuzz/bai2_recount.cpp
    io/refused_values_test.cpp
    io/corpora_test.cpp
    io/convert_report_test.cpp)
tieout_test(export USES io matching engine NEEDS tieout_cli SOURCES io/export_test.cpp)
tieout_test(io_report USES io matching engine NEEDS LibArchive::LibArchive SOURCES io/report_test.cpp)
