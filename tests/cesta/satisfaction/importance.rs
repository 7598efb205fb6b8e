//! Opportunity, importance and performance, expectation, Kano.

use cesta::satisfaction::{
    Expected, KanoAnswer, KanoCategory, Quadrant, expectation_gap, kano, kano_coefficients,
    opportunity_score, quadrant,
};

use super::assert_near;

#[test]
fn importance_vectors() {
    for (importance, satisfaction, expected) in [
        (9.0, 3.0, Some(15.0)),
        (9.0, 9.0, Some(9.0)),
        (4.0, 9.0, Some(4.0)),
        (45.0, 3.0, None),
        (f64::NAN, 3.0, None),
    ] {
        assert_eq!(opportunity_score(importance, satisfaction), expected);
    }
    let at = |importance, performance| quadrant((importance, performance), (3.0, 3.0)).unwrap();
    assert_eq!(at(3.0, 2.9), Quadrant::ConcentrateHere);
    assert_eq!(at(3.0, 3.0), Quadrant::KeepUp);
    assert_eq!(at(2.9, 2.9), Quadrant::LowPriority);
    assert_eq!(at(2.9, 3.0), Quadrant::PossibleOverkill);
    assert_eq!(quadrant((f64::NAN, 1.0), (3.0, 3.0)), None);

    let item = |perceived, expected, weight| Expected {
        perceived,
        expected,
        weight,
    };
    let items = [
        item(4.0, 6.0, 1.0),
        item(5.0, 5.0, 1.0),
        item(6.0, 5.0, 1.0),
    ];
    assert_near(expectation_gap(&items), -1.0 / 3.0);
    let weighted = [item(4.0, 6.0, 30.0), item(5.0, 5.0, 10.0)];
    assert_near(expectation_gap(&weighted), -1.5);
    assert_eq!(expectation_gap(&[]), None);
}

#[test]
fn kano_is_the_table() {
    use KanoAnswer::{Dislike, Like, LiveWith, MustBe, Neutral};
    let answers = [Like, MustBe, Neutral, LiveWith, Dislike];
    for (functional, row) in answers
        .into_iter()
        .zip(["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"])
    {
        let letters: String = answers
            .into_iter()
            .map(|dysfunctional| match kano(functional, dysfunctional) {
                KanoCategory::Attractive => 'A',
                KanoCategory::OneDimensional => 'O',
                KanoCategory::MustBe => 'M',
                KanoCategory::Indifferent => 'I',
                KanoCategory::Reverse => 'R',
                KanoCategory::Questionable => 'Q',
            })
            .collect();
        assert_eq!(letters, row, "{functional:?}");
    }
    let it = kano_coefficients([
        KanoCategory::Attractive,
        KanoCategory::OneDimensional,
        KanoCategory::MustBe,
        KanoCategory::MustBe,
        KanoCategory::Indifferent,
    ]);
    assert_near(it.map(|it| it.better), 0.4);
    assert_near(it.map(|it| it.worse), -0.6);
    assert_eq!(
        kano_coefficients([KanoCategory::Reverse, KanoCategory::Questionable]),
        None
    );
}
