//! Answers of several questions put together, and whose they are: people who answer several of
//! them count as people, not as answers.

use std::{collections::BTreeMap, rc::Rc};

use super::{
    Score, ScoreOptions,
    tally::{Tally, on_scale},
};
use crate::{
    journey::Measure,
    stats::{Cluster, Interval, cluster_interval},
};

/// The answers to one question, or some of them, as columns beside their tally.
#[derive(Clone, Debug)]
pub(super) struct Sample<'j> {
    tally: Tally<'j>,
    /// Who answered.
    rows: Vec<u32>,
    /// What each answer adds to the score.
    values: Vec<f64>,
}

impl<'j> Sample<'j> {
    pub(super) fn new(measure: &'j Measure) -> Self {
        Self {
            tally: Tally::new(measure),
            rows: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Whether nobody was asked.
    pub(super) fn is_empty(&self) -> bool {
        self.tally.is_empty()
    }

    pub(super) fn push(&mut self, row: u32, answer: Option<f64>) {
        if let Some(value) = self.tally.push(answer) {
            self.rows.push(row);
            self.values.push(value);
        }
    }
}

/// The answers about one element, by measure. A sample that counts for several elements is
/// held once.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool<'j>(BTreeMap<&'j str, Vec<Rc<Sample<'j>>>>);

impl<'j> Pool<'j> {
    /// Whether nobody was asked.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, sample: &Rc<Sample<'j>>) {
        if !sample.is_empty() {
            let of_measure = self.0.entry(sample.tally.measure_id());
            of_measure.or_default().push(Rc::clone(sample));
        }
    }

    pub(super) fn add_all(&mut self, other: &Self) {
        for sample in other.0.values().flatten() {
            self.add(sample);
        }
    }

    /// The pool, with what another has in the measures that this one has not.
    pub(super) fn or(&self, other: &Self) -> Self {
        let mut pool = other.clone();
        pool.0
            .extend(self.0.iter().map(|(id, samples)| (*id, samples.clone())));
        pool
    }
}

/// What makes scores of pools; kept for all of them, so that each costs no more than its
/// answers.
pub(super) struct Scorer {
    options: ScoreOptions,
    /// Where among the clusters each row of the survey is.
    places: Vec<Option<u32>>,
    /// The rows that have a cluster.
    rows: Vec<u32>,
    clusters: Vec<Cluster>,
}

impl Scorer {
    pub(super) fn new(options: ScoreOptions, respondents: u32) -> Self {
        Self {
            options,
            places: vec![None; respondents as usize],
            rows: Vec::new(),
            clusters: Vec::new(),
        }
    }

    /// The scores of a pool, by measure id.
    pub(super) fn scores(&mut self, pool: &Pool<'_>) -> Vec<Score> {
        let samples = pool.0.values();
        samples.filter_map(|it| self.score(it)).collect()
    }

    /// The score of samples by one measure; `None` of no sample.
    fn score(&mut self, samples: &[Rc<Sample<'_>>]) -> Option<Score> {
        let (first, rest) = samples.split_first()?;
        let mut tally = first.tally.clone();
        for sample in rest {
            tally.merge(&sample.tally);
        }
        for sample in samples {
            self.cluster(sample);
        }
        let mut score = tally.score(&self.options);
        score.respondents = u32::try_from(self.clusters.len()).unwrap_or(u32::MAX);
        if score.respondents < score.n {
            score.interval = self.interval(&tally, score.respondents);
        }
        self.clusters.clear();
        for row in self.rows.drain(..) {
            if let Some(place) = self.places.get_mut(row as usize) {
                *place = None;
            }
        }
        Some(score)
    }

    /// Adds the answers of a sample to what each respondent answered.
    fn cluster(&mut self, sample: &Sample<'_>) {
        for (&row, value) in sample.rows.iter().zip(&sample.values) {
            let Some(place) = self.places.get_mut(row as usize) else {
                continue;
            };
            let place = *place.get_or_insert_with(|| {
                let place = u32::try_from(self.clusters.len()).unwrap_or(u32::MAX);
                self.clusters.push(Cluster::default());
                self.rows.push(row);
                place
            });
            if let Some(cluster) = self.clusters.get_mut(place as usize) {
                cluster.n += 1;
                cluster.total += value;
            }
        }
    }

    /// The interval where respondents answered more than once.
    ///
    /// Shares of respondents who all answered the same have no variance to go by, which does not
    /// make them certain: they get the interval of one answer each.
    fn interval(&self, tally: &Tally<'_>, respondents: u32) -> Option<Interval> {
        let interval = cluster_interval(&self.clusters, self.options.confidence)?;
        match tally.unanimous(respondents) {
            Some(once) => once.score(&self.options).interval,
            None => Some(on_scale(interval, tally.measure())),
        }
    }
}
