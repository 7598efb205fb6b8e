//! Opportunity, importance and performance, expectation, Kano.

use cesta::satisfaction::{
    Attribute, KanoAnswer, KanoCategory, Quadrant, ServqualItem, kano, kano_coefficients,
    opportunity_score, quadrant, servqual_gap,
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
    let place = |importance, performance| Attribute {
        importance,
        performance,
    };
    let middle = place(3.0, 3.0);
    let at = |importance, performance| quadrant(place(importance, performance), middle).unwrap();
    assert_eq!(at(3.0, 2.9), Quadrant::ConcentrateHere);
    assert_eq!(at(3.0, 3.0), Quadrant::KeepUp);
    assert_eq!(at(2.9, 2.9), Quadrant::LowPriority);
    assert_eq!(at(2.9, 3.0), Quadrant::PossibleOverkill);
    assert_eq!(quadrant(place(f64::NAN, 1.0), middle), None);

    let item = |perceived, expected, weight| ServqualItem {
        perceived,
        expected,
        weight,
    };
    let items = [
        item(4.0, 6.0, 1.0),
        item(5.0, 5.0, 1.0),
        item(6.0, 5.0, 1.0),
    ];
    assert_near(servqual_gap(&items), -1.0 / 3.0);
    let weighted = [item(4.0, 6.0, 30.0), item(5.0, 5.0, 10.0)];
    assert_near(servqual_gap(&weighted), -1.5);
    assert_eq!(servqual_gap(&[]), None);
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
    assert_eq!(it.map(|it| it.n), Some(5));
    assert_near(it.map(|it| it.better), 0.4);
    assert_near(it.map(|it| it.worse), -0.6);
    assert_eq!(
        kano_coefficients([KanoCategory::Reverse, KanoCategory::Questionable]),
        None
    );
}
