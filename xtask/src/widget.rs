//! The widget, from Rust, CSS and JavaScript to the files that are served: `widget/dist/`.
//!
//! ```text
//! cargo build (wasm32) ─► wasm-bindgen ─► split ─► wasm-opt ─► remedy-<hash>.wasm, remedy-engine-<hash>.wasm
//!                              └─────────────────► esbuild ──► remedy-<hash>.js
//! widget/js/remedy.js + widget/css/remedy.css ───► esbuild ──► remedy.js          entry, names the others
//! ```
//!
//! All but the entry carry their content's hash in their name, so that they can be cached for ever.
//!
//! Only a page whose widget works without a service loads the engine, which is the second part of the module that is split.
//!
//! The standard library is compiled with the widget: for size, and so that a panic is a trap without a message. The one
//! that rustup ships is compiled for speed, and with it the widget is a sixth larger.

mod split;

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, bail, ensure};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use split::{FIRST, split};

/// What the widget is compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The npm package whose `wasm-opt` is used. Distributions ship versions that are too old for what
/// rustc emits.
const BINARYEN: &str = "binaryen@132.0.0";

/// The npm package that makes JavaScript and CSS small.
const ESBUILD: &str = "esbuild@0.28.2";

/// Part of the names of what the module of the engine exports.
const ENGINE: &str = "engine_";

/// What the entry uses of the bindings.
const EXPORTS: &str = "default, extend, lookup, Engine, Widget";

/// All files together have less bytes than this, compressed with brotli at its highest level.
const BUDGET: usize = 110_000;

/// Those that a page with a service loads, all but the engine, have less than this.
const BUDGET_WITH_SERVICE: usize = 75_000;

/// What rustc has on by default for [`TARGET`]
/// (<https://doc.rust-lang.org/rustc/platform-support/wasm32-unknown-unknown.html>).
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Everything that the built files depend on, relative to the workspace.
const INPUTS: [&str; 13] = [
    "Cargo.lock",
    "Cargo.toml",
    "data/Cargo.toml",
    "data/src",
    "lookup/Cargo.toml",
    "lookup/src",
    "rust-toolchain.toml",
    "widget/Cargo.toml",
    "widget/css",
    "widget/js",
    "widget/src",
    "xtask/src/widget",
    "xtask/src/widget.rs",
];

/// Installs the standard library for [`TARGET`] when it is missing.
///
/// # Errors
/// Says how to install it when `rustup` cannot.
pub(crate) fn ensure_target() -> anyhow::Result<()> {
    if printed_by_rustc(&["target-libdir", "--target", TARGET])?.is_dir() {
        return Ok(());
    }
    eprintln!("widget: installing the Rust target {TARGET}");
    let added = Command::new("rustup").args(["target", "add", TARGET]).status();
    match added {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => bail!(
            "rustup target add {TARGET}: {status}; the widget needs this target: check the network and run it by hand"
        ),
        Err(error) => bail!(
            "cannot run rustup ({error}); the widget needs the target {TARGET}: install it the way Rust was installed"
        ),
    }
}

/// A path that rustc knows.
fn printed_by_rustc(what: &[&str]) -> anyhow::Result<PathBuf> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(&rustc)
        .arg("--print")
        .args(what)
        .output()
        .with_context(|| format!("cannot run {}", rustc.display()))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().into())
}

/// Installs the sources of the standard library when they are missing; false, with a warning, when they, or those of
/// what it depends on, cannot be had.
fn ensure_sources() -> anyhow::Result<bool> {
    let library = printed_by_rustc(&["sysroot"])?.join("lib/rustlib/src/rust/library/Cargo.toml");
    let is_done = |command: &mut Command| command.status().is_ok_and(|status| status.success());
    let mut there = library.is_file();
    if !there {
        eprintln!("widget: installing the sources of the standard library, rust-src");
        there = is_done(Command::new("rustup").args(["component", "add", "rust-src"])) && library.is_file();
    }
    let fetched = there
        && is_done(
            cargo()
                .args(["fetch", "--quiet", "--locked", "--target", TARGET, "--manifest-path"])
                .arg(library)
                .env("RUSTC_BOOTSTRAP", "1"),
        );
    if !fetched {
        eprintln!(
            "warning: the sources of the standard library cannot be had: the widget is built with the one that rustup ships, and larger than need be"
        );
    }
    Ok(fetched)
}

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Builds `widget/dist/`, unless it is up to date, and prints the size of each file.
///
/// # Errors
/// When a step fails, or the files are larger than the budget.
pub(crate) fn build(root: &Path) -> anyhow::Result<()> {
    ensure_target()?;
    let target_dir =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    let dist = root.join("widget/dist");
    let stamp_file = target_dir.join("widget.stamp");
    let tools = NpmTools::ensure(&target_dir);
    let sources = ensure_sources()?;
    let inputs = inputs(root, &[tools.is_some(), sources])?;
    if is_fresh(&stamp_file, &inputs, &dist) {
        eprintln!("widget: up to date");
        return Ok(());
    }

    compile(root, &target_dir, sources)?;
    let read =
        |path: &str| fs::read_to_string(root.join(path)).with_context(|| format!("cannot read {path}"));
    let (mut entry, mut css) = (read("widget/js/remedy.js")?, read("widget/css/remedy.css")?);
    let mut files = BTreeMap::new();
    let (mut bindings, wasm) = bind(&target_dir.join(TARGET).join("widget/remedy_widget.wasm"))?;
    let (mut wasm, mut engine) = split(&wasm, |export| export.contains(ENGINE))?;
    if let Some(tools) = &tools {
        (wasm, engine) = (tools.optimise(&wasm)?, tools.optimise(&engine)?);
        bindings = tools.minify_bindings(&bindings)?;
    }
    for (placeholder, name, extension, bytes) in [
        ("./remedy-bindings.js", "remedy", "js", bindings.into_bytes()),
        ("./remedy.wasm", "remedy", "wasm", wasm),
        ("./remedy-engine.wasm", "remedy-engine", "wasm", engine),
    ] {
        let name = format!("{name}-{}.{extension}", short_hash(&bytes));
        fill(&mut entry, placeholder, &format!("./{name}"))?;
        files.insert(name, bytes);
    }
    if let Some(tools) = &tools {
        css = tools.minify(&css, "css")?;
    }
    fill(&mut entry, "\"remedy.css\"", &serde_json::to_string(css.trim_end())?)?;
    if let Some(tools) = &tools {
        entry = tools.minify(&entry, "js")?;
    }
    files.insert("remedy.js".to_owned(), entry.into_bytes());
    publish(&dist, &files)?;
    check_sizes(&files, tools.is_some() && sources)?;

    let outputs = files.iter().map(|(name, bytes)| format!("{} {name}\n", hex(&Sha256::digest(bytes))));
    let stamp = format!("{inputs}\n{}", outputs.collect::<String>());
    fs::write(&stamp_file, stamp).with_context(|| format!("cannot write {}", stamp_file.display()))
}

/// The content hash of all [`INPUTS`] and of what there is to make the result small.
fn inputs(root: &Path, means: &[bool]) -> anyhow::Result<String> {
    let mut hasher = Sha256::new();
    hasher.update(means.iter().copied().map(u8::from).collect::<Vec<_>>());
    let mut waiting: Vec<PathBuf> = INPUTS.iter().rev().map(|path| root.join(path)).collect();
    while let Some(path) = waiting.pop() {
        let what = || format!("cannot read {}", path.display());
        if path.is_dir() {
            let entries = fs::read_dir(&path).with_context(what)?;
            let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
            paths.sort_by(|a, b| b.cmp(a));
            waiting.append(&mut paths);
            continue;
        }
        let bytes = fs::read(&path).with_context(what)?;
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
        hasher.update(format!("{name}\0{}\0", bytes.len()));
        hasher.update(&bytes);
    }
    Ok(hex(&hasher.finalize()))
}

/// Whether the stamp names these inputs, and every file that was made of them is still as it was.
fn is_fresh(stamp_file: &Path, inputs: &str, dist: &Path) -> bool {
    let stamp = fs::read_to_string(stamp_file).unwrap_or_default();
    let mut lines = stamp.lines();
    lines.next() == Some(inputs)
        && lines.all(|line| {
            line.split_once(' ').is_some_and(|(hash, name)| {
                fs::read(dist.join(name)).is_ok_and(|bytes| hex(&Sha256::digest(bytes)) == hash)
            })
        })
}

/// Compiles the crate, and the standard library with it when its sources are there.
fn compile(root: &Path, target_dir: &Path, sources: bool) -> anyhow::Result<()> {
    // Paths of sources end up in messages of panics. Without this, each machine would build other bytes.
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home = cargo_home.or_else(|| Some(env::home_dir()?.join(".cargo"))).unwrap_or_default();
    let mut flags = OsString::from("--remap-path-prefix=");
    flags.push(cargo_home.join("registry/src"));
    flags.push("=\u{1f}--remap-path-prefix=");
    flags.push(root);
    flags.push("=");

    let mut build = cargo();
    build
        .current_dir(root)
        .args(["build", "--profile", "widget", "--target", TARGET, "--package", "remedy-widget"])
        .arg("--target-dir")
        .arg(target_dir);
    if sources {
        // Not yet stable, so that the compiler has to be told that it may; `rust-toolchain.toml` says which one it is.
        build.env("RUSTC_BOOTSTRAP", "1");
        build.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
        flags.push("\u{1f}-Zunstable-options\u{1f}-Cpanic=immediate-abort");
    }
    // Separated by the unit separator, as cargo wants it.
    let status = build.env("CARGO_ENCODED_RUSTFLAGS", flags).status().context("cannot run cargo")?;
    ensure!(status.success(), "the widget does not compile");
    Ok(())
}

/// Makes the JavaScript bindings of a module, and the module that goes with them.
fn bind(file: &Path) -> anyhow::Result<(String, Vec<u8>)> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(file).web(true)?.typescript(false);
    bindgen.remove_name_section(true).remove_producers_section(true);
    let mut output = bindgen.generate_output()?;
    ensure!(
        output.snippets().values().all(Vec::is_empty) && output.local_modules().is_empty(),
        "a dependency brings JavaScript files of its own, which the build does not publish: {:?} {:?}",
        output.snippets(),
        output.local_modules().keys()
    );
    // What a second module exports is added to what the first one does.
    let mut bindings = output.js().to_owned()
        + &format!(
            "export async function extend(response) {{
                const {{ instance }} = await __wbg_load(response, {{ ...__wbg_get_imports(), {FIRST}: wasm }});
                wasm = {{ ...wasm, ...instance.exports }};
            }}"
        );
    // Each name of what the module imports ends in a hash, which is in both files and which nothing can compress.
    for (number, import) in output.wasm_mut().imports.iter_mut().enumerate() {
        let name = format!("_{number}");
        let definition = format!("{}: function(", import.name);
        ensure!(bindings.matches(&definition).count() == 1, "the bindings do not define {}", import.name);
        bindings = bindings.replace(&definition, &format!("{name}: function("));
        import.name = name;
    }
    Ok((bindings, output.wasm_mut().emit_wasm()))
}

/// The programs of npm packages.
struct NpmTools {
    wasm_opt: PathBuf,
    esbuild: PathBuf,
}

impl NpmTools {
    /// Installs them when they are missing; nothing, with a warning, when Node.js or npm cannot be used.
    fn ensure(target_dir: &Path) -> Option<Self> {
        let packages = [BINARYEN, ESBUILD];
        let prefix = target_dir.join("npm").join(packages.join("+"));
        let programs = prefix.join("node_modules/.bin");
        let tools = Self { wasm_opt: programs.join("wasm-opt"), esbuild: programs.join("esbuild") };
        let node = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if node.is_err() {
            eprintln!("warning: no Node.js: the widget stays unoptimised, twice as large as need be");
            return None;
        }
        if tools.are_there() {
            return Some(tools);
        }
        eprintln!("widget: installing {} with npm", packages.join(" and "));
        let npm = Command::new("npm")
            .args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"])
            .args(packages)
            .arg("--prefix")
            .arg(&prefix)
            .stdout(Stdio::null())
            .status();
        if !npm.is_ok_and(|status| status.success()) || !tools.are_there() {
            eprintln!("warning: npm cannot install {}: the widget stays unoptimised", packages.join(" and "));
            return None;
        }
        Some(tools)
    }

    fn are_there(&self) -> bool {
        self.wasm_opt.is_file() && self.esbuild.is_file()
    }

    fn optimise(&self, wasm: &[u8]) -> anyhow::Result<Vec<u8>> {
        let folder = tempfile::tempdir()?;
        let (before, after) = (folder.path().join("before.wasm"), folder.path().join("after.wasm"));
        fs::write(&before, wasm)?;
        let status = Command::new(&self.wasm_opt)
            .args(["-Oz", "--converge", "--strip-debug", "--strip-producers", "--strip-target-features"])
            .args(FEATURES)
            .arg(&before)
            .arg("-o")
            .arg(&after)
            .status()?;
        ensure!(status.success(), "wasm-opt: {status}");
        Ok(fs::read(after)?)
    }

    fn minify(&self, text: &str, language: &str) -> anyhow::Result<String> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("text").with_extension(language);
        fs::write(&file, text)?;
        self.esbuild(&file, &[])
    }

    /// What is not exported, nor used by that, is left out.
    fn minify_bindings(&self, text: &str) -> anyhow::Result<String> {
        let folder = tempfile::tempdir()?;
        let used = folder.path().join("used.js");
        fs::write(folder.path().join("bindings.js"), text)?;
        fs::write(&used, format!(r#"export {{ {EXPORTS} }} from "./bindings.js";"#))?;
        self.esbuild(&used, &["--bundle", "--format=esm"])
    }

    fn esbuild(&self, file: &Path, options: &[&str]) -> anyhow::Result<String> {
        let output = Command::new(&self.esbuild)
            .arg(file)
            .args(["--minify", "--log-level=warning", "--target=es2022"])
            .args(options)
            .stderr(Stdio::inherit())
            .output()?;
        ensure!(output.status.success(), "esbuild: {}", output.status);
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// Puts a text in the place that the entry keeps for it.
fn fill(entry: &mut String, placeholder: &str, text: &str) -> anyhow::Result<()> {
    ensure!(
        entry.matches(placeholder).count() == 1,
        "widget/js/remedy.js has to name {placeholder} exactly once, so that the build can replace it"
    );
    *entry = entry.replace(placeholder, text);
    Ok(())
}

/// Replaces `dist` as a whole, so that no file of an earlier build stays.
fn publish(dist: &Path, files: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<()> {
    if dist.exists() {
        fs::remove_dir_all(dist).with_context(|| format!("cannot clear {}", dist.display()))?;
    }
    fs::create_dir_all(dist)?;
    for (name, bytes) in files {
        fs::write(dist.join(name), bytes).with_context(|| format!("cannot write {name}"))?;
    }
    Ok(())
}

/// Prints what each file weighs.
///
/// # Errors
/// When optimised files are larger than their budgets.
fn check_sizes(files: &BTreeMap<String, Vec<u8>>, optimised: bool) -> anyhow::Result<()> {
    let mut table = String::new();
    let mut line = |name: &str, raw: usize, brotli: usize| {
        writeln!(table, "{name:<32} {raw:>9} {brotli:>9}").context("a line of the table")
    };
    let (mut online, mut all) = ((0, 0), (0, 0));
    for (name, bytes) in files {
        let (raw, brotli) = (bytes.len(), brotli_size(bytes)?);
        line(name, raw, brotli)?;
        all = (all.0 + raw, all.1 + brotli);
        if !name.starts_with("remedy-engine-") {
            online = (online.0 + raw, online.1 + brotli);
        }
    }
    line("with a service", online.0, online.1)?;
    line("all", all.0, all.1)?;
    eprint!("{:<32} {:>9} {:>9}\n{table}", "widget/dist", "bytes", "brotli 11");
    for (what, size, budget) in
        [("with a service", online.1, BUDGET_WITH_SERVICE), ("with all its files", all.1, BUDGET)]
    {
        ensure!(
            !optimised || size < budget,
            "the widget {what} has {size} bytes with brotli; its budget is less than {budget}"
        );
    }
    Ok(())
}

fn brotli_size(mut bytes: &[u8]) -> anyhow::Result<usize> {
    let mut compressed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    brotli::BrotliCompress(&mut bytes, &mut compressed, &params)?;
    Ok(compressed.len())
}

/// The first 12 hexadecimal digits of the SHA-256.
fn short_hash(bytes: &[u8]) -> String {
    let mut hash = hex(&Sha256::digest(bytes));
    hash.truncate(12);
    hash
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
