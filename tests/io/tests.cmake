# Tests of io; one line a file.
