tieout_test(engine USES engine SOURCES
    engine/money_test.cpp
    engine/name_form_test.cpp)
