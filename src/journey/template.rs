//! Ready-made maps.
