//! The library's answers without JavaScript, to lay beside those of the package.
//!
//! Reads cases as JSON, one a line: a map, perhaps events and a survey, and what is asked about
//! them, by the names that JavaScript has for it. Writes one line a case: a list with an answer to
//! every question, and how long the library took for it. The cases, and the same program in
//! JavaScript, are in `pkg/tests/same/`.
#![expect(
    clippy::disallowed_methods,
    reason = "a program for tests and measurements: it reads files and looks at the clock"
)]

mod case;
mod functions;
mod journey;
mod observed;
mod question;
mod refusal;
mod slices;

use std::io::{self, BufRead, Write};

use self::{
    case::{Case, Subject},
    question::Question,
};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let case: Case = serde_json::from_str(&line?)?;
        writeln!(out, "[{}]", answers(&case)?.join(","))?;
        out.flush()?;
    }
    Ok(())
}

fn answers(case: &Case) -> io::Result<Vec<String>> {
    let subject = Subject::new(case)?;
    let mut answers = Vec::new();
    for asked in &case.ask {
        let mut took = Vec::new();
        let mut answer = Ok(String::new());
        for _round in 0..case.rounds {
            let mut question = Question::new(asked);
            answer = journey::answer(&subject, &mut question);
            took.push(question.took.as_secs_f64() * 1e3);
        }
        let took = serde_json::to_string(&took)?;
        answers.push(match answer {
            Ok(value) => format!("{{\"value\":{value},\"took\":{took}}}"),
            Err(refusal) => format!("{{\"error\":{},\"took\":{took}}}", refusal.as_json()),
        });
    }
    Ok(answers)
}
