//! A running service on a port of its own.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, ExitStatus, Stdio},
};

use serde_json::Value;
use ureq::{Agent, http};

/// A running `remedy serve`; stopped when dropped.
pub struct Service {
    process: Child,
    /// Such as `http://127.0.0.1:41234`.
    pub origin: String,
    agent: Agent,
}

/// A response, read to its end.
#[derive(Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    headers: http::HeaderMap,
    /// The body as text.
    pub text: String,
}

impl Response {
    /// A header's value; empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header in ASCII"))
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.text))
    }

    /// The body as a problem (RFC 9457), checked for what every problem must have.
    pub fn problem(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{problem}");
        for field in ["type", "title", "detail", "code"] {
            assert!(problem[field].as_str().is_some_and(|text| !text.is_empty()), "no {field}: {problem}");
        }
        problem
    }
}

impl Service {
    /// Starts the service with the catalogue that is inside the binary, on a free port.
    pub fn start() -> Self {
        let mut process = Command::new(crate::binary())
            .args(["serve", "--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let origin = line
            .split_whitespace()
            .find(|word| word.starts_with("http://"))
            .unwrap_or_else(|| panic!("no address in {line:?}"))
            .trim_end_matches('/')
            .to_owned();
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        Self { process, origin, agent: config.into() }
    }

    /// The id of the process.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Waits until it has ended by itself.
    pub fn wait(&mut self) -> ExitStatus {
        self.process.wait().expect("a child process")
    }

    /// `GET` with headers.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = self.agent.get(format!("{}{path}", self.origin));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.call())
    }

    /// `GET`.
    pub fn get(&self, path: &str) -> Response {
        self.get_with(path, &[])
    }

    /// `POST` with a content type.
    pub fn post(&self, path: &str, content_type: &str, body: &[u8]) -> Response {
        read(
            self.agent.post(format!("{}{path}", self.origin)).header("content-type", content_type).send(body),
        )
    }

    /// Any other method, without a body.
    pub fn method(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = http::Request::builder().method(method).uri(format!("{}{path}", self.origin));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(self.agent.run(request.body(()).expect("a request")))
    }

    /// Looks a text up through `POST text/plain`.
    pub fn lookup(&self, text: &[u8]) -> Value {
        let response = self.post("/v1/lookup", "text/plain", text);
        assert_eq!(response.status, 200, "{}", response.text);
        response.json()
    }
}

fn read(result: Result<http::Response<ureq::Body>, ureq::Error>) -> Response {
    let mut response = result.expect("the service answers");
    Response {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        text: String::from_utf8_lossy(&response.body_mut().read_to_vec().expect("a body")).into_owned(),
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
