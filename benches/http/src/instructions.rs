//! Instructions in user space, counted by valgrind: the same to a few in ten
//! thousand in every run, whatever else the machine does.

use std::process::{Command, Stdio};

use hyperglyph_benches::report::{Cell, Goal, Row, Table};
use hyperglyph_benches::rounds::count;

use crate::Error;
use crate::child::Child;
use crate::cores::Cores;

/// What is begun and warmed up in the short run is not counted in the difference.
const FEW: u64 = 500;
const MANY: u64 = 1_500;

/// For each call: of a run with many and one with few, the difference.
pub fn per_call(
    program: &Command,
    cores: Cores,
    mut call: impl FnMut(&mut Child, u64) -> Result<(), Error>,
) -> Result<f64, Error> {
    let mut total = |calls| {
        let mut child = Child::start(&mut counted(program), cores)?;
        call(&mut child, calls)?;
        read(&child.end()?)
    };
    let (few, many) = (total(FEW)?, total(MANY)?);
    Ok(count(many.saturating_sub(few)) / count(MANY - FEW))
}

/// What was counted of each, beside the first, which is the measure.
#[must_use]
pub fn table(title: &str, counts: &[(&str, f64)], (ours, most): (&str, f64)) -> Table {
    let (measure, least) = counts[0];
    let rows = counts.iter().map(|&(name, count)| Row {
        label: name.into(),
        cells: vec![
            Cell::new(Some(count), None).decimals(0),
            Cell::new(
                Some(count / least),
                (name == ours).then_some(Goal::AtMost(most)),
            ),
        ],
    });
    Table {
        title: title.into(),
        columns: vec!["instructions".into(), format!("÷ {measure}")],
        rows: rows.collect(),
    }
}

/// Why nothing can be counted, if so.
#[must_use]
pub fn missing() -> Option<String> {
    let outcome = Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    let error = outcome.err()?;
    Some(format!("instructions: valgrind cannot be started: {error}"))
}

fn counted(program: &Command) -> Command {
    let mut command = Command::new("valgrind");
    command
        .args(["--tool=cachegrind", "--cache-sim=no"])
        .arg("--cachegrind-out-file=/dev/null")
        .arg(program.get_program())
        .args(program.get_args())
        .stderr(Stdio::piped());
    command
}

/// `==123== I refs: 1,234,567`
fn read(log: &str) -> Result<u64, Error> {
    let refs = log.lines().find_map(|line| line.split("refs:").nth(1));
    let digits = refs.map(|refs| refs.trim().replace(',', ""));
    let digits = digits.ok_or_else(|| format!("valgrind counted nothing: {log}"))?;
    Ok(digits.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_valgrind_says_is_read() {
        assert_eq!(
            read("==7== \n==7== I refs:        1,234,567\n").unwrap(),
            1_234_567
        );
        assert!(read("==7== killed").is_err());
    }
}
