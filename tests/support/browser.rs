//! Headless Chromium, driven over WebDriver.

use std::{
    future::Future,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{Client, ClientBuilder, wd::Capabilities};
use serde_json::{Value, json};

/// How long anything in a page may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program that prints its port when it is ready; stopped when dropped.
struct Background(Child);

impl Drop for Background {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a program and reads the port after the word `port` in what it prints.
fn start(command: &mut Command) -> (Background, u16) {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{} does not start: {error}", command.get_program().display()));
    let output = BufReader::new(child.stdout.take().expect("piped"));
    let background = Background(child);
    for line in output.lines() {
        let line = line.expect("text");
        let words: Vec<&str> = line.split_whitespace().collect();
        let port = words
            .windows(2)
            .find(|pair| pair[0] == "port")
            .and_then(|pair| pair[1].trim_end_matches('.').parse().ok());
        if let Some(port) = port.filter(|port| *port != 0) {
            return (background, port);
        }
    }
    panic!("{} ended without naming its port", command.get_program().display());
}

/// A browser with one page.
pub struct Browser {
    client: Client,
    _profile: tempfile::TempDir,
    _driver: Background,
}

/// Runs a test in a browser of its own, which is closed whatever happens.
pub fn with_browser<F: Future<Output = ()>>(test: impl FnOnce(Browser) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async { test(Browser::start().await).await });
}

impl Browser {
    async fn start() -> Self {
        let (driver, port) = start(Command::new("chromedriver").arg("--port=0"));
        let profile = tempfile::tempdir().expect("a folder");
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-dev-shm-usage",
            "--disable-sync",
            "--window-size=1280,900",
            &format!("--user-data-dir={}", profile.path().display()),
        ]
        .map(str::to_owned);
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".into(), json!({ "args": arguments }));
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("a browser");
        Self { client, _profile: profile, _driver: driver }
    }

    /// Opens a page.
    pub async fn open(&self, url: &str) {
        self.client.goto(url).await.expect("the page opens");
    }

    /// The value of a JavaScript expression. `root` is the shadow root of the first widget,
    /// `parts(name)` the elements in it that have a part name.
    pub async fn value(&self, expression: &str) -> Value {
        let script = format!(
            "const root = document.querySelector('remedy-widget')?.shadowRoot;
             const parts = (name) => root ? [...root.querySelectorAll(`[part~=\"${{name}}\"]`)] : [];
             return {expression};"
        );
        self.client.execute(&script, Vec::new()).await.unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// The value that a promise settles to.
    pub async fn awaited(&self, promise: &str, arguments: Vec<Value>) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             ({promise}).then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"
        );
        let settled = self.client.execute_async(&script, arguments).await.expect("a script that runs");
        assert!(settled["error"].is_null(), "{promise}: {settled}");
        settled["value"].clone()
    }

    /// Waits until an expression is true; fails when it does not become so.
    pub async fn until(&self, expression: &str) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while self.value(expression).await != Value::Bool(true) {
            if tokio::time::Instant::now() > deadline {
                let shown = self.value("root ? root.textContent : document.body.textContent").await;
                panic!("never true: {expression}\nshown: {shown}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Types on the keyboard, wherever the focus is.
    pub async fn keys(&self, keys: &str) {
        let mut source = fantoccini::actions::KeyActions::new("keyboard".into());
        for key in keys.chars() {
            use fantoccini::actions::{InputSource as _, KeyAction};
            source = source.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        }
        self.client.perform_actions(source).await.expect("keys");
    }

    /// Clicks with the mouse in the middle of the first element with a part name.
    pub async fn click(&self, part: &str) {
        use fantoccini::actions::{InputSource as _, MouseActions, PointerAction};
        let place = self
            .value(&format!(
                "(() => {{ const box = parts('{part}')[0].getBoundingClientRect();
                   return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
            ))
            .await;
        let coordinate = |axis: usize| place[axis].as_f64().unwrap_or_else(|| panic!("no {part}: {place}"));
        let mouse = MouseActions::new("mouse".into())
            .then(PointerAction::MoveTo { duration: None, x: coordinate(0), y: coordinate(1) })
            .then(PointerAction::Down { button: fantoccini::actions::MOUSE_BUTTON_LEFT })
            .then(PointerAction::Up { button: fantoccini::actions::MOUSE_BUTTON_LEFT });
        self.client.perform_actions(mouse).await.expect("a click");
    }
}

/// Serves a folder from an origin of its own.
pub struct OtherOrigin {
    /// Such as `http://127.0.0.1:41235`.
    pub origin: String,
    _server: Background,
}

impl OtherOrigin {
    /// Serves `folder`, relative to the workspace.
    pub fn serve(folder: &str) -> Self {
        let mut command = Command::new("python3");
        command.args(["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder]);
        let (server, port) = start(command.current_dir(crate::root()));
        Self { origin: format!("http://127.0.0.1:{port}"), _server: server }
    }
}
