//! The page of a report, in a real browser: chromium, headless, driven through chromedriver, which
//! speaks the WebDriver protocol, JSON over HTTP.
#![cfg(unix)]

mod ran;

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use ran::run;
use serde_json::{Value as Json, json};
use tempfile::TempDir;

/// The key under which WebDriver gives the id of an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one window. It ends when it is dropped.
struct Browser {
    driver: Child,
    session: String,
    runtime: tokio::runtime::Runtime,
    profile: TempDir,
}

impl Browser {
    fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is not there: .ci/test installs chromium and chromium-driver");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = loop {
            let line = lines.next().expect("chromedriver names its port").unwrap();
            if let Some((_, port)) = line.split_once("successfully on port ") {
                break port.trim_end_matches('.').parse::<u16>().unwrap();
            }
        };
        // What it says besides must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Self {
            driver,
            session: format!("http://127.0.0.1:{port}/session"),
            runtime: tokio::runtime::Runtime::new().unwrap(),
            profile,
        };
        let user_data = format!("--user-data-dir={}", browser.profile.path().display());
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1200,1000",
            &user_data,
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        }}});
        let session = browser.ask("POST", "", &wanted);
        browser.session += &format!("/{}", session["sessionId"].as_str().unwrap());
        browser
    }

    /// A command of WebDriver; what it gives.
    fn ask(&self, method: &str, path: &str, body: &Json) -> Json {
        let mut answer = self.answer(method, path, body).unwrap();
        let value = answer["value"].take();
        assert!(value.get("error").is_none(), "{method} {path}: {value}");
        value
    }

    fn answer(&self, method: &str, path: &str, body: &Json) -> Result<Json, Box<dyn Error>> {
        let body = match method {
            "POST" => body.to_string(),
            _ => String::new(),
        };
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.session))
            .header("content-type", "application/json")
            .body(Full::<bytes::Bytes>::from(body))?;
        let answered = self.runtime.block_on(async {
            let client = Client::builder(TokioExecutor::new()).build_http();
            let response = client.request(request).await?;
            let body = response.into_body().collect().await?.to_bytes();
            Ok::<_, Box<dyn Error>>(body)
        })?;
        Ok(serde_json::from_slice(&answered)?)
    }

    fn post(&self, path: &str, body: &Json) -> Json {
        self.ask("POST", path, body)
    }

    fn open(&self, file: &Path) {
        self.post(
            "/url",
            &json!({"url": format!("file://{}", file.display())}),
        );
    }

    /// Every element that a selector of CSS names.
    fn all(&self, css: &str) -> Vec<String> {
        let found = self.post("/elements", &json!({"using": "css selector", "value": css}));
        let found = found.as_array().unwrap().iter();
        found
            .map(|it| it[ELEMENT].as_str().unwrap().to_owned())
            .collect()
    }

    fn one(&self, css: &str) -> String {
        let mut all = self.all(css);
        assert_eq!(all.len(), 1, "{css}");
        all.remove(0)
    }

    fn click(&self, css: &str) {
        self.post(&format!("/element/{}/click", self.one(css)), &json!({}));
    }

    fn write(&self, css: &str, text: &str) {
        self.post(
            &format!("/element/{}/value", self.one(css)),
            &json!({"text": text}),
        );
    }

    /// What people see of an element.
    fn text(&self, css: &str) -> String {
        let path = format!("/element/{}/text", self.one(css));
        self.ask("GET", &path, &Json::Null)
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// What people see of it, once that is so.
    fn waits_for(&self, css: &str, words: &str) -> String {
        let began = Instant::now();
        loop {
            let text = if self.all(css).is_empty() {
                String::new()
            } else {
                self.text(css)
            };
            if text.contains(words) {
                return text;
            }
            assert!(
                began.elapsed() < Duration::from_mins(1),
                "{css}: no {words:?} in {text:?}"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends the browser too. A test that failed may have lost it.
        let _ = self.answer("DELETE", "", &Json::Null);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A report in which one vector fell short on three sides, and all others hold.
fn report(folder: &Path) -> std::path::PathBuf {
    let vectors = hyperglyph_vectors::Bundle::embedded();
    for (name, text) in vectors.files() {
        let file = folder.join("vectors").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text.replacen("\"i007;\"", "\"i008;\"", 1)).unwrap();
    }
    let page = folder.join("report.html");
    let vectors = folder.join("vectors");
    let ran = run(
        &[
            "check",
            "--vectors",
            vectors.to_str().unwrap(),
            "--run",
            "integer/*",
            "--run",
            "singletons/*",
            "--report",
            &format!("html={}", page.display()),
        ],
        b"",
    );
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    page
}

#[test]
fn the_page_is_opened_filtered_and_clicked_down_to_the_exchange_of_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let page = report(folder.path());
    let browser = Browser::start();
    browser.open(&page);

    // Where something fell short, that is what is listed.
    let ids = |browser: &Browser| {
        let all = browser.all("#cases details").len();
        (all, browser.text("#count"))
    };
    let (listed, count) = ids(&browser);
    assert_eq!(listed, 3, "{count}");
    assert!(count.starts_with("3 cases of "), "{count}");
    assert!(browser.text("#matrix").contains("integer"));
    assert!(
        browser.text("#subjects").contains("3 fail"),
        "{}",
        browser.text("#subjects")
    );

    // By words.
    browser.write("#words", "server.echo");
    browser.waits_for("#count", "1 case of ");
    assert_eq!(
        browser.text("#cases .id"),
        "server.echo/integer/leading-zeros"
    );
    browser.write("#words", " nothing-is-called-so");
    browser.waits_for("#count", "0 cases of ");

    // By verdict: everything, then without what passes.
    browser.click("#reset");
    let everything = browser.waits_for("#count", " of ");
    assert!(!everything.starts_with("0 "), "{everything}");
    assert_eq!(
        browser.all("#verdicts input:checked").len(),
        browser.all("#verdicts input").len()
    );
    browser.click("#verdicts label.pass");
    let left = browser.text("#count");
    assert_ne!(left, everything);
    assert_eq!(browser.all("#cases .verdict.pass").len(), 0);

    // A cell of the matrix leads to its cases: where all hold, to all of them.
    browser.click("#matrix button[data-section='encoding/singletons']");
    assert!(browser.all("#cases .verdict.pass").len() > 20);
    assert_eq!(browser.all("#cases .verdict.fail").len(), 0);
    // Else to what does not, and that to the exchange.
    browser.click("#matrix button[data-section='encoding/integer']");
    assert_eq!(browser.all("#cases details").len(), 3);
    assert_eq!(browser.all("#cases dl").len(), 0);
    let case = "details[data-id='server.echo/integer/leading-zeros']";
    browser.click(&format!("{case} summary"));
    let told = browser.waits_for(&format!("{case} dl"), "curl");
    for words in [
        "INT-5",
        "Leading zeros are ignored.",
        "at byte 1 of the canonical forms, in root",
        "expected      0  69 37 3b  i7;",
        "seen          0  69 38 3b  i8;",
        "POST http://127.0.0.1:",
        "content-type: application/vnd.hyperglyph",
        "Ou5:value;i008;;",
        "16 bytes",
        "printf 'Ou5:value;i008;;' | curl -isS --http1.1",
        "--run 'server.echo/integer/leading-zeros'",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    // The byte that differs is marked on both sides.
    assert_eq!(browser.all(&format!("{case} .bytes mark")).len(), 2);

    // Nothing was wrong in the page's own eyes, and nobody was asked for anything.
    let log = browser.post("/se/log", &json!({"type": "browser"}));
    assert_eq!(log, json!([]));
}
