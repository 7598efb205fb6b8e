//! Event logs: who met which touchpoint, when.
