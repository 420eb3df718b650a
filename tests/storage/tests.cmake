# Tests of storage; one line a file.
