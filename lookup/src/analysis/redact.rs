//! Finds secrets and personal data, so that no answer repeats them.

use std::ops::Range;

use crate::{Redaction, order::sort_by, work::Meter};

/// Prefixes by which issuers mark their keys (each documented by its issuer: OpenAI, Anthropic and Stripe,
/// GitHub, Slack, AWS, Google, GitLab, Hugging Face, npm).
const KEY_PREFIXES: [&str; 16] = [
    "sk-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "github_pat_",
    "xox",
    "AKIA",
    "ASIA",
    "AIza",
    "glpat-",
    "hf_",
    "npm_",
];
/// Shorter words behind a prefix are words.
const MIN_KEY_BYTES: usize = 16;
/// Names of settings that hold secrets; compared at the end of the name.
const SECRET_NAMES: [&str; 11] = [
    "password",
    "passwd",
    "pwd",
    "secret",
    "token",
    "api_key",
    "api-key",
    "apikey",
    "access_key",
    "private_key",
    "authorization",
];
/// Those whose value may be anything.
const PASSWORD_NAMES: [&str; 3] = ["password", "passwd", "pwd"];

/// Longest quoted value that is looked for, in bytes: so that time stays linear in the text.
const MAX_VALUE_BYTES: usize = 512;

/// Remembers what was found, and what the next line is known to hold.
#[derive(Debug, Default)]
pub(super) struct Redactor {
    found: Vec<Redaction>,
    in_key: bool,
    /// What the end of the line before announces.
    follows: Follows,
}

impl Redactor {
    /// The kinds found so far, sorted.
    pub(super) fn found(mut self) -> Vec<Redaction> {
        sort_by(&mut self.found, Redaction::cmp);
        self.found
    }

    /// Whether a line must be looked at though it was seen before: it belongs to a private key or begins one.
    pub(super) fn must_read(&self, raw: &str) -> bool {
        self.in_key || raw.contains("PRIVATE KEY-----")
    }

    /// Begins another piece of a text that was cut, perhaps in the middle of a private key.
    pub(super) fn begin(&mut self, piece: &str) {
        self.follows = Follows::Nothing;
        self.in_key = piece.find("-----END ").is_some_and(|end| !piece[..end].contains("-----BEGIN "));
    }

    /// The bytes of a line that must not be repeated, in order.
    pub(super) fn secrets(&mut self, raw: &str, meter: &Meter) -> Vec<Range<usize>> {
        let announced = std::mem::take(&mut self.follows);
        meter.bytes.add(raw.len());
        if self.must_read(raw) {
            self.in_key = !raw.contains("-----END") && (self.in_key || raw.contains("-----BEGIN"));
            self.note(Redaction::Secret);
            return std::iter::once(0..raw.trim_end().len()).collect();
        }
        let mut ranges = Vec::new();
        let trimmed = raw.trim();
        if announced == Follows::Password && !trimmed.is_empty() && !trimmed.contains(char::is_whitespace) {
            self.add(&mut ranges, Redaction::Secret, 0..raw.trim_end().len());
            // Or it is the name of another.
            self.follows = Follows::after(trimmed);
            return ranges;
        }
        let mut follows = Follows::Nothing;
        let mut named = Follows::Nothing;
        let mut done = 0;
        for atom in atoms(raw) {
            if atom.start < done {
                continue;
            }
            let text = &raw[atom.clone()];
            meter.bytes.add(text.len());
            let before = ranges.len();
            if matches!(text, ":" | "=" | "=>" | ":=") {
                // The sign may stand apart from the name: `password = …`, `"password": …`.
                follows = std::mem::take(&mut named);
            } else {
                if follows.covers(text) {
                    self.add(&mut ranges, Redaction::Secret, atom.clone());
                } else {
                    self.atom(raw, atom.clone(), &mut ranges);
                }
                let announces = ranges.len() == before;
                follows = if announces { Follows::after(text) } else { Follows::Nothing };
                named = if announces { Follows::named(text) } else { Follows::Nothing };
            }
            if follows == Follows::Password
                && let Some(value) = value(raw, atom.end, meter)
            {
                self.add(&mut ranges, Redaction::Secret, value);
                follows = Follows::Nothing;
            }
            done = ranges[before..].last().map_or(0, |range| range.end);
        }
        self.follows = follows;
        ranges
    }

    fn add(&mut self, ranges: &mut Vec<Range<usize>>, kind: Redaction, range: Range<usize>) {
        self.note(kind);
        ranges.push(range);
    }

    fn note(&mut self, kind: Redaction) {
        if !self.found.contains(&kind) {
            self.found.push(kind);
        }
    }

    fn atom(&mut self, raw: &str, atom: Range<usize>, ranges: &mut Vec<Range<usize>>) {
        let (text, start) = (&raw[atom.clone()], atom.start);
        // scheme://user:password@host
        if let Some(scheme) = text.find("://") {
            let rest = &text[scheme + 3..];
            let authority = rest.split('/').next().unwrap_or_default();
            if let Some(end) = authority.rfind('@') {
                self.add(ranges, Redaction::Secret, start + scheme + 3..start + scheme + 3 + end);
                return;
            }
        } else if is_email(text) {
            self.add(ranges, Redaction::Email, start..start + text.len());
            return;
        }
        // `name=value`, perhaps one of several: `?user=ann&token=…`.
        let mut at = start;
        for setting in text.split(['&', '?']) {
            if let Some((name, value)) = setting.split_once(['=', ':']) {
                let value_at = at + name.len() + 1;
                let kind = Follows::named(name);
                let assigned = raw.as_bytes()[value_at - 1] == b'=' && kind != Follows::Nothing;
                if value.len() >= 4 && (assigned || kind.covers(value)) {
                    let end = at + setting.len();
                    let end = if end == atom.end { unquoted_end(raw, end) } else { end };
                    self.add(ranges, Redaction::Secret, value_at..end);
                    at += setting.len() + 1;
                    continue;
                }
            }
            let mut part_at = at;
            for part in setting.split(['/', '=', '@']) {
                if is_key(part) {
                    self.add(ranges, Redaction::Secret, part_at..part_at + part.len());
                } else if is_ip_address(part) {
                    self.add(ranges, Redaction::IpAddress, part_at..part_at + part.len());
                }
                part_at += part.len() + 1;
            }
            at += setting.len() + 1;
        }
    }
}

/// What the word before announces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Follows {
    #[default]
    Nothing,
    /// Anything after `password:`.
    Password,
    /// After `token:` or `Bearer`: only what looks like a key, for prose says *token expired* too.
    Key,
}

impl Follows {
    fn after(text: &str) -> Self {
        if text.ends_with([':', '=']) {
            return Self::named(text);
        }
        let announces = ["bearer", "basic"].iter().any(|word| text.eq_ignore_ascii_case(word));
        if announces { Self::Key } else { Self::Nothing }
    }

    /// What the name of a setting announces, once its sign has come.
    fn named(name: &str) -> Self {
        let name = name.trim_end_matches([':', '=', '>']);
        if !SECRET_NAMES.iter().any(|end| ends_with(name, end)) {
            return Self::Nothing;
        }
        if PASSWORD_NAMES.iter().any(|end| ends_with(name, end)) { Self::Password } else { Self::Key }
    }

    fn covers(self, text: &str) -> bool {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        match self {
            Self::Nothing => false,
            Self::Password => true,
            Self::Key => text.len() >= 8 && digits > 0 && digits < text.len(),
        }
    }
}

fn ends_with(name: &str, end: &str) -> bool {
    let from = name.len().checked_sub(end.len());
    from.and_then(|from| name.get(from..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// The password behind its name and sign: to the quote that closes it, or to what cannot be part of an unquoted
/// one. None when it is not on this line.
fn value(raw: &str, from: usize, meter: &Meter) -> Option<Range<usize>> {
    let skipped = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '`' | '\\');
    let start = raw.len() - raw[from..].trim_start_matches(skipped).len();
    let before = &raw[from..start];
    let quote = before.bytes().next_back().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    let escaped = before.len() >= 2 && before.as_bytes()[before.len() - 2] == b'\\';
    let closed = quote.and_then(|quote| {
        let bytes = raw.as_bytes().iter().enumerate().skip(start).take(MAX_VALUE_BYTES);
        let mut ends =
            bytes.filter(|(at, byte)| **byte == quote && (raw.as_bytes()[at - 1] == b'\\') == escaped);
        ends.next().map(|(at, _)| at - usize::from(escaped))
    });
    let end = closed.unwrap_or_else(|| unquoted_end(raw, start));
    meter.bytes.add(end - from + if closed.is_none() && quote.is_some() { MAX_VALUE_BYTES } else { 0 });
    (start < end && !matches!(&raw[start..end], "|" | "|-" | "{")).then_some(start..end)
}

fn unquoted_end(raw: &str, from: usize) -> usize {
    let ends = |letter: char| letter.is_whitespace() || "\"'`,;<>()[]{}\\".contains(letter);
    raw[from..].find(ends).map_or(raw.len(), |length| from + length)
}

/// Runs of the characters that keys, addresses and settings are made of.
fn atoms(raw: &str) -> Vec<Range<usize>> {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./+=@:%!$#*&?~".contains(&byte);
    let mut found = Vec::new();
    let mut start = None;
    for (at, byte) in raw.bytes().enumerate() {
        if inside(byte) {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            found.push(start..at);
        }
    }
    found.extend(start.map(|start| start..raw.len()));
    found
}

fn is_key(part: &str) -> bool {
    if part.len() < MIN_KEY_BYTES {
        return false;
    }
    if KEY_PREFIXES.iter().any(|prefix| part.starts_with(prefix)) {
        return true;
    }
    // JSON Web Token (RFC 7519): the first part is base64url of a JSON object.
    if part.starts_with("eyJ") && part.contains('.') {
        return true;
    }
    // Telegram: <digits>:<35 characters> (https://core.telegram.org/bots/api#authorizing-your-bot).
    let bot = part.strip_prefix("bot").unwrap_or(part);
    bot.split_once(':').is_some_and(|(id, key)| {
        (6..=12).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_digit())
            && key.len() >= 30
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    })
}

fn is_email(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ':', '?', '!']);
    let Some((local, domain)) = text.split_once('@') else { return false };
    let Some((_, top)) = domain.rsplit_once('.') else { return false };
    !local.is_empty()
        && top.len() >= 2
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !domain.contains('@')
}

fn is_ip_address(part: &str) -> bool {
    let part = part.trim_end_matches(['.', ':']);
    if part.starts_with("127.") || part == "0.0.0.0" || part.starts_with("0.0.0.0:") {
        return false;
    }
    let version_4 = part.split(':').next().unwrap_or_default();
    version_4.parse::<std::net::Ipv4Addr>().is_ok()
        || (part.len() > 6 && part.matches(':').count() >= 3 && part.parse::<std::net::Ipv6Addr>().is_ok())
}
