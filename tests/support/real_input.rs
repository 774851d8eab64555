//! What real programs print, and what people paste.

use std::{fmt::Write as _, fs};

use serde_json::Value;

use crate::root;

/// Id and recorded output of every proof in the catalogue.
pub fn recorded_failures() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for category in folders(&root().join("data/catalogue")) {
        for solution in folders(&category) {
            let output = fs::read_to_string(solution.join("proof/broken.txt")).expect("a recorded failure");
            let id = solution.file_name().expect("a folder has a name").to_string_lossy().into_owned();
            found.push((id, output));
        }
    }
    assert!(!found.is_empty(), "there are no recorded failures");
    found.sort();
    found
}

fn folders(path: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(path).expect("a readable folder");
    entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect()
}

/// Every query of the evaluation, as its file has it: `text`, and `context` where it is known.
pub fn evaluation_queries() -> Vec<Value> {
    let entries = fs::read_dir(root().join("eval/queries")).expect("a readable folder");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a readable file");
        let file: Value = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        found.extend(file["query"].as_array().expect("queries").iter().cloned());
    }
    assert!(!found.is_empty(), "there are no queries");
    found
}

/// 200 lines of a service at work; one of them says `database is locked`.
pub fn service_log() -> String {
    let mut log = String::new();
    for number in 0..200_u32 {
        let (minute, second) = (number / 60, number % 60);
        let worker = number % 4;
        let line = match number % 7 {
            _ if number == 131 => format!(
                "ERROR worker-{worker} task=7f3a{number:04x} step failed: sqlite3.OperationalError: database is locked"
            ),
            0 => format!(
                "INFO  worker-{worker} picked task 7f3a{number:04x} from the queue (depth {})",
                number % 11
            ),
            1 => {
                format!("DEBUG http POST https://api.example.com/v1/messages 200 in {} ms", 300 + number * 3)
            }
            2 => format!("INFO  worker-{worker} tool call search_web finished in {} ms", 90 + number),
            3 => "INFO  health check ok".to_owned(),
            4 => format!("DEBUG cache hit for session s-{number:05}"),
            5 => format!("INFO  worker-{worker} saved 3 messages"),
            _ => format!("WARN  slow response from model: {} ms", 2000 + number),
        };
        writeln!(log, "2026-11-20T08:{minute:02}:{second:02}.{:03}Z {line}", number * 7 % 1000)
            .expect("a string");
    }
    log
}

/// A Node program that failed for a reason that is not in the catalogue.
pub const UNRELATED_NODE_TRACE: &str = "\
/srv/shop/src/routes/cart.js:42
  const names = cart.items.map((item) => item.name);
                           ^

TypeError: Cannot read properties of undefined (reading 'map')
    at renderCart (/srv/shop/src/routes/cart.js:42:28)
    at Layer.handle [as handle_request] (/srv/shop/node_modules/express/lib/router/layer.js:95:5)
    at next (/srv/shop/node_modules/express/lib/router/route.js:149:13)
    at Route.dispatch (/srv/shop/node_modules/express/lib/router/route.js:119:3)
    at /srv/shop/node_modules/express/lib/router/index.js:284:15

Node.js v20.20.2
";

/// A failure that is known, and that no solution here answers.
pub const ANSWERED_ELSEWHERE: &str = "Access to fetch at 'https://api.example.com/v1' from origin 'https://example.org' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.";

/// What [`ANSWERED_ELSEWHERE`] is.
pub const ANSWERED_ELSEWHERE_TITLE: &str = "The browser refuses a cross-origin request";

/// Korean: the weather is lovely today, shall we go for a walk?
pub const KOREAN: &str = "오늘 날씨가 정말 좋네요. 같이 산책하러 갈까요?";

/// 64 KiB that no program printed, the same every time (xorshift64, Marsaglia 2003).
pub fn random_bytes() -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut bytes = Vec::with_capacity(64 * 1024);
    while bytes.len() < 64 * 1024 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes
}
