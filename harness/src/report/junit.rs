//! JUnit's XML: a suite for each subject and section, a test for each case.

use std::time::Duration;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::{Record, Report};

pub(super) fn write(report: &Report) -> String {
    let mut written = quick_junit::Report::new("hyperglyph");
    for subject in &report.subjects {
        written.time = Some(
            written.time.unwrap_or_default() + Duration::from_secs_f64(subject.seconds.max(0.0)),
        );
        for cases in subject.cases.chunk_by(|a, b| a.section == b.section) {
            let mut suite = TestSuite::new(format!("{} {}", subject.name, cases[0].section));
            suite.add_test_cases(cases.iter().map(|record| test(&subject.name, record)));
            written.add_test_suite(suite);
        }
    }
    written.to_string().unwrap_or_default()
}

fn test(subject: &str, record: &Record) -> TestCase {
    let mut status = match record.verdict {
        "fail" | "flaky" => TestCaseStatus::non_success(NonSuccessKind::Failure),
        "not-applicable" | "known" | "warn" => TestCaseStatus::skipped(),
        _ => TestCaseStatus::success(),
    };
    if !matches!(status, TestCaseStatus::Success { .. }) {
        status.set_message(format!("{}: {}", record.verdict, record.seen));
        status.set_description(record.lines().join("\n"));
    }
    let mut test = TestCase::new(record.id.clone(), status);
    test.set_classname(format!("{subject}.{}", record.side));
    if record.verdict == "either" {
        test.set_system_out(format!("either: {}", record.seen));
    }
    test
}
