// Generated from the Rust types.
export {};
