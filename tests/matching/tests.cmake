find_package(hwy REQUIRED)
tieout_test(matching USES matching engine NEEDS hwy::hwy SOURCES
    matching/subset_sum_test.cpp
    matching/vectors_test.cpp
    matching/hostile_test.cpp
    matching/choices_test.cpp
    matching/lattice_count_test.cpp
    matching/payer_test.cpp
    matching/name_index_test.cpp
    matching/near_name_test.cpp
    matching/references_test.cpp
    matching/cases_test.cpp
    matching/near_test.cpp
    matching/order_test.cpp
    matching/certificate_test.cpp
    matching/density_test.cpp)
