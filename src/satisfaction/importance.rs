//! What matters to customers, against what they get.

use serde::{Deserialize, Serialize};

/// Ulwick's opportunity score: `importance + max(importance - satisfaction, 0)`.
///
/// Source: Ulwick, *What Customers Want* (2005), p. 109.
///
/// # Units
/// Both are ten times the *share* of respondents who answered 4 or 5 on a scale from 1 to 5,
/// so 0 to 10; feeding it means is the commonest error. The result is 0 to 20; `None` where
/// one is out of range.
///
/// # Example
/// ```
/// use cesta::satisfaction::opportunity_score;
///
/// assert_eq!(opportunity_score(9.0, 3.0), Some(15.0));
/// ```
pub fn opportunity_score(importance: f64, satisfaction: f64) -> Option<f64> {
    let scale = 0.0..=10.0;
    (scale.contains(&importance) && scale.contains(&satisfaction))
        .then(|| importance + (importance - satisfaction).max(0.0))
}

/// The quadrants of an importance-performance map (Martilla and James 1977).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Quadrant {
    /// Important and bad: concentrate here.
    ConcentrateHere,
    /// Important and good: keep up the good work.
    KeepUp,
    /// Unimportant and bad: low priority.
    LowPriority,
    /// Unimportant and good: possible overkill.
    PossibleOverkill,
}

/// A place on an importance-performance map: an attribute's, or that of the cross-hair.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attribute {
    /// How important it is to customers.
    pub importance: f64,
    /// How good they find it.
    pub performance: f64,
}

/// The quadrant of an attribute. The cross-hair (the middle of the scale, the mean or the
/// median) is the caller's choice; what lies on it counts as high. `None` where something is
/// not a number.
///
/// # Example
/// ```
/// use cesta::satisfaction::{Attribute, Quadrant, quadrant};
///
/// let queue = Attribute { importance: 4.0, performance: 2.0 };
/// let middle = Attribute { importance: 3.0, performance: 3.0 };
/// assert_eq!(quadrant(queue, middle), Some(Quadrant::ConcentrateHere));
/// ```
pub fn quadrant(of: Attribute, cross_hair: Attribute) -> Option<Quadrant> {
    let important = of.importance.partial_cmp(&cross_hair.importance)?.is_ge();
    let good = of.performance.partial_cmp(&cross_hair.performance)?.is_ge();
    Some(match (important, good) {
        (true, false) => Quadrant::ConcentrateHere,
        (true, true) => Quadrant::KeepUp,
        (false, false) => Quadrant::LowPriority,
        (false, true) => Quadrant::PossibleOverkill,
    })
}

/// An item of a SERVQUAL dimension: perception and expectation on the same scale, and a weight.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ServqualItem {
    /// What customers perceived.
    pub perceived: f64,
    /// What they expected.
    pub expected: f64,
    /// How much the item weighs; 1 for all means a plain mean.
    pub weight: f64,
}

/// The gap of a SERVQUAL dimension: the mean of `perceived - expected` of its
/// items, with weights that are normalised to 1. Negative: less than expected. `None` where
/// there is no weight.
///
/// # Example
/// ```
/// use cesta::satisfaction::{ServqualItem, servqual_gap};
///
/// let item = |perceived, expected, weight| ServqualItem { perceived, expected, weight };
/// assert_eq!(servqual_gap(&[item(4.0, 6.0, 3.0), item(5.0, 5.0, 1.0)]), Some(-1.5));
/// ```
pub fn servqual_gap(items: &[ServqualItem]) -> Option<f64> {
    let total: f64 = items.iter().map(|item| item.weight).sum();
    let gaps = items
        .iter()
        .map(|item| item.weight * (item.perceived - item.expected));
    (total > 0.0 && items.iter().all(|item| item.weight >= 0.0)).then(|| gaps.sum::<f64>() / total)
}

/// An answer to one of Kano's two questions: how would you feel if it had this, and if it did
/// not?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum KanoAnswer {
    /// I like it.
    Like,
    /// It must be so.
    MustBe,
    /// I do not care.
    Neutral,
    /// I can live with it.
    LiveWith,
    /// I dislike it.
    Dislike,
}

/// What a feature is to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum KanoCategory {
    /// Its presence delights, its absence is not missed.
    Attractive,
    /// The more, the better.
    OneDimensional,
    /// Its absence disappoints, its presence is taken for granted.
    MustBe,
    /// It does not matter.
    Indifferent,
    /// Its absence is preferred.
    Reverse,
    /// The two answers contradict each other.
    Questionable,
}

/// What a feature is to a customer, by the answers to the functional and to the dysfunctional
/// question: the evaluation table of Berger et al., *Kano's methods* (1993).
///
/// # Example
/// ```
/// use cesta::satisfaction::{KanoAnswer, KanoCategory, kano};
///
/// assert_eq!(kano(KanoAnswer::Neutral, KanoAnswer::Dislike), KanoCategory::MustBe);
/// ```
pub fn kano(functional: KanoAnswer, dysfunctional: KanoAnswer) -> KanoCategory {
    use KanoAnswer::{Dislike, Like};
    match (functional, dysfunctional) {
        (Like, Like) | (Dislike, Dislike) => KanoCategory::Questionable,
        (Like, Dislike) => KanoCategory::OneDimensional,
        (Like, _) => KanoCategory::Attractive,
        (Dislike, _) | (_, Like) => KanoCategory::Reverse,
        (_, Dislike) => KanoCategory::MustBe,
        _ => KanoCategory::Indifferent,
    }
}

/// How much a feature's presence satisfies and its absence dissatisfies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct KanoCoefficients {
    /// How many customers they rest on: A + O + M + I.
    pub n: u32,
    /// `(A + O) / (A + O + M + I)`, from 0 to 1.
    pub better: f64,
    /// `-(O + M) / (A + O + M + I)`, from -1 to 0.
    pub worse: f64,
}

/// The coefficients of a feature over many customers; reverse and questionable answers stay
/// out. `None` where no other is left.
///
/// # Example
/// ```
/// use cesta::satisfaction::{KanoCategory::*, kano_coefficients};
///
/// let it = kano_coefficients([Attractive, OneDimensional, MustBe, Indifferent, Reverse]).unwrap();
/// assert_eq!((it.better, it.worse, it.n), (0.5, -0.5, 4));
/// ```
pub fn kano_coefficients(
    categories: impl IntoIterator<Item = KanoCategory>,
) -> Option<KanoCoefficients> {
    let (mut better, mut worse, mut all) = (0_u32, 0_u32, 0_u32);
    for category in categories {
        let (satisfies, dissatisfies) = match category {
            KanoCategory::Attractive => (1, 0),
            KanoCategory::OneDimensional => (1, 1),
            KanoCategory::MustBe => (0, 1),
            KanoCategory::Indifferent => (0, 0),
            KanoCategory::Reverse | KanoCategory::Questionable => continue,
        };
        better += satisfies;
        worse += dissatisfies;
        all += 1;
    }
    let share = |count: u32| f64::from(count) / f64::from(all);
    (all > 0).then(|| KanoCoefficients {
        n: all,
        better: share(better),
        worse: 0.0 - share(worse),
    })
}
