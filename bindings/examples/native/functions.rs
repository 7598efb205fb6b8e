//! Functions that belong to no map.

use std::collections::BTreeMap;

use cesta::{
    gap,
    journey::{Measure, template::Template},
    log::{Column, EventLog},
    satisfaction,
    stats::{self, Cluster, DEFAULT_CONFIDENCE, Moments, Share},
};
use serde::{Deserialize, Serialize};

use crate::{
    observed::Log,
    question::{Answer, Question, text},
    refusal::Refusal,
};

pub(crate) fn answer(question: &mut Question<'_>) -> Answer {
    match question.call {
        "rules" => question.ask(|| Ok(gap::rules().collect::<Vec<_>>())),
        "templates" => question.ask(|| Ok(Template::ALL.map(Template::name))),
        "builtInMeasures" => question.ask(|| Ok(Measure::built_in())),
        "template" => {
            let name: String = question.argument("name")?;
            let Some(template) = Template::named(&name) else {
                return Err(Refusal::name("name", &Template::ALL.map(Template::name)));
            };
            question.ask(|| Ok(template.journey().build()?.to_spec()))
        }
        "fromColumns" => {
            let Columns {
                customers,
                touchpoints,
                times,
                segments,
            } = question.argument("columns")?;
            let customers: Vec<&str> = customers.iter().map(String::as_str).collect();
            let touchpoints: Vec<&str> = touchpoints.iter().map(String::as_str).collect();
            let (customers, touchpoints) = (customers.as_slice(), touchpoints.as_slice());
            let values = segments.values();
            let values: Vec<Vec<&str>> = values
                .map(|it| it.iter().map(String::as_str).collect())
                .collect();
            let columns = segments.keys().map(String::as_str).zip(&values);
            let segments: Vec<(&str, Column<'_>)> = columns
                .map(|(name, it)| (name, it.as_slice().into()))
                .collect();
            let times = times.as_deref();
            let log = EventLog::from_columns_with(customers, touchpoints, times, &segments)?;
            Ok(text(&Log::new(&log)))
        }
        _ => scores(question),
    }
}

#[derive(Deserialize)]
struct Columns {
    customers: Vec<String>,
    touchpoints: Vec<String>,
    times: Option<Vec<i64>>,
    #[serde(default)]
    segments: BTreeMap<String, Vec<String>>,
}

fn scores(question: &mut Question<'_>) -> Answer {
    match question.call {
        "score" => {
            let measure: Measure = question.argument("measure")?;
            let answers: Vec<Option<f64>> = question.argument("answers")?;
            let options = question.options("options")?;
            question.ask(|| Ok(satisfaction::score(&measure, answers, &options)?))
        }
        "compare" => {
            let (first, second) = (question.argument("first")?, question.argument("second")?);
            let options = question.options("options")?;
            question.ask(|| Ok(satisfaction::compare(&first, &second, &options)?))
        }
        "meanOfScores" => {
            let scores: Vec<_> = question.argument("scores")?;
            question.ask(|| Ok(satisfaction::mean_of_scores(&scores)?))
        }
        "adjustPValues" => {
            let mut comparisons: Vec<_> = question.argument("comparisons")?;
            satisfaction::adjust_p_values(&mut comparisons);
            question.ask(|| Ok(comparisons))
        }
        "quadrant" => {
            let (of, cross_hair) = (question.argument("of")?, question.argument("crossHair")?);
            question.ask(|| Ok(satisfaction::quadrant(of, cross_hair)))
        }
        "opportunityScore" => {
            let importance = question.argument("importance")?;
            let satisfied = question.argument("satisfaction")?;
            question.ask(|| Ok(satisfaction::opportunity_score(importance, satisfied)))
        }
        "servqualGap" => {
            let items: Vec<_> = question.argument("items")?;
            question.ask(|| Ok(satisfaction::servqual_gap(&items)))
        }
        "kano" => {
            let functional = question.argument("functional")?;
            let dysfunctional = question.argument("dysfunctional")?;
            question.ask(|| Ok(satisfaction::kano(functional, dysfunctional)))
        }
        "kanoCoefficients" => {
            let categories: Vec<_> = question.argument("categories")?;
            question.ask(|| Ok(satisfaction::kano_coefficients(categories)))
        }
        "peakEnd" => {
            let emotions: Vec<f64> = question.argument("emotions")?;
            question.ask(|| Ok(satisfaction::peak_end(&emotions)))
        }
        _ => statistics(question),
    }
}

fn statistics(question: &mut Question<'_>) -> Answer {
    match question.call {
        "wilson" => {
            let (count, n) = (question.argument("count")?, question.argument("n")?);
            let confidence = confidence(question)?;
            question.ask(|| Ok(stats::wilson(count, n, confidence)))
        }
        "netInterval" => {
            let promoters = question.argument("promoters")?;
            let detractors = question.argument("detractors")?;
            let n = question.argument("n")?;
            let confidence = confidence(question)?;
            let kind = question.options("kind")?;
            let interval = || stats::net_interval(promoters, detractors, n, confidence, kind);
            question.ask(|| Ok(interval()))
        }
        "shareDifference" => {
            let (first, second) = (share(question, "first")?, share(question, "second")?);
            let confidence = confidence(question)?;
            question.ask(|| Ok(stats::share_difference(&first, &second, confidence)))
        }
        "benjaminiHochberg" => {
            let p_values: Vec<f64> = question.argument("pValues")?;
            question.ask(|| Ok(stats::benjamini_hochberg(&p_values)))
        }
        "benjaminiYekutieli" => {
            let p_values: Vec<f64> = question.argument("pValues")?;
            question.ask(|| Ok(stats::benjamini_yekutieli(&p_values)))
        }
        "fisherExact" => {
            let (first, second) = (share(question, "first")?, share(question, "second")?);
            question.ask(|| Ok(stats::fisher_exact(&first, &second)))
        }
        "shareTest" => {
            let (first, second) = (share(question, "first")?, share(question, "second")?);
            question.ask(|| Ok(stats::share_test(&first, &second)))
        }
        "mannWhitney" => {
            let first: Vec<f64> = question.argument("first")?;
            let second: Vec<f64> = question.argument("second")?;
            question.ask(|| Ok(stats::mann_whitney(&first, &second)))
        }
        "medianDifference" => {
            let first: Vec<f64> = question.argument("first")?;
            let second: Vec<f64> = question.argument("second")?;
            let confidence = confidence(question)?;
            question.ask(|| Ok(stats::median_difference(&first, &second, confidence)))
        }
        "quantile" => {
            let sorted: Vec<f64> = question.argument("sorted")?;
            let p = question.argument("p")?;
            question.ask(|| Ok(stats::quantile(&sorted, p)))
        }
        "median" => {
            let sorted: Vec<f64> = question.argument("sorted")?;
            question.ask(|| Ok(stats::median(&sorted)))
        }
        "medianInterval" => {
            let sorted: Vec<f64> = question.argument("sorted")?;
            let confidence = confidence(question)?;
            question.ask(|| Ok(stats::median_interval(&sorted, confidence)))
        }
        "mean" => {
            let values: Vec<f64> = question.argument("values")?;
            let confidence = confidence(question)?;
            let moments: Moments = values.into_iter().collect();
            question.ask(|| Ok(Mean::of(moments, confidence)))
        }
        "pearson" => {
            let pairs: Vec<(f64, f64)> = question.argument("pairs")?;
            question.ask(|| Ok(stats::pearson(&pairs)))
        }
        "bayesianAverage" => {
            let (sum, n) = (question.argument("sum")?, question.argument("n")?);
            let (prior, weight) = (question.argument("prior")?, question.argument("weight")?);
            question.ask(|| Ok(stats::bayesian_average(sum, n, prior, weight)))
        }
        "relativeWeights" => {
            let variables: Vec<Vec<Option<f64>>> = question.argument("variables")?;
            let variables: Vec<&[Option<f64>]> = variables.iter().map(Vec::as_slice).collect();
            let outcome: Vec<Option<f64>> = question.argument("outcome")?;
            question.ask(|| Ok(stats::relative_weights(&variables, &outcome)))
        }
        "clusterInterval" => {
            let clusters: Vec<Cluster> = question.argument("clusters")?;
            let confidence = confidence(question)?;
            question.ask(|| Ok(stats::cluster_interval(&clusters, confidence)))
        }
        "rounded" => {
            let (value, decimals) = (question.argument("value")?, question.argument("decimals")?);
            question.ask(|| Ok(stats::rounded(value, decimals)))
        }
        unknown => Err(Refusal::name(unknown, &[])),
    }
}

/// The fields of the mean that JavaScript gets.
#[derive(Serialize)]
struct Mean {
    n: u32,
    value: Option<f64>,
    variance: Option<f64>,
    interval: Option<stats::Interval>,
}

impl Mean {
    fn of(moments: Moments, confidence: f64) -> Self {
        Self {
            n: moments.n(),
            value: moments.mean(),
            variance: moments.variance(),
            interval: moments.interval(confidence),
        }
    }
}

fn confidence(question: &mut Question<'_>) -> Result<f64, Refusal> {
    Ok(question
        .optional("confidence")?
        .unwrap_or(DEFAULT_CONFIDENCE))
}

fn share(question: &mut Question<'_>, name: &str) -> Result<Share, Refusal> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Count {
        count: u32,
        n: u32,
    }
    let Count { count, n } = question.argument(name)?;
    Ok(Share::new(count, n))
}
