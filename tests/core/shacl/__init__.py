"""Tests of the validator, as a package: a test file here may have the name of one elsewhere."""
