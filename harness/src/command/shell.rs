//! `hyperglyph shell`

use std::env;
use std::fs;
use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;

use clap::Args;
use hyperglyph_client::Client;
use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::Validator;
use rustyline::{Context, Editor, Helper};
use tokio::runtime::Runtime;

use super::answer::print;
use super::listing::listing;
use super::output::{Failure, failed, runtime, say};
use super::place::Place;
use super::reach::Reach;
use super::steps::{End, Want, walk};

const HELP: &str = "\
NAME [ARG…] [/ …]   call a form or follow a link, as `hyperglyph call` does
call NAME …         the same, for a name that is a word of the shell
ls                  what is here
get [NAME…]         a part of it, as JSON
cd [NAME [ARG…]]    go to what a name leads to; without one, back to the start
cd ..               go back
help                this
exit                leave (also Ctrl-D)
";

const WORDS: [&str; 6] = ["call", "cd", "exit", "get", "help", "ls"];

/// Browse a service by hand, with completion of names (Tab) and history
#[derive(Args, Debug)]
#[command(after_help = "\
Lines are read from stdin where that is no terminal; the first that fails ends the shell.

Examples:
  hyperglyph shell http://127.0.0.1:8000/
  printf 'cd find_user bob\\nbio\\n' | hyperglyph shell http://127.0.0.1:8000/")]
pub(super) struct Shell {
    /// The url of a page
    url: String,
    #[command(flatten)]
    reach: Reach,
}

impl Shell {
    pub(super) fn run(self) -> Result<(), Failure> {
        let runtime = runtime()?;
        let client = self.reach.client();
        let mut session = Session::begin(&runtime, &client, &self.url, self.reach.json)?;
        if io::stdin().is_terminal() {
            session.converse()
        } else {
            for line in io::stdin().lock().lines() {
                if session.obey(&line?)? == Then::Leave {
                    break;
                }
            }
            Ok(())
        }
    }
}

/// Where somebody stands, and has been.
struct Session<'r> {
    runtime: &'r Runtime,
    /// The start first, and where one is last.
    places: Vec<Place>,
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Stay,
    Leave,
}

impl<'r> Session<'r> {
    fn begin(
        runtime: &'r Runtime,
        client: &Client,
        url: &str,
        json: bool,
    ) -> Result<Self, Failure> {
        let page = runtime.block_on(client.get(url)).map_err(failed)?;
        Ok(Self {
            runtime,
            places: vec![Place::new(page)],
            json,
        })
    }

    /// Reads lines from a terminal until nobody wants to write more.
    fn converse(&mut self) -> Result<(), Failure> {
        let mut editor: Editor<Names, FileHistory> = Editor::new().map_err(Failure::own)?;
        let history = history();
        if let Some(file) = &history {
            // There is none at the first time.
            let _ = editor.load_history(file);
        }
        loop {
            editor.set_helper(Some(Names(self.names())));
            match editor.readline("> ") {
                Ok(line) => {
                    let _ = editor.add_history_entry(&line);
                    match self.obey(&line) {
                        Ok(Then::Stay) => {}
                        Ok(Then::Leave) => break,
                        // It is said, and all goes on.
                        Err(failure) => {
                            failure.report();
                        }
                    }
                }
                Err(ReadlineError::Interrupted) => {}
                Err(ReadlineError::Eof) => break,
                Err(error) => return Err(Failure::own(error)),
            }
        }
        if let Some(file) = history {
            // A history that cannot be kept is no reason to fail.
            let _ = file.parent().map(fs::create_dir_all);
            let _ = editor.save_history(&file);
        }
        Ok(())
    }

    /// Does what a line says.
    fn obey(&mut self, line: &str) -> Result<Then, Failure> {
        let Some(words) = shlex::split(line) else {
            return Err(Failure::Usage(format!("a quote has no end: {line}")));
        };
        let Some(first) = words.first() else {
            return Ok(Then::Stay);
        };
        let rest = &words[1..];
        match first.as_str() {
            "exit" => return Ok(Then::Leave),
            "help" => say(HELP)?,
            "ls" => say(&listing(self.here().item().map_err(failed)?))?,
            "get" => {
                let mut place = self.here().clone();
                for name in rest {
                    self.runtime.block_on(place.enter(name))?;
                }
                print(place.item().map_err(failed)?.value(), self.json)?;
            }
            "cd" => self.go(rest)?,
            "call" => self.call(rest)?,
            _ => self.call(&words)?,
        }
        Ok(Then::Stay)
    }

    fn go(&mut self, words: &[String]) -> Result<(), Failure> {
        match words {
            [] => self.places.truncate(1),
            [back] if back == ".." => {
                if self.places.len() > 1 {
                    self.places.pop();
                }
            }
            _ => {
                let place = self.reached(words)?;
                self.places.push(place);
            }
        }
        Ok(())
    }

    /// The place that names lead to; or what comes back, where they lead to a call.
    fn reached(&self, words: &[String]) -> Result<Place, Failure> {
        let mut place = self.here().clone();
        let entered = self.runtime.block_on(async {
            for word in words {
                if place.kind() == super::place::Kind::Form {
                    return Ok(false);
                }
                place.enter(word).await?;
            }
            Ok::<_, Failure>(place.kind() == super::place::Kind::Data)
        })?;
        if entered {
            return Ok(place);
        }
        match self.walk(words)? {
            End::Page(page) => Ok(Place::new(page)),
            End::Download(download) => Ok(Place::new(download.page().clone())),
        }
    }

    fn call(&self, words: &[String]) -> Result<(), Failure> {
        match self.walk(words)? {
            End::Page(page) => print(page.value(), self.json),
            End::Download(download) => print(download.page().value(), self.json),
        }
    }

    fn walk(&self, words: &[String]) -> Result<End, Failure> {
        let place = self.here().clone();
        self.runtime.block_on(walk(place, words, Want::Page))
    }

    fn here(&self) -> &Place {
        // The start is never left.
        &self.places[self.places.len() - 1]
    }

    /// The names that can be typed here.
    fn names(&self) -> Vec<String> {
        let item = self.here().item();
        let names = item.into_iter().flat_map(|item| item.names());
        names.map(quoted).collect()
    }
}

/// A name as a word of a line.
fn quoted(name: &str) -> String {
    shlex::try_quote(name).map_or_else(|_| name.to_owned(), Into::into)
}

/// Where lines are remembered: the state folder of the user.
fn history() -> Option<PathBuf> {
    let state = env::var_os("XDG_STATE_HOME").filter(|it| !it.is_empty());
    let state = state.map(PathBuf::from).or_else(|| {
        let home = env::var_os("HOME").filter(|it| !it.is_empty())?;
        Some(PathBuf::from(home).join(".local/state"))
    })?;
    Some(state.join("hyperglyph/history"))
}

/// Completes names and the words of the shell.
struct Names(Vec<String>);

impl Completer for Names {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(complete(&self.0, &line[..at]))
    }
}

impl Hinter for Names {
    type Hint = String;
}
impl Highlighter for Names {}
impl Validator for Names {}
impl Helper for Names {}

/// Where the last word of a line begins, and what it may become.
fn complete(names: &[String], line: &str) -> (usize, Vec<String>) {
    let start = line.rfind(' ').map_or(0, |space| space + 1);
    let word = &line[start..];
    let before = line[..start].trim();
    let own = WORDS
        .iter()
        .filter(|_| before.is_empty())
        .map(|it| (*it).to_owned());
    // Behind a name come its arguments, and behind a `/` a page that nobody knows yet.
    let leads = before.is_empty() || matches!(before, "call" | "cd" | "get");
    let named = names.iter().filter(|_| leads).cloned();
    let found = named.chain(own).filter(|it| it.starts_with(word));
    (start, found.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words_of_the_shell_are_completed_where_they_may_stand() {
        let names = ["hello", "help_me", "'two words'"].map(str::to_owned);
        let found = |line| complete(&names, line);
        assert_eq!(
            found("he"),
            (0, vec!["hello".into(), "help_me".into(), "help".into()])
        );
        assert_eq!(found("cd hel"), (3, vec!["hello".into(), "help_me".into()]));
        assert_eq!(found("get '"), (4, vec!["'two words'".into()]));
        assert_eq!(found("hello he"), (6, vec![]));
        assert_eq!(found("xyz"), (0, vec![]));
    }
}
