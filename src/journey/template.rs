//! Ready-made maps to start from: acquisition, nurture, growth, and a purchase in an e-shop.
//!
//! They are ordinary maps, written with the builder; rename, cut and add as needed. They carry
//! no probabilities, scores or personas, because those are the user's to know.

use super::spec::{
    Contact, Goal, Guards, Journey, Level, Lifecycle, MomentOfTruth, Outcome, Phase, Role, Stage,
    Touchpoint, Transition, TransitionKind,
};

/// The ready-made maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Template {
    /// From unknown visitor over known contact, lead and qualified lead to customer.
    Acquisition,
    /// The loop back: a lead that did not convert is nurtured, scored and engaged again.
    Nurture,
    /// From first use to renewal, more business and referral.
    Growth,
    /// A purchase in an e-shop, with payment that may fail and returns.
    Purchase,
}

impl Template {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Acquisition,
        Self::Nurture,
        Self::Growth,
        Self::Purchase,
    ];

    /// The template's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Acquisition => "acquisition",
            Self::Nurture => "nurture",
            Self::Growth => "growth",
            Self::Purchase => "purchase",
        }
    }

    /// The template of a name.
    ///
    /// # Example
    /// ```
    /// use cesta::journey::template::Template;
    ///
    /// let nurture = Template::named("nurture").unwrap().journey().build()?;
    /// assert!(nurture.transitions().any(|transition| transition.is_regression()));
    /// # Ok::<(), cesta::journey::InvalidJourney>(())
    /// ```
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|template| template.name() == name)
    }

    /// The map, to be changed or built.
    pub fn journey(self) -> Journey {
        match self {
            Self::Acquisition => acquisition(),
            Self::Nurture => nurture(),
            Self::Growth => growth(),
            Self::Purchase => purchase(),
        }
    }
}

fn acquisition() -> Journey {
    journey("acquisition", "From visitor to customer", "leadGeneration")
        .stage(
            stage(
                "visitor",
                "Unknown visitor",
                Phase::Before,
                Lifecycle::Acquisition,
                "Marketing",
            )
            .touchpoint(entry("ad", "Advertisement", ["ads"], "ad"))
            .touchpoint(Touchpoint {
                contact: Contact::Indirect,
                ..entry(
                    "recommendation",
                    "Recommendation",
                    ["social", "reviews"],
                    "social",
                )
            })
            .touchpoint(Touchpoint {
                moment_of_truth: Some(MomentOfTruth::Zmot),
                ..step("landing-page", "Landing page", ["web"], "web")
            }),
        )
        .stage(
            stage(
                "contact",
                "Known contact",
                Phase::Before,
                Lifecycle::Acquisition,
                "Marketing",
            )
            .touchpoint(step("content", "Guide or webinar", ["web"], "list"))
            .touchpoint(milestone("sign-up", "Sign-up", ["web"], "user")),
        )
        .stage(
            stage(
                "lead",
                "Lead",
                Phase::Before,
                Lifecycle::Acquisition,
                "Marketing",
            )
            .touchpoint(step("newsletter", "Newsletter", ["email"], "mail"))
            .touchpoint(step("product-page", "Product and prices", ["web"], "tag")),
        )
        .stage(
            stage(
                "qualified",
                "Qualified lead",
                Phase::During,
                Lifecycle::Acquisition,
                "Sales",
            )
            .touchpoint(milestone(
                "demo",
                "Demonstration",
                ["web", "phone"],
                "phone",
            ))
            .touchpoint(step("offer", "Offer", ["email"], "ticket"))
            .touchpoint(exit("not-now", "Not now", ["email"], Outcome::Abandonment)),
        )
        .stage(
            stage(
                "customer",
                "Customer",
                Phase::After,
                Lifecycle::Acquisition,
                "Customer success",
            )
            .touchpoint(goal("contract", "First order", ["web"], "cart"))
            .touchpoint(step("welcome", "Welcome", ["email"], "mail")),
        )
        .chain([
            "landing-page",
            "content",
            "sign-up",
            "newsletter",
            "product-page",
            "demo",
            "offer",
            "contract",
            "welcome",
        ])
        .transition(Transition::new("ad", "landing-page"))
        .transition(Transition::new("recommendation", "landing-page"))
        .transition(link("landing-page", "not-now", TransitionKind::Abandonment))
        .transition(link("offer", "not-now", TransitionKind::Abandonment))
        .transition(link("offer", "demo", TransitionKind::Back))
        .transition(link("welcome", "product-page", TransitionKind::Back))
        .goal(Goal {
            label: Some("Visitors become customers".into()),
            measure: Some("share of visitors with a first order".into()),
            unit: Some("%".into()),
            touchpoints: vec!["contract".into()],
            ..Goal::new("first-orders")
        })
}

#[expect(
    clippy::too_many_lines,
    reason = "a map is data, easiest to read in one piece"
)]
fn nurture() -> Journey {
    journey(
        "nurture",
        "Nurturing leads that were not ready",
        "engagement",
    )
    .stage(
        stage(
            "rest",
            "At rest",
            Phase::Before,
            Lifecycle::Nurture,
            "Marketing",
        )
        .touchpoint(entry("lost-offer", "Declined offer", ["email"], "mail"))
        .touchpoint(entry("inactive", "Inactive contact", ["email"], "user")),
    )
    .stage(
        stage(
            "nurture",
            "Nurtured",
            Phase::Before,
            Lifecycle::Nurture,
            "Marketing",
        )
        .touchpoint(step("series", "Series of emails", ["email"], "mail"))
        .touchpoint(step(
            "useful-content",
            "Useful content",
            ["web", "social"],
            "list",
        ))
        .touchpoint(exit(
            "unsubscribe",
            "Unsubscribed",
            ["email"],
            Outcome::Abandonment,
        )),
    )
    .stage(
        stage(
            "score",
            "Scored",
            Phase::Before,
            Lifecycle::Nurture,
            "Marketing",
        )
        .touchpoint(Touchpoint {
            guards: Guards::Exhaustive,
            ..milestone("scoring", "Lead scoring", ["web"], "filter")
        })
        .touchpoint(step("personal-offer", "Personal offer", ["email"], "tag")),
    )
    .stage(
        stage(
            "engage",
            "Engaged again",
            Phase::During,
            Lifecycle::Nurture,
            "Sales",
        )
        .touchpoint(step(
            "conversation",
            "Conversation",
            ["phone", "chat"],
            "chat",
        ))
        .touchpoint(goal(
            "opportunity",
            "Qualified again",
            ["phone", "web"],
            "flag",
        )),
    )
    .stage(
        stage(
            "handover",
            "Handed over",
            Phase::After,
            Lifecycle::Nurture,
            "Sales",
        )
        .touchpoint(step("follow-up", "Follow-up", ["phone", "email"], "phone"))
        .touchpoint(exit(
            "handed-over",
            "In good hands",
            ["phone"],
            Outcome::Success,
        )),
    )
    .chain(["lost-offer", "series", "useful-content", "scoring"])
    .chain([
        "personal-offer",
        "conversation",
        "opportunity",
        "follow-up",
        "handed-over",
    ])
    .transition(Transition::new("inactive", "series"))
    .transition(guarded(
        "scoring",
        "personal-offer",
        "the score is high enough",
    ))
    .transition(Transition {
        kind: TransitionKind::Back,
        ..guarded("scoring", "series", "else")
    })
    .transition(link("series", "unsubscribe", TransitionKind::Abandonment))
    .transition(link("conversation", "series", TransitionKind::Back))
    .goal(Goal {
        label: Some("Leads come back".into()),
        measure: Some("share of nurtured leads qualified again".into()),
        unit: Some("%".into()),
        touchpoints: vec!["opportunity".into()],
        ..Goal::new("comebacks")
    })
}

fn growth() -> Journey {
    let growth = Journey {
        // Growth begins with the first order; what comes before is acquisition.
        levels: [("S11".to_owned(), Level::Allow)].into(),
        ..journey("growth", "Growing with customers", "retention")
    };
    growth
        .stage(
            stage(
                "start",
                "Start",
                Phase::During,
                Lifecycle::Growth,
                "Customer success",
            )
            .touchpoint(entry("first-order", "First order", ["web"], "cart"))
            .touchpoint(step("onboarding", "Onboarding", ["web", "email"], "flag"))
            .touchpoint(milestone(
                "activation",
                "Activation",
                ["web", "app"],
                "user",
            )),
        )
        .stage(
            stage("use", "Use", Phase::After, Lifecycle::Growth, "Product")
                .touchpoint(Touchpoint {
                    moment_of_truth: Some(MomentOfTruth::Smot),
                    ..step("daily-use", "Daily use", ["app", "web"], "app")
                })
                .touchpoint(step("support", "Support", ["chat", "phone"], "chat"))
                .touchpoint(step("feedback", "Survey", ["email"], "star")),
        )
        .stage(
            stage("grow", "Grow", Phase::After, Lifecycle::Growth, "Sales")
                .touchpoint(step("next-offer", "Fitting offer", ["email", "app"], "tag"))
                .touchpoint(goal("next-order", "Next order", ["web", "app"], "cart"))
                .touchpoint(goal("renewal", "Renewal", ["web"], "ticket"))
                .touchpoint(exit("leave", "Left", ["web"], Outcome::Abandonment)),
        )
        .stage(
            stage(
                "refer",
                "Refer",
                Phase::After,
                Lifecycle::Growth,
                "Marketing",
            )
            .touchpoint(step("community", "Community", ["social"], "social"))
            .touchpoint(Touchpoint {
                moment_of_truth: Some(MomentOfTruth::Umot),
                contact: Contact::Indirect,
                ..goal(
                    "referral",
                    "Recommendation to others",
                    ["social", "reviews"],
                    "heart",
                )
            }),
        )
        .chain([
            "first-order",
            "onboarding",
            "activation",
            "daily-use",
            "feedback",
            "next-offer",
            "next-order",
            "community",
            "referral",
        ])
        .transition(Transition::new("daily-use", "support"))
        .transition(link("support", "daily-use", TransitionKind::Back))
        .transition(Transition::new("support", "feedback"))
        .transition(Transition::new("daily-use", "renewal"))
        .transition(link("next-order", "daily-use", TransitionKind::Back))
        .transition(Transition::new("renewal", "community"))
        .transition(link("feedback", "leave", TransitionKind::Abandonment))
        .transition(link("next-offer", "leave", TransitionKind::Abandonment))
        .goal(Goal {
            label: Some("Customers stay and buy again".into()),
            measure: Some("share of customers with a next order or a renewal".into()),
            unit: Some("%".into()),
            touchpoints: vec!["next-order".into(), "renewal".into()],
            ..Goal::new("retention")
        })
}

#[expect(
    clippy::too_many_lines,
    reason = "a map is data, easiest to read in one piece"
)]
fn purchase() -> Journey {
    journey("purchase", "Purchase in an e-shop", "purchase")
        .stage(
            stage(
                "discover",
                "Discover",
                Phase::Before,
                Lifecycle::Acquisition,
                "Marketing",
            )
            .touchpoint(entry("campaign", "Campaign", ["ads", "email"], "ad"))
            .touchpoint(entry("home", "Home page", ["web", "app"], "home")),
        )
        .stage(
            stage(
                "choose",
                "Choose",
                Phase::Before,
                Lifecycle::Acquisition,
                "Assortment",
            )
            .touchpoint(step("search", "Search", ["web", "app"], "search"))
            .touchpoint(step("catalogue", "Catalogue", ["web", "app"], "list"))
            .touchpoint(Touchpoint {
                moment_of_truth: Some(MomentOfTruth::Fmot),
                ..step("product", "Product page", ["web", "app"], "tag")
            }),
        )
        .stage(
            stage(
                "buy",
                "Buy",
                Phase::During,
                Lifecycle::Acquisition,
                "Checkout",
            )
            .touchpoint(milestone("basket", "Basket", ["web", "app"], "cart"))
            .touchpoint(step("delivery", "Delivery", ["web", "app"], "box"))
            .touchpoint(step("payment", "Payment", ["web", "app"], "card"))
            .touchpoint(step(
                "payment-failed",
                "Payment failed",
                ["web", "app"],
                "warning",
            ))
            .touchpoint(goal("order", "Order placed", ["web", "app"], "flag"))
            .touchpoint(exit(
                "abandoned",
                "Basket left",
                ["web", "app"],
                Outcome::Abandonment,
            )),
        )
        .stage(
            stage(
                "receive",
                "Receive",
                Phase::After,
                Lifecycle::Growth,
                "Logistics",
            )
            .touchpoint(step(
                "tracking",
                "Parcel on its way",
                ["email", "app"],
                "box",
            ))
            .touchpoint(Touchpoint {
                moment_of_truth: Some(MomentOfTruth::Smot),
                ..step("parcel", "Parcel arrives", ["delivery"], "door")
            })
            .touchpoint(step("return", "Return", ["web", "store"], "store"))
            .touchpoint(exit(
                "kept",
                "Kept and content",
                ["delivery"],
                Outcome::Success,
            )),
        )
        .stage(
            stage(
                "care",
                "Care",
                Phase::After,
                Lifecycle::Growth,
                "Customer service",
            )
            .touchpoint(step("help", "Customer service", ["phone", "chat"], "chat"))
            .touchpoint(Touchpoint {
                moment_of_truth: Some(MomentOfTruth::Umot),
                ..step("review", "Review", ["web", "email"], "star")
            }),
        )
        .chain([
            "home", "search", "product", "basket", "delivery", "payment", "order", "tracking",
            "parcel", "review", "kept",
        ])
        .chain(["home", "catalogue", "product"])
        .transition(Transition::new("campaign", "product"))
        .transition(link("product", "catalogue", TransitionKind::Back))
        .transition(link("product", "search", TransitionKind::Back))
        .transition(link("payment", "payment-failed", TransitionKind::Failure))
        .transition(link("payment-failed", "payment", TransitionKind::Recovery))
        .transition(Transition::new("payment-failed", "help"))
        .transition(link("help", "payment", TransitionKind::Recovery))
        .transition(link("basket", "abandoned", TransitionKind::Abandonment))
        .transition(link("delivery", "abandoned", TransitionKind::Abandonment))
        .transition(Transition::new("parcel", "return"))
        .transition(link("return", "home", TransitionKind::Back))
        .transition(link("review", "home", TransitionKind::Back))
        .goal(Goal {
            label: Some("Visitors buy".into()),
            measure: Some("share of visitors with an order".into()),
            unit: Some("%".into()),
            touchpoints: vec!["order".into()],
            ..Goal::new("orders")
        })
}

// Short words for the parts above.

fn journey(id: &str, label: &str, kind: &str) -> Journey {
    Journey {
        label: Some(label.into()),
        kind: Some(kind.into()),
        ..Journey::new(id)
    }
}

fn stage(id: &str, label: &str, phase: Phase, lifecycle: Lifecycle, owner: &str) -> Stage {
    Stage {
        lifecycle: Some(lifecycle),
        owner: Some(owner.into()),
        ..Stage::new(id).label(label).phase(phase)
    }
}

fn step<const N: usize>(id: &str, label: &str, channels: [&str; N], icon: &str) -> Touchpoint {
    Touchpoint {
        channels: channels.map(Into::into).into(),
        icon: Some(icon.into()),
        ..Touchpoint::new(id).label(label)
    }
}

fn entry<const N: usize>(id: &str, label: &str, channels: [&str; N], icon: &str) -> Touchpoint {
    step(id, label, channels, icon).role(Role::Entry)
}

fn milestone<const N: usize>(id: &str, label: &str, channels: [&str; N], icon: &str) -> Touchpoint {
    step(id, label, channels, icon).role(Role::Milestone)
}

fn goal<const N: usize>(id: &str, label: &str, channels: [&str; N], icon: &str) -> Touchpoint {
    step(id, label, channels, icon).role(Role::Goal)
}

fn exit<const N: usize>(
    id: &str,
    label: &str,
    channels: [&str; N],
    outcome: Outcome,
) -> Touchpoint {
    Touchpoint {
        outcome: Some(outcome),
        ..step(id, label, channels, "door").role(Role::Exit)
    }
}

fn link(from: &str, to: &str, kind: TransitionKind) -> Transition {
    Transition::new(from, to).kind(kind)
}

fn guarded(from: &str, to: &str, guard: &str) -> Transition {
    Transition {
        guard: Some(guard.into()),
        ..Transition::new(from, to)
    }
}
