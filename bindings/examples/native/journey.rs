//! Questions about the map itself.

use cesta::{
    chain,
    format::json,
    journey::{Journey, Stage, Touchpoint, Transition, diff},
    path,
};

use crate::{
    case::Subject,
    functions, observed,
    question::{Answer, Question, text},
    slices,
};

pub(crate) fn answer(subject: &Subject<'_>, question: &mut Question<'_>) -> Answer {
    if let Some(answer) = slices::answer(subject, question) {
        return answer;
    }
    match question.call {
        // What was read is written, so that it can be compared.
        "read" => {
            let journey = question.measure(|| subject.read())?;
            Ok(text(&json::write(&journey)))
        }
        "from" => {
            let mut source = serde_json::Deserializer::from_slice(subject.text());
            let journey = question.measure(|| json::deserialize(&mut source))?;
            Ok(text(&json::write(&journey)))
        }
        "readLog" | "log" | "withoutDuplicates" => observed::log(subject, question),
        _ if subject.has_map() => map(subject, subject.journey()?, question),
        _ => functions::answer(question),
    }
}

fn map(subject: &Subject<'_>, journey: &Journey, question: &mut Question<'_>) -> Answer {
    let ids = |touchpoints: &mut dyn Iterator<Item = Touchpoint<'_>>| {
        let ids = touchpoints.map(|it| it.id().as_str().to_owned());
        ids.collect::<Vec<String>>()
    };
    match question.call {
        "write" => question.ask(|| Ok(json::write(journey))),
        "toJSON" => question.ask(|| Ok(journey.to_spec())),
        "id" => question.ask(|| Ok(journey.id())),
        "name" => question.ask(|| Ok(journey.name())),
        "stages" => question.ask(|| Ok(journey.stages().map(Stage::to_spec).collect::<Vec<_>>())),
        "touchpoints" => {
            let specs = || journey.touchpoints().map(Touchpoint::to_spec);
            question.ask(|| Ok(specs().collect::<Vec<_>>()))
        }
        "transitions" => {
            let specs = || journey.transitions().map(Transition::to_spec);
            question.ask(|| Ok(specs().collect::<Vec<_>>()))
        }
        "measures" => question.ask(|| Ok(journey.measures().collect::<Vec<_>>())),
        "entries" => question.ask(|| Ok(ids(&mut journey.entries()))),
        "goalTouchpoints" => question.ask(|| Ok(ids(&mut journey.goal_touchpoints()))),
        "exits" => question.ask(|| Ok(ids(&mut journey.exits()))),
        "stage" => {
            let id: String = question.argument("id")?;
            question.ask(|| Ok(journey.stage(&id).map(Stage::to_spec)))
        }
        "touchpoint" => {
            let id: String = question.argument("touchpoint")?;
            question.ask(|| Ok(journey.touchpoint(&id).map(Touchpoint::to_spec)))
        }
        "stageOf" => {
            let id: String = question.argument("touchpoint")?;
            let stage = || Some(journey.touchpoint(&id)?.stage().id());
            question.ask(|| Ok(stage()))
        }
        "next" => {
            let id: String = question.argument("touchpoint")?;
            let next = || {
                journey
                    .touchpoint(&id)
                    .into_iter()
                    .flat_map(Touchpoint::next)
            };
            question.ask(|| Ok(ids(&mut next())))
        }
        "touchpointOfEvent" => {
            let event: String = question.argument("event")?;
            let touchpoint = || Some(journey.touchpoint_of_event(&event)?.id());
            question.ask(|| Ok(touchpoint()))
        }
        "diff" => {
            let after = subject.after()?;
            question.ask(|| Ok(diff(journey, after)))
        }
        _ => ways(subject, journey, question),
    }
}

fn ways(subject: &Subject<'_>, journey: &Journey, question: &mut Question<'_>) -> Answer {
    match question.call {
        "reachability" => {
            let options = question.options("options")?;
            question.ask(|| Ok(path::reachability(journey, &options)?))
        }
        "mandatory" => {
            let options = question.options("options")?;
            question.ask(|| Ok(path::mandatory(journey, &options)?))
        }
        "conversion" => question.ask(|| Ok(chain::conversion(journey))),
        "loops" => {
            let scope = question.options("scope")?;
            question.ask(|| Ok(path::loops(journey, &scope)?))
        }
        "bestRoute" => {
            let options = question.options("options")?;
            question.ask(|| Ok(path::best_route(journey, &options)?))
        }
        "bestRoutes" => {
            let most = question.argument("most")?;
            let options = question.options("options")?;
            question.ask(|| Ok(path::best_routes(journey, &options, most)?))
        }
        "allRoutes" => {
            let options = question.options("options")?;
            let limits = question.options("limits")?;
            question.ask(|| Ok(path::all_routes(journey, &options, &limits)?))
        }
        "recoveryRoutes" => {
            let options = question.options("options")?;
            let recoveries = || path::recovery_routes(journey, &options);
            question.ask(|| Ok(recoveries()?.collect::<Vec<_>>()))
        }
        _ => observed::answer(subject, journey, question),
    }
}
