//! Patterns from text.

use super::{
    PatternEnd, PatternError, PatternLink, PatternPart, PatternProblem, PatternReason, PatternStep,
    SequencePattern, TimeCondition, TimeIs,
};

/// How deep groups may be nested.
pub(super) const MAX_DEPTH: u32 = 64;

/// Time units, in milliseconds, the largest first.
pub(super) const UNITS: [(&str, f64); 6] = [
    ("w", 604_800_000.0),
    ("d", 86_400_000.0),
    ("h", 3_600_000.0),
    ("m", 60_000.0),
    ("s", 1_000.0),
    ("ms", 1.0),
];

/// Whether a character may stand in a name without quotation marks.
pub(super) fn is_plain(character: char) -> bool {
    character.is_alphanumeric() || "_/:#@&%~".contains(character)
}

pub(super) fn parse(text: &str) -> Result<SequencePattern, PatternError> {
    let (tokens, problems) = tokens(text);
    let mut parser = Parser {
        tokens,
        next: 0,
        problems,
        end: u32::try_from(text.chars().count()).unwrap_or(u32::MAX - 1) + 1,
    };
    let end = |fixed: bool| {
        if fixed {
            PatternEnd::Fixed
        } else {
            PatternEnd::Open
        }
    };
    let start = end(parser.take('^'));
    let of = parser.choice(1);
    let pattern = SequencePattern {
        start,
        end: end(parser.take('$')),
        only: None,
        of,
    };
    if parser.next < parser.tokens.len() {
        parser.expected("the end");
    }
    let mut problems = parser.problems;
    crate::sort::by_key(&mut problems, |it| it.position);
    PatternError::of(problems)?;
    Ok(pattern)
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A name, as it was written.
    Name(String, String),
    Next,
    Later,
    /// A comparison.
    Is(TimeIs),
    Sign(char),
}

impl Token {
    fn text(&self) -> String {
        match self {
            Self::Name(_, written) => written.clone(),
            Self::Next => "->".to_owned(),
            Self::Later => "=>".to_owned(),
            Self::Is(TimeIs::Under) => "<".to_owned(),
            Self::Is(TimeIs::AtMost) => "<=".to_owned(),
            Self::Is(TimeIs::Over) => ">".to_owned(),
            Self::Is(TimeIs::AtLeast) => ">=".to_owned(),
            Self::Is(TimeIs::Exactly) => "=".to_owned(),
            Self::Sign(sign) => sign.to_string(),
        }
    }
}

/// The tokens, each with the place of its first character, from 1.
fn tokens(text: &str) -> (Vec<(u32, Token)>, Vec<PatternProblem>) {
    let mut tokens = Vec::new();
    let mut problems = Vec::new();
    let mut rest = (1_u32..).zip(text.chars()).peekable();
    while let Some((position, character)) = rest.next() {
        let follows = rest.peek().map(|it| it.1);
        let mut pair = |second: char, token: Token| {
            (follows == Some(second)).then(|| {
                rest.next();
                token
            })
        };
        let token = match character {
            _ if character.is_whitespace() => continue,
            '-' => pair('>', Token::Next).unwrap_or(Token::Sign('-')),
            '=' => pair('>', Token::Later).unwrap_or(Token::Is(TimeIs::Exactly)),
            '<' => pair('=', Token::Is(TimeIs::AtMost)).unwrap_or(Token::Is(TimeIs::Under)),
            '>' => pair('=', Token::Is(TimeIs::AtLeast)).unwrap_or(Token::Is(TimeIs::Over)),
            '"' | '\'' => {
                let mut name = String::new();
                let mut closed = false;
                while let Some((_, inside)) = rest.next() {
                    if inside != character {
                        name.push(inside);
                    } else if rest.next_if(|it| it.1 == character).is_some() {
                        name.push(character);
                    } else {
                        closed = true;
                        break;
                    }
                }
                if !closed {
                    let reason = PatternReason::OpenQuote;
                    problems.push(PatternProblem::new(Some(position), reason));
                }
                Token::Name(name.clone(), format!("{character}{name}{character}"))
            }
            _ if is_plain(character) => {
                let mut name = character.to_string();
                // A hyphen or a point belongs to a name only where the name goes on.
                loop {
                    if let Some((_, plain)) = rest.next_if(|it| is_plain(it.1)) {
                        name.push(plain);
                        continue;
                    }
                    let mut ahead = rest.clone();
                    let joint = ahead.next().map(|it| it.1);
                    let after = ahead.peek().map(|it| it.1);
                    match joint {
                        Some(joint @ ('-' | '.')) if after.is_some_and(is_plain) => {
                            name.push(joint);
                            rest.next();
                        }
                        _ => break,
                    }
                }
                Token::Name(name.clone(), name)
            }
            sign => Token::Sign(sign),
        };
        tokens.push((position, token));
    }
    (tokens, problems)
}

struct Parser {
    tokens: Vec<(u32, Token)>,
    next: usize,
    problems: Vec<PatternProblem>,
    /// The place behind the last character.
    end: u32,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|it| &it.1)
    }

    fn position(&self) -> u32 {
        self.tokens.get(self.next).map_or(self.end, |it| it.0)
    }

    fn take(&mut self, sign: char) -> bool {
        let found = self.peek() == Some(&Token::Sign(sign));
        self.next += usize::from(found);
        found
    }

    fn take_name(&mut self) -> Option<String> {
        let Some(Token::Name(name, _)) = self.peek() else {
            return None;
        };
        let name = name.clone();
        self.next += 1;
        Some(name)
    }

    fn refuse(&mut self, position: u32, reason: PatternReason) {
        self.problems
            .push(PatternProblem::new(Some(position), reason));
    }

    fn expected(&mut self, expected: &str) {
        let reason = PatternReason::Expected {
            expected: expected.to_owned(),
            found: self.peek().map(Token::text).unwrap_or_default(),
        };
        self.refuse(self.position(), reason);
    }

    fn choice(&mut self, depth: u32) -> PatternStep {
        let mut of = vec![self.sequence(depth)];
        while self.take('|') {
            of.push(self.sequence(depth));
        }
        match (of.len(), of.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                of.extend(last);
                PatternStep::Choice { of }
            }
        }
    }

    fn sequence(&mut self, depth: u32) -> PatternStep {
        let step = self.step(depth);
        let mut of = vec![PatternPart {
            link: PatternLink::Next,
            after: Vec::new(),
            step,
        }];
        loop {
            let link = match self.peek() {
                Some(Token::Next) => PatternLink::Next,
                Some(Token::Later) => PatternLink::Later,
                None | Some(Token::Sign('|' | ')' | '$')) => break,
                Some(_) => {
                    // What follows is looked at all the same.
                    self.expected("`->`, `=>`, `|` or the end");
                    self.skip();
                    continue;
                }
            };
            self.next += 1;
            let after = self.times();
            let step = self.step(depth);
            of.push(PatternPart { link, after, step });
        }
        match (of.len(), of.pop()) {
            (1, Some(only)) => only.step,
            (_, last) => {
                of.extend(last);
                PatternStep::Sequence { of }
            }
        }
    }

    /// Passes over what means nothing, to the next link or end of a sequence.
    fn skip(&mut self) {
        let mut open = 0_u32;
        while let Some(token) = self.peek() {
            match token {
                Token::Sign('(') => open += 1,
                Token::Sign(')') if open > 0 => open -= 1,
                Token::Next | Token::Later | Token::Sign('|' | ')' | '$') if open == 0 => break,
                _ => {}
            }
            self.next += 1;
        }
    }

    fn times(&mut self) -> Vec<TimeCondition> {
        let mut times = Vec::new();
        if !self.take('[') {
            return times;
        }
        loop {
            let Some(&Token::Is(is)) = self.peek() else {
                self.expected("a comparison such as `<=`");
                break;
            };
            self.next += 1;
            let position = self.position();
            let Some(text) = self.take_name() else {
                self.expected("a time span such as `30m`");
                break;
            };
            match span(&text) {
                Some(milliseconds) => times.push(TimeCondition { is, milliseconds }),
                None => self.refuse(position, PatternReason::BadSpan { text }),
            }
            if self.take(']') {
                return times;
            }
            if !self.take(',') {
                self.expected("`,` or `]`");
                break;
            }
        }
        while self.peek().is_some() && !self.take(']') {
            self.next += 1;
        }
        times
    }

    fn step(&mut self, depth: u32) -> PatternStep {
        let mut step = self.event(depth);
        // Signs one after the other are nested too.
        for depth in depth.. {
            let position = self.position();
            let (min, max) = if self.take('?') {
                (0, Some(1))
            } else if self.take('*') {
                (0, None)
            } else if self.take('+') {
                (1, None)
            } else if self.take('{') {
                self.counts()
            } else {
                break;
            };
            if depth >= MAX_DEPTH {
                self.refuse(position, PatternReason::TooDeep { limit: MAX_DEPTH });
                self.next = self.tokens.len();
            }
            if let Some(max) = max.filter(|&max| max < min) {
                self.refuse(position, PatternReason::EmptyCount { min, max });
            }
            let of = Box::new(step);
            step = PatternStep::Repeat { of, min, max };
        }
        step
    }

    /// `2}`, `2,}` or `2,3}`.
    fn counts(&mut self) -> (u32, Option<u32>) {
        let min = self.count();
        if self.take('}') {
            return (min, Some(min));
        }
        if !self.take(',') {
            self.expected("`,` or `}`");
        }
        if self.take('}') {
            return (min, None);
        }
        let max = self.count();
        if !self.take('}') {
            self.expected("`}`");
        }
        (min, Some(max))
    }

    fn count(&mut self) -> u32 {
        let position = self.position();
        let Some(text) = self.take_name() else {
            self.expected("a number");
            return 0;
        };
        text.parse().unwrap_or_else(|_| {
            self.refuse(position, PatternReason::BadCount { text });
            0
        })
    }

    fn event(&mut self, depth: u32) -> PatternStep {
        if self.take('(') {
            if depth >= MAX_DEPTH {
                self.next -= 1;
                self.refuse(self.position(), PatternReason::TooDeep { limit: MAX_DEPTH });
                self.next = self.tokens.len();
                return PatternStep::Anywhere;
            }
            let inside = self.choice(depth + 1);
            if !self.take(')') {
                self.expected("`)`");
            }
            return inside;
        }
        if self.take('.') {
            return PatternStep::Anywhere;
        }
        let elsewhere = self.take('!');
        let touchpoints = match self.peek() {
            Some(Token::Name(..)) => self.take_name().into_iter().collect(),
            Some(Token::Sign('{')) => self.set(),
            _ => {
                self.expected("a touchpoint");
                Vec::new()
            }
        };
        if elsewhere {
            PatternStep::Elsewhere { touchpoints }
        } else {
            PatternStep::At { touchpoints }
        }
    }

    /// `{look, buy}`.
    fn set(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        self.take('{');
        loop {
            let Some(name) = self.take_name() else {
                self.expected("a touchpoint");
                return names;
            };
            names.push(name);
            if self.take('}') {
                return names;
            }
            if !self.take(',') {
                self.expected("`,` or `}`");
                return names;
            }
        }
    }
}

/// A time span in milliseconds: `30m`, `1h30m`, `1.5h`.
pub(super) fn span(text: &str) -> Option<f64> {
    let mut sum = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let (number, after) = rest.split_at_checked(digits)?;
        let letters = after.find(|it: char| !it.is_ascii_alphabetic());
        let (unit, more) = after.split_at_checked(letters.unwrap_or(after.len()))?;
        let number: f64 = number.parse().ok()?;
        sum += number * UNITS.iter().find(|(name, _)| *name == unit)?.1;
        rest = more;
    }
    (!text.is_empty()).then_some(sum)
}
