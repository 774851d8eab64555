//! The message inside a line of a log: what loggers, shippers, orchestrators and chats put around it is
//! taken off, and the level is kept.

use std::ops::Range;

use super::line::{LineKind, level};
use crate::work::Meter;

/// The messages of a line, in order, and the level that it was logged at, where the format names one.
pub(super) struct Envelope {
    pub(super) messages: Vec<Range<usize>>,
    pub(super) level: Option<LineKind>,
}

/// Members of a structured line that hold text for people: the names that structlog, pino, bunyan, winston,
/// zap, logrus, slog, Docker's json-file driver, Google and Amazon's loggers write, and problem documents.
const TEXT_KEYS: [&str; 28] = [
    "msg",
    "message",
    "event",
    "log",
    "error",
    "err",
    "errormessage",
    "error_message",
    "exception",
    "exc_info",
    "exc_text",
    "stack",
    "stacktrace",
    "stack_trace",
    "traceback",
    "reason",
    "detail",
    "details",
    "cause",
    "text",
    "textpayload",
    "title",
    "description",
    "output",
    "type",
    "code",
    "error_type",
    "error_code",
];
/// Members that hold the level.
const LEVEL_KEYS: [&str; 5] = ["level", "severity", "lvl", "levelname", "loglevel"];

/// Opens a line.
pub(super) fn open(raw: &str, meter: &Meter) -> Envelope {
    let end = raw.trim_end().len();
    let start = prefix(&raw[..end], meter);
    let line = &raw[start..end];
    if line.starts_with("```") || line.starts_with("~~~") {
        return Envelope { messages: Vec::new(), level: None };
    }
    if line.starts_with(['{', '"', '[']) && line.contains("\":") {
        let envelope = json(raw, start..end, meter);
        if !envelope.messages.is_empty() {
            return envelope;
        }
    }
    if ["msg=", "level=", "err="].iter().any(|key| line.contains(key)) {
        let envelope = logfmt(raw, start..end, meter);
        if !envelope.messages.is_empty() {
            return envelope;
        }
    }
    let workflow = line.strip_prefix("##[error]").or(line.strip_prefix("::error"));
    let level = workflow.map(|_| LineKind::Failure).or(priority(&raw[..start]));
    let mut messages = Vec::new();
    // A stack that was written as one string: its lines are indented. A path has no blanks there.
    if ["\\n  ", "\\n\\t"].iter().any(|end| line.contains(end)) {
        cut(raw, start..end, &mut messages);
    } else {
        messages.push(start..end);
    }
    Envelope { messages, level }
}

/// `<3>` before a line of syslog: the remainder by 8 is the severity (RFC 3164, section 4.1.1).
fn priority(prefix: &str) -> Option<LineKind> {
    let (number, _) = prefix.trim_start().strip_prefix('<')?.split_once('>')?;
    Some(match number.parse::<u16>().ok()? % 8 {
        0..=3 => LineKind::Failure,
        4 => LineKind::Warning,
        _ => LineKind::Routine,
    })
}

/// How much of a line's beginning only says where the line comes from.
fn prefix(line: &str, meter: &Meter) -> usize {
    let mut at = 0;
    // Each of these may stand behind another, and none more often than a handful of times.
    for _ in 0..6 {
        let rest = &line[at..];
        meter.bytes.add(rest.len());
        let blank = rest.len() - rest.trim_start().len();
        // The indent of what is not prefixed is kept: it tells code below a frame.
        let own = if at == 0 { 0 } else { blank };
        let rest = &line[at + blank..];
        let length =
            [bar, quote, compose, pod, syslog, logcat, build_step].iter().find_map(|strip| strip(rest));
        match length {
            Some(length) => at += blank + length,
            None => return at + own,
        }
    }
    at
}

/// `| message` and `| 2024-06-19T07:41:12.311Z | message`: a table of logs, Docker without a name.
fn bar(rest: &str) -> Option<usize> {
    let message = rest.strip_prefix("| ")?;
    let dated = message.split_once(" | ").filter(|(time, _)| {
        time.len() < 40 && time.bytes().all(|byte| byte.is_ascii_digit() || b"-:.,TZ+ ".contains(&byte))
    });
    Some(2 + dated.map_or(0, |(time, _)| time.len() + 3))
}

/// `> quoted` in a mail, an issue or a chat.
fn quote(rest: &str) -> Option<usize> {
    rest.starts_with("> ").then_some(2)
}

/// `worker-1  | message`: Docker Compose, foreman, honcho.
fn compose(rest: &str) -> Option<usize> {
    let name = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte)).count();
    let gap = rest[name..].bytes().take_while(|byte| *byte == b' ').count();
    (name > 0 && gap > 0 && rest[name + gap..].starts_with("| ")).then_some(name + gap + 2)
}

/// `[pod/name/container] message`: `kubectl logs --prefix`.
fn pod(rest: &str) -> Option<usize> {
    let end = rest.starts_with("[pod/").then(|| rest.find(']'))??;
    Some(end + 1)
}

/// `Nov 24 13:10:33 host process[123]: message`: syslog (RFC 3164) and journald.
fn syslog(rest: &str) -> Option<usize> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let priority = if rest.starts_with('<') { rest.find('>').filter(|end| *end <= 4)? + 1 } else { 0 };
    let dated = &rest[priority..];
    if !MONTHS.iter().any(|month| dated.starts_with(month)) {
        return None;
    }
    let mut words = dated.split(' ').filter(|word| !word.is_empty()).skip(1);
    let (day, time, _host, process) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let digits = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    if !digits(day) || !digits(time) || !process.ends_with(':') {
        return None;
    }
    let end = process.as_ptr() as usize - rest.as_ptr() as usize + process.len();
    Some(end)
}

/// `07-02 09:14:51.140  8123  8190 W Tag: message`: Android. The level stays, it is a word of its own there.
fn logcat(rest: &str) -> Option<usize> {
    let mut words = rest.split(' ').filter(|word| !word.is_empty());
    let numeric = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit() || b"-:.".contains(&byte));
    let (day, time, process, thread) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let (level, tag) = (words.next()?, words.next()?);
    let fits = [day, time, process, thread].into_iter().all(numeric)
        && day.len() == 5
        && time.contains(':')
        && matches!(level, "V" | "D" | "I" | "W" | "E" | "F")
        && tag.ends_with(':');
    fits.then(|| tag.as_ptr() as usize - rest.as_ptr() as usize + tag.len())
}

/// `#12 3.456 message`: a step of an image build.
fn build_step(rest: &str) -> Option<usize> {
    let (step, rest_of_it) = rest.strip_prefix('#')?.split_once(' ')?;
    let (time, _) = rest_of_it.split_once(' ')?;
    let digits =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (digits(step) && digits(time)).then_some(1 + step.len() + 1 + time.len())
}

/// Members of JSON, found by their names at any depth; a string is cut at its escaped line ends.
fn json(raw: &str, line: Range<usize>, meter: &Meter) -> Envelope {
    let mut envelope = Envelope { messages: Vec::new(), level: None };
    let bytes = raw.as_bytes();
    let mut key: Option<Range<usize>> = None;
    let mut at = line.start;
    while at < line.end {
        meter.bytes.add(1);
        match bytes[at] {
            b'"' => {
                let end = string_end(bytes, at + 1, line.end, meter);
                let after = bytes[(end + 1).min(line.end)..line.end].iter().position(|byte| *byte != b' ');
                meter.bytes.add(after.unwrap_or(line.end - end.min(line.end)));
                let is_key = after.is_some_and(|gap| bytes[end + 1 + gap] == b':');
                if is_key {
                    key = Some(at + 1..end);
                } else if let Some(key) = key.take() {
                    member(raw, &raw[key], at + 1..end, &mut envelope);
                }
                at = end + 1;
            }
            b'0'..=b'9' => {
                let digits = bytes[at..line.end].iter().take_while(|byte| byte.is_ascii_digit()).count();
                if let Some(key) = key.take().filter(|key| is(&LEVEL_KEYS, &raw[key.clone()])) {
                    envelope.level =
                        envelope.level.or(numbered(&raw[at..at + digits]).filter(|_| !key.is_empty()));
                }
                at += digits;
            }
            b'{' | b'[' | b',' => {
                key = key.filter(|_| bytes[at] != b',');
                at += 1;
            }
            _ => at += 1,
        }
    }
    envelope
}

/// Where a string ends: at its closing quote, or where the line does.
fn string_end(bytes: &[u8], mut at: usize, end: usize, meter: &Meter) -> usize {
    while at < end && bytes[at] != b'"' {
        meter.bytes.add(1);
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(end)
}

fn member(raw: &str, key: &str, value: Range<usize>, envelope: &mut Envelope) {
    if is(&LEVEL_KEYS, key) {
        envelope.level = envelope.level.or(level(&raw[value.clone()].to_ascii_lowercase()));
    } else if is(&TEXT_KEYS, key) {
        cut(raw, value, &mut envelope.messages);
    }
}

/// Adds the lines of a string, whose ends are escaped.
fn cut(raw: &str, value: Range<usize>, messages: &mut Vec<Range<usize>>) {
    let mut start = value.start;
    while let Some(length) = raw[start..value.end].find("\\n") {
        messages.push(start..start + length);
        start += length + 2;
    }
    messages.push(start..value.end);
}

/// pino and bunyan: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal.
fn numbered(digits: &str) -> Option<LineKind> {
    match digits {
        "60" | "50" => Some(LineKind::Failure),
        "40" => Some(LineKind::Warning),
        "30" | "20" | "10" => Some(LineKind::Routine),
        _ => None,
    }
}

/// `level=error msg="…" err=…`.
fn logfmt(raw: &str, line: Range<usize>, meter: &Meter) -> Envelope {
    let mut envelope = Envelope { messages: Vec::new(), level: None };
    let bytes = raw.as_bytes();
    let mut word = line.start;
    let mut at = line.start;
    while at < line.end {
        meter.bytes.add(1);
        match bytes[at] {
            b'=' => {
                let key = &raw[word..at];
                let quoted = bytes.get(at + 1) == Some(&b'"') && at + 1 < line.end;
                let start = if quoted { at + 2 } else { at + 1 };
                let end = if quoted {
                    string_end(bytes, start, line.end, meter)
                } else {
                    bytes[start..line.end]
                        .iter()
                        .position(|byte| *byte == b' ')
                        .map_or(line.end, |gap| start + gap)
                };
                if raw.is_char_boundary(end) {
                    member(raw, key, start..end, &mut envelope);
                }
                at = end.max(start);
                word = at;
            }
            b' ' => {
                at += 1;
                word = at;
            }
            _ => at += 1,
        }
    }
    envelope
}

fn is(names: &[&str], key: &str) -> bool {
    names.iter().any(|name| key.eq_ignore_ascii_case(name))
}
