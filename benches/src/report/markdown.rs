//! Tables for the documentation, and their place in it.

use super::{Report, Table, summary};
use crate::Error;

/// Around what a program writes.
fn marks(program: &str) -> [String; 2] {
    [
        format!("<!-- {program}: from here to the end mark the program writes -->"),
        format!("<!-- {program}: end -->"),
    ]
}

/// All tables, with date, commit and versions.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let provenance = &report.provenance;
    let mut out = format!(
        "Run on {} at commit {}, {} rounds, against {}.\n\n",
        provenance.date,
        provenance.commit,
        report.rounds,
        provenance.versions_text(),
    );
    for line in summary(report).lines() {
        out += &format!("- {line}\n");
    }
    for section in &report.sections {
        out.extend(section.tables.iter().map(table));
        if !section.missing.is_empty() {
            out += &format!("\n{} not measured:\n\n", section.id);
        }
        let missing = section.missing.iter();
        out.extend(missing.map(|line| format!("- {line}\n")));
    }
    out
}

/// Puts the text between the two marks that a document has for this program.
pub fn insert(document: &str, program: &str, text: &str) -> Result<String, Error> {
    let [begin, end] = marks(program);
    let place = document.split_once(&begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&end)?;
        Some((before, after))
    });
    let (before, after) =
        place.ok_or_else(|| format!("expected the marks {begin:?} and {end:?}, in this order"))?;
    Ok(format!("{before}{begin}\n\n{text}\n{end}{after}"))
}

fn table(table: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head = [vec![String::new()], table.columns.clone()].concat();
    let rule = vec!["---".to_owned(); head.len()];
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| {
            let text = format!("{} {}", cell.seen_text(), cell.goal_text());
            text.trim_end().replace("SHORT", "**SHORT**")
        });
        line([row.label.clone()].into_iter().chain(cells).collect())
    });
    let rows: String = rows.collect();
    format!(
        "\n**{}**\n\n{}{}{rows}",
        table.title,
        line(head),
        line(rule)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stood_between_the_marks_is_replaced() {
        let [begin, end] = marks("ours");
        let document = format!("above\n{begin}\nold\n{end}\nbelow\n");
        let once = insert(&document, "ours", "new\n").unwrap();
        assert_eq!(once, format!("above\n{begin}\n\nnew\n\n{end}\nbelow\n"));
        assert_eq!(insert(&once, "ours", "new\n").unwrap(), once);
        assert_eq!(
            insert(&once, "theirs", "new").unwrap_err().to_string(),
            "expected the marks \"<!-- theirs: from here to the end mark the program writes -->\" \
             and \"<!-- theirs: end -->\", in this order"
        );
    }
}
