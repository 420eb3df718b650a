# Tests of matching; one line a file.
