//! The glue between JavaScript and the compiled library, made by the generator of exactly the
//! version that the library was compiled with.

use wasm_bindgen_cli_support::Bindgen;

/// Writes `cesta.js`, `cesta.d.ts` and `cesta_bg.wasm` for a target (`web` or `nodejs`).
pub(crate) fn run(wasm: &str, target: &str, out: &str) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    let told = match target {
        "web" => bindgen.web(true),
        "nodejs" => bindgen.nodejs(true),
        other => return Err(format!("no target `{other}`")),
    };
    told.map_err(|error| format!("{error:#}"))?;
    bindgen
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .input_path(wasm)
        .out_name("cesta")
        .generate(out)
        .map_err(|error| format!("{error:#}"))
}
