//! [`Ledger`]: what was planted, what was killed, and which requirements nothing breaks.

use anstyle::{AnsiColor, Style};
use hyperglyph_vectors::{Coverage, Level, Suite};

use super::Trial;
use crate::visible;

/// So many of the cases that killed a fault are named.
const NAMED: usize = 3;

/// The trials of a selftest, summed up.
#[derive(Clone, Debug)]
pub struct Ledger<'s> {
    suite: &'s Suite,
    trials: Vec<Trial>,
    /// Every MUST and MUST NOT that cases can see broken, with the number of its faults.
    binding: Vec<(&'s str, usize)>,
    /// Whether all faults were tried, so that a requirement without one shows.
    whole: bool,
}

impl<'s> Ledger<'s> {
    /// Sums up, in the order of the requirements. `whole` says that all faults were tried: only then a requirement without one is missed.
    #[must_use]
    pub fn new(suite: &'s Suite, mut trials: Vec<Trial>, whole: bool) -> Self {
        trials.sort_by_key(|trial| {
            let mut requirements = suite.requirements().iter();
            requirements.position(|it| it.id == trial.planted.requirement())
        });
        let faults = |id: &str| {
            let of_it = trials.iter().filter(|it| it.planted.requirement() == id);
            of_it.count()
        };
        let coverage = Coverage::of(suite);
        let binding = coverage
            .accounts()
            .iter()
            .filter(|account| account.is_binding() && !account.violating.is_empty())
            .map(|account| account.requirement.id.as_str())
            .map(|id| (id, faults(id)))
            .collect();
        Self {
            suite,
            trials,
            binding,
            whole,
        }
    }

    /// The faults that no case saw.
    pub fn survivors(&self) -> impl Iterator<Item = &Trial> {
        self.trials.iter().filter(|trial| !trial.is_killed())
    }

    /// The requirements that must be kept, that cases can see broken, and that no fault breaks.
    pub fn unbroken(&self) -> impl Iterator<Item = &'s str> {
        let binding = self.binding.iter().filter(|_| self.whole);
        binding
            .filter(|(_, faults)| *faults == 0)
            .map(|(id, _)| *id)
    }

    /// Whether every fault was killed, and no requirement is left out.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.survivors().next().is_none() && self.unbroken().next().is_none()
    }

    /// Each fault with what became of it, and the sums.
    #[must_use]
    pub fn text(&self) -> String {
        let trials: String = self.trials.iter().map(|trial| self.trial(trial)).collect();
        let unbroken: String = self.unbroken().map(|id| self.without(id)).collect();
        format!("{trials}\n{unbroken}{}", self.sums())
    }

    fn trial(&self, trial: &Trial) -> String {
        let (style, word) = if trial.is_killed() {
            (AnsiColor::Green.on_default(), "killed  ")
        } else {
            (AnsiColor::Red.on_default().bold(), "SURVIVED")
        };
        let dim = Style::new().dimmed();
        let Trial {
            planted,
            played,
            of,
            killed_by,
            not_started,
        } = trial;
        let by = match (not_started, killed_by.as_slice()) {
            (Some(why), _) => format!("before any case: {}", visible::line(why)),
            (None, []) => format!(
                "by none of {of} cases of {}\n         help: write a vector that sees it, or plant what can be seen",
                self.requirement(planted.requirement()),
            ),
            (None, by) => {
                let named: Vec<_> = by.iter().take(NAMED).map(String::as_str).collect();
                let more = if by.len() > NAMED { ", …" } else { "" };
                let played = if played < of {
                    format!("the first {played} of {of} cases")
                } else {
                    format!("{of} cases")
                };
                format!("by {} of {played}: {}{more}", by.len(), named.join(", "))
            }
        };
        format!(
            "{style}{word}{style:#} {}: {}\n         {dim}{by}{dim:#}\n",
            planted.name, planted.words
        )
    }

    fn without(&self, id: &str) -> String {
        let style = AnsiColor::Red.on_default().bold();
        format!(
            "{style}UNBROKEN{style:#} {}: no fault breaks it\n",
            self.requirement(id)
        )
    }

    fn requirement(&self, id: &str) -> String {
        match self.suite.requirement(id) {
            Some(requirement) => format!("{id} ({} · {})", requirement.level, requirement.text),
            None => id.to_owned(),
        }
    }

    fn sums(&self) -> String {
        const LEVELS: [Level; 5] = [
            Level::Must,
            Level::MustNot,
            Level::Should,
            Level::ShouldNot,
            Level::May,
        ];
        let mut text = format!(
            "{:<10} {:>7} {:>7} {:>8}\n",
            "", "planted", "killed", "survived"
        );
        let mut row = |name: &str, of: &dyn Fn(&Trial) -> bool| {
            let planted = self.trials.iter().filter(|trial| of(trial)).count();
            let killed = self
                .trials
                .iter()
                .filter(|trial| of(trial) && trial.is_killed())
                .count();
            let survived = planted - killed;
            text += &format!("{name:<10} {planted:>7} {killed:>7} {survived:>8}\n");
        };
        for level in LEVELS {
            row(&level.to_string(), &|trial| {
                let requirement = self.suite.requirement(trial.planted.requirement());
                requirement.is_some_and(|it| it.level == level)
            });
        }
        row("all", &|_| true);
        let broken = self
            .binding
            .iter()
            .filter(|(_, faults)| *faults > 0)
            .count();
        text += &format!(
            "\nMUST and MUST NOT that cases can see broken: {}, with a fault: {broken}\n",
            self.binding.len()
        );
        text
    }
}
