//! The glue between JavaScript and the compiled library, made by the generator of exactly the
//! version that the library was compiled with.

use wasm_bindgen_cli_support::Bindgen;

/// Writes `cesta.js`, `cesta.d.ts` and `cesta_bg.wasm`, for browsers.
pub(crate) fn run(wasm: &str, out: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen.web(true).map_err(|error| format!("{error:#}"))?;
    bindgen
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .input_path(wasm)
        .out_name("cesta")
        .generate(out)
        .map_err(|error| format!("{error:#}"))
}
