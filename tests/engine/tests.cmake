tieout_test(engine USES matching engine SOURCES
    engine/money_test.cpp engine/name_form_test.cpp engine/clearing_test.cpp engine/discount_tax_test.cpp engine/calendar_test.cpp engine/question_test.cpp engine/book_test.cpp
    engine/payment_ids_test.cpp engine/texts_test.cpp
    engine/account_form_test.cpp engine/digits_test.cpp engine/evaluation_test.cpp
    engine/learning_test.cpp engine/hand_off_test.cpp engine/control_reports_test.cpp)
