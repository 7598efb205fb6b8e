//! `cesta paths`: the routes through a map.

use cesta::{
    journey::{Journey, TouchpointId},
    path::{
        self, Cost, PathError, ReachOptions, Recovery, Route, RouteLimits, RouteOptions, Scope,
        Total,
    },
};
use serde_json::json;

use crate::{
    answer::{Answer, Complaint, Context, Failure},
    args::{self, By},
    input::{self, Map},
    output::text::{Page, counted, number, percent, span, style},
    progress::phase,
};

pub(crate) fn run(args: &args::Paths, context: &Context) -> Result<Answer, Failure> {
    let map = input::map(&args.map, context)?;
    let question = if args.question.mandatory {
        mandatory
    } else if args.question.loops {
        loops
    } else if args.question.recovery {
        recovery
    } else if args.question.all {
        all
    } else {
        best
    };
    let answer = phase("finding routes", || question(args, &map.journey, context));
    answer.map_err(|error| error.about(&map))
}

/// Why a question about paths has no answer.
enum Refusal {
    Question(PathError),
    Answer(Failure),
}

impl Refusal {
    fn about(self, map: &Map) -> Failure {
        match self {
            Self::Question(error) => {
                let complaint = Complaint::new(&error).file(&map.name).code(error.code());
                complaint.into()
            }
            Self::Answer(failure) => failure,
        }
    }
}

impl From<PathError> for Refusal {
    fn from(error: PathError) -> Self {
        Self::Question(error)
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Answer(failure)
    }
}

fn options(args: &args::Paths) -> RouteOptions {
    let ids = |ids: &[String]| ids.iter().map(|id| id.as_str().into()).collect();
    RouteOptions {
        from: ids(&args.from),
        to: ids(&args.to),
        by: match args.by {
            By::Steps => Cost::Steps,
            By::Duration => Cost::Duration,
            By::Money => Cost::Money,
            By::Effort => Cost::Effort,
            By::ChannelSwitches => Cost::ChannelSwitches,
            By::Probability => Cost::Probability,
        },
        scope: scope(args),
        ..RouteOptions::default()
    }
}

fn scope(args: &args::Paths) -> Scope {
    Scope {
        persona: args.persona.as_deref().map(Into::into),
        channels: args.channel.iter().map(|id| id.as_str().into()).collect(),
    }
}

fn best(args: &args::Paths, journey: &Journey, context: &Context) -> Result<Answer, Refusal> {
    let routes = path::best_routes(journey, &options(args), args.k)?;
    if context.json {
        return Ok(Answer::json(&json!({"routes": routes}))?);
    }
    Ok(Answer::text(text(context.page(), journey, &routes)))
}

fn all(args: &args::Paths, journey: &Journey, context: &Context) -> Result<Answer, Refusal> {
    let limits = RouteLimits {
        max_routes: args.limit,
        max_steps: args.max_steps,
    };
    let all = path::all_routes(journey, &options(args), &limits)?;
    let answer = if context.json {
        Answer::json(&all)?
    } else {
        Answer::text(text(context.page(), journey, &all.routes))
    };
    Ok(limited(answer, all.truncated, "routes", args.limit))
}

fn text(mut page: Page, journey: &Journey, routes: &[Route]) -> Page {
    if routes.is_empty() {
        page.plain("there is no route").end();
    }
    for (route, place) in routes.iter().zip(1_u32..) {
        page.right(style::FAINT, format_args!("{place}."), PLACE_CELLS)
            .plain(" ");
        chain(&mut page, &route.touchpoints, PLACE_CELLS + 1);
        page.end();
        page.plain(format_args!("{:1$} ", "", PLACE_CELLS))
            .paint(style::FAINT, facts(journey, route));
        page.end();
    }
    page
}

/// Touchpoints one after the other, on a line that has `used` cells.
fn chain(page: &mut Page, touchpoints: &[TouchpointId], used: usize) {
    page.names(touchpoints, " -> ", used, PLACE_CELLS + 1);
}

const PLACE_CELLS: usize = 4;

/// What a route adds up to; what the map does not say at all is left out.
fn facts(journey: &Journey, route: &Route) -> String {
    let parts = route.touchpoints.len() + route.steps as usize;
    let known = |total: &Total, shown: String| {
        let part = if total.unknown > 0 {
            format!("at least {shown}")
        } else {
            shown
        };
        ((total.unknown as usize) < parts).then_some(part)
    };
    let money = match journey.currency() {
        Some(currency) => format!("{} {currency}", number(route.money.sum)),
        None => format!("cost {}", number(route.money.sum)),
    };
    let facts = [
        Some(counted(route.steps, "step")),
        Some(percent(route.probability)),
        known(&route.duration, span(route.duration.sum * 1_000.0)),
        known(&route.money, money),
        known(
            &route.effort,
            format!("effort {}", number(route.effort.sum)),
        ),
        (!route.channels.is_empty()).then(|| match route.channel_switches {
            0 => "no change of channel".to_owned(),
            1 => "1 change of channel".to_owned(),
            switches => format!("{switches} changes of channel"),
        }),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn mandatory(args: &args::Paths, journey: &Journey, context: &Context) -> Result<Answer, Refusal> {
    let routes = options(args);
    let options = ReachOptions {
        from: routes.from,
        to: routes.to,
        scope: routes.scope,
    };
    let mandatory = path::mandatory(journey, &options)?;
    if context.json {
        return Ok(Answer::json(&mandatory)?);
    }
    let mut page = context.page();
    match &mandatory.touchpoints {
        None => page.plain("there is no route").end(),
        Some(none) if none.is_empty() => page.plain("the routes have nothing in common").end(),
        Some(touchpoints) => {
            let lead = "every route passes ";
            page.plain(lead);
            chain(&mut page, touchpoints, lead.len());
            page.end();
        }
    }
    for single in &mandatory.single_points {
        page.plain("  without ")
            .paint(style::STRONG, &single.touchpoint)
            .plain(", ")
            .plain(counted(single.touchpoints, "touchpoint"))
            .plain(" cannot be reached");
        if single.targets > 0 {
            page.plain(format_args!(
                ", {} among them",
                counted(single.targets, "target")
            ));
        }
        page.end();
    }
    Ok(Answer::text(page))
}

fn recovery(args: &args::Paths, journey: &Journey, context: &Context) -> Result<Answer, Refusal> {
    let mut left = path::recovery_routes(journey, &options(args))?;
    let recoveries: Vec<Recovery> = left.by_ref().take(args.limit as usize).collect();
    let truncated = left.next().is_some();
    let answer = if context.json {
        let found = json!({"recoveries": recoveries, "truncated": truncated});
        Answer::json(&found)?
    } else {
        let mut page = context.page();
        if recoveries.is_empty() {
            page.plain("nothing fails on the map").end();
        }
        for Recovery { failure, route } in &recoveries {
            let failure = format_args!("{} -> {}", failure.from, failure.to);
            page.paint(style::BAD, failure).end();
            match route {
                Some(route) => {
                    let lead = "     back by ";
                    page.paint(style::FAINT, lead);
                    chain(&mut page, &route.touchpoints, lead.len());
                }
                None => {
                    page.paint(style::DENY, "     no way back to a goal");
                }
            }
            page.end();
        }
        Answer::text(page)
    };
    Ok(limited(answer, truncated, "failures", args.limit))
}

/// An answer that says where a list stops.
fn limited(answer: Answer, truncated: bool, what: &str, limit: u32) -> Answer {
    if !truncated {
        return answer;
    }
    answer.remark(format!(
        "there are more than {limit} {what}; --limit sets how many are listed"
    ))
}

fn loops(args: &args::Paths, journey: &Journey, context: &Context) -> Result<Answer, Refusal> {
    let loops = path::loops(journey, &scope(args))?;
    if context.json {
        return Ok(Answer::json(&json!({"loops": loops}))?);
    }
    let mut page = context.page();
    if loops.is_empty() {
        page.plain("there is no loop").end();
    }
    for found in &loops {
        page.names(&found.touchpoints, ", ", 0, PLACE_CELLS + 1);
        if found.trap {
            page.paint(style::DENY, "  a trap: no goal and no exit lies beyond it");
        }
        if !found.reached {
            page.paint(style::FAINT, "  no entry leads here");
        }
        page.end();
        let ways_out = found
            .ways_out
            .iter()
            .map(|link| format!("{} -> {}", link.from, link.to));
        let ways_out: Vec<String> = ways_out.collect();
        if !ways_out.is_empty() {
            page.plain("  out by ").plain(ways_out.join(", ")).end();
        }
    }
    Ok(Answer::text(page))
}
