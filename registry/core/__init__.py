"""The decisions: values in, values out; no server, no store, no clock, no environment, no network."""
