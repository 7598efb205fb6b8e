//! From the tree to the parts of a map, collecting every problem on the way.
//!
//! serde stops at the first error. To report all of them, an element is decoded again after
//! each error, without the value that was wrong; elements (a touchpoint, a transition) are
//! decoded one by one, and problems have a limit, so that the work stays linear in the document.

use std::{collections::HashSet, fmt::Write, mem};

use serde::de::{self, DeserializeOwned};

use super::{
    node::{Node, Step},
    value::Value,
    wrong::Wrong,
};
use crate::{
    journey::{Problem, ProblemCode, spec},
    text::excerpt,
};

/// How many problems of decoding one reading reports; the next one says that reading stopped
/// there. Each of them costs decoding its element again. What a map means once it is decoded is
/// checked in linear time, without a limit.
pub const MAX_PROBLEMS: usize = 1000;

/// Decodes a document and collects what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    pub(super) problems: Vec<Problem>,
    /// Whether an element of a list could not be kept, so that places in that list moved.
    pub(super) lost: bool,
    /// Whether there are more problems than are reported.
    full: bool,
}

impl Decoder {
    /// Decodes a whole map. `None` where not even its outline could be read.
    pub(super) fn journey(&mut self, mut node: Node) -> Option<spec::Journey> {
        self.duplicates(&mut node, &mut String::new());
        let stages = node.take("stages");
        let stages_given = stages.is_some();
        let transitions = node.take("transitions");
        let measures = self.list(node.take("measures"), "measures");
        let channels = self.list(node.take("channels"), "channels");
        let personas = self.list(node.take("personas"), "personas");
        let goals = self.list(node.take("goals"), "goals");
        let stages = self.stages(stages);
        let transitions = match transitions {
            None | Some(Node::Null) => None,
            given => Some(self.list(given, "transitions")),
        };
        let actions = self.list(node.take("actions"), "actions");
        let evidence = self.list(node.take("evidence"), "evidence");
        if stages_given && let Node::Fields(fields) = &mut node {
            fields.push(("stages".to_owned(), Node::List(Vec::new())));
        }
        let head: spec::Journey = self.element(node, "")?;
        Some(spec::Journey {
            measures,
            channels,
            personas,
            goals,
            stages,
            transitions,
            actions,
            evidence,
            ..head
        })
    }

    /// Decodes anything that is decoded as one element.
    pub(super) fn whole<T: DeserializeOwned>(&mut self, mut node: Node) -> Option<T> {
        self.duplicates(&mut node, &mut String::new());
        self.element(node, "")
    }

    fn stages(&mut self, node: Option<Node>) -> Vec<spec::Stage> {
        let mut stages = Vec::new();
        for (index, mut node) in self.elements(node, "stages").into_iter().enumerate() {
            if self.full {
                break;
            }
            let path = format!("stages[{index}]");
            let touchpoints = node.take("touchpoints");
            let touchpoints = self.list(touchpoints, &format!("{path}.touchpoints"));
            match self.element::<spec::Stage>(node, &path) {
                Some(stage) => stages.push(spec::Stage {
                    touchpoints,
                    ..stage
                }),
                None => self.lost = true,
            }
        }
        stages
    }

    /// The elements of a list that may be left out.
    fn elements(&mut self, node: Option<Node>, path: &str) -> Vec<Node> {
        match node {
            None | Some(Node::Wrong) => Vec::new(),
            Some(Node::List(elements)) => elements,
            Some(other) => {
                let wrong: Wrong = de::Error::invalid_type(other.unexpected(), &"a list");
                let (code, message) = (wrong.0.code, wrong.0.message);
                self.problem(code, path.to_owned(), message);
                Vec::new()
            }
        }
    }

    fn list<T: DeserializeOwned>(&mut self, node: Option<Node>, path: &str) -> Vec<T> {
        let elements = self.elements(node, path).into_iter().enumerate();
        let mut list = Vec::with_capacity(elements.len());
        for (index, node) in elements {
            if self.full {
                break;
            }
            match self.element(node, &format!("{path}[{index}]")) {
                Some(element) => list.push(element),
                None => self.lost = true,
            }
        }
        list
    }

    /// Decodes one element; `None` where it lacks what it cannot do without.
    fn element<T: DeserializeOwned>(&mut self, mut node: Node, path: &str) -> Option<T> {
        let mut spoiled = HashSet::new();
        loop {
            match T::deserialize(Value(&node)) {
                Ok(element) => return Some(element),
                Err(wrong) => {
                    if !self.pass_over(wrong, &mut node, path, &mut spoiled) {
                        return None;
                    }
                }
            }
        }
    }

    /// Reports what is wrong in an element and marks it, so that the rest can be decoded; not
    /// where nothing is left.
    fn pass_over(
        &mut self,
        wrong: Wrong,
        node: &mut Node,
        path: &str,
        spoiled: &mut HashSet<String>,
    ) -> bool {
        let wrong = *wrong.0;
        let mut steps = wrong.steps;
        steps.reverse();
        let place = below(path, &steps);
        let is_missing = wrong.code == ProblemCode::MissingField;
        // A required field that was reported as wrong is missing on the next try.
        let follows = wrong.follows || is_missing && spoiled.contains(&place);
        if !follows {
            self.problem(wrong.code, place.clone(), wrong.message);
        }
        spoiled.insert(place);
        if is_missing {
            // Without it, there is nothing that it could be a field of.
            steps.pop();
            spoiled.insert(below(path, &steps));
        }
        self.lost |= matches!(steps.last(), Some(Step::Element(_)));
        !self.full && !steps.is_empty() && node.spoil(&steps)
    }

    /// Reports fields that stand twice in one object, and keeps the first of each.
    fn duplicates(&mut self, node: &mut Node, path: &mut String) {
        if self.full {
            return;
        }
        let length = path.len();
        match node {
            Node::List(list) => {
                for (index, element) in list.iter_mut().enumerate() {
                    push(path, &Step::Element(index));
                    self.duplicates(element, path);
                    path.truncate(length);
                }
            }
            Node::Fields(fields) => {
                let mut names = HashSet::new();
                let mut kept = Vec::with_capacity(fields.len());
                for (name, mut value) in mem::take(fields) {
                    let step = Step::Field(name);
                    push(path, &step);
                    let Step::Field(name) = step else { continue };
                    if names.insert(name.clone()) {
                        self.duplicates(&mut value, path);
                        kept.push((name, value));
                    } else {
                        let message = format!("the field `{}` stands here twice", excerpt(&name));
                        self.problem(ProblemCode::DuplicateField, path.clone(), message);
                    }
                    path.truncate(length);
                }
                *fields = kept;
            }
            _ => {}
        }
    }

    fn problem(&mut self, code: ProblemCode, path: String, message: String) {
        let (code, message) = match self.problems.len() {
            ..MAX_PROBLEMS => (code, message),
            MAX_PROBLEMS => {
                self.full = true;
                self.lost = true;
                let message =
                    format!("there are more than {MAX_PROBLEMS} problems: reading stopped here");
                (ProblemCode::TooManyProblems, message)
            }
            _ => return,
        };
        self.problems.push(Problem {
            code,
            path,
            message,
            position: None,
        });
    }
}

fn below(path: &str, steps: &[Step]) -> String {
    let mut path = path.to_owned();
    for step in steps {
        push(&mut path, step);
    }
    path
}

fn push(path: &mut String, step: &Step) {
    match step {
        Step::Field(name) => {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(name);
        }
        Step::Element(index) => {
            let _infallible = write!(path, "[{index}]");
        }
    }
}
