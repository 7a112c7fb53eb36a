//! A notebook on disk: what was written is there when the server starts again.
//! `cargo run -p hyperglyph-server --features disk --example notebook -- notes.redb`, then
//! `hyperglyph call http://127.0.0.1:8000/ Notebook travel`, and `write` on the page that comes.

use std::error::Error;
use std::path::Path;

use chrono::{DateTime, Utc};
use hyperglyph_server::{
    Data, Disk, Failure, Instances, Mapped, Router, Server, StatusCode, class,
};
use serde::{Deserialize, Serialize};

/// The most notes of a notebook: all of it is read and written with each of them.
const MOST: usize = 1_000;

#[derive(Serialize, Deserialize)]
struct Notebook {
    title: String,
    notes: Vec<Note>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Note {
    #[serde(with = "hyperglyph::serde::datetime")]
    written: DateTime<Utc>,
    text: String,
}

#[class(persistent)]
impl Notebook {
    fn new(title: String) -> Self {
        let notes = Vec::new();
        Self { title, notes }
    }

    #[property]
    fn title(&self) -> String {
        self.title.clone()
    }

    #[property]
    fn notes(&self) -> Data<Vec<Note>> {
        Data(self.notes.clone())
    }

    /// Gives the number of the note.
    fn write(&mut self, text: String) -> Result<u64, Failure> {
        if self.notes.len() == MOST {
            let message = format!("a notebook holds {MOST} notes: begin another");
            return Err(Failure::new(StatusCode::CONFLICT, message));
        }
        let written = Utc::now();
        self.notes.push(Note { written, text });
        Ok(self.notes.len() as u64)
    }

    #[method(safe)]
    fn find(&self, word: String) -> Data<Vec<Note>> {
        let found = |note: &&Note| note.text.contains(&word);
        Data(self.notes.iter().filter(found).cloned().collect())
    }
}

fn router(path: impl AsRef<Path>) -> Result<Router, Box<dyn Error>> {
    let notebooks = Instances::new("Notebook", Disk::open(path)?);
    // Whoever names a notebook that is there already gets that one.
    let notebooks = notebooks.by(|notebook: &Notebook| notebook.title.clone());
    Ok(Router::new().offer(Notebook::class().stored(notebooks)))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1);
    let path = path.ok_or("expected the path of the notebooks as the argument")?;
    let server = Server::bind("127.0.0.1:8000").await?;
    println!("http://{}/", server.local_addr());
    let interrupted = async {
        // Without a signal to wait for, it serves until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    server.serve_until(router(path)?, interrupted).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use hyperglyph::Value;
    use hyperglyph_client::{Client, args};

    use super::*;

    #[tokio::test]
    async fn notes_are_there_when_the_server_starts_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.redb");
        for (note, number) in [("pack the tent", 1), ("buy a map", 2)] {
            let server = Server::bind("127.0.0.1:0").await.unwrap();
            let server = server.spawn(router(&path).unwrap());
            let page = Client::new().get(&server.url()).await.unwrap();
            let travel = page.call("Notebook", args!["travel"]).await.unwrap();
            let written = travel.call("write", args![note]).await.unwrap();
            assert_eq!(written.value(), &Value::from(number));
            server.stop().await.unwrap();
        }

        let server = Server::bind("127.0.0.1:0").await.unwrap();
        let server = server.spawn(router(&path).unwrap());
        let page = Client::new().get(&server.url()).await.unwrap();
        let travel = page.call("Notebook", args!["travel"]).await.unwrap();
        let found = travel.call("find", args!["map"]).await.unwrap();
        let found: Vec<Note> = hyperglyph::from_value(found.value()).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text, "buy a map");
        assert_eq!(
            travel
                .get("notes")
                .unwrap()
                .value()
                .as_list()
                .unwrap()
                .len(),
            2
        );
        server.stop().await.unwrap();
    }
}
