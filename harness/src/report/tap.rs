//! The Test Anything Protocol, version 14. Warnings are `TODO`s: they fail no run.

use super::{Record, Report};

pub(super) fn write(report: &Report) -> String {
    let count: usize = report
        .subjects
        .iter()
        .map(|subject| subject.cases.len())
        .sum();
    let mut text = format!("TAP version 14\n1..{count}\n");
    let mut number = 0;
    for subject in &report.subjects {
        for record in &subject.cases {
            number += 1;
            text += &line(number, &subject.name, record);
        }
    }
    text
}

fn line(number: usize, subject: &str, record: &Record) -> String {
    let ok = if record.is_short() { "not ok" } else { "ok" };
    let directive = match record.verdict {
        "not-applicable" => " # SKIP not applicable",
        "warn" => " # TODO a SHOULD",
        "known" => " # TODO known",
        _ => "",
    };
    let mut text = format!(
        "{ok} {number} - {} {}{directive}\n",
        escaped(subject),
        escaped(&record.id)
    );
    if record.is_short() {
        text += "  ---\n";
        for line in record.lines() {
            // A block of YAML takes any text in a JSON string.
            if let Some((label, words)) = line.split_once(": ") {
                text += &format!("  {label}: {}\n", serde_json::json!(words));
            }
        }
        text += "  ...\n";
    }
    text
}

/// `#` would begin a directive.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('#', "\\#")
}
