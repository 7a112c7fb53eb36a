//! The rules that one vector keeps, beyond the shape of its fields.

use crate::{Expect, Problem, Vector, Verdict};

/// Whether a vector is consistent in itself. What it shares with others, ids and requirements, is
/// checked where the others are known.
pub(crate) fn vector(vector: &Vector, stem: &str) -> Result<(), Problem> {
    id(&vector.id, stem)?;
    if vector.requirements.is_empty() {
        return Err(Problem::NoRequirement);
    }
    match vector.expect {
        Expect::Accept => {
            needs(vector, "value")?;
            needs(vector, "canonical")?;
            forbids(vector, "profiles")?;
            forbids(vector, "error")?;
        }
        Expect::Reject => {
            needs(vector, "error")?;
            for field in ["value", "canonical", "alternatives", "profiles"] {
                forbids(vector, field)?;
            }
        }
        Expect::Either => {
            needs(vector, "profiles")?;
            error_fits_profiles(vector)?;
        }
    }
    for (field, other) in [
        ("value", "canonical"),
        ("canonical", "value"),
        ("alternatives", "value"),
    ] {
        if has(vector, field) && !has(vector, other) {
            return Err(Problem::Alone { field, other });
        }
    }
    violations(vector)?;
    positions(vector)
}

/// Each of a requirement that is cited, each one thing, and nothing said of a
/// value where there is none.
fn violations(vector: &Vector) -> Result<(), Problem> {
    for violation in &vector.violations {
        if !vector.requirements.contains(&violation.requirement) {
            return Err(Problem::Uncited {
                id: violation.requirement.clone(),
            });
        }
        let said = [
            violation.reads.is_some(),
            violation.refuses,
            violation.writes.is_some(),
        ];
        if said.into_iter().filter(|said| *said).count() != 1 || vector.value.is_none() {
            return Err(Problem::Violation);
        }
    }
    Ok(())
}

/// `stem/name`, the name in kebab-case.
fn id(id: &str, stem: &str) -> Result<(), Problem> {
    match id.split_once('/') {
        Some((prefix, name)) if prefix == stem && is_kebab(name) => Ok(()),
        _ => Err(Problem::Id {
            stem: stem.to_owned(),
        }),
    }
}

/// Lower-case words and numbers with hyphens between them.
pub(crate) fn is_kebab(name: &str) -> bool {
    name.split('-').all(|part| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

/// Exactly one profile rejects: its error is told. Both: it may be, where they agree. None: not.
fn error_fits_profiles(vector: &Vector) -> Result<(), Problem> {
    let verdicts = (vector.spec(), vector.interop());
    let present = vector.error.is_some();
    let fits = match verdicts {
        (Verdict::Accept, Verdict::Accept) => !present,
        (Verdict::Reject, Verdict::Reject) => true,
        _ => present,
    };
    if fits {
        Ok(())
    } else {
        Err(Problem::ErrorAndProfiles { verdicts, present })
    }
}

fn positions(vector: &Vector) -> Result<(), Problem> {
    let len = vector.bytes.to_vec().len();
    if let Some(split) = vector.split {
        if split > len {
            return Err(Problem::SplitPastEnd { split, len });
        }
        if !vector.alternatives.is_empty() {
            return Err(Problem::AlternativesWithSplit);
        }
    }
    match vector.error.and_then(|error| error.offset) {
        Some(offset) if offset > len => Err(Problem::OffsetPastEnd { offset, len }),
        _ => Ok(()),
    }
}

fn needs(vector: &Vector, field: &'static str) -> Result<(), Problem> {
    if has(vector, field) {
        Ok(())
    } else {
        Err(Problem::Missing {
            field,
            expect: vector.expect,
        })
    }
}

fn forbids(vector: &Vector, field: &'static str) -> Result<(), Problem> {
    if has(vector, field) {
        Err(Problem::Forbidden {
            field,
            expect: vector.expect,
        })
    } else {
        Ok(())
    }
}

fn has(vector: &Vector, field: &str) -> bool {
    match field {
        "value" => vector.value.is_some(),
        "canonical" => vector.canonical.is_some(),
        "alternatives" => !vector.alternatives.is_empty(),
        "profiles" => vector.profiles.is_some(),
        "error" => vector.error.is_some(),
        _ => unreachable!("no rule speaks of {field}"),
    }
}
