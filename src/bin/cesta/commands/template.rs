//! `cesta template`: ready-made maps to start from.

use cesta::{format::json, journey::template::Template};
use serde_json::{Value, json};

use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args,
    output::text::style,
};

pub(crate) fn run(args: &args::Template, context: &Context) -> Result<Answer, Failure> {
    match &args.name {
        Some(name) => print(name),
        None if context.json => Answer::json(&list()?),
        None => {
            let mut page = context.page();
            for template in Template::ALL {
                let journey = build(template)?;
                page.column(style::STRONG, template.name(), NAME_CELLS);
                page.plain(journey.description().unwrap_or(journey.name()))
                    .end();
            }
            Ok(Answer::text(page))
        }
    }
}

const NAME_CELLS: usize = 14;

fn print(name: &str) -> Result<Answer, Failure> {
    let template = Template::named(name).ok_or_else(|| {
        let names = Template::ALL.map(|template| format!("`{}`", template.name()));
        let names = names.join(", ");
        Complaint::new(format!("there is no template `{name}`; there are {names}"))
    })?;
    Ok(Answer::document(&json::write(&build(template)?)))
}

fn list() -> Result<Value, Failure> {
    let templates = Template::ALL.into_iter().map(|template| {
        let journey = build(template)?;
        Ok(json!({
            "name": template.name(),
            "label": journey.name(),
            "description": journey.description(),
        }))
    });
    templates.collect()
}

fn build(template: Template) -> Result<cesta::journey::Journey, Failure> {
    let built = template.journey().build();
    built.map_err(|invalid| Failure::invalid(&invalid, template.name()))
}
